"""Reads of what is cited and what is searched: passages and windows with their words."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.papers import Scope
from ingest.store.catalogue import Catalogue
from ingest.store.records import StoredPassage, StoredWindow
from ingest.store.rows import PASSAGE_COLUMNS, WINDOW_COLUMNS, passage_from, window_from
from ingest.store.scoping import as_list, listed, permitted


class Reading(Catalogue):
    """The catalogue and the words of its papers."""

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
                (*allowed.values, *window_allowed.values, as_list(set(window_ids))),
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
        return self._windows(scope, listed("w.window_id"), as_list(set(window_ids)))

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
