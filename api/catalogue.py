"""Papers of the library as the command line and the HTTP service show them."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from ingest.papers import Access, Kind, Notice, Origin, Role, Stated
from ingest.store.records import PaperRecord, StoredPassage
from rag.labels import passage_label


class NoticeOut(BaseModel):
    """Something a reader of the paper must know."""

    code: str = Field(examples=["no_text_layer"])
    message: str
    page: int | None = Field(description="Physical page from 1; null where it concerns the whole paper.")

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(code=notice.code, message=notice.message, page=notice.page)


class PaperOut(BaseModel):
    """A paper of the catalogue; what it doesn't say and nothing shows is null."""

    paper_id: str = Field(examples=["3f1a0c9be2d4"])
    version: int = Field(description="Counts from 1; a changed file is a new version.")
    name: str = Field(description="File name.", examples=["minutes-2019-09-24.pdf"])
    title: str
    kind: Kind
    body: str | None
    date: str | None = Field(description="ISO 8601.")
    inferred: list[str] = Field(description="Which of title, kind, body and date are guessed.")
    access: Access
    format: str
    n_pages: int = Field(description="0 for formats without pages.")
    n_passages: int
    notices: list[NoticeOut]
    ingested_at: str = Field(description="UTC, ISO 8601.")
    sha256: str

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
            inferred=[name for name, fact in _facts(record).items() if fact.is_inferred],
            access=record.access,
            format=record.format,
            n_pages=record.n_pages,
            n_passages=record.n_passages,
            notices=[NoticeOut.of(notice) for notice in record.notices],
            ingested_at=record.ingested_at.isoformat(),
            sha256=record.sha256,
        )


class PapersOut(BaseModel):
    """The catalogue: latest meeting first, undated papers last."""

    papers: list[PaperOut]


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
            name: FactOut(value=str(fact.value), origin=fact.origin, basis=fact.basis)
            for name, fact in _facts(record).items()
        }
        return cls(
            **PaperOut.of(record).model_dump(),
            facts=facts,
            passages=[PassageOut.of(record, passage) for passage in passages],
        )


def _facts(record: PaperRecord) -> dict[str, Stated[str] | Stated[Kind] | Stated[date]]:
    facts: dict[str, Stated[str] | Stated[Kind] | Stated[date] | None] = {
        "title": record.title,
        "kind": record.kind,
        "body": record.body,
        "date": record.date,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
