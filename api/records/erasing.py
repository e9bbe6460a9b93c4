"""Words of papers that were taken out or replaced, taken out of what the service keeps as well.

``erase_gone`` compares what the records rest on with what is live in the library, so it finds everything, whoever
changed the library and however: a request, a command, or an intake beside the service.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from api.records.audit import SERVICE, Audit
from api.records.chain import Action, Deed, PaperVersion
from api.records.database import Records
from api.records.resting import Holder, forget_rests, note_rests
from ingest.papers import Scope
from ingest.store.library import Library

_WITHDRAWN: dict[Holder, str] = {
    "audit": "DELETE FROM audit_words WHERE number = ?",
    "turn": "UPDATE turns SET answer = NULL, question = NULL WHERE number = ?",
    "job": "UPDATE jobs SET result = NULL, task = '{}', progress = '{}' WHERE number = ?",
    "feedback": "UPDATE feedback SET question = NULL, note = NULL WHERE number = ?",
}
"""What empties a record when a paper is taken out altogether."""
_REPLACED: dict[Holder, str] = {
    "turn": "UPDATE turns SET answer = NULL WHERE number = ?",
    "job": "UPDATE jobs SET result = NULL WHERE number = ?",
}
"""What goes when a paper has a newer version; the rest then rests on that one, kept questions of the audit too."""


@dataclass(frozen=True)
class Erased:
    """What was emptied, over which papers."""

    n_records: int
    papers: tuple[PaperVersion, ...]


def erase_gone(records: Records, audit: Audit, library: Library) -> Erased:
    """Empty every record that rests on a paper that is not live as it was, and have the words leave the file.

    Where there is nothing to erase it costs one look at the catalogue and one at the records.

    Raises:
        RecordsError: The words may still be there; it is made up for at the next call.
    """
    with records.reading() as connection:
        # In this order: what is stored meanwhile is live, and nothing that was looked at rests on it yet.
        rested = _rested_on(connection)
        live = {paper.paper_id: paper.version for paper in library.papers(Scope.owner())}
        gone = [each for each in rested if live.get(each.paper_id) != each.version]
        erased = [each for each in gone if each.paper_id not in live or _has_replaced(connection, each)]
    if not gone:
        if records.is_compacting_due:
            records.compact()
        return Erased(0, ())
    if erased:
        # First, so that what is missing afterwards is accounted for whatever happens in between.
        records.owe_compacting()
        audit.record(Deed(Action.ERASED, SERVICE, SERVICE, papers=erased))
    n_records = 0
    with records.writing() as connection:
        for paper in gone:
            n_records += _empty(connection, paper, live.get(paper.paper_id))
    if records.is_compacting_due:
        records.compact()
    return Erased(n_records, tuple(gone))


def _rested_on(connection: sqlite3.Connection) -> list[PaperVersion]:
    rows = connection.execute("SELECT DISTINCT paper_id, version FROM rests_on ORDER BY paper_id, version")
    return [PaperVersion(row["paper_id"], row["version"]) for row in rows]


def _has_replaced(connection: sqlite3.Connection, paper: PaperVersion) -> bool:
    """Whether words go even though the paper is only replaced; where none do, nothing is erased to be recorded."""
    marks = ", ".join("?" * len(_REPLACED))
    row = connection.execute(
        f"SELECT 1 FROM rests_on WHERE paper_id = ? AND version = ? AND holder IN ({marks})",
        (paper.paper_id, paper.version, *_REPLACED),
    ).fetchone()
    return row is not None


def _empty(connection: sqlite3.Connection, paper: PaperVersion, newer: int | None) -> int:
    """Empty what rests on a version of a paper, of which there is a newer version or none: how many records."""
    rows = connection.execute(
        "SELECT DISTINCT holder, holder_id FROM rests_on WHERE paper_id = ? AND version = ?",
        (paper.paper_id, paper.version),
    ).fetchall()
    for row in rows:
        if newer is None:
            connection.execute(_WITHDRAWN[row["holder"]], (row["holder_id"],))
            forget_rests(connection, row["holder"], row["holder_id"])
            continue
        if row["holder"] in _REPLACED:
            connection.execute(_REPLACED[row["holder"]], (row["holder_id"],))
        note_rests(connection, row["holder"], row["holder_id"], papers=[PaperVersion(paper.paper_id, newer)])
    if newer is not None:
        connection.execute(
            "DELETE FROM rests_on WHERE paper_id = ? AND version = ?", (paper.paper_id, paper.version)
        )
    return len(rows)
