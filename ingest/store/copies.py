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

from ingest.papers import Access, Scope
from ingest.store.database import Database
from ingest.store.forms import Form
from ingest.store.reading import Reading
from ingest.store.records import EVERYTHING, Selection
from ingest.store.rows import RECORD_COLUMNS, record_from
from ingest.store.scoping import permitted
from ingest.store.seals import check_record
from ingest.structure.likeness import Relation

_KEPT = 8
T = TypeVar("T")
_Key = tuple[int, frozenset[str], frozenset[str] | None, Selection]


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


class Copying(Reading):
    """The words of the papers, and which of them are there twice."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._copies: OrderedDict[_Key, Copies] = OrderedDict()
        self._copies_guard = threading.Lock()

    def copies(self, scope: Scope, selection: Selection = EVERYTHING) -> Copies:
        """Which of the permitted and selected papers hold the same words; the last few answers are kept."""
        with self._database.reading() as connection:
            revision = int(connection.execute("SELECT revision FROM state").fetchone()[0])
            key = (revision, frozenset(scope.access), scope.bodies, selection)
            with self._copies_guard:
                if key in self._copies:
                    self._copies.move_to_end(key)
                    return self._copies[key]
            pairs = self._pairs(scope, selection)
        found = _copies(pairs)
        with self._copies_guard:
            self._copies[key] = found
            if len(self._copies) > _KEPT:
                self._copies.popitem(last=False)
        return found

    def _pairs(self, scope: Scope, selection: Selection) -> list[_Pair]:
        """The related papers that may be seen whole and whose facts agree."""
        forms = {form.paper_id: form for form in self._forms(scope, selection)}
        pairs = []
        with self._database.reading() as connection:
            for row in connection.execute(
                "SELECT paper_id, other_id, relation, copied FROM related ORDER BY paper_id, other_id"
            ):
                one, other = forms.get(row["paper_id"]), forms.get(row["other_id"])
                relation = Relation(row["relation"])
                if one is None or other is None or not one.can_be(other, relation):
                    continue
                if relation is Relation.SAME and one.is_draft != other.is_draft:
                    relation = Relation.SHARES  # versions: both stay in the catalogue
                pairs.append(_Pair(one, other, relation, tuple(json.loads(row["copied"]))))
        return _with_packs_last(pairs)

    def _forms(self, scope: Scope, selection: Selection) -> list[Form]:
        """The papers that are related to any, and that may be seen whole."""
        allowed, seen = permitted(scope, "p", selection), permitted(scope, "r")
        # Who may read every class of access may read whole what may be read at all.
        tables = () if scope.access == frozenset(Access) else ("passages", "windows")
        is_whole = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.paper_id = p.paper_id AND NOT ({seen.sql}))"
            for table in tables
        )
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT {RECORD_COLUMNS}, p.record_crc32, k.n_words, 0 AS n_passages,
                    EXISTS (SELECT 1 FROM passages AS s WHERE s.paper_id = p.paper_id AND s.is_truncated)
                        AS is_truncated
                    FROM papers AS p JOIN sketches AS k ON k.paper_id = p.paper_id
                    WHERE {allowed.sql} AND p.paper_id IN (SELECT paper_id FROM related){is_whole}""",
                (*allowed.values, *(seen.values * len(tables))),
            ).fetchall()
            return [_form(row) for row in rows]


def _form(row: sqlite3.Row) -> Form:
    check_record(row)
    return Form.of(record_from(row), is_truncated=bool(row["is_truncated"]), n_words=row["n_words"])


def _with_packs_last(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs with every paper that binds one of another day ranked after those that do not.

    The label of a pack would give its own date to what another meeting said.
    """
    packs = {
        pair.one.paper_id
        for pair in pairs
        if pair.relation is Relation.HOLDS and pair.one.is_dated_otherwise(pair.other)
    }

    def ranked(place: Form) -> Form:
        return replace(place, rank=(True, *place.rank[1:])) if place.paper_id in packs else place

    return [replace(pair, one=ranked(pair.one), other=ranked(pair.other)) for pair in pairs]


def _copies(pairs: Sequence[_Pair]) -> Copies:
    same: dict[str, tuple[str, ...]] = {}
    part_of: dict[str, list[Form]] = {}
    aside: set[int] = set()
    found_in: dict[int, list[Form]] = {}
    for group in _groups(pairs):
        same[group[0].paper_id] = tuple(place.paper_id for place in group[1:])
    for pair in pairs:
        if pair.relation is Relation.PART:
            part_of.setdefault(pair.one.paper_id, []).append(pair.other)
        for window_id in pair.copied:
            found_in.setdefault(window_id, []).append(pair.other)
        if pair.other.rank < pair.one.rank:
            aside.update(pair.copied)
    return Copies(same, _best_first(part_of), np.array(sorted(aside), dtype=np.int64), _best_first(found_in))


def _best_first(places: Mapping[T, list[Form]]) -> dict[T, tuple[str, ...]]:
    return {
        key: tuple(place.paper_id for place in sorted(found, key=lambda each: each.rank))
        for key, found in places.items()
    }


def _groups(pairs: Sequence[_Pair]) -> list[list[Form]]:
    """Papers that are the same text, the best first in each group; each joins the first that takes it.

    All of a group must agree: an undated copy does not make one paper of two that are dated differently.
    """
    alike: dict[str, set[str]] = {}
    places: dict[str, Form] = {}
    for pair in pairs:
        if pair.relation is Relation.SAME:
            alike.setdefault(pair.one.paper_id, set()).add(pair.other.paper_id)
            places[pair.one.paper_id] = pair.one
    group_of: dict[str, list[Form]] = {}
    groups: list[list[Form]] = []
    for place in sorted(places.values(), key=lambda each: each.rank):
        near = [group_of[other] for other in sorted(alike[place.paper_id]) if other in group_of]
        group = next(
            (group for group in near if all(each.can_be(place, Relation.SAME) for each in group)), None
        )
        if group is None:
            group = []
            groups.append(group)
        group.append(place)
        group_of[place.paper_id] = group
    return [group for group in groups if len(group) > 1]
