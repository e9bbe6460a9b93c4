"""Rows of the library file as records, and spans, pages and notices as the JSON that is stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from ingest.papers import Access, Kind, Notice, Origin, Page, Role, Span, Stated
from ingest.store.records import PaperRecord, StoredPassage, StoredWindow

RECORD_COLUMNS = """p.paper_id, p.version, p.name, p.title, p.title_origin, p.title_basis, p.kind,
    p.kind_origin, p.kind_basis, p.body, p.body_origin, p.body_basis, p.date, p.date_origin, p.date_basis,
    p.access, p.agenda_number, p.format, p.pages, p.notices, p.ingested_at, p.sha256"""
PASSAGE_COLUMNS = """p.version, s.paper_id, s.ordinal, s.start, s.stop, s.role, s.page, s.item, s.item_title,
    s.point, s.context, s.is_truncated, s.access"""
WINDOW_COLUMNS = """p.version, w.window_id, w.paper_id, w.ordinal, w.start, w.stop, w.sentences, w.access,
    (SELECT json_group_array(ordinal) FROM (SELECT ordinal FROM window_passages AS m
        WHERE m.window_id = w.window_id ORDER BY ordinal)) AS covered"""


def spans_to_json(spans: Iterable[Span]) -> str:
    """``[[start, end], ...]`` in order."""
    return json.dumps([[span.start, span.end] for span in spans])


def spans_from_json(stored: str) -> tuple[Span, ...]:
    """The reverse of ``spans_to_json``."""
    return tuple(Span(start, end) for start, end in json.loads(stored))


def pages_to_json(pages: Iterable[Page]) -> str:
    """``[[number, start, end, label], ...]`` in order."""
    return json.dumps([[page.number, page.span.start, page.span.end, page.label] for page in pages])


def pages_from_json(stored: str) -> tuple[Page, ...]:
    """The reverse of ``pages_to_json``."""
    return tuple(Page(number, Span(start, end), label) for number, start, end, label in json.loads(stored))


def notices_to_json(notices: Iterable[Notice]) -> str:
    """``[[code, message, page], ...]`` in order."""
    return json.dumps([[notice.code, notice.message, notice.page] for notice in notices])


def notices_from_json(stored: str) -> tuple[Notice, ...]:
    """The reverse of ``notices_to_json``."""
    return tuple(Notice(code, message, page) for code, message, page in json.loads(stored))


def record_from(row: sqlite3.Row) -> PaperRecord:
    """A row of ``RECORD_COLUMNS`` with ``n_passages`` beside them."""
    body = date_known = None
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
        agenda_number=row["agenda_number"],
        format=row["format"],
        n_pages=len(json.loads(row["pages"])),
        n_passages=row["n_passages"],
        notices=notices_from_json(row["notices"]),
        ingested_at=datetime.fromisoformat(row["ingested_at"]),
        sha256=row["sha256"],
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
