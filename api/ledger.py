"""The ledger as the command line and the HTTP service give it: filters in, rows out, and a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from pydantic import BaseModel, Field, model_validator

from api.paging import Key, Listing, Page, PageQuery, page_of
from api.schemas import IsoDate
from api.spreadsheets import cell
from ingest.papers import Access, Scope
from ingest.structure.ledger_entries import Act, EntryKind
from rag.assembly import Minutebook
from rag.ledger import LedgerRow, Wanted

StateName = Literal[
    "open", "reported back", "partly", "superseded", "dropped", "unknown", "followed", "changed", "deferred",
    "refused", "not minuted",
]  # fmt: skip
COLUMNS = (
    "kind", "act", "state", "possibly", "text", "owner", "owner_inferred", "actor", "addressee", "due", "condition",
    "body", "date", "item", "item_title", "document", "page", "label", "passage_id", "start", "end", "shown_by",
    "shown_by_label",
)  # fmt: skip


class LedgerQuery(PageQuery):
    """Which entries to list; what is left out takes all. Several kinds or states may be given."""

    body: str | None = Field(
        default=None, min_length=1, max_length=200, description="Committee, panel or board."
    )
    kind: list[EntryKind] = Field(
        default_factory=list, max_length=len(EntryKind), description="Kinds of entry."
    )
    owner: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Words in the name of who owes it, as printed.",
    )
    state: list[StateName] = Field(
        default_factory=list, max_length=20, description="How it stands, or what became of a recommendation."
    )
    since: IsoDate | None = Field(default=None, description="First meeting date, inclusive, ISO 8601.")
    until: IsoDate | None = Field(default=None, description="Last meeting date, inclusive, ISO 8601.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self

    def as_asked(self) -> dict[str, object]:
        """Which entries are wanted, whatever page of them."""
        return self.model_dump(mode="json", exclude={"limit", "cursor"})

    def as_wanted(self) -> Wanted:
        """The same as the code behind it takes it."""
        return Wanted(
            body=self.body,
            kinds=frozenset(self.kind),
            owner=self.owner,
            states=frozenset(self.state),
            since=self.since,
            until=self.until,
        )


class TraceOut(BaseModel):
    """A passage that shows, or may show, what became of an entry."""

    bearing: Literal[
        "shows", "says it is outstanding", "possibly", "related", "decides", "corrected by it", "undoes it"
    ]
    quote: str
    passage_id: str
    document: str
    label: str
    page: int | None
    start: int
    end: int
    access: Access


class PutRightOut(BaseModel):
    """The wording that a correction puts right."""

    wrong: str
    right: str


class EntryOut(BaseModel):
    """One thing decided, promised, recommended, asked for, referred or put right; words are as printed."""

    entry_id: str
    kind: EntryKind
    act: Act
    text: str
    actor: str | None
    owner: str | None
    owner_inferred: bool = Field(
        description="The words have a pronoun; the owner stands in a sentence before."
    )
    addressee: str | None
    due: str | None
    condition: str | None
    body: str | None
    date: str | None = Field(description="Of the meeting, ISO 8601.")
    inferred: list[str] = Field(description="Which of body and date are guessed.")
    item: str | None
    item_title: str | None
    truncated: bool = Field(description="The source is cut off here.")
    state: StateName | None = Field(description="Null for what is neither owed nor recommended.")
    possibly: StateName | None = Field(description="What a near match would make of it; only a hint.")
    later_papers: int | None = Field(description="How many later papers of the body were looked at.")
    corrects: PutRightOut | None
    passage_id: str
    document: str
    label: str
    page: int | None
    start: int
    end: int
    access: Access
    traces: list[TraceOut]


class LedgerOut(BaseModel):
    """The entries, earliest meeting first, undated papers last."""

    entries: list[EntryOut]
    next: str | None = Field(default=None, description="Cursor of the next page; null after the last.")


class LedgerPages(Protocol):
    """Something that makes pages of the ledger, here or in another process."""

    def ledger_page(self, asked: LedgerQuery, scope: Scope) -> Page[LedgerRow]:
        """The page that was asked for.

        Raises:
            CursorRefused: The cursor is none of this list with these filters.
            QuestionError: No paper is of the body that was given.
        """
        ...


@dataclass(frozen=True)
class PagesMadeHere:
    """Pages made in this process."""

    minutebook: Minutebook

    def ledger_page(self, asked: LedgerQuery, scope: Scope) -> Page[LedgerRow]:
        """See ``LedgerPages``."""
        return ledger_page(self.minutebook.ledger(asked.as_wanted(), scope=scope), asked)


def ledger_page(rows: Sequence[LedgerRow], asked: LedgerQuery) -> Page[LedgerRow]:
    """The page that was asked for.

    Raises:
        CursorRefused: The cursor is none of this list with these filters.
    """
    filters = asked.model_dump_json(exclude={"limit", "cursor"})
    return page_of(rows, asked, Listing("ledger", (bool, str, str, str, int), filters), _key)


def _key(row: LedgerRow) -> Key:
    """Orders the rows as the library does: earliest meeting first, undated papers last, then by place."""
    day = row.record.date
    number = int(row.stored.entry_id.rpartition("-e")[2])
    return (
        day is None,
        "" if day is None else day.value.isoformat(),
        row.record.name,
        row.record.paper_id,
        number,
    )


def shown_of(rows: Sequence[LedgerRow]) -> list[str]:
    """The ids of the passages that the rows quote."""
    return [passage_id for row in rows for passage_id in row.passage_ids]


def ledger_json(rows: Sequence[LedgerRow]) -> dict[str, object]:
    """The rows as one JSON object, in the shape of ``LedgerOut``."""
    return {"entries": [row.to_json() for row in rows]}


def ledger_csv(rows: Sequence[LedgerRow]) -> str:
    """The rows as a table; a byte order mark is first, and no cell can be taken for a formula."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for row in rows:
        shown = row.to_json()
        traces = shown["traces"]
        first = traces[0] if isinstance(traces, list) and traces else {}
        shown |= {"shown_by": first.get("quote"), "shown_by_label": first.get("label")}
        table.writerow([cell(shown[name]) for name in COLUMNS])
    return "\ufeff" + written.getvalue()
