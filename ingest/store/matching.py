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
from numpy.typing import NDArray

from ingest.errors import LibraryDamaged
from ingest.papers import Scope
from ingest.store.copies import Copying
from ingest.store.database import Database
from ingest.store.encoder import DIMENSION
from ingest.store.records import EVERYTHING, Posting, Selection, VectorTable, are_among
from ingest.store.remembered import ReadKey, Remembered, read_key
from ingest.store.scoping import Condition, as_list, chosen_by, permitted

TERM_WEIGHT = 1.0
"""Weight of a term in the words of the window."""
CONTEXT_WEIGHT = 0.5
"""Weight of a term in the item's title, the lead-in, the paper's title and the body."""
_SATURATION = 1.2
_LENGTH_SHARE = 0.75
_TABLES_KEPT = 4
_WIDTH = DIMENSION * np.dtype(np.float32).itemsize
"""Bytes of one vector."""
_NUMBERS_KEPT = 4_000_000
"""Numbers of windows kept in all postings together, and again in all selections: about 32 MB each."""
_WITH_VECTORS = """FROM windows AS w JOIN papers AS p ON p.paper_id = w.paper_id
    LEFT JOIN window_vectors AS v ON v.window_id = w.window_id"""
_LEAST_SIZE = 16
"""What an empty posting counts among them."""
_COUNTS_KEPT = 64
_TERM_LISTS_KEPT = 32
_TERMS_KEPT = 20_000
"""Terms of which it is remembered if anything holds them."""
_USUAL_TERM = 32
"""Letters above which a term counts as several among them."""


class Matching(Copying):
    """The words of the papers and ways to find them."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._tables: OrderedDict[ReadKey, VectorTable] = OrderedDict()
        self._tables_guard = threading.Lock()
        self._postings: Remembered[Posting] = Remembered(_NUMBERS_KEPT)
        self._counts: Remembered[int] = Remembered(_COUNTS_KEPT)
        self._sentence_counts: Remembered[int] = Remembered(_COUNTS_KEPT)
        self._held_kept: Remembered[bool] = Remembered(_TERMS_KEPT)
        self._chosen: Remembered[NDArray[np.int64]] = Remembered(_NUMBERS_KEPT)
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

    def n_sentences(self, scope: Scope) -> int:
        """How many sentences the asker may search: as many as ``vectors`` has rows."""
        return self._once(self._sentence_counts, scope, EVERYTHING, lambda: self._n_sentences(scope))

    def _n_sentences(self, scope: Scope) -> int:
        with self._database.reading() as connection:
            return _n_vectors(connection, permitted(scope, "w"))

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
                    # The term counts too: one that nothing holds may be as long as a question.
                    size_of=functools.partial(_posting_size, term),
                )
                for term in dict.fromkeys(terms)
            }

    def held(self, scope: Scope, terms: Iterable[str], selection: Selection = EVERYTHING) -> frozenset[str]:
        """Those of the terms that a window holds, of those that the asker may search; quicker than postings."""
        wanted = frozenset(terms)
        if self._database.is_writer:
            return self._held(scope, wanted, selection)
        with self._database.reading():
            key = read_key(self.revision, scope, selection)
            known = {term: self._held_kept.get((key, term)) for term in wanted}
            unknown = frozenset(term for term, is_held in known.items() if is_held is None)
            fresh = self._held(scope, unknown, selection) if unknown else frozenset()
        for term in unknown:
            known[term] = self._held_kept.put((key, term), term in fresh, 1 + len(term) // _USUAL_TERM)
        return frozenset(term for term, is_held in known.items() if is_held)

    def _held(self, scope: Scope, terms: frozenset[str], selection: Selection) -> frozenset[str]:
        allowed = permitted(scope, "w", selection)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT q.value FROM json_each(?) AS q WHERE EXISTS (SELECT 1 FROM term_uses AS u
                    JOIN windows AS w ON w.window_id = u.doc JOIN papers AS p ON p.paper_id = w.paper_id
                    WHERE u.term = q.value AND {allowed.sql})""",
                (as_list(terms), *allowed.values),
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def _posting(self, scope: Scope, term: str, selection: Selection) -> Posting:
        if selection != EVERYTHING:
            whole, chosen = self.postings(scope, [term])[term], self._window_ids(scope, selection)
            return Posting(_common(whole.in_text, chosen), _common(whole.in_context, chosen))
        allowed = permitted(scope, "w")
        with self._database.reading() as connection:
            return Posting(
                *(
                    _numbers(
                        connection,
                        # CROSS JOIN keeps this order: from the few that hold the term to what is known of them.
                        f"""SELECT m.rowid FROM window_terms AS m
                            CROSS JOIN windows AS w ON w.window_id = m.rowid
                            CROSS JOIN papers AS p ON p.paper_id = w.paper_id
                            WHERE window_terms MATCH ? AND {allowed.sql} ORDER BY m.rowid""",
                        (f'{column} : "{term}"', *allowed.values),
                    )
                    for column in ("terms", "context")
                )
            )

    def _window_ids(self, scope: Scope, selection: Selection) -> NDArray[np.int64]:
        """The windows that the asker may search, sorted."""
        allowed = permitted(scope, "w", selection)

        def read() -> NDArray[np.int64]:
            with self._database.reading() as connection:
                return _numbers(
                    connection,
                    f"""SELECT w.window_id FROM windows AS w JOIN papers AS p ON p.paper_id = w.paper_id
                        WHERE {allowed.sql} ORDER BY w.window_id""",
                    allowed.values,
                )

        return self._once(self._chosen, scope, selection, read, size_of=len)

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
                whole_key = read_key(key[0], scope, EVERYTHING)
                if whole_key in self._tables:
                    self._tables.move_to_end(whole_key)
                whole = self._tables.get(whole_key)
            if whole is not None and not self._database.is_writer:
                table = whole.only(self._window_ids(scope, selection))
            else:
                table = _vector_table(connection, key[0], permitted(scope, "w", selection))
        with self._tables_guard:
            for stale in [kept for kept in self._tables if kept[0] != key[0]]:
                del self._tables[stale]
            self._tables[key] = table
            if len(self._tables) > _TABLES_KEPT:
                self._tables.popitem(last=False)
        return table


