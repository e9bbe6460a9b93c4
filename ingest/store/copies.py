"""Which papers are the same text twice, as one asker may know it, and which of them is the best to cite.

Only papers that the asker may read from the first word to the last are compared: that two texts are equal
would otherwise tell what stands in a part that is withheld.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Scope
from ingest.store.database import Database
from ingest.store.forms import Form
from ingest.store.grouping import grouped
from ingest.store.ledger import Ledgers
from ingest.store.records import EVERYTHING, Selection
from ingest.store.remembered import ReadKey, read_key
from ingest.store.rows import RECORD_COLUMNS, record_from
from ingest.store.scoping import permitted
from ingest.store.seals import check_record
from ingest.structure.likeness import Relation

_KEPT = 8
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Copies:
    """The papers of a selection that hold the same words, by id; empty where none do.

    ``same`` gives for the best copy of a paper the others, ``best`` for each of these the best one.
    ``part_of`` gives papers whose words stand in a longer one that is listed beside them.
    ``windows_aside`` (sorted int64) are windows whose words stand in a better paper as well; ``found_in``
    gives for each window all other papers that hold its words, the best first.
    """

    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    windows_aside: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    found_in: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def best(self) -> dict[str, str]:
        """For each paper that another one stands for, that one."""
        return {copy: best for best, copies in self.same.items() for copy in copies}

    def others(self, paper_id: str) -> tuple[str, ...]:
        """The other forms of a paper, the best first."""
        best = self.best.get(paper_id, paper_id)
        return tuple(each for each in (best, *self.same.get(best, ())) if each != paper_id)


@dataclass(frozen=True)
class _Pair:
    """What one paper is to another, and which of its windows the other holds."""

    one: Form
    other: Form
    relation: Relation
    copied: tuple[int, ...]


@dataclass(frozen=True)
class _Related:
    """All pairs that are noted, as (one, other, relation, windows of the one that the other holds), and their forms."""

    forms: Mapping[str, Form]
    rows: tuple[tuple[str, str, Relation, tuple[int, ...]], ...]


class Copying(Ledgers):
    """The words of the papers, and which of them are there twice."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._copies: OrderedDict[ReadKey, Copies] = OrderedDict()
        self._copies_guard = threading.Lock()
        self._related: tuple[int, _Related] | None = None

    def copies(self, scope: Scope, selection: Selection = EVERYTHING) -> Copies:
        """Which of the permitted and selected papers hold the same words; the last few answers are kept."""
        with self._database.reading() as connection:
            revision = int(connection.execute("SELECT revision FROM state").fetchone()[0])
            key = read_key(revision, scope, selection)
            with self._copies_guard:
                if key in self._copies:
                    self._copies.move_to_end(key)
                    return self._copies[key]
            pairs = self._pairs(scope, selection, revision)
        found = _copies(pairs)
        with self._copies_guard:
            self._copies[key] = found
            if len(self._copies) > _KEPT:
                self._copies.popitem(last=False)
        return found

    def _pairs(self, scope: Scope, selection: Selection, revision: int) -> list[_Pair]:
        """The related papers that may be seen whole and whose facts agree."""
        related, seen = self._all_related(revision), self._seen_whole(scope, selection)
        pairs = []
        for paper_id, other_id, relation, copied in related.rows:
            if paper_id not in seen or other_id not in seen:
                continue
            one, other = related.forms[paper_id], related.forms[other_id]
            if not one.can_be(other, relation):
                continue
            if relation is Relation.SAME and one.is_draft != other.is_draft:
                relation = Relation.SHARES  # versions: both stay in the catalogue
            pairs.append(_Pair(one, other, relation, copied))
        return _with_packs_last(pairs)

    def _all_related(self, revision: int) -> _Related:
        """Every pair that is noted, whoever may know of it; read once as long as the library does not change."""
        with self._copies_guard:
            if self._related is not None and self._related[0] == revision:
                return self._related[1]
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT {RECORD_COLUMNS}, p.record_crc32, k.n_words, 0 AS n_passages,
                    EXISTS (SELECT 1 FROM passages AS s WHERE s.paper_id = p.paper_id AND s.is_truncated)
                        AS is_truncated
                    FROM papers AS p JOIN sketches AS k ON k.paper_id = p.paper_id
                    WHERE p.paper_id IN (SELECT paper_id FROM related)"""
            )
            forms = {row["paper_id"]: _form(row) for row in rows}
            noted = connection.execute(
                "SELECT paper_id, other_id, relation, copied FROM related ORDER BY paper_id, other_id"
            )
            found = _Related(
                forms,
                tuple(
                    (
                        row["paper_id"],
                        row["other_id"],
                        Relation(row["relation"]),
                        tuple(json.loads(row["copied"])),
                    )
                    for row in noted
                ),
            )
        with self._copies_guard:
            self._related = (revision, found)
        return found

    def _seen_whole(self, scope: Scope, selection: Selection) -> frozenset[str]:
        """The papers that are related to any, and that may be seen whole."""
        allowed, seen = permitted(scope, "p", selection), permitted(scope, "r")
        tables = () if scope.is_whole else ("passages", "windows")
        is_whole = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.paper_id = p.paper_id AND NOT ({seen.sql}))"
            for table in tables
        )
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT p.paper_id FROM papers AS p
                    WHERE {allowed.sql} AND p.paper_id IN (SELECT paper_id FROM related){is_whole}""",
                (*allowed.values, *(seen.values * len(tables))),
            )
            return frozenset(row["paper_id"] for row in rows)


