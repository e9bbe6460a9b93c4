"""Reads about whole papers: the catalogue, their meetings, their text and exact quotations from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from ingest.papers import Page, Scope, Span
from ingest.store.database import Database
from ingest.store.records import EVERYTHING, Meeting, PaperNotFound, PaperRecord, Selection, WordsNotFound
from ingest.store.remembered import Remembered, read_key
from ingest.store.rows import RECORD_COLUMNS, pages_from_json, record_from
from ingest.store.scoping import permitted
from ingest.store.seals import check_paper, check_record

_LETTERS_KEPT = 40_000_000
"""Characters of papers' texts that are kept; each is checked once while it is."""
_CATALOGUES_KEPT = 16

V = TypeVar("V")


class Catalogue:
    """What the library says of its papers. Every method is given the scope first and obeys it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: Remembered[str] = Remembered(_LETTERS_KEPT)
        self._records_kept: Remembered[tuple[PaperRecord, ...]] = Remembered(_CATALOGUES_KEPT)
        self._bodies_kept: Remembered[tuple[str, ...]] = Remembered(_CATALOGUES_KEPT)

    def _once(
        self,
        kept: Remembered[V],
        scope: Scope,
        selection: Selection,
        read: Callable[[], V],
        *more: Hashable,
        size_of: Callable[[V], int] = lambda value: 1,
    ) -> V:
        """What ``read`` gives, read again only after a change; ``more`` is what else it depends on.

        Whoever writes reads each time: in the middle of a change the revision does not tell the state.
        """
        if self._database.is_writer:
            return read()
        with self._database.reading() as connection:
            revision = int(connection.execute("SELECT revision FROM state").fetchone()[0])
            key = (*read_key(revision, scope, selection), *more)
            found = kept.get(key)
            if found is not None:
                return found
            value = read()
            return kept.put(key, value, size_of(value))

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All reads of this thread in the block see the library as it is at the first; quicker, too, than alone."""
        with self._database.reading():
            yield

    def papers(self, scope: Scope, selection: Selection = EVERYTHING) -> list[PaperRecord]:
        """The catalogue, latest meeting first, undated papers last, then by name."""
        allowed = permitted(scope, "p", selection)
        kept = self._once(
            self._records_kept,
            scope,
            selection,
            lambda: tuple(self._records(scope, allowed.sql, allowed.values)),
        )
        return list(kept)

    def paper(self, scope: Scope, paper_id: str) -> PaperRecord:
        """One paper.

        Raises:
            PaperNotFound: It is not in the library, was withdrawn, or may not be seen.
        """
        allowed = permitted(scope, "p")
        found = self._records(scope, f"{allowed.sql} AND p.paper_id = ?", (*allowed.values, paper_id))
        if not found:
            raise PaperNotFound(paper_id)
        return found[0]

    def _records(self, scope: Scope, condition: str, values: tuple[str, ...]) -> list[PaperRecord]:
        seen = permitted(scope, "s")
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT {RECORD_COLUMNS}, p.record_crc32,
                    (SELECT count(*) FROM passages AS s
                        WHERE s.paper_id = p.paper_id AND {seen.sql}) AS n_passages
                    FROM papers AS p WHERE {condition}
                    ORDER BY p.date IS NULL, p.date DESC, p.name, p.paper_id""",
                (*seen.values, *values),
            )
            return [_checked(row) for row in rows]

    def bodies(self, scope: Scope) -> list[str]:
        """The bodies that the permitted papers name, in order of the alphabet."""
        kept = self._once(self._bodies_kept, scope, EVERYTHING, lambda: tuple(self._bodies(scope)))
        return list(kept)

    def _bodies(self, scope: Scope) -> list[str]:
        allowed = permitted(scope, "p")
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT DISTINCT p.body FROM papers AS p
                    WHERE {allowed.sql} AND p.body IS NOT NULL ORDER BY p.body""",
                allowed.values,
            )
            return [row["body"] for row in rows]

    def meetings(self, scope: Scope) -> list[Meeting]:
        """The meetings whose body and date a permitted paper gives, latest first, then by body."""
        allowed = permitted(scope, "p")
        papers: dict[tuple[str, str], list[str]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(
                f"""SELECT p.body, p.date, p.paper_id FROM papers AS p
                    WHERE {allowed.sql} AND p.body IS NOT NULL AND p.date IS NOT NULL
                    ORDER BY p.date DESC, p.body, p.name, p.paper_id""",
                allowed.values,
            ):
                papers.setdefault((row["body"], row["date"]), []).append(row["paper_id"])
        return [Meeting(body, date.fromisoformat(day), tuple(ids)) for (body, day), ids in papers.items()]

    def pages(self, scope: Scope, paper_id: str) -> tuple[Page, ...]:
        """Where the physical pages lie in the text; empty for formats without pages.

        Raises:
            PaperNotFound: As for ``paper``.
        """
        with self._database.reading() as connection:
            self._require(connection, scope, paper_id)
            row = connection.execute("SELECT pages FROM papers WHERE paper_id = ?", (paper_id,)).fetchone()
            return pages_from_json(row["pages"])

    def text(self, scope: Scope, paper_id: str) -> str | None:
        """The whole extracted text, or None where the asker may not see every part of it.

        Raises:
            PaperNotFound: As for ``paper``.
        """
        with self._database.reading() as connection:
            version = self._require(connection, scope, paper_id)
            if any(_withheld(connection, scope, paper_id, table) for table in ("passages", "windows")):
                return None
            return self._content(connection, paper_id, version)

    def quote(self, scope: Scope, paper_id: str, span: Span) -> str:
        """The words at the span, exactly as extracted.

        They must touch no passage that the asker may not see; words that lie in no passage are given out
        only where every window over them may be seen.

        Raises:
            PaperNotFound: As for ``paper``.
            WordsNotFound: The span reaches past the text, or not all of it may be seen.
        """
        with self._database.reading() as connection:
            version = self._require(connection, scope, paper_id)
            content = self._content(connection, paper_id, version)
            is_withheld = _withheld(connection, scope, paper_id, "passages", span) or (
                not _is_covered(connection, paper_id, span)
                and _withheld(connection, scope, paper_id, "windows", span)
            )
            if span.end > len(content) or is_withheld:
                raise WordsNotFound(paper_id, span)
            return content[span.start : span.end]

    def places(self, scope: Scope, paper_id: str) -> tuple[str, ...]:
        """Every place that these very bytes came from, the first one first; none unless all may be seen.

        A place has no access of its own: a folder of exempt papers may hold a copy of a public one.

        Raises:
            PaperNotFound: As for ``paper``.
        """
        with self._database.reading() as connection:
            self._require(connection, scope, paper_id)
            if not scope.is_everything:
                return ()
            rows = connection.execute(
                """SELECT source AS place, '' AS seen_at FROM papers WHERE paper_id = ?1
                    UNION SELECT place, seen_at FROM places WHERE paper_id = ?1 ORDER BY seen_at, place""",
                (paper_id,),
            )
            return tuple(str(row["place"]) for row in rows)

    def _require(self, connection: sqlite3.Connection, scope: Scope, paper_id: str) -> int:
        """The paper's version where the asker may see it."""
        allowed = permitted(scope, "p")
        row = connection.execute(
            f"SELECT p.version FROM papers AS p WHERE {allowed.sql} AND p.paper_id = ?",
            (*allowed.values, paper_id),
        ).fetchone()
        if row is None:
            raise PaperNotFound(paper_id)
        return int(row["version"])

    def _content(self, connection: sqlite3.Connection, paper_id: str, version: int) -> str:
        """The text of a paper of which the caller holds a permitted row, checked at the first use.

        Raises:
            LibraryDamaged: Something stored of the paper is not what was written.
        """
        key = (paper_id, version)
        kept = self._texts.get(key)
        if kept is not None:
            return kept
        check_paper(connection, paper_id)
        row = connection.execute("SELECT content FROM texts WHERE paper_id = ?", (paper_id,)).fetchone()
        content = str(row["content"])
        return self._texts.put(key, content, len(content))


def _checked(row: sqlite3.Row) -> PaperRecord:
    check_record(row)
    return record_from(row)


def _withheld(
    connection: sqlite3.Connection, scope: Scope, paper_id: str, table: str, span: Span | None = None
) -> bool:
    """Whether a row of ``table``, touching the span if one is given, is outside the scope."""
    allowed = permitted(scope, "r")
    touching: str = ""
    values: tuple[str | int, ...] = (*allowed.values, paper_id)
    if span is not None:
        touching, values = " AND r.start < ? AND r.stop > ?", (*values, span.end, span.start)
    row = connection.execute(
        f"""SELECT 1 FROM {table} AS r JOIN papers AS p ON p.paper_id = r.paper_id
            WHERE NOT ({allowed.sql}) AND r.paper_id = ?{touching} LIMIT 1""",
        values,
    ).fetchone()
    return row is not None


def _is_covered(connection: sqlite3.Connection, paper_id: str, span: Span) -> bool:
    """Whether passages cover every character of the span."""
    reached = span.start
    for start, stop in connection.execute(
        "SELECT start, stop FROM passages WHERE paper_id = ? AND start < ? AND stop > ? ORDER BY start",
        (paper_id, span.end, span.start),
    ):
        if start > reached:
            return False
        reached = max(reached, stop)
    return reached >= span.end
