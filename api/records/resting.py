"""Which passages the words in a record are from, so that they go, or are held back, when these go or change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

from api.records.chain import PaperVersion
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound

Holder = Literal["audit", "turn", "job", "feedback"]


def paper_of(passage_id: str) -> PaperVersion:
    """The paper in its version that a passage is of, by its id (paper, version, number)."""
    paper_id, version, _ = passage_id.rsplit("-", 2)
    return PaperVersion(paper_id, int(version))


def papers_of(passage_ids: Iterable[str]) -> frozenset[PaperVersion]:
    """The papers in their versions that passages are of."""
    return frozenset(map(paper_of, passage_ids))


def note_rests(
    connection: sqlite3.Connection,
    holder: Holder,
    holder_id: int,
    passage_ids: Iterable[str] = (),
    papers: Iterable[PaperVersion] = (),
) -> None:
    """Note, in the transaction that stores it, which passages and which whole papers a record's words are from."""
    rests = [(paper_of(each), each) for each in passage_ids] + [(each, "") for each in papers]
    connection.executemany(
        "INSERT OR IGNORE INTO rests_on VALUES (?, ?, ?, ?, ?)",
        [(holder, holder_id, paper.paper_id, paper.version, passage) for paper, passage in rests],
    )


def forget_rests(connection: sqlite3.Connection, holder: Holder, holder_id: int) -> None:
    """Forget what a record rested on, where it is removed or emptied."""
    connection.execute("DELETE FROM rests_on WHERE holder = ? AND holder_id = ?", (holder, holder_id))


def papers_under(connection: sqlite3.Connection, holder: Holder, holder_id: int) -> frozenset[PaperVersion]:
    """The papers that a record's words are from."""
    rows = connection.execute(
        "SELECT paper_id, version FROM rests_on WHERE holder = ? AND holder_id = ?", (holder, holder_id)
    )
    return frozenset(PaperVersion(row["paper_id"], row["version"]) for row in rows)


def may_be_shown(
    connection: sqlite3.Connection, holder: Holder, holder_id: int, library: Library, scope: Scope
) -> bool:
    """Whether the asker may now see every passage that a record's words are from, unchanged since."""
    rows = connection.execute(
        """SELECT paper_id, version, passage_id FROM rests_on WHERE holder = ? AND holder_id = ?
            ORDER BY paper_id, version""",
        (holder, holder_id),
    ).fetchall()
    by_paper = groupby(rows, key=lambda row: PaperVersion(row["paper_id"], row["version"]))
    return all(
        _is_seen(library, scope, paper, {row["passage_id"] for row in passages} - {""})
        for paper, passages in by_paper
    )


def _is_seen(library: Library, scope: Scope, paper: PaperVersion, passage_ids: set[str]) -> bool:
    try:
        is_same = library.paper(scope, paper.paper_id).version == paper.version
        seen = {each.passage_id for each in library.passages(scope, paper.paper_id)} if passage_ids else set()
    except PaperNotFound:
        return False
    return is_same and passage_ids <= seen
