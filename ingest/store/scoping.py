"""Scope and selection as conditions of a query: the only place that says who may see which row.

Every read joins these into its SQL, so a row that is not permitted never reaches Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.papers import Origin, Scope
from ingest.store.records import EVERYTHING, Selection
from ingest.structure.body_names import IN_OPENING

_SAID, _NAMED = Origin.SUPPLIED, f"p.body_basis = '{IN_OPENING}'"
_HAS_CERTAIN_BODY = f"(p.body_origin = '{_SAID}' OR p.body_origin = '{Origin.READ}' AND {_NAMED})"


@dataclass(frozen=True)
class Condition:
    """A condition in SQL with the values it binds; the table of papers is called ``p``."""

    sql: str
    values: tuple[str, ...]


def listed(column: str) -> str:
    """``column`` is in a list that is bound as one JSON value, however long it is."""
    return f"{column} IN (SELECT value FROM json_each(?))"


def as_list(values: Iterable[str] | Iterable[int]) -> str:
    """The JSON value for ``listed``; the order is fixed so that equal sets make equal queries."""
    return json.dumps(sorted(values))


def permitted(scope: Scope, access_of: str, selection: Selection = EVERYTHING) -> Condition:
    """Rows that the asker may see and that the selection takes.

    ``access_of`` names the table whose ``access`` counts: ``p`` for papers, or the alias of passages or
    windows. A paper whose body is unknown, or not certain, is of none of the scope's bodies (the rule is that of
    ``body_names.is_certain``). The condition is
    true or false and never NULL, so that its opposite holds for every row that is withheld.
    """
    of_class, values = listed(f"{access_of}.access"), [as_list(scope.access)]
    if scope.bodies is not None:
        # An unknown body is NULL in the list, which takes the way of ELSE: AND and OR would hand the NULL on.
        of_their_own = f"{_HAS_CERTAIN_BODY} AND {listed('p.body')}"
        of_class = f"CASE WHEN {of_their_own} THEN {of_class} ELSE {of_class} END"
        values = [as_list(scope.bodies), *values, as_list(scope.elsewhere)]
    chosen = chosen_by(selection)
    sql = " AND ".join(["p.withdrawn_at IS NULL", of_class, chosen.sql])
    return Condition(sql, (*values, *chosen.values))


def chosen_by(selection: Selection) -> Condition:
    """The papers that the selection takes, whoever asks: never without ``permitted`` beside it."""
    parts: list[str] = ["1"]
    values: list[str] = []

    def add(sql: str, value: str) -> None:
        parts.append(f"({sql})")
        values.append(value)

    if selection.bodies is not None:
        add(f"p.body IS NULL OR {listed('p.body')}", as_list(selection.bodies))
    if selection.date_from is not None:
        add("p.date IS NULL OR p.date >= ?", selection.date_from.isoformat())
    if selection.date_to is not None:
        add("p.date IS NULL OR p.date <= ?", selection.date_to.isoformat())
    if selection.kinds is not None:
        add(f"p.kind = 'other' OR {listed('p.kind')}", as_list(selection.kinds))
    if selection.papers is not None:
        add(listed("p.paper_id"), as_list(selection.papers))
    if selection.without:
        add(f"NOT {listed('p.paper_id')}", as_list(selection.without))
    return Condition(" AND ".join(parts), tuple(values))
