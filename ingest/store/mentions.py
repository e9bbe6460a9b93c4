"""What the record of one paper says of another: notices of differences, and where an inferred date is from.

Such words name the other paper. They go when it is withdrawn or made narrower, and the next intake that
changes the library writes them anew where they still hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from ingest.papers import Notice, Origin
from ingest.store.rows import notices_from_json, notices_to_json
from ingest.store.seals import seal_paper
from ingest.structure.meetings import DIFFERENT_DAYS, FROM_REPORT


def changed_notices(
    stored: Mapping[str, Sequence[Notice]], found: Mapping[str, Sequence[Notice]]
) -> dict[str, list[Notice]]:
    """The papers whose notices of other papers are no longer those found, with all notices as they should be."""
    wanted = {
        paper_id: [*(each for each in notices if each.code != DIFFERENT_DAYS), *found.get(paper_id, ())]
        for paper_id, notices in stored.items()
    }
    return {paper_id: notices for paper_id, notices in wanted.items() if notices != list(stored[paper_id])}


def put_notices(connection: sqlite3.Connection, paper_id: str, notices: Sequence[Notice]) -> None:
    """Have a paper's record bear these notices and no others."""
    connection.execute(
        "UPDATE papers SET notices = ? WHERE paper_id = ?", (notices_to_json(notices), paper_id)
    )
    seal_paper(connection, paper_id)


def forget_mentions(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take the name of a paper, and what is told of it, out of the records of all others.

    What its own record tells of others goes too: those who may see it can be others from now on.
    """
    name = connection.execute("SELECT name FROM papers WHERE paper_id = ?", (paper_id,)).fetchone()[0]
    rows = connection.execute(
        "SELECT paper_id, notices FROM papers WHERE withdrawn_at IS NULL AND instr(notices, ?) > 0",
        (DIFFERENT_DAYS,),
    ).fetchall()
    for row in rows:
        notices = notices_from_json(row["notices"])
        is_own = row["paper_id"] == paper_id
        kept = [
            each for each in notices if each.code != DIFFERENT_DAYS or not (is_own or name in each.message)
        ]
        if len(kept) < len(notices):
            put_notices(connection, row["paper_id"], kept)
    _forget_bases(connection, paper_id, name)


def _forget_bases(connection: sqlite3.Connection, paper_id: str, name: str) -> None:
    rows = connection.execute(
        """SELECT paper_id FROM papers WHERE withdrawn_at IS NULL AND date_origin = ?
            AND (date_basis = ? OR paper_id = ? AND instr(date_basis, ?) = 1)""",
        (Origin.INFERRED, f"{FROM_REPORT}, {name}", paper_id, FROM_REPORT),
    ).fetchall()
    for row in rows:
        connection.execute(
            "UPDATE papers SET date_basis = ? WHERE paper_id = ?", (FROM_REPORT, row["paper_id"])
        )
        seal_paper(connection, row["paper_id"])