def _form(row: sqlite3.Row) -> Form:
    check_record(row)
    return Form.of(record_from(row), is_truncated=bool(row["is_truncated"]), n_words=row["n_words"])


def _with_packs_last(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs with every paper that binds one of another day ranked after those that do not.

    The label of a pack would give its own date to what another meeting said.
    """
    packs = {
        pair.one.paper_id: replace(pair.one, rank=(True, *pair.one.rank[1:]))
        for pair in pairs
        if pair.relation is Relation.HOLDS and pair.one.is_dated_otherwise(pair.other)
    }
    return [
        pair
        if pair.one.paper_id not in packs and pair.other.paper_id not in packs
        else replace(
            pair,
            one=packs.get(pair.one.paper_id, pair.one),
            other=packs.get(pair.other.paper_id, pair.other),
        )
        for pair in pairs
    ]


def _copies(pairs: Sequence[_Pair]) -> Copies:
    same: dict[str, tuple[str, ...]] = {}
    part_of: dict[str, list[Form]] = {}
    aside: set[int] = set()
    found_in: dict[int, list[Form]] = {}
    better: dict[str, str] = {}
    for group in _groups(pairs):
        best, *others = (place.paper_id for place in group)
        same[best] = tuple(others)
        better |= dict.fromkeys(others, best)
    for pair in pairs:
        if pair.relation is Relation.PART:
            part_of.setdefault(pair.one.paper_id, []).append(pair.other)
        for window_id in pair.copied:
            found_in.setdefault(window_id, []).append(pair.other)
        # Equal papers are not all compared: what one of them holds, the best of them holds as well.
        of_best = better.get(pair.one.paper_id)
        is_of_group = of_best is not None and of_best in (
            pair.other.paper_id,
            better.get(pair.other.paper_id),
        )
        if is_of_group or pair.other.rank < pair.one.rank:
            aside.update(pair.copied)
    return Copies(same, _best_first(part_of), np.array(sorted(aside), dtype=np.int64), _best_first(found_in))


def _best_first(places: Mapping[T, list[Form]]) -> dict[T, tuple[str, ...]]:
    return {
        key: tuple(place.paper_id for place in sorted(found, key=lambda each: each.rank))
        for key, found in places.items()
    }


def _groups(pairs: Sequence[_Pair]) -> list[list[Form]]:
    """Papers that are the same text, the best first in each group."""
    alike: dict[str, set[str]] = {}
    forms: dict[str, Form] = {}
    for pair in pairs:
        if pair.relation is Relation.SAME:
            alike.setdefault(pair.one.paper_id, set()).add(pair.other.paper_id)
            forms[pair.one.paper_id] = pair.one
    return grouped(alike, forms)