def _posting_size(term: str, posting: Posting) -> int:
    return len(posting.in_text) + len(posting.in_context) + len(term) + _LEAST_SIZE


def _common(ids: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    return ids[are_among(ids, chosen)]


def _numbers(connection: sqlite3.Connection, query: str, values: tuple[str, ...]) -> NDArray[np.int64]:
    """The one column of a query."""
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: there may be as many rows as windows
    return np.fromiter((number for (number,) in cursor.execute(query, values)), dtype=np.int64)


def _n_vectors(connection: sqlite3.Connection, allowed: Condition) -> int:
    """How many sentences of the windows that the condition lets through have a vector; no vector is read for it."""
    query = f"SELECT coalesce(sum(length(v.matrix) / {_WIDTH}), 0) {_WITH_VECTORS} WHERE {allowed.sql}"
    return int(connection.execute(query, allowed.values).fetchone()[0])


def _vector_table(connection: sqlite3.Connection, revision: int, allowed: Condition) -> VectorTable:
    """The vectors of the windows that the condition lets through, read one by one into the place they keep."""
    matrix = np.empty((_n_vectors(connection, allowed), DIMENSION), dtype=np.float32)
    window_ids: list[int] = []
    counts: list[int] = []
    reached = 0
    for window_id, stored, crc32 in connection.execute(
        f"""SELECT w.window_id, coalesce(v.matrix, x''), coalesce(v.crc32, -1) {_WITH_VECTORS}
            WHERE {allowed.sql} ORDER BY w.window_id""",
        allowed.values,
    ):
        if len(stored) % _WIDTH or zlib.crc32(stored) != crc32:
            raise LibraryDamaged(
                f"the vectors of window {window_id} were changed. Restore the library from a backup."
            )
        window_ids.append(window_id)
        counts.append(len(stored) // _WIDTH)
        matrix[reached : reached + counts[-1]].reshape(-1)[:] = np.frombuffer(stored, dtype=np.float32)
        reached += counts[-1]
    table = VectorTable(
        revision=revision,
        window_ids=np.repeat(np.array(window_ids, dtype=np.int64), counts),
        sentence_numbers=np.concatenate(
            [np.zeros(0, np.int32), *(np.arange(n, dtype=np.int32) for n in counts)]
        ),
        sections=np.repeat(np.array(_sections(connection, allowed), dtype=np.int32), counts),
        matrix=matrix,
    )
    table.seal()
    return table


def _sections(connection: sqlite3.Connection, allowed: Condition) -> list[int]:
    """A number for each run of windows, in their order, of one paper under one item."""
    numbers: list[int] = []
    former: tuple[object, ...] | None = None
    for row in connection.execute(
        f"""SELECT w.paper_id, s.item, s.item_title FROM windows AS w
            JOIN papers AS p ON p.paper_id = w.paper_id
            LEFT JOIN passages AS s ON s.paper_id = w.paper_id AND s.ordinal =
                (SELECT min(ordinal) FROM window_passages WHERE window_id = w.window_id)
            WHERE {allowed.sql} ORDER BY w.window_id""",
        allowed.values,
    ):
        stretch = tuple(row)
        numbers.append(len(numbers) and numbers[-1] + (stretch != former))
        former = stretch
    return numbers
