"""Makes timelines: a topic or an entry of the ledger in, rows in order of the meetings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.structure.bodies import matching_bodies
from ingest.structure.ledger_entries import Act, EntryKind
from rag.briefings.summary_parts import quoted
from rag.corrections import Corrections
from rag.errors import EntryNotFound, QuestionError
from rag.finding.retrieve import Retriever
from rag.instructions import is_addressed_to_machine
from rag.labels import day_name
from rag.ledger import EVERY_ENTRY, Ledger, LedgerRow, Wanted
from rag.notices import paper_warnings
from rag.question.query import Filters, understand
from rag.timeline import MOST_ROWS, Timeline, TimelineRequest, TimelineRow, What, in_order, once
from rag.timeline_entry import Links, chain, row_of, traces_of
from rag.timeline_topic import Topic, is_on, look_up, nearest, papers_near, said_on, titled_items
from rag.timeline_words import CUT, NO_BODY, NO_TRACE, NONE_IN_TIME, NOTHING, ONLY_WORDS, UNHEARD

_OF_FORM = frozenset({Act.THANKED, Act.CONFIRMED})
_LONGEST_TITLE = 100


class Chronicler:
    """Follows subjects, decisions and promises through a library. Any thread may call it."""

    def __init__(self, library: Library, retriever: Retriever, ledger: Ledger) -> None:
        self._library = library
        self._retriever = retriever
        self._ledger = ledger
        self._corrections = Corrections(library)

    def follow(self, request: TimelineRequest, scope: Scope) -> Timeline:
        """The timeline that was asked for; where there is none it says why.

        Raises:
            QuestionError: The topic is empty or too long, the dates are the wrong way round, no paper is of the
                body, or neither or both of topic and entry are given.
            EntryNotFound: There is no such entry, or none that the asker may see.
        """
        with self._library.one_state():
            self._require_body(request.filters.body, scope)
            if request.topic is not None and request.entry_id is None:
                return self._on_topic(request.topic, request.filters, scope)
            if request.entry_id is not None and request.topic is None:
                return self._of_entry(request.entry_id, request.filters, scope)
        raise QuestionError("say what to follow: either a topic, or an entry of the ledger by its id.")

    def _require_body(self, body: str | None, scope: Scope) -> None:
        bodies = self._library.bodies(scope)
        if body is not None and not matching_bodies(body, bodies):
            known = f"The papers are of {', '.join(bodies)}." if bodies else "No paper names its body."
            raise QuestionError(NO_BODY.format(body=body, known=known))

    def _on_topic(self, topic: str, filters: Filters, scope: Scope) -> Timeline:
        title = f"Timeline: {' '.join(topic.split())}"
        query = understand(topic, filters, self._library.bodies(scope))
        looked = look_up(self._retriever, scope, query)
        if looked.unheard:
            return Timeline(title, (), reason=UNHEARD.format(names=", ".join(looked.unheard)))
        rows = self._rows_on(looked, scope) if looked.is_near else []
        if not rows:
            return Timeline(title, (), reason=NOTHING.format(topic=query.question), nearest=nearest(looked))
        return self._timeline(title, rows, filters, scope, (ONLY_WORDS,))

    def _rows_on(self, topic: Topic, scope: Scope) -> list[TimelineRow]:
        items = titled_items(topic)
        near = frozenset(papers_near(topic))
        told: list[TimelineRow] = []
        for found in self._ledger.rows(scope, Wanted(papers=near)):
            row = row_of(found)
            words = quoted(found.record, found.stored).words
            is_business = found.stored.entry.act not in _OF_FORM and not is_addressed_to_machine(words)
            if is_business and is_on(topic, items, found.record, found.stored.passage, words):
                told += [row, *traces_of(found)]
        return once([*told, *said_on(topic, items, told)])

    def _of_entry(self, entry_id: str, filters: Filters, scope: Scope) -> Timeline:
        first = self._entry(entry_id, scope)
        body = first.record.body.value if first.record.body else None
        known = self._ledger.rows(scope, EVERY_ENTRY if body is None else Wanted(body=body))
        links = Links.of(known if any(each.stored.entry_id == entry_id for each in known) else [first])
        rows = chain(links, first)
        words = quoted(first.record, first.stored).words
        short = words if len(words) <= _LONGEST_TITLE else f"{words[:_LONGEST_TITLE].rsplit(' ', 1)[0]}\u2026"
        day = day_name(first.record.date.value) if first.record.date else "undated"
        kind = (
            first.stored.entry.kind.value
            if first.stored.entry.kind is not EntryKind.COMMITMENT
            else "promise"
        )
        warnings = (NO_TRACE,) if len(rows) == 1 else ()
        return self._timeline(f"Timeline of the {kind} of {day}: {short}", rows, filters, scope, warnings)

    def _entry(self, entry_id: str, scope: Scope) -> LedgerRow:
        paper_id = entry_id.rsplit("-", 2)[0]
        for found in self._ledger.rows(scope, Wanted(papers=frozenset({paper_id}))):
            if found.stored.entry_id == entry_id:
                return found
        raise EntryNotFound(entry_id)

    def _timeline(
        self, title: str, rows: Sequence[TimelineRow], filters: Filters, scope: Scope, told: Sequence[str]
    ) -> Timeline:
        """The rows in order, those outside the filters left out, with what is to be known of them."""
        bodies = matching_bodies(filters.body, self._library.bodies(scope)) if filters.body else None
        within = [row for row in rows if _is_wanted(row, filters, bodies)]
        if not within:
            return Timeline(title, (), reason=NONE_IN_TIME)
        ordered = in_order(within)
        kept = [self._put_right(row, scope) for row in ordered[:MOST_ROWS]]
        warnings = list(told)
        if len(ordered) > MOST_ROWS:
            warnings.append(CUT.format(n=len(ordered) - MOST_ROWS))
        righting = [(row.correction.record, row.correction.passage) for row in kept if row.correction]
        warnings += paper_warnings([*((row.record, row.passage) for row in kept), *righting])
        return Timeline(
            title,
            tuple(row for row in kept if row.day is not None),
            tuple(row for row in kept if row.day is None),
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def _put_right(self, row: TimelineRow, scope: Scope) -> TimelineRow:
        """The row with what a later meeting put right in its words."""
        if row.what is What.CORRECTED:
            return row
        return replace(row, correction=self._corrections.of(row.record, row.passage, row.words, scope))


def _is_wanted(row: TimelineRow, filters: Filters, bodies: frozenset[str] | None) -> bool:
    """Whether a row is of a body and a time that were asked for; a paper without a day is not known to be outside."""
    if bodies is not None and row.body not in bodies:
        return False
    if row.day is None:
        return True
    return (filters.date_from or row.day) <= row.day <= (filters.date_to or row.day)
