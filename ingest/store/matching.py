"""Reads that search: BM25 over the term index, and the table of sentence vectors for exact search.

BM25 is computed here and not by SQLite's own function, because that one counts every row of the library: its
scores would tell an asker how often a word stands in papers that the asker may not see.
"""

from __future__ import annotations

import functools
import math
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np

from ingest.errors import LibraryDamaged
from ingest.papers import Scope
from ingest.store.copies import Copying
from ingest.store.database import Database
from ingest.store.encoder import DIMENSION
from ingest.store.records import EVERYTHING, Posting, Selection, VectorTable
from ingest.store.remembered import ReadKey, Remembered, read_key
from ingest.store.scoping import as_list, chosen_by, permitted

TERM_WEIGHT = 1.0
"""Weight of a term in the words of the window."""
CONTEXT_WEIGHT = 0.5
"""Weight of a term in the item's title, the lead-in, the paper's title and the body."""
_SATURATION = 1.2
_LENGTH_SHARE = 0.75
_TABLES_KEPT = 4
_NUMBERS_KEPT = 4_000_000
"""Numbers of windows kept in all postings together: about 32 MB."""
_LEAST_SIZE = 16
"""What an empty posting counts among them."""
_NOWHERE = Posting(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
_COUNTS_KEPT = 64
_TERM_LISTS_KEPT = 32


class Matching(Copying):
    """The words of the papers and ways to find them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._tables: OrderedDict[ReadKey, VectorTable] = OrderedDict()
        self._tables_guard = threading.Lock()
        self._postings: Remembered[Posting] = Remembered(_NUMBERS_KEPT)
        self._counts: Remembered[int] = Remembered(_COUNTS_KEPT)
        self._beginnings: Remembered[tuple[str, ...]] = Remembered(_TERM_LISTS_KEPT)

    @property
    def revision(self) -> int:
        """Counts up with every change of the library."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT revision FROM state").fetchone()[0])

    def n_windows(self, scope: Scope, selection: Selection = EVERYTHING) -> int:
        """How many windows the asker may search."""
        return self._once(self._counts, scope, selection, lambda: self._n_windows(scope, selection))

    def _n_windows(self, scope: Scope, selection: Selection) -> int:
        allowed = permitted(scope, "w", selection)
        with self._database.reading() as connection:
            row = connection.execute(
                f"""SELECT count(*) FROM windows AS w JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE {allowed.sql}""",
                allowed.values,
            ).fetchone()
            return int(row[0])

    def document_frequency(
        self, scope: Scope, terms: Sequence[str], selection: Selection = EVERYTHING
    ) -> dict[str, int]:
        """For each term, in how many of the windows that the asker may search it stands."""
        allowed = permitted(scope, "w", selection)
        query = f"""SELECT count(DISTINCT u.doc) FROM term_uses AS u JOIN windows AS w ON w.window_id = u.doc
            JOIN papers AS p ON p.paper_id = w.paper_id WHERE u.term = ? AND {allowed.sql}"""
        with self._database.reading() as connection:
            return {
                term: int(connection.execute(query, (term, *allowed.values)).fetchone()[0])
                for term in dict.fromkeys(terms)
            }

    def postings(
        self, scope: Scope, terms: Sequence[str], selection: Selection = EVERYTHING
    ) -> dict[str, Posting]:
        """For each term the windows that hold it, among those that the asker may search.

        ``terms`` are as ``index_terms`` gives them; each has an entry, an empty one where nothing holds it.
        """
        with self._database.reading():
            return {
                term: self._once(
                    self._postings,
                    scope,
                    selection,
                    functools.partial(self._posting, scope, term, selection),
                    term,
                    size_of=lambda posting: len(posting.in_text) + len(posting.in_context) + _LEAST_SIZE,
                )
                for term in dict.fromkeys(terms)
            }

    def held(self, scope: Scope, terms: Iterable[str], selection: Selection = EVERYTHING) -> frozenset[str]:
        """Those of the terms that a window holds, of those that the asker may search; quicker than postings."""
        allowed = permitted(scope, "w", selection)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT q.value FROM json_each(?) AS q WHERE EXISTS (SELECT 1 FROM term_uses AS u
                    JOIN windows AS w ON w.window_id = u.doc JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE u.term = q.value AND {allowed.sql})""",
                (as_list(set(terms)), *allowed.values),
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def _posting(self, scope: Scope, term: str, selection: Selection) -> Posting:
        allowed = permitted(scope, "w", selection)
        with self._database.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None  # plain tuples: there may be as many rows as windows
            rows = cursor.execute(
                f"""SELECT DISTINCT u.doc, u.col = 'terms' FROM term_uses AS u
                    JOIN windows AS w ON w.window_id = u.doc JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE u.term = ? AND {allowed.sql} ORDER BY u.doc""",
                (term, *allowed.values),
            ).fetchall()
        if not rows:
            return _NOWHERE
        held = np.array(rows, dtype=np.int64)
        is_text = held[:, 1] == 1
        return Posting(held[is_text, 0], held[~is_text, 0])

    def terms_beginning(self, scope: Scope, letters: str) -> list[str]:
        """The terms that begin with ``letters`` in the words of windows which the asker may search, sorted."""
        kept = self._once(
            self._beginnings,
            scope,
            EVERYTHING,
            lambda: tuple(self._terms_beginning(scope, letters)),
            letters,
        )
        return list(kept)

    def _terms_beginning(self, scope: Scope, letters: str) -> list[str]:
        allowed = permitted(scope, "w")
        query = f"""SELECT DISTINCT u.term FROM term_uses AS u JOIN windows AS w ON w.window_id = u.doc
            JOIN papers AS p ON p.paper_id = w.paper_id
            WHERE u.term >= ? AND u.term < ? AND u.col = 'terms' AND {allowed.sql} ORDER BY u.term"""
        with self._database.reading() as connection:
            rows = connection.execute(query, (letters, f"{letters}\U0010ffff", *allowed.values)).fetchall()
        return [row[0] for row in rows]

    def lexical(
        self, scope: Scope, terms: Sequence[str], selection: Selection = EVERYTHING, limit: int = 100
    ) -> list[tuple[int, float]]:
        """Windows that hold at least one term, as (window_id, BM25 score): best first, ties by number.

        ``terms`` are as ``index_terms`` gives them; a repeated term counts once. Scores are above 0 and
        higher is better. Word counts and lengths are taken over all windows that the scope permits,
        whatever the selection, so that a score means the same in each. Robertson and Zaragoza 2009 (BM25F
        with one length), k1 1.2, b 0.75, idf as in Lucene: ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        allowed, chosen = permitted(scope, "w"), chosen_by(selection)
        source = f"JOIN papers AS p ON p.paper_id = w.paper_id WHERE {allowed.sql}"
        weight = f"sum(CASE col WHEN 'terms' THEN {TERM_WEIGHT} ELSE {CONTEXT_WEIGHT} END)"
        scores: dict[int, float] = {}
        with self._database.reading() as connection:
            n_all, mean_length = connection.execute(
                f"SELECT count(*), coalesce(avg(w.length), 0) FROM windows AS w {source}", allowed.values
            ).fetchone()
            for term in dict.fromkeys(terms):
                rows = connection.execute(
                    f"""SELECT u.doc, w.length, u.frequency, ({chosen.sql}) FROM
                        (SELECT doc, {weight} AS frequency FROM term_uses WHERE term = ? GROUP BY doc) AS u
                        JOIN windows AS w ON w.window_id = u.doc {source}""",
                    (*chosen.values, term, *allowed.values),
                ).fetchall()
                rarity = math.log(1 + (n_all - len(rows) + 0.5) / (len(rows) + 0.5))
                for window_id, length, frequency, is_chosen in rows:
                    if is_chosen:
                        share = 1 - _LENGTH_SHARE + _LENGTH_SHARE * length / mean_length
                        gain = frequency * (_SATURATION + 1) / (frequency + _SATURATION * share)
                        scores[window_id] = scores.get(window_id, 0.0) + rarity * gain
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))[: max(limit, 0)]

    def vectors(self, scope: Scope, selection: Selection = EVERYTHING) -> VectorTable:
        """The vectors of every permitted sentence; the last few tables are kept until the library changes.

        Raises:
            LibraryDamaged: A stored vector is not what was written.
        """
        with self._database.reading() as connection:
            key = read_key(self.revision, scope, selection)
            with self._tables_guard:
                if key in self._tables:
                    self._tables.move_to_end(key)
                    return self._tables[key]
            allowed = permitted(scope, "w", selection)
            rows = connection.execute(
                f"""SELECT w.window_id, coalesce(v.matrix, x'') AS matrix, coalesce(v.crc32, -1) AS crc32,
                        w.paper_id, s.item, s.item_title
                    FROM windows AS w JOIN papers AS p ON p.paper_id = w.paper_id
                    LEFT JOIN window_vectors AS v ON v.window_id = w.window_id
                    LEFT JOIN passages AS s ON s.paper_id = w.paper_id AND s.ordinal =
                        (SELECT min(ordinal) FROM window_passages WHERE window_id = w.window_id)
                    WHERE {allowed.sql} ORDER BY w.window_id""",
                allowed.values,
            ).fetchall()
        table = _vector_table(
            key[0], [(row["window_id"], row["matrix"], row["crc32"]) for row in rows], _sections(rows)
        )
        with self._tables_guard:
            for stale in [kept for kept in self._tables if kept[0] != key[0]]:
                del self._tables[stale]
            self._tables[key] = table
            if len(self._tables) > _TABLES_KEPT:
                self._tables.popitem(last=False)
        return table


