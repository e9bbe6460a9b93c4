"""Statements that put a paper into the library file and take it out; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Access, Kind, Origin, Paper, Stated
from ingest.store.encoder import DIMENSION
from ingest.store.ledger_rows import forget_ledger, note_ledger
from ingest.store.marking import Marking, mark, narrower
from ingest.store.relating import forget_paper, relate_paper
from ingest.store.rows import notices_to_json, other_facts_to_json, pages_to_json, spans_to_json
from ingest.store.seals import seal_paper
from ingest.store.term_index import index_paper, remove_paper

SET_BY_HAND = "set by hand"
"""Basis of a body that was set for a paper in the library; the next version keeps it."""
_UNIT_TOLERANCE = 1e-2


def now() -> str:
    """The time in UTC, in ISO 8601, to the microsecond: it orders papers that came within one second."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def check_vectors(paper: Paper, vectors: NDArray[np.float32]) -> None:
    """Refuse vectors that are not one finite unit vector for each sentence of each window, in order."""
    n_sentences = sum(len(window.sentences) for window in paper.windows)
    if vectors.shape != (n_sentences, DIMENSION):
        raise ValueError(
            f"{paper.name}: vectors have shape {vectors.shape}, expected ({n_sentences}, {DIMENSION})"
        )
    if n_sentences and not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=_UNIT_TOLERANCE):
        raise ValueError(f"{paper.name}: a vector is not of unit length")


def insert_paper(
    connection: sqlite3.Connection,
    paper: Paper,
    vectors: NDArray[np.float32],
    paper_id: str,
    source: str,
    reading: str,
) -> tuple[int, Access]:
    """Write a paper in place of its earlier version, if there is one; the new version and its access.

    What an officer set by hand outlives the version it was set on, unless the new one asks for less.
    """
    earlier = connection.execute(
        "SELECT version, officer_access, withdrawn_at, body, body_basis FROM papers WHERE paper_id = ?",
        (paper_id,),
    ).fetchone()
    version, officer = 1, None
    if earlier is not None:
        version = earlier["version"] + 1
        officer = Access(earlier["officer_access"]) if earlier["officer_access"] else None
        paper = _with_body_kept(paper, earlier)
        delete_content(connection, paper_id)
    access = narrower(paper.facts.access, officer)
    _insert_record(connection, paper, paper_id, version, source, reading, access, officer)
    _insert_content(connection, paper, vectors, paper_id, access)
    index_paper(connection, paper_id)
    relate_paper(connection, paper_id)
    note_ledger(connection, paper_id)
    seal_paper(connection, paper_id)
    return version, access


def _with_body_kept(paper: Paper, earlier: sqlite3.Row) -> Paper:
    """The paper with the body that was set for its earlier version, unless one was written down beside this one."""
    body = paper.facts.body
    is_said = body is not None and body.origin is Origin.SUPPLIED
    if earlier["body_basis"] != SET_BY_HAND or is_said:
        return paper
    kept = Stated(str(earlier["body"]), Origin.SUPPLIED, SET_BY_HAND)
    return replace(paper, facts=replace(paper.facts, body=kept))


def _stated(
    fact: Stated[str] | Stated[Kind] | Stated[date] | None,
) -> tuple[str | None, str | None, str | None]:
    return (None, None, None) if fact is None else (str(fact.value), str(fact.origin), fact.basis)


