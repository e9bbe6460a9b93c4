"""Rows of a table that are no thing of their own: totals, averages, and what the others are compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.tables.amounts import Amount
from rag.tables.columns import terms_of

_TOTAL = re.compile(r"(?:grand |sub-?|overall |combined )?totals?|overall|sum", re.IGNORECASE)
_AVERAGE = re.compile(
    r"(?:overall |combined |county |district |borough |council |national |school |ward )?(?:average|mean|median)",
    re.IGNORECASE,
)
_MAY_BE_TOTAL = re.compile(
    r"\b(?:(?:sub-?)?totals?|overall|sum|combined|all|averages?|mean|median|altogether)\b", re.IGNORECASE
)
_NO_THING = re.compile(
    r"^(?:others?|rest|remaining|remainder|various|unknown|unallocated|unassigned|unspecified|miscellaneous|n/?a)\b|"
    r"\b(?:not (?:known|stated|recorded|given)|england|wales|scotland|uk|gb|great britain|united kingdom|nation\w*|"
    r"targets?|benchmarks?|baseline|expected|neighbours|comparators?)\b|"
    r"^(?:the )?(?:whole )?(?:county|borough|district|city|council|authority|force|trust|region|state|area)"
    r"(?:[- ]?wide)?(?: as a whole)?$",
    re.IGNORECASE,
)
_FEWEST_SUMMED = 2
"""Rows that make a sum; with one it would be the same figure twice."""


def without_totals(
    labels: Sequence[str], amounts: Sequence[Sequence[Amount]], own: frozenset[str]
) -> list[int] | None:
    """The numbers of the rows that are things of their own; None where the totals can't be told for certain.

    ``amounts`` are the figures of each row, ``own`` the words of what the table as a whole is of: a row of that name
    which is the sum of the others is their total.
    """
    named = [
        number for number, label in enumerate(labels) if _TOTAL.fullmatch(label) or _AVERAGE.fullmatch(label)
    ]
    others = [number for number in range(len(labels)) if number not in named]
    if len(named) > 1 or any(_MAY_BE_TOTAL.search(labels[number]) for number in others):
        return None
    if named:
        return others if _is_of_all(amounts[named[0]], [amounts[number] for number in others]) else None
    for number in others:
        label, rest = terms_of(labels[number]), [each for each in others if each != number]
        if label and label <= own and _is_sum(amounts[number], [amounts[each] for each in rest]):
            return rest
    return others


def may_be_total(number: int, amounts: Sequence[Sequence[Amount]]) -> bool:
    """Whether a row is the sum of all others, or of those right above it."""
    above = [amounts[first:number] for first in range(number - _FEWEST_SUMMED + 1)]
    others = [each for at, each in enumerate(amounts) if at != number]
    return any(_is_sum(amounts[number], some) for some in (others, *above))


def is_no_thing(label: str, own: frozenset[str]) -> bool:
    """Whether a row is named as what is left over, what others are compared with, or the whole of ``own``."""
    terms = terms_of(label)
    return bool(_NO_THING.search(label)) or not terms or terms <= own


def _is_of_all(total: Sequence[Amount], rows: Sequence[Sequence[Amount]]) -> bool:
    """Whether a total adds up, or lies among the others as a rate or an average does: then no row is missing."""
    columns = list(zip(*rows, strict=True))
    is_among = all(
        min(each.value for each in column) <= of_all.value <= max(each.value for each in column)
        for of_all, column in zip(total, columns, strict=True)
    )
    return is_among or _is_sum(total, rows)


def _is_sum(total: Sequence[Amount], rows: Sequence[Sequence[Amount]]) -> bool:
    """Whether every figure is the sum of those of the rows, but for rounding."""
    if len(rows) < _FEWEST_SUMMED:
        return False
    return all(
        abs(of_all.value - sum(each.value for each in column)) <= _rounding(of_all, len(rows))
        for of_all, column in zip(total, zip(*rows, strict=True), strict=True)
    )


def _rounding(amount: Amount, n_rows: int) -> Decimal:
    """How far a sum of rounded figures may be off; whole numbers are counts."""
    return Decimal(n_rows + 1) / 2 / 10**amount.n_places if amount.n_places else Decimal(0)
