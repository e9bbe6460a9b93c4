"""Papers of the library as the command line and the HTTP service show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Self, TypeVar

from pydantic import BaseModel, Field

from api.paging import Key, Listing, PageQuery, page_of
from ingest.papers import Access, Kind, Notice, Origin, Role, Scope, Stated, Status
from ingest.store.copies import Copies
from ingest.store.library import Library
from ingest.store.records import EVERYTHING, PaperRecord, Selection, StoredPassage
from ingest.unsaid_body import unsaid_body
from rag.labels import passage_label

T = TypeVar("T")


class NoticeOut(BaseModel):
    """Something a reader of the paper must know."""

    code: str = Field(examples=["no_text_layer"])
    message: str
    page: int | None = Field(description="Physical page from 1; null where it concerns the whole paper.")

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(code=notice.code, message=notice.message, page=notice.page)


class CopyOut(BaseModel):
    """Another paper that holds the same words."""

    paper_id: str
    name: str = Field(description="File name.", examples=["minutes-2019-09-24.docx"])
    format: str

    @classmethod
    def of(cls, record: PaperRecord) -> Self:
        return cls(paper_id=record.paper_id, name=record.name, format=record.format)


class PaperOut(BaseModel):
    """A paper of the catalogue; what it doesn't say and nothing shows is null."""

    paper_id: str = Field(examples=["3f1a0c9be2d4"])
    version: int = Field(description="Counts from 1; a changed file is a new version.")
    name: str = Field(description="File name.", examples=["minutes-2019-09-24.pdf"])
    title: str
    kind: Kind
    body: str | None
    date: str | None = Field(description="ISO 8601.")
    time: str | None = Field(description="When the meeting begins, as printed.", examples=["14:00"])
    status: Status | None = Field(description="Null where the paper doesn't say how far it has come.")
    author: str | None
    item: str | None = Field(description="Number of the agenda item that the paper is for.", examples=["6"])
    exempt_under: str | None = Field(
        description="Paragraphs of Schedule 12A that an exempt paper cites.", examples=["paragraph 3"]
    )
    meeting_number: str | None = Field(description="The number by which the body counts its meetings.")
    inferred: list[str] = Field(description="Which of these are guessed.")
    access: Access
    format: str
    n_pages: int = Field(description="0 for formats without pages.")
    n_passages: int
    notices: list[NoticeOut]
    ingested_at: str = Field(description="UTC, ISO 8601.")
    sha256: str
    also_in: list[CopyOut] = Field(default_factory=list, description="The same text in another form or file.")
    part_of: list[CopyOut] = Field(
        default_factory=list, description="Longer papers that hold all but a few of its words."
    )

    @classmethod
    def of(cls, record: PaperRecord) -> Self:
        return cls(
            paper_id=record.paper_id,
            version=record.version,
            name=record.name,
            title=record.title.value,
            kind=record.kind.value,
            body=None if record.body is None else record.body.value,
            date=None if record.date is None else record.date.value.isoformat(),
            time=None if record.time is None else f"{record.time.value:%H:%M}",
            status=_value(record.status),
            author=_value(record.author),
            item=_value(record.agenda_number),
            exempt_under=_value(record.exempt_under),
            meeting_number=_value(record.meeting_number),
            inferred=[name for name, fact in _facts(record).items() if fact.is_inferred],
            access=record.access,
            format=record.format,
            n_pages=record.n_pages,
            n_passages=record.n_passages,
            notices=[NoticeOut.of(notice) for notice in (*record.notices, unsaid_body(record)) if notice],
            ingested_at=record.ingested_at.isoformat(timespec="seconds"),
            sha256=record.sha256,
        )


class PapersOut(BaseModel):
    """The catalogue: latest meeting first, undated papers last."""

    papers: list[PaperOut]
    next: str | None = Field(default=None, description="Cursor of the next page; null after the last.")


_LISTING = Listing("papers", (bool, int, str, str))


def papers_page(papers: Sequence[PaperOut], asked: PageQuery) -> PapersOut:
    """The page that was asked for of ``list_papers``.

    Raises:
        CursorRefused: The cursor is none of this list.
    """
    page = page_of(papers, asked, _LISTING, _key)
    return PapersOut(papers=list(page.items), next=page.next)


