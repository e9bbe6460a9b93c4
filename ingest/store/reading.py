"""Reads of what is cited and what is searched: passages and windows with their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ingest.papers import Scope
from ingest.store.catalogue import Catalogue
from ingest.store.database import Database
from ingest.store.records import EVERYTHING, StoredPassage, StoredWindow
from ingest.store.remembered import Remembered, read_key
from ingest.store.rows import PASSAGE_COLUMNS, WINDOW_COLUMNS, passage_from, window_from
from ingest.store.scoping import as_list, listed, permitted

_WINDOWS_KEPT = 2048
"""Windows whose words are remembered, and again those whose passages are: some 15 MB together."""

V = TypeVar("V")


class Reading(Catalogue):
    """The catalogue and the words of its papers."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        # In a tuple, so that a window without anything for the asker can be remembered as well.
        self._windows_kept: Remembered[tuple[StoredWindow | None]] = Remembered(_WINDOWS_KEPT)
        self._passages_kept: Remembered[tuple[list[StoredPassage] | None]] = Remembered(_WINDOWS_KEPT)

    def passages(self, scope: Scope, paper_id: str) -> list[StoredPassage]:
        """The permitted passages of a paper in the order of the text.

        Raises:
            PaperNotFound: It is not in the library, was withdrawn, or may not be seen.
        """
        allowed = permitted(scope, "s")
        with self._database.reading() as connection:
            content = self._content(connection, paper_id, self._require(connection, scope, paper_id))
            rows = connection.execute(
                f"""SELECT {PASSAGE_COLUMNS} FROM passages AS s JOIN papers AS p ON p.paper_id = s.paper_id
                    WHERE {allowed.sql} AND s.paper_id = ? ORDER BY s.ordinal""",
                (*allowed.values, paper_id),
            )
            return [passage_from(row, content) for row in rows]

    def passages_in(self, scope: Scope, window_ids: Iterable[int]) -> dict[int, list[StoredPassage]]:
        """For each permitted window its permitted passages in order; other windows are not in the answer."""
        found = self._each(self._passages_kept, scope, window_ids, self._passages_in)
        return {window_id: list(passages) for window_id, passages in found.items() if passages}

    def _passages_in(self, scope: Scope, window_ids: frozenset[int]) -> dict[int, list[StoredPassage]]:
        allowed, window_allowed = permitted(scope, "s"), permitted(scope, "w")
        found: dict[int, list[StoredPassage]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(
                f"""SELECT w.window_id, {PASSAGE_COLUMNS} FROM windows AS w
                    JOIN window_passages AS m ON m.window_id = w.window_id
                    JOIN passages AS s ON s.paper_id = w.paper_id AND s.ordinal = m.ordinal
                    JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE {allowed.sql} AND {window_allowed.sql} AND {listed("w.window_id")}
                    ORDER BY w.window_id, s.ordinal""",
                (*allowed.values, *window_allowed.values, as_list(window_ids)),
            ):
                content = self._content(connection, row["paper_id"], row["version"])
                found.setdefault(row["window_id"], []).append(passage_from(row, content))
        return found

    def words_of(self, scope: Scope, window_ids: Iterable[int]) -> list[str]:
        """The words of the permitted ones among the windows, by number; quicker than ``windows``."""
        allowed = permitted(scope, "w")
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT w.paper_id, p.version, w.start, w.stop FROM windows AS w
                    JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE {allowed.sql} AND {listed("w.window_id")} ORDER BY w.window_id""",
                (*allowed.values, as_list(set(window_ids))),
            )
            return [
                self._content(connection, row["paper_id"], row["version"])[row["start"] : row["stop"]]
                for row in rows
            ]

    def papers_of(self, scope: Scope, window_ids: Iterable[int]) -> dict[int, str]:
        """The paper (id) that each permitted one among the windows is of."""
        allowed = permitted(scope, "w")
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT w.window_id, w.paper_id FROM windows AS w
                    JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE {allowed.sql} AND {listed("w.window_id")}""",
                (*allowed.values, as_list(set(window_ids))),
            )
            return {row["window_id"]: row["paper_id"] for row in rows}

    def windows(self, scope: Scope, window_ids: Iterable[int]) -> list[StoredWindow]:
        """The permitted ones among the windows, by number."""

        def read(scope: Scope, some: frozenset[int]) -> dict[int, StoredWindow]:
            found = self._windows(scope, listed("w.window_id"), as_list(some))
            return {window.window_id: window for window in found}

        found = self._each(self._windows_kept, scope, window_ids, read)
        return [window for window in found.values() if window is not None]

    def _each(
        self,
        kept: Remembered[tuple[V | None]],
        scope: Scope,
        window_ids: Iterable[int],
        read: Callable[[Scope, frozenset[int]], Mapping[int, V]],
    ) -> dict[int, V | None]:
        """What is read of each window, None where there is nothing for the asker; read again only after a change.

        Whoever writes reads each time: in the middle of a change the revision does not tell the state.
        """
        wanted = frozenset(window_ids)
        with self._database.reading() as connection:
            if self._database.is_writer:
                return dict(read(scope, wanted))
            revision = int(connection.execute("SELECT revision FROM state").fetchone()[0])
            key = read_key(revision, scope, EVERYTHING)
            known = {window_id: kept.get((key, window_id)) for window_id in wanted}
            unknown = frozenset(window_id for window_id, each in known.items() if each is None)
            fresh = read(scope, unknown) if unknown else {}
        for window_id in unknown:
            known[window_id] = kept.put((key, window_id), (fresh.get(window_id),))
        return {window_id: each[0] for window_id, each in sorted(known.items()) if each is not None}

    def windows_of(self, scope: Scope, paper_id: str) -> list[StoredWindow]:
        """The permitted windows of a paper in the order of the text.

        Raises:
            PaperNotFound: As for ``passages``.
        """
        with self._database.reading() as connection:
            self._require(connection, scope, paper_id)
            return self._windows(scope, "w.paper_id = ?", paper_id)

    def _windows(self, scope: Scope, condition: str, value: str) -> list[StoredWindow]:
        allowed = permitted(scope, "w")
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT {WINDOW_COLUMNS} FROM windows AS w JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE {allowed.sql} AND {condition} ORDER BY w.window_id""",
                (*allowed.values, value),
            )
            return [
                window_from(row, self._content(connection, row["paper_id"], row["version"])) for row in rows
            ]
