"""Finds the papers that may hold the same words as another, without comparing it with every paper.

Each run of eight words is hashed, and one in 24 of the hashes, always the same ones, is kept: a part keeps
the hashes that the whole keeps of it (Brin, Davis and Garcia-Molina 1995, modulo sampling). All words of a paper
together have a hash too, kept as a number below 0, by which any number of equal papers find each other. The
caller holds the transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from ingest.store.scoping import as_list, listed
from ingest.structure.same_words import Words

_RUN = 8
_ONE_IN = 24
_FEWEST_WORDS = 40
"""Words below which a paper is too short to be told from a form of words."""
_COMMON = 40
"""A run of words that this many different papers hold is a form of words; it leads to none of them."""
_LOOKED_AT = 400
"""Holders of a run of words that are looked at to tell copies of few papers from many papers."""
_MOST_EQUAL = 24
"""Equal papers that a paper is compared with; the others are known through these."""
_SHARE = 0.5
"""Share of the hashes of the shorter of two papers that must be those of the other."""
_MOST_CANDIDATES = 60


def keep_sketch(connection: sqlite3.Connection, paper_id: str, words: Words) -> NDArray[np.int64]:
    """Store the hashes of a paper that has none stored, and give them back; none for a short paper."""
    hashes = _hashes(words)
    connection.execute(
        "INSERT INTO sketches (paper_id, n_words, n_hashes) VALUES (?, ?, ?)",
        (paper_id, len(words), len(hashes)),
    )
    kept = [*hashes.tolist(), *([_whole(words)] if len(words) >= _FEWEST_WORDS else [])]
    connection.executemany(
        "INSERT INTO sketch_hashes (hash, paper_id) VALUES (?, ?)", [(value, paper_id) for value in kept]
    )
    return hashes


def forget_sketch(connection: sqlite3.Connection, paper_id: str) -> None:
    """Take out the hashes of a paper."""
    for table in ("sketch_hashes", "sketches"):
        connection.execute(f"DELETE FROM {table} WHERE paper_id = ?", (paper_id,))


def candidates(connection: sqlite3.Connection, paper_id: str, hashes: NDArray[np.int64]) -> list[str]:
    """Papers that may share most of their words with this one, the most alike first, at most 60.

    Of papers that are equal, more than a few may be left out.
    """
    shared: Counter[str] = Counter()
    n_used = 0
    for value in hashes.tolist():
        holders = _holders(connection, paper_id, value)
        if len(holders) < _COMMON:
            n_used += 1
            shared.update(holders)
    sizes = dict(
        connection.execute(
            f"SELECT paper_id, n_hashes FROM sketches WHERE {listed('paper_id')}", (as_list(set(shared)),)
        ).fetchall()
    )
    likely = {other: shared[other] / min(max(n_used, 1), max(n, 1)) for other, n in sizes.items()}
    found = sorted(
        (other for other in likely if likely[other] >= _SHARE), key=lambda each: (-likely[each], each)
    )
    return list(dict.fromkeys((*_equal(connection, paper_id), *found)))[:_MOST_CANDIDATES]


def _equal(connection: sqlite3.Connection, paper_id: str) -> list[str]:
    """Papers of the very same words, a few of them."""
    rows = connection.execute(
        """SELECT other.paper_id FROM sketch_hashes AS own JOIN sketch_hashes AS other USING (hash)
            WHERE own.paper_id = ?1 AND own.hash < 0 AND other.paper_id <> ?1 ORDER BY other.paper_id LIMIT ?2""",
        (paper_id, _MOST_EQUAL),
    )
    return [str(row[0]) for row in rows]


def _holders(connection: sqlite3.Connection, paper_id: str, value: int) -> list[str]:
    """Other papers that hold a run of words: all where they are few, else one of each that differs."""
    few = connection.execute(
        "SELECT paper_id FROM sketch_hashes WHERE hash = ? AND paper_id <> ? LIMIT ?",
        (value, paper_id, _COMMON),
    ).fetchall()
    if len(few) == _COMMON:
        few = connection.execute(
            """SELECT min(h.paper_id) FROM
                (SELECT paper_id FROM sketch_hashes WHERE hash = ? AND paper_id <> ? LIMIT ?) AS h
                LEFT JOIN sketch_hashes AS w ON w.paper_id = h.paper_id AND w.hash < 0
                GROUP BY coalesce(w.hash, h.paper_id) LIMIT ?""",
            (value, paper_id, _LOOKED_AT, _COMMON),
        ).fetchall()
    return [str(row[0]) for row in few]


def _whole(words: Words) -> int:
    """The hash of all words in order: 63 bits, as a number below 0."""
    digest = hashlib.blake2b(" ".join(words.words).encode("utf-8", "replace"), digest_size=8).digest()
    return -1 - (int.from_bytes(digest, "big") >> 1)


def _hashes(words: Words) -> NDArray[np.int64]:
    """The kept hashes (63 bits) of all runs of words, each once."""
    if len(words) < _FEWEST_WORDS:
        return np.zeros(0, dtype=np.int64)
    single = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words.words], dtype=np.uint64)
    runs = np.zeros(len(words) - _RUN + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(_RUN):
            runs = _mixed(runs + single[place : place + len(runs)])
    kept = np.unique(runs[runs % np.uint64(_ONE_IN) == 0])
    return (kept >> np.uint64(1)).astype(np.int64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each value with its bits spread over all 64 (the finaliser of MurmurHash3)."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values = (values ^ (values >> np.uint64(33))) * np.uint64(factor)
    return values ^ (values >> np.uint64(33))