def _key(paper: PaperOut) -> Key:
    """Orders papers as the library does: latest meeting first, undated ones last, then by name."""
    day = 0 if paper.date is None else -date.fromisoformat(paper.date).toordinal()
    return paper.date is None, day, paper.name, paper.paper_id


def list_papers(library: Library, scope: Scope, selection: Selection = EVERYTHING) -> list[PaperOut]:
    """The catalogue with each text once: under its best form, with the others beside it."""
    copies = library.copies(scope, selection)
    records = {record.paper_id: record for record in library.papers(scope, selection)}
    return [
        _with_copies(PaperOut.of(record), copies, records)
        for paper_id, record in records.items()
        if paper_id not in copies.best
    ]


def show_paper(library: Library, scope: Scope, paper_id: str) -> PaperInFull:
    """A paper with its passages and the other forms of its text.

    Raises:
        PaperNotFound: It is not in the library, or may not be seen.
    """
    shown = PaperInFull.with_passages(library.paper(scope, paper_id), library.passages(scope, paper_id))
    records = {record.paper_id: record for record in library.papers(scope)}
    return _with_copies(shown, library.copies(scope), records)


_Shown = TypeVar("_Shown", bound=PaperOut)


def _with_copies(paper: _Shown, copies: Copies, records: Mapping[str, PaperRecord]) -> _Shown:
    def named(paper_ids: Iterable[str]) -> list[CopyOut]:
        return [CopyOut.of(records[each]) for each in paper_ids if each in records]

    own = paper.paper_id
    return paper.model_copy(
        update={
            "also_in": named(copies.others(own)),
            "part_of": named(copies.part_of.get(own, ())),
        }
    )


class FactOut(BaseModel):
    """A fact about a paper, and where it was read or what it was guessed from."""

    value: str
    origin: Origin
    basis: str


class PassageOut(BaseModel):
    """A passage of one paper; ``start`` and ``end`` are characters of its extracted text."""

    passage_id: str
    label: str
    role: Role
    page: int | None
    item: str | None
    item_title: str | None
    point: str | None
    text: str
    start: int
    end: int
    truncated: bool
    access: Access

    @classmethod
    def of(cls, record: PaperRecord, passage: StoredPassage) -> Self:
        return cls(
            passage_id=passage.passage_id,
            label=passage_label(record, passage),
            role=passage.role,
            page=passage.page,
            item=passage.item,
            item_title=passage.item_title,
            point=passage.point,
            text=passage.text,
            start=passage.span.start,
            end=passage.span.end,
            truncated=passage.is_truncated,
            access=passage.access,
        )


class PaperInFull(PaperOut):
    """A paper of the catalogue with where its facts come from, and its passages."""

    facts: dict[str, FactOut]
    passages: list[PassageOut] = Field(description="In the order of the text.")

    @classmethod
    def with_passages(cls, record: PaperRecord, passages: list[StoredPassage]) -> Self:
        facts = {
            name: FactOut(value=_shown(fact.value), origin=fact.origin, basis=fact.basis)
            for name, fact in _facts(record).items()
        }
        return cls(
            **PaperOut.of(record).model_dump(),
            facts=facts,
            passages=[PassageOut.of(record, passage) for passage in passages],
        )


_Fact = Stated[str] | Stated[Kind] | Stated[date] | Stated[time] | Stated[Status]


def _facts(record: PaperRecord) -> dict[str, _Fact]:
    """The facts that are known, by the names that they have in the catalogue."""
    facts: dict[str, _Fact | None] = {
        "title": record.title,
        "kind": record.kind,
        "body": record.body,
        "date": record.date,
        "time": record.time,
        "status": record.status,
        "author": record.author,
        "item": record.agenda_number,
        "exempt_under": record.exempt_under,
        "meeting_number": record.meeting_number,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _value(fact: Stated[T] | None) -> T | None:
    return None if fact is None else fact.value


def _shown(value: str | Kind | date | time | Status) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
