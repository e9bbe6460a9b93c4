"""Keeps the table of search terms in step with the windows; it can be rebuilt from them at any time."""

from __future__ import annotations

import sqlite3

from ingest.store.matching import CONTEXT_WEIGHT, TERM_WEIGHT
from ingest.store.rows import spans_from_json
from ingest.structure.terms import index_terms


def index_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Write the terms of a stored paper's windows anew."""
    remove_paper(connection, paper_id)
    paper = connection.execute(
        """SELECT p.title, p.body, t.content FROM papers AS p JOIN texts AS t USING (paper_id)
            WHERE paper_id = ?""",
        (paper_id,),
    ).fetchone()
    if paper is None:
        return
    about = [paper["title"], paper["body"] or ""]
    for window_id, start, stop in connection.execute(
        "SELECT window_id, start, stop FROM windows WHERE paper_id = ? ORDER BY window_id", (paper_id,)
    ).fetchall():
        terms = index_terms(paper["content"][start:stop])
        lead_ins = _lead_ins(connection, window_id, paper["content"])
        context = index_terms(" . ".join([*lead_ins, *about]))
        connection.execute(
            "INSERT INTO window_terms (rowid, terms, context) VALUES (?, ?, ?)",
            (window_id, " ".join(terms), " ".join(context)),
        )
        connection.execute(
            "UPDATE windows SET length = ? WHERE window_id = ?",
            (TERM_WEIGHT * len(terms) + CONTEXT_WEIGHT * len(context), window_id),
        )


def remove_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take the terms of a paper's windows out."""
    connection.execute(
        "DELETE FROM window_terms WHERE rowid IN (SELECT window_id FROM windows WHERE paper_id = ?)",
        (paper_id,),
    )


def forget_removed(connection: sqlite3.Connection) -> None:
    """Rewrite the term index so that terms of removed windows are not left in its pages."""
    connection.execute("INSERT INTO window_terms (window_terms) VALUES ('optimize')")


def _lead_ins(connection: sqlite3.Connection, window_id: int, content: str) -> list[str]:
    """Item titles and lead-ins of the passages in a window, each once."""
    found: dict[str, None] = {}
    for item_title, context in connection.execute(
        # CROSS JOIN keeps this order: a look at all passages of the paper for each window takes minutes.
        """SELECT s.item_title, s.context FROM windows AS w CROSS JOIN window_passages AS m USING (window_id)
            CROSS JOIN passages AS s ON s.paper_id = w.paper_id AND s.ordinal = m.ordinal
            WHERE w.window_id = ? ORDER BY s.ordinal""",
        (window_id,),
    ):
        for words in [
            item_title or "",
            *(content[span.start : span.end] for span in spans_from_json(context)),
        ]:
            if words.strip():
                found.setdefault(words.strip())
    return list(found)
