"""Keeps the ledger in step with the papers as they come and go; the caller holds the transaction.

All of it follows from the passages and the texts and can be made anew. A row holds places in the text and no words;
who may know of an entry is decided when it is read, by the passage that it stands in (``ledger``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from ingest.papers import Access, Kind, Passage, Role, Span
from ingest.store.rows import spans_from_json
from ingest.store.seals import check_paper, seal_for_search
from ingest.structure.ledger_entries import RULES, Act, EntryKind, LedgerEntry

PARTS = ("actor", "owner", "addressee", "due", "condition")


def note_ledger(connection: sqlite3.Connection, paper_id: str) -> None:
    """Write the entries of a stored paper anew."""
    from ingest.structure.ledger import ledger_of  # a tenth of a second of patterns, which no reader needs

    forget_ledger(connection, paper_id)
    paper = connection.execute(
        "SELECT p.kind, t.content FROM papers AS p JOIN texts AS t USING (paper_id) WHERE paper_id = ?",
        (paper_id,),
    ).fetchone()
    if paper is None:
        return
    entries = ledger_of(Kind(paper["kind"]), _passages(connection, paper_id), paper["content"])
    connection.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(paper_id, number, entry) for number, entry in enumerate(entries)],
    )
    connection.execute("INSERT INTO ledger_read VALUES (?, ?)", (paper_id, RULES))


def forget_ledger(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take the entries of a paper out."""
    for table in ("ledger", "ledger_read"):
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))


def unread_papers(connection: sqlite3.Connection) -> list[str]:
    """Papers that were never read for the ledger, or by earlier rules."""
    found = connection.execute(
        """SELECT paper_id FROM texts WHERE paper_id NOT IN (SELECT paper_id FROM ledger_read WHERE rules = ?)
            ORDER BY paper_id""",
        (RULES,),
    )
    return [str(row[0]) for row in found]


def note_again(connection: sqlite3.Connection, paper_ids: Sequence[str]) -> None:
    """Read stored papers for the ledger.

    Raises:
        LibraryDamaged: One of them is not what was written.
    """
    for paper_id in paper_ids:
        check_paper(connection, paper_id)
        note_ledger(connection, paper_id)
        seal_for_search(connection, paper_id)


def note_all_again(connection: sqlite3.Connection) -> None:
    """Make the ledger anew from the stored papers."""
    for table in ("ledger", "ledger_read"):
        connection.execute(f"DELETE FROM {table}")
    note_again(connection, unread_papers(connection))


def _passages(connection: sqlite3.Connection, paper_id: str) -> list[Passage]:
    rows = connection.execute("SELECT * FROM passages WHERE paper_id = ? ORDER BY ordinal", (paper_id,))
    return [
        Passage(
            ordinal=row["ordinal"],
            span=Span(row["start"], row["stop"]),
            role=Role(row["role"]),
            page=row["page"],
            item=row["item"],
            item_title=row["item_title"],
            point=row["point"],
            context=spans_from_json(row["context"]),
            is_truncated=bool(row["is_truncated"]),
            access=Access(row["access"]),
        )
        for row in rows
    ]


def _row(paper_id: str, number: int, entry: LedgerEntry) -> tuple[str | int, ...]:
    parts = {name: getattr(entry, name) for name in PARTS}
    spans = {name: [span.start, span.end] for name, span in parts.items() if span is not None}
    return (
        paper_id,
        number,
        entry.ordinal,
        entry.kind,
        entry.act,
        entry.span.start,
        entry.span.end,
        json.dumps(spans),
        entry.is_owner_inferred,
    )


def entry_from(row: sqlite3.Row) -> LedgerEntry:
    """The reverse of what ``note_ledger`` writes, from a row with the columns of ``ledger``."""
    spans = {name: Span(start, end) for name, (start, end) in json.loads(row["spans"]).items()}
    return LedgerEntry(
        ordinal=row["ordinal"],
        span=Span(row["entry_start"], row["entry_stop"]),
        kind=EntryKind(row["entry_kind"]),
        act=Act(row["act"]),
        is_owner_inferred=bool(row["is_owner_inferred"]),
        **spans,
    )