def _insert_record(
    connection: sqlite3.Connection,
    paper: Paper,
    paper_id: str,
    version: int,
    source: str,
    reading: str,
    access: Access,
    officer: Access | None,
) -> None:
    facts, at = paper.facts, now()
    row = {
        "paper_id": paper_id,
        "source": source,
        "name": paper.name,
        "version": version,
        "sha256": paper.sha256,
        "reading": reading,
        "access": access,
        "requested_access": facts.access,
        "asked_access": paper.asked or facts.access,
        "officer_access": officer,
        "agenda_number": facts.agenda_number.value if facts.agenda_number else None,
        "other_facts": other_facts_to_json(facts),
        "supplied": paper.supplied,
        "format": paper.text.format,
        "pages": pages_to_json(paper.text.pages),
        "notices": notices_to_json(dict.fromkeys((*paper.text.notices, *paper.notices))),
        "ingested_at": at,
        "withdrawn_at": None,
        "withdrawn_reason": None,
    }
    for name, fact in (
        ("title", facts.title),
        ("kind", facts.kind),
        ("body", facts.body),
        ("date", facts.date),
    ):
        row[name], row[f"{name}_origin"], row[f"{name}_basis"] = _stated(fact)
    names = ", ".join(row)
    updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != "paper_id")
    connection.execute(
        f"""INSERT INTO papers ({names}) VALUES ({_marks(len(row))})
            ON CONFLICT (paper_id) DO UPDATE SET {updates}""",
        tuple(row.values()),
    )
    connection.execute("INSERT INTO versions VALUES (?, ?, ?, ?)", (paper_id, version, paper.sha256, at))
    connection.execute("DELETE FROM places WHERE place = ?", (source,))


def _insert_content(
    connection: sqlite3.Connection, paper: Paper, vectors: NDArray[np.float32], paper_id: str, access: Access
) -> None:
    content, marking = paper.text.content, mark(paper)
    connection.execute("INSERT INTO texts VALUES (?, ?)", (paper_id, content))
    _insert_passages(connection, paper, marking, paper_id, access)
    first = 0
    for window, own in zip(paper.windows, marking.windows, strict=True):
        spans = spans_to_json(window.sentences)
        row = (
            paper_id,
            window.ordinal,
            window.span.start,
            window.span.end,
            spans,
            own,
            narrower(access, own),
            0,
        )
        window_id = connection.execute(
            f"""INSERT INTO windows (paper_id, ordinal, start, stop, sentences, own_access, access, length)
                VALUES ({_marks(8)})""",
            row,
        ).lastrowid
        last = first + len(window.sentences)
        matrix = np.ascontiguousarray(vectors[first:last], dtype="<f4").tobytes()
        connection.execute(
            "INSERT INTO window_vectors VALUES (?, ?, ?)", (window_id, matrix, zlib.crc32(matrix))
        )
        connection.executemany(
            "INSERT INTO window_passages VALUES (?, ?)",
            [(window_id, ordinal) for ordinal in set(window.passages)],
        )
        first = last


def _insert_passages(
    connection: sqlite3.Connection, paper: Paper, marking: Marking, paper_id: str, access: Access
) -> None:
    connection.executemany(
        f"INSERT INTO passages VALUES ({_marks(13)})",
        [
            (
                paper_id,
                passage.ordinal,
                passage.span.start,
                passage.span.end,
                passage.role,
                passage.page,
                passage.item,
                title,
                passage.point,
                spans_to_json(context),
                passage.is_truncated,
                own,
                narrower(access, own),
            )
            for passage, own, context, title in zip(
                paper.passages, marking.passages, marking.contexts, marking.item_titles, strict=True
            )
        ],
    )


def _marks(n: int) -> str:
    return ", ".join("?" * n)


def delete_content(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take out everything that a paper says: text, passages, windows, vectors and terms."""
    remove_paper(connection, paper_id)
    forget_paper(connection, paper_id)
    forget_ledger(connection, paper_id)
    for table in ("windows", "passages", "texts"):  # vectors and window_passages go with windows
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))


def spread_access(connection: sqlite3.Connection, paper_id: str, access: Access) -> None:
    """Give every part of a paper the narrower of the paper's access and its own."""
    for table in ("passages", "windows"):
        for own in (None, *Access):
            connection.execute(
                f"UPDATE {table} SET access = ? WHERE paper_id = ? AND own_access IS ?",
                (narrower(access, own), paper_id, own),
            )
