"""Timelines: a subject, a decision or a promise followed across meetings, each row in a paper's own words.

A row that is not about the subject is worse than one that is missing: what only may belong to it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ingest.papers import Access, Kind, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.ledger_entries import Act, EntryKind, LedgerEntry
from rag.briefings.draft_mark import CHECK_READERS, NOT_FOR_PUBLICATION
from rag.briefings.tellable import first_line, has_own_item
from rag.corrections import Correction
from rag.labels import day_name, passage_label
from rag.marks import as_read
from rag.question.query import Filters
from rag.timeline_words import PUT_RIGHT, STRUCK_OUT

MOST_ROWS = 200


class What(StrEnum):
    """What happened at a meeting, as far as its papers say."""

    REPORTED = "reported"
    DISCUSSED = "discussed"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    NOTED = "noted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    PROMISED = "promised"
    ASKED = "asked for"
    REFERRED = "referred"
    TAKEN_UP = "taken up again"
    REPORTED_BACK = "reported back"
    OUTSTANDING = "still awaited"
    CORRECTED = "corrected"


_BY_KIND = {
    EntryKind.DECISION: What.DECIDED,
    EntryKind.COMMITMENT: What.PROMISED,
    EntryKind.RECOMMENDATION: What.RECOMMENDED,
    EntryKind.CORRECTION: What.CORRECTED,
    EntryKind.REQUEST: What.ASKED,
    EntryKind.REFERRAL: What.REFERRED,
}
_BY_ACT = {
    Act.DEFERRED: What.DEFERRED,
    Act.REFUSED: What.REFUSED,
    Act.NOTED: What.NOTED,
    Act.REQUESTED: What.ASKED,
    Act.ASKED: What.ASKED,
}
_ORDER = {what: place for place, what in enumerate(sorted(What, key=lambda each: each is not What.TAKEN_UP))}
"""Within one meeting: first what the papers say and seek, then what was made of it."""


_LATER = frozenset({What.TAKEN_UP, What.REPORTED_BACK, What.OUTSTANDING})
_SAYING = frozenset({What.REPORTED, What.DISCUSSED})


def what_of(entry: LedgerEntry) -> What:
    """What an entry of the ledger is in a timeline."""
    return _BY_ACT.get(entry.act) or _BY_KIND[entry.kind]


@dataclass(frozen=True)
class TimelineRequest:
    """What to follow: a topic, or an entry of the ledger by its id; ``filters`` say in which papers."""

    topic: str | None = None
    entry_id: str | None = None
    filters: Filters = Filters()


@dataclass(frozen=True)
class TimelineRow:
    """What one paper says of the subject at one meeting.

    ``span`` are the words in the paper's text. ``state`` is how a promise stands or what became of a recommendation.
    ``correction`` is what later minutes put right in the words; None for most.
    """

    what: What
    record: PaperRecord
    passage: StoredPassage
    span: Span
    entry_id: str | None = None
    state: str | None = None
    correction: Correction | None = None

    @property
    def day(self) -> date | None:
        """The day of the meeting; None where the paper does not say it."""
        return self.record.date.value if self.record.date else None

    @property
    def body(self) -> str | None:
        """The body whose meeting it was."""
        return self.record.body.value if self.record.body else None

    @property
    def words(self) -> str:
        """The words, exactly as in the paper, white space folded."""
        start = self.passage.span.start
        return " ".join(self.passage.text[self.span.start - start : self.span.end - start].split())

    @property
    def told(self) -> str:
        """The words as they are shown."""
        return as_read(self.words)

    @property
    def label(self) -> str:
        """Where the words stand, as citations of answers say it."""
        return passage_label(self.record, self.passage)

    @property
    def put_right(self) -> str:
        """What later minutes put right in the words, in a sentence; empty for most."""
        if self.correction is None:
            return ""
        day = self.correction.record.date
        told = day_name(day.value) if day else "a later meeting"
        said = PUT_RIGHT if self.correction.right else STRUCK_OUT
        return said.format(day=told, wrong=self.correction.wrong, right=self.correction.right)

    @property
    def subject(self) -> str:
        """The title of the item that the words stand under in minutes; empty where none surely holds for them."""
        is_minuted = self.record.kind.value is Kind.MINUTES and has_own_item(self.passage)
        return first_line(self.passage.item_title) if is_minuted else ""

    @property
    def inferred(self) -> tuple[str, ...]:
        """Which of body and date are guessed."""
        facts = (("body", self.record.body), ("date", self.record.date))
        return tuple(name for name, fact in facts if fact is not None and fact.is_inferred)

    @property
    def passages(self) -> tuple[StoredPassage, ...]:
        """What the row shows words of."""
        return (self.passage,) if self.correction is None else (self.passage, self.correction.passage)

    @property
    def access(self) -> Access:
        """Who may read the row: those who may read all that it shows words of."""
        return max((each.access for each in self.passages), key=lambda access: access.rank)

    def overlaps(self, other: TimelineRow) -> bool:
        """Whether the two share words of one paper."""
        return self.passage.paper_id == other.passage.paper_id and self.span.overlaps(other.span)

    def to_json(self) -> dict[str, Any]:
        """The row as the command line and the HTTP interface give it."""
        return {
            "date": self.day.isoformat() if self.day else None,
            "body": self.body,
            "what": self.what.value,
            "subject": self.subject or None,
            "words": self.words,
            "state": self.state,
            "put_right": self.put_right or None,
            "put_right_in": _place(self.correction.record, self.correction.passage)
            if self.correction
            else None,
            "label": self.label,
            "document": self.record.name,
            "passage_id": self.passage.passage_id,
            "page": self.passage.page,
            "start": self.span.start,
            "end": self.span.end,
            "access": self.access.value,
            "entry_id": self.entry_id,
            "inferred": list(self.inferred),
        }


def _place(record: PaperRecord, passage: StoredPassage) -> dict[str, Any]:
    return {
        "label": passage_label(record, passage),
        "document": record.name,
        "passage_id": passage.passage_id,
        "page": passage.page,
    }


@dataclass(frozen=True)
class Nearest:
    """A passage that comes near to a subject without being on it."""

    label: str
    quote: str
    passage_id: str
    access: Access


@dataclass(frozen=True)
class Timeline:
    """The rows in order of their meetings; ``undated`` are those whose papers say no day.

    Where there is no row, ``reason`` says why, and ``nearest`` what comes near.
    """

    title: str
    rows: tuple[TimelineRow, ...]
    undated: tuple[TimelineRow, ...] = ()
    reason: str | None = None
    nearest: tuple[Nearest, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def circulation(self) -> str | None:
        """That papers are quoted which are not for everybody; None where all of them are public."""
        ranks = [row.access.rank for row in self.all_rows] + [each.access.rank for each in self.nearest]
        narrowest = max(ranks, default=Access.PUBLIC.rank)
        if narrowest >= Access.EXEMPT.rank:
            return NOT_FOR_PUBLICATION
        return None if narrowest == Access.PUBLIC.rank else CHECK_READERS

    @property
    def all_rows(self) -> tuple[TimelineRow, ...]:
        """The dated rows and then the others."""
        return (*self.rows, *self.undated)

    def to_json(self) -> dict[str, Any]:
        """The timeline as the command line and the HTTP interface give it."""
        return {
            "title": self.title,
            "rows": [row.to_json() for row in self.rows],
            "undated": [row.to_json() for row in self.undated],
            "circulation": self.circulation,
            "reason": self.reason,
            "nearest": [asdict(each) for each in self.nearest],
            "warnings": list(self.warnings),
        }


def in_order(rows: Iterable[TimelineRow]) -> list[TimelineRow]:
    """By day, then body, then what happened, then the place in the paper; undated ones last."""
    return sorted(
        rows,
        key=lambda row: (
            row.day or date.max,
            row.body or "",
            _ORDER[row.what],
            row.record.name,
            row.span.start,
        ),
    )


def once(rows: Sequence[TimelineRow]) -> list[TimelineRow]:
    """Each place once; a row that stands in the ledger before one that only says so.

    Words that report back on something are told as that.
    """
    kept: list[TimelineRow] = []
    for row in sorted(rows, key=lambda each: each.what is What.DISCUSSED or each.what is What.REPORTED):
        same = next((n for n, each in enumerate(kept) if each.overlaps(row)), None)
        if same is None:
            kept.append(row)
        elif row.what in _LATER and kept[same].entry_id is None:
            kept[same] = replace(kept[same], what=row.what)
    return kept
