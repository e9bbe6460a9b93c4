"""The ledger as it is shown: every entry with what became of it, filtered as it is asked for.

A text that the library holds twice is told once, under its best form.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Scope
from ingest.store.copies import Copies
from ingest.store.ledger import StoredEntry
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection
from ingest.structure.bodies import matching_bodies
from ingest.structure.ledger_entries import EntryKind
from rag.corrections import Correction, meeting_corrected
from rag.errors import QuestionError
from rag.labels import passage_label
from rag.later import Bodies, Papers
from rag.outcomes import Outcome, Result, results
from rag.progress import Bearing, Progress, State, Trace, is_tracked, progress_of
from rag.rewording import Rewording, rewordings_in
from rag.undone import Undoings

_SCOPES_KEPT = 4
STATES = tuple(dict.fromkeys([*(state.value for state in State), *(outcome.value for outcome in Outcome)]))
"""What ``Wanted.states`` may name: how a promise stands, and what became of a recommendation."""


@dataclass(frozen=True)
class Wanted:
    """Which entries to show; what is None or empty takes all.

    ``owner`` is looked for in the words that name who owes it. ``since`` and ``until`` are days of meetings,
    both inclusive; a paper that does not say its day is not known to be outside. ``without`` are papers that count
    as absent: their entries are left out, and what they say of other entries too. ``papers`` are ids of those whose
    entries are wanted; what became of these is looked for in all.
    """

    body: str | None = None
    kinds: frozenset[EntryKind] = frozenset()
    owner: str | None = None
    states: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    without: frozenset[str] = frozenset()
    papers: frozenset[str] | None = None


EVERY_ENTRY = Wanted()


@dataclass(frozen=True)
class LedgerRow:
    """An entry with its paper and what became of it.

    ``put_right`` is (wrong, right) of a correction, ``corrected`` the passage of earlier minutes that holds the
    wrong words, where they are in the library. ``undone`` are the words of a later paper that undo a decision.
    """

    stored: StoredEntry
    record: PaperRecord
    progress: Progress | None = None
    result: Result | None = None
    decided_in: PaperRecord | None = None
    put_right: tuple[str, str] | None = None
    corrected: Trace | None = None
    undone: Trace | None = None

    @property
    def state(self) -> str | None:
        """How it stands, where it is owed, or what became of it, where it was recommended."""
        if self.progress is not None:
            return self.progress.state.value
        return None if self.result is None else self.result.outcome.value

    @property
    def label(self) -> str:
        """Where the entry stands, as citations of answers say it."""
        return passage_label(self.record, self.stored.passage)

    @property
    def passage_ids(self) -> tuple[str, ...]:
        """The passages that are quoted: where it stands, and what shows what became of it."""
        return (self.stored.passage.passage_id, *(str(each["passage_id"]) for each in self._traces()))

    def to_json(self) -> dict[str, object]:
        """The row as the command line and the HTTP interface give it."""
        stored, passage = self.stored, self.stored.passage
        return {
            "entry_id": stored.entry_id,
            "kind": stored.entry.kind.value,
            "act": stored.entry.act.value,
            "text": stored.text,
            "actor": stored.actor,
            "owner": stored.owner,
            "owner_inferred": stored.entry.is_owner_inferred,
            "addressee": stored.addressee,
            "due": stored.due,
            "condition": stored.condition,
            "body": self.record.body.value if self.record.body else None,
            "date": self.record.date.value.isoformat() if self.record.date else None,
            "inferred": [
                name
                for name, fact in (("body", self.record.body), ("date", self.record.date))
                if fact is not None and fact.is_inferred
            ],
            "item": passage.item,
            "item_title": passage.item_title,
            "truncated": passage.is_truncated,
            "state": self.state,
            "possibly": self.progress.possibly.value if self.progress and self.progress.possibly else None,
            "later_papers": self.progress.n_later if self.progress else None,
            "corrects": {"wrong": self.put_right[0], "right": self.put_right[1]} if self.put_right else None,
            **_anchor(self.record, stored),
            "traces": self._traces(),
        }

    def _traces(self) -> list[dict[str, object]]:
        """What shows what became of it; for a recommendation the decision, for a correction what it corrects."""
        if self.progress is not None:
            return [_trace(each) for each in self.progress.traces]
        shown = self.corrected or self.undone
        if shown is not None:
            return [_trace(shown)]
        if self.result is None or self.result.decision is None or self.decided_in is None:
            return []
        decision = self.result.decision
        anchor = _anchor(self.decided_in, decision)
        return [{"bearing": "decides", "quote": decision.text, **anchor}]


def _anchor(record: PaperRecord, stored: StoredEntry) -> dict[str, object]:
    passage, span = stored.passage, stored.entry.span
    return {
        "passage_id": passage.passage_id,
        "document": record.name,
        "label": passage_label(record, passage),
        "page": passage.page,
        "start": span.start,
        "end": span.end,
        "access": passage.access.value,
    }


def _trace(trace: Trace) -> dict[str, object]:
    return {
        "bearing": trace.bearing.value,
        "quote": trace.quote,
        "passage_id": trace.passage.passage_id,
        "document": trace.record.name,
        "label": passage_label(trace.record, trace.passage),
        "page": trace.passage.page,
        "start": trace.span.start,
        "end": trace.span.end,
        "access": trace.passage.access.value,
    }


@dataclass(frozen=True)
class _Judged:
    """How an entry stands, and what that was told from: it holds for as long as these stay the same."""

    stored: StoredEntry
    record: PaperRecord
    papers: Papers | None
    progress: Progress


class _Known:
    """What was worked out for one asker and one state of the library."""

    def __init__(self, revision: int, bodies: Bodies, judged: dict[str, _Judged]) -> None:
        """``judged`` are entries by their ids, as they stood in this state or an earlier one."""
        self.revision = revision
        self.bodies = bodies
        self.judged = judged

    def progress_of(self, stored: StoredEntry, record: PaperRecord) -> Progress:
        """How an entry stands that is owed."""
        papers = self.bodies.of(record.body.value) if record.body else None
        held = self.judged.get(stored.entry_id)
        if held is None or held.papers is not papers or (held.stored, held.record) != (stored, record):
            held = _Judged(stored, record, papers, progress_of(stored, record, self.bodies))
            self.judged[stored.entry_id] = held
        return held.progress


class Ledger:
    """The ledger of a library.

    What became of an entry is worked out once until the papers of its body change.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._guard = threading.Lock()
        self._kept: dict[tuple[Scope, frozenset[str]], _Known] = {}
        self._undoings = Undoings(library)

    def rows(self, scope: Scope, wanted: Wanted) -> list[LedgerRow]:
        """The entries that the asker may see and wants, earliest meeting first, each with what became of it.

        Everything that became of an entry is read from papers that the asker may see too.

        Raises:
            QuestionError: No paper is of the body that was given.
        """
        with self._library.one_state():
            return self._rows(scope, wanted)

    def _rows(self, scope: Scope, wanted: Wanted) -> list[LedgerRow]:
        library = self._library
        left = Selection(without=wanted.without)
        records = {record.paper_id: record for record in library.papers(scope, left)}
        selection = Selection(
            bodies=None if wanted.body is None else _bodies(wanted.body, library.bodies(scope)),
            date_from=wanted.since,
            date_to=wanted.until,
            papers=wanted.papers,
            without=wanted.without,
        )
        found = library.ledger(scope, selection, wanted.kinds or None)
        entries = _once(library.copies(scope, left), found)
        if wanted.owner:
            entries = [each for each in entries if wanted.owner.casefold() in (each.owner or "").casefold()]
        if wanted.body is not None:
            entries = [each for each in entries if records[each.passage.paper_id].body is not None]
        rows = self._judged(scope, entries, records, left)
        return [row for row in rows if not wanted.states or row.state in wanted.states]

    def _judged(
        self,
        scope: Scope,
        entries: Sequence[StoredEntry],
        records: Mapping[str, PaperRecord],
        left: Selection,
    ) -> list[LedgerRow]:
        recommended = [each for each in entries if each.entry.kind is EntryKind.RECOMMENDATION]
        decided = self._library.ledger(scope, left) if recommended else []
        outcomes = results(recommended, decided, records)
        with self._guard:
            known = self._known(scope, records, left)
            rows = [_row(each, records, known, outcomes) for each in entries]
        return [self._with_undone(each, scope, records) for each in rows]

    def _with_undone(self, row: LedgerRow, scope: Scope, records: Mapping[str, PaperRecord]) -> LedgerRow:
        """A row of a decision with the words of a later paper, one of ``records``, that undo it."""
        if row.stored.entry.kind is not EntryKind.DECISION or row.progress is not None:
            return row
        undone = self._undoings.of(row.record, row.stored.passage, row.stored.entry.span, scope)
        if undone is None or undone.record.paper_id not in records:
            return row
        trace = Trace(undone.record, undone.passage, undone.undoing.span, Bearing.UNDOES)
        return replace(row, undone=trace)

    def _known(self, scope: Scope, records: Mapping[str, PaperRecord], left: Selection) -> _Known:
        """What is known already for this asker of these papers; the caller holds the guard."""
        key, revision = (scope, left.without), self._library.revision
        known = self._kept.pop(key, None)
        if known is None or known.revision != revision:
            copies = self._library.copies(scope, left)
            best = [record for record in records.values() if record.paper_id not in copies.best]
            bodies = Bodies(self._library, scope, best, known.bodies if known else None)
            judged = known.judged.items() if known else ()
            stayed = {entry_id: each for entry_id, each in judged if each.record.paper_id in records}
            known = _Known(revision, bodies, stayed)
        while len(self._kept) >= _SCOPES_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = known
        return known


