"""Rows of the library file as records, and spans, pages and notices as the JSON that is stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import TypeVar

from ingest.papers import Access, Facts, Kind, Notice, Origin, Page, Role, Span, Stated, Status
from ingest.store.records import PaperRecord, StoredPassage, StoredWindow

T = TypeVar("T")

RECORD_COLUMNS = """p.paper_id, p.version, p.name, p.title, p.title_origin, p.title_basis, p.kind,
    p.kind_origin, p.kind_basis, p.body, p.body_origin, p.body_basis, p.date, p.date_origin, p.date_basis,
    p.access, p.agenda_number, p.format, p.pages, p.notices, p.ingested_at, p.sha256, p.other_facts"""
PASSAGE_COLUMNS = """p.version, s.paper_id, s.ordinal, s.start, s.stop, s.role, s.page, s.item, s.item_title,
    s.point, s.context, s.is_truncated, s.access"""
WINDOW_COLUMNS = """p.version, w.window_id, w.paper_id, w.ordinal, w.start, w.stop, w.sentences, w.access,
    (SELECT json_group_array(ordinal) FROM (SELECT ordinal FROM window_passages AS m
        WHERE m.window_id = w.window_id ORDER BY ordinal)) AS covered"""


def spans_to_json(spans: Iterable[Span]) -> str:
    """``[[start, end], ...]`` in order."""
    return json.dumps([[span.start, span.end] for span in spans])


@lru_cache(maxsize=2048)
def spans_from_json(stored: str) -> tuple[Span, ...]:
    """The reverse of ``spans_to_json``."""
    return tuple(Span(start, end) for start, end in json.loads(stored))


def pages_to_json(pages: Iterable[Page]) -> str:
    """``[[number, start, end, label, is_ocr], ...]`` in order."""
    return json.dumps(
        [[page.number, page.span.start, page.span.end, page.label, page.is_ocr] for page in pages]
    )


def pages_from_json(stored: str) -> tuple[Page, ...]:
    """The reverse of ``pages_to_json``; libraries from before pages were recognised have no ``is_ocr``."""
    return tuple(_page(*entry) for entry in json.loads(stored))


def _page(number: int, start: int, end: int, label: str | None, is_ocr: bool = False) -> Page:
    return Page(number, Span(start, end), label, is_ocr)


def notices_to_json(notices: Iterable[Notice]) -> str:
    """``[[code, message, page], ...]`` in order."""
    return json.dumps([[notice.code, notice.message, notice.page] for notice in notices])


def notices_from_json(stored: str) -> tuple[Notice, ...]:
    """The reverse of ``notices_to_json``."""
    return tuple(Notice(code, message, page) for code, message, page in json.loads(stored))


_Other = Stated[str] | Stated[time] | Stated[Status] | None


def other_facts_to_json(facts: Facts) -> str | None:
    """``{name: [value, origin, basis]}`` of the facts without columns of their own; None where there are none."""
    others: dict[str, _Other] = {
        "agenda_number": facts.agenda_number,
        "time": facts.time,
        "status": facts.status,
        "author": facts.author,
        "exempt_under": facts.exempt_under,
        "meeting_number": facts.meeting_number,
    }
    known = {name: [str(each.value), each.origin, each.basis] for name, each in others.items() if each}
    return json.dumps(known) if known else None


def _other(row: sqlite3.Row, name: str, of: Callable[[str], T]) -> Stated[T] | None:
    """The reverse of ``other_facts_to_json`` for one fact."""
    stored = json.loads(row["other_facts"] or "{}").get(name)
    return None if stored is None else Stated(of(stored[0]), Origin(stored[1]), stored[2])


def _agenda_number(row: sqlite3.Row) -> Stated[str] | None:
    if row["agenda_number"] is None:
        return None
    # Earlier versions kept the number alone, and read it nowhere else.
    read_once = Stated(str(row["agenda_number"]), Origin.READ, "the opening")
    return _other(row, "agenda_number", str) or read_once


def record_from(row: sqlite3.Row) -> PaperRecord:
    """A row of ``RECORD_COLUMNS`` with ``n_passages`` beside them."""
    body = date_known = None
    pages = pages_from_json(row["pages"])
    if row["body"] is not None:
        body = Stated(str(row["body"]), Origin(row["body_origin"]), str(row["body_basis"]))
    if row["date"] is not None:
        date_known = Stated(
            date.fromisoformat(row["date"]), Origin(row["date_origin"]), str(row["date_basis"])
        )
    return PaperRecord(
        paper_id=row["paper_id"],
        version=row["version"],
        name=row["name"],
        title=Stated(row["title"], Origin(row["title_origin"]), row["title_basis"]),
        kind=Stated(Kind(row["kind"]), Origin(row["kind_origin"]), row["kind_basis"]),
        body=body,
        date=date_known,
        access=Access(row["access"]),
        agenda_number=_agenda_number(row),
        time=_other(row, "time", time.fromisoformat),
        status=_other(row, "status", Status),
        author=_other(row, "author", str),
        exempt_under=_other(row, "exempt_under", str),
        meeting_number=_other(row, "meeting_number", str),
        format=row["format"],
        n_pages=len(pages),
        n_passages=row["n_passages"],
        notices=notices_from_json(row["notices"]),
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        sha256=row["sha256"],
        unusual_pages=tuple(page for page in pages if page.label or page.is_ocr),
    )


def passage_from(row: sqlite3.Row, content: str) -> StoredPassage:
    """A row of ``PASSAGE_COLUMNS`` with the words cut out of the paper's text."""
    context = spans_from_json(row["context"])
    return StoredPassage(
        ordinal=row["ordinal"],
        span=Span(row["start"], row["stop"]),
        role=Role(row["role"]),
        page=row["page"],
        item=row["item"],
        item_title=row["item_title"],
        point=row["point"],
        context=context,
        is_truncated=bool(row["is_truncated"]),
        access=Access(row["access"]),
        passage_id=f"{row['paper_id']}-{row['version']}-{row['ordinal']}",
        paper_id=row["paper_id"],
        version=row["version"],
        text=content[row["start"] : row["stop"]],
        context_text="\n".join(content[span.start : span.end] for span in context),
    )


def window_from(row: sqlite3.Row, content: str) -> StoredWindow:
    """A row of ``WINDOW_COLUMNS`` with the words cut out of the paper's text."""
    sentences = spans_from_json(row["sentences"])
    return StoredWindow(
        ordinal=row["ordinal"],
        span=Span(row["start"], row["stop"]),
        sentences=sentences,
        passages=tuple(json.loads(row["covered"])),
        access=Access(row["access"]),
        window_id=row["window_id"],
        paper_id=row["paper_id"],
        text=content[row["start"] : row["stop"]],
        sentence_texts=tuple(content[span.start : span.end] for span in sentences),
    )