def _sections(rows: Sequence[sqlite3.Row]) -> list[int]:
    """A number for each run of windows of one paper under one item."""
    numbers: list[int] = []
    former: tuple[object, ...] | None = None
    for row in rows:
        stretch = (row["paper_id"], row["item"], row["item_title"])
        numbers.append(len(numbers) and numbers[-1] + (stretch != former))
        former = stretch
    return numbers


def _vector_table(
    revision: int, rows: Sequence[tuple[int, bytes, int]], sections: Sequence[int]
) -> VectorTable:
    width = DIMENSION * np.dtype(np.float32).itemsize
    for window_id, stored, crc32 in rows:
        if len(stored) % width or zlib.crc32(stored) != crc32:
            raise LibraryDamaged(
                f"the vectors of window {window_id} were changed. Restore the library from a backup."
            )
    counts = [len(stored) // width for _, stored, _ in rows]
    table = VectorTable(
        revision=revision,
        window_ids=np.repeat(np.array([row[0] for row in rows], dtype=np.int64), counts),
        sentence_numbers=np.concatenate(
            [np.zeros(0, np.int32), *(np.arange(n, dtype=np.int32) for n in counts)]
        ),
        sections=np.repeat(np.array(sections, dtype=np.int32), counts),
        matrix=np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32).reshape(-1, DIMENSION),
    )
    table.window_ids.flags.writeable = False
    table.sentence_numbers.flags.writeable = False
    return table
