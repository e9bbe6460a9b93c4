"""Notes which papers hold the same words, as they come and go; the caller holds the transaction.

``related`` has a row for each of the two sides of a pair: what the one is to the other, and which of its windows
the other holds word for word. All of it follows from the texts and can be made anew; who may know of it, and
whether the two can be of one meeting, is decided when it is read (``copies``).
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from ingest.papers import Span
from ingest.store.rows import pages_from_json
from ingest.store.seals import check_paper, seal_for_search
from ingest.store.sketches import candidates, forget_sketch, keep_sketch
from ingest.structure.likeness import Likeness, likeness
from ingest.structure.same_words import Words, words_of


@dataclass(frozen=True)
class _Side:
    """One paper of a pair: its words, and its windows with where they lie."""

    paper_id: str
    words: Words
    windows: dict[int, Span]


def relate_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Compare a paper that was just stored with those that may hold the same words, and note what was found.

    The other papers are sealed anew, the paper itself is not.

    Raises:
        LibraryDamaged: One of the others is not what was written.
    """
    side = _side(connection, paper_id)
    for other_id in candidates(connection, paper_id, keep_sketch(connection, paper_id, side.words)):
        check_paper(connection, other_id)
        other = _side(connection, other_id)
        found = likeness(side.words, other.words)
        if found is None:
            continue
        _note(connection, side, other, found)
        _note(connection, other, side, found.turned())
        seal_for_search(connection, other_id)


def forget_paper(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take out what is noted of a paper whose words go; the papers that it was related to are sealed anew."""
    others = connection.execute(
        "SELECT other_id FROM related WHERE paper_id = ? ORDER BY other_id", (paper_id,)
    ).fetchall()
    connection.execute("DELETE FROM related WHERE ? IN (paper_id, other_id)", (paper_id,))
    forget_sketch(connection, paper_id)
    for (other_id,) in others:
        seal_for_search(connection, other_id)


def unrelated_papers(connection: sqlite3.Connection) -> list[str]:
    """Papers that were stored before their words were compared with those of others."""
    return [
        str(row[0])
        for row in connection.execute(
            "SELECT paper_id FROM texts WHERE paper_id NOT IN (SELECT paper_id FROM sketches) ORDER BY paper_id"
        )
    ]


def relate_again(connection: sqlite3.Connection) -> None:
    """Make the notes about all papers anew."""
    for table in ("related", "sketch_hashes", "sketches"):
        connection.execute(f"DELETE FROM {table}")
    for paper_id in unrelated_papers(connection):
        relate_paper(connection, paper_id)
        seal_for_search(connection, paper_id)


def _side(connection: sqlite3.Connection, paper_id: str) -> _Side:
    content, pages = connection.execute(
        "SELECT t.content, p.pages FROM papers AS p JOIN texts AS t USING (paper_id) WHERE paper_id = ?",
        (paper_id,),
    ).fetchone()
    windows = connection.execute(
        "SELECT window_id, start, stop FROM windows WHERE paper_id = ? ORDER BY window_id", (paper_id,)
    )
    return _Side(
        paper_id,
        words_of(content, pages_from_json(pages)),
        {window_id: Span(start, stop) for window_id, start, stop in windows},
    )


def _note(connection: sqlite3.Connection, side: _Side, other: _Side, found: Likeness) -> None:
    is_copied = found.copied(list(side.windows.values()), list(other.windows.values()))
    copied = [window_id for window_id, is_held in zip(side.windows, is_copied, strict=True) if is_held]
    connection.execute(
        "INSERT INTO related (paper_id, other_id, relation, copied) VALUES (?, ?, ?, ?)",
        (side.paper_id, other.paper_id, found.relation, json.dumps(copied)),
    )
