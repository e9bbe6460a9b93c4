"""The words of a paper as they were extracted: a page, or a span of characters.

What the asker may not read is left out, and nothing says where: a page of pictures and one that is exempt look alike.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.errors import PageUnknown
from api.problems import problem_replies
from api.recording import Recorder, recorder_of
from api.records.chain import Action, PaperVersion
from api.service import Service, service_of
from ingest.papers import Page, Scope, Span
from ingest.store.library import Library
from ingest.store.records import WordsNotFound

LONGEST_SPAN = 100_000
MOST_PAGES = 100_000

word_routes = APIRouter(prefix="/api/v1/papers", tags=["papers"])

Serving = Annotated[Service, Depends(service_of)]
Recording = Annotated[Recorder, Depends(recorder_of)]
PaperId = Annotated[str, Path(max_length=100, description="Id of the paper.")]


class PieceOut(BaseModel):
    """Words that stand together; ``start`` and ``end`` are characters of the paper's extracted text."""

    text: str
    start: int
    end: int


class PageOut(BaseModel):
    """The words of one physical page that the asker may read, in the order of the text."""

    paper_id: str
    version: int
    page: int = Field(description="Physical page from 1.")
    label: str | None = Field(description="The printed number, where it differs.")
    is_ocr: bool = Field(description="The words were made out on a picture of the page, and may be wrong.")
    pieces: list[PieceOut]


class WordsOut(PieceOut):
    """The words at a span of a paper, exactly as extracted."""

    paper_id: str
    version: int
    page: int | None = Field(description="Physical page of the first character; null without pages.")


class SpanQuery(BaseModel):
    """A range of characters of a paper's extracted text, as citations give it."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, le=10**9, description="First character, from 0.")
    end: int = Field(ge=1, le=10**9, description=f"After the last; at most {LONGEST_SPAN:,} more than start.")

    @model_validator(mode="after")
    def _in_order(self) -> SpanQuery:
        if not 0 < self.end - self.start <= LONGEST_SPAN:
            raise ValueError(f"end must be 1 to {LONGEST_SPAN:,} more than start")
        return self


@word_routes.get("/{paper_id}/pages/{number}", response_model=PageOut, responses=problem_replies(404))
def show_page(
    paper_id: PaperId,
    number: Annotated[int, Path(ge=1, le=MOST_PAGES, description="Physical page from 1.")],
    recorder: Recording,
    service: Serving,
) -> JSONResponse:
    """Show the words of one page, without those that you may not read."""
    scope = recorder.asker.scope
    library = service.library
    with library.one_state():
        paper = library.paper(scope, paper_id)
        page = _page(library, scope, paper_id, number)
        pieces = _pieces(library, scope, paper_id, page.span)
    recorder.did(Action.READ, [PaperVersion(paper_id, paper.version)], what="page")
    shown = PageOut(
        paper_id=paper_id,
        version=paper.version,
        page=number,
        label=page.label,
        is_ocr=page.is_ocr,
        pieces=pieces,
    )
    return JSONResponse(shown.model_dump(mode="json"))


@word_routes.get("/{paper_id}/text", response_model=WordsOut, responses=problem_replies(404))
def show_text(
    paper_id: PaperId, asked: Annotated[SpanQuery, Query()], recorder: Recording, service: Serving
) -> JSONResponse:
    """Show the words at a span of characters, if you may read all of them."""
    scope = recorder.asker.scope
    library = service.library
    span = Span(asked.start, asked.end)
    with library.one_state():
        paper = library.paper(scope, paper_id)
        text = library.quote(scope, paper_id, span)
        page = page_holding(library.pages(scope, paper_id), span.start)
    recorder.did(Action.READ, [PaperVersion(paper_id, paper.version)], what="span")
    shown = WordsOut(
        paper_id=paper_id, version=paper.version, page=page, text=text, start=span.start, end=span.end
    )
    return JSONResponse(shown.model_dump(mode="json"))


def page_holding(pages: tuple[Page, ...], offset: int) -> int | None:
    """The physical page that holds the character; None between pages and without any."""
    return next((page.number for page in pages if page.span.start <= offset < page.span.end), None)


def _page(library: Library, scope: Scope, paper_id: str, number: int) -> Page:
    pages = library.pages(scope, paper_id)
    page = next((page for page in pages if page.number == number), None)
    if page is None:
        last = f"its last page is {pages[-1].number}" if pages else "its format has no pages"
        raise PageUnknown(f"paper {paper_id} has no page {number}: {last}.")
    return page


def _pieces(library: Library, scope: Scope, paper_id: str, span: Span) -> list[PieceOut]:
    """The whole span where all of it may be read, else the parts of it that passages of the asker's cover."""
    whole = _piece(library, scope, paper_id, span)
    if whole is not None:
        return [whole] if whole.text.strip() else []
    parts = (
        _piece(library, scope, paper_id, part)
        for part in _covered(span, [each.span for each in library.passages(scope, paper_id)])
    )
    return [part for part in parts if part is not None]


def _piece(library: Library, scope: Scope, paper_id: str, span: Span) -> PieceOut | None:
    try:
        text = library.quote(scope, paper_id, span)
    except WordsNotFound:
        return None
    return PieceOut(text=text, start=span.start, end=span.end)


def _covered(span: Span, passages: list[Span]) -> list[Span]:
    """The parts of the span that lie in passages, in order and without overlap."""
    parts: list[Span] = []
    reached = span.start
    for each in sorted(passages, key=lambda each: (each.start, each.end)):
        start, end = max(each.start, reached), min(each.end, span.end)
        if start < end:
            parts.append(Span(start, end))
            reached = end
    return parts