def _bodies(name: str, known: Sequence[str]) -> frozenset[str]:
    found = matching_bodies(name, known)
    if not found:
        there = f"The papers are of {', '.join(known)}." if known else "No paper names its body."
        raise QuestionError(f"no paper is of a body called {name}. {there}")
    return found


def _once(copies: Copies, entries: Sequence[StoredEntry]) -> list[StoredEntry]:
    """The entries without those whose words stand in a better paper as well."""
    aside = frozenset(copies.windows_aside.tolist())
    return [
        each
        for each in entries
        if each.passage.paper_id not in copies.best
        and not (each.window_ids and aside.issuperset(each.window_ids))
    ]


def _row(
    stored: StoredEntry,
    records: Mapping[str, PaperRecord],
    known: _Known,
    outcomes: Mapping[str, Result],
) -> LedgerRow:
    record = records[stored.passage.paper_id]
    if is_tracked(stored):
        return LedgerRow(stored, record, progress=known.progress_of(stored, record))
    result = outcomes.get(stored.entry_id)
    if result is not None:
        decided_in = records[result.decision.passage.paper_id] if result.decision else None
        return LedgerRow(stored, record, result=result, decided_in=decided_in)
    if stored.entry.kind is EntryKind.CORRECTION:
        title = stored.passage.item_title or ""
        rewording = next((each for each in rewordings_in(stored.text, title) if each.right), None)
        return LedgerRow(
            stored,
            record,
            put_right=(rewording.wrong, rewording.right) if rewording else None,
            corrected=_corrected(stored, record, rewording, known.bodies),
        )
    return LedgerRow(stored, record)


def _corrected(
    stored: StoredEntry, record: PaperRecord, rewording: Rewording | None, bodies: Bodies
) -> Trace | None:
    """The passage of earlier minutes of the body that holds the words a correction puts right."""
    if rewording is None or record.body is None:
        return None
    of = meeting_corrected(stored.passage, rewording)
    correction = Correction(rewording, of, record, stored.passage)
    for place in bodies.of(record.body.value).places:
        if correction.corrects(place.record, place.passage, place.passage.text):
            return Trace(place.record, place.passage, place.passage.span, Bearing.CORRECTED)
    return None
