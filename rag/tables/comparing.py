"""Rows of one table compared by one column: the highest, those above a figure, those that fell.

Whatever makes it doubtful who comes first ends in no answer: a cell that is missing or of another unit, two rows that
share the first place, a figure that may be a total, a table of which a part may stand elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.structure.emphasis import without_emphasis
from ingest.structure.terms import words
from rag.checking.lexicon import plain_root
from rag.question.comparisons import By, Comparison
from rag.tables.amounts import Amount, amount_of, amounts_of, is_per_cent
from rag.tables.columns import terms_of
from rag.tables.table import Row, Table
from rag.tables.totals import is_no_thing, may_be_total, without_totals

_MOST_ROWS = 10
"""Rows that an answer tells; more are the table itself."""
_FEWEST_ROWS = 2
_UNCLEAR = frozenset(
    map(
        plain_root,
        "surplus deficit underspend overspend underspending overspending under over change changed variance "
        "difference movement net loss gain rank ranking position place priority grade band tier phase quartile "
        "decile ref reference no".split(),
    )
)
"""Words of the name of a column of which the largest figure need not be the most of anything."""
_MOVES = frozenset(map(plain_root, "change movement difference".split()))
_SCALED = re.compile(
    r"000|\bthousands?\b|\bmillions?\b|\bbillions?\b|[\u00a3$\u20ac]\s?(?:m|k|bn)\b|\((?:m|k|bn)\)", re.I
)


@dataclass(frozen=True)
class Compared:
    """The rows that are told, in the order of the table, and how many were compared."""

    rows: tuple[Row, ...]
    n_compared: int


@dataclass(frozen=True)
class _Line:
    """A row with what names it and its figure in each of the columns that are compared."""

    row: Row
    label: str
    amounts: tuple[Amount, ...]

    @property
    def value(self) -> Decimal:
        return self.amounts[-1].value


def compare(table: Table, label: int, columns: Sequence[int], comparison: Comparison) -> Compared | None:
    """The rows that the comparison is after; None where they can't be told for certain, and where there are none."""
    lines = _lines(table, label, columns)
    if lines is None or not table.is_whole or not table.is_alone:
        return None
    own = terms_of(f"{table.record.body.value if table.record.body else ''} {table.record.title.value}")
    left = without_totals([each.label for each in lines], [list(each.amounts) for each in lines], own)
    if left is None or len(left) < _FEWEST_ROWS:
        return None
    kept = [lines[number] for number in left]
    told = _told(kept, comparison, table.names[columns[-1]])
    if not told or len(told) > _MOST_ROWS or any(is_no_thing(each.label, own) for each in told):
        return None
    figures = [each.amounts for each in kept]
    if any(may_be_total(kept.index(each), figures) for each in told):
        return None
    return Compared(tuple(each.row for each in told), len(kept))


def _lines(table: Table, label: int, columns: Sequence[int]) -> list[_Line] | None:
    """The rows, where each has a name of its own and a plain figure of one unit in each of the columns."""
    if not table.is_whole:
        return None
    labels = [without_emphasis(cell) for cell in table.column(label)]
    figures = amounts_of([cell for number in columns for cell in table.column(number)])
    is_named = all(each and (label == 0 or amount_of(each) is None) for each in labels)
    if figures is None or not is_named or len({each.lower() for each in labels}) < len(labels):
        return None
    size = len(labels)
    return [
        _Line(row, name, tuple(figures[at + size * n] for n in range(len(columns))))
        for at, (row, name) in enumerate(zip(table.rows, labels, strict=True))
    ]


def _told(lines: Sequence[_Line], comparison: Comparison, name: str) -> list[_Line]:
    """Those that the comparison is after; none where the figures don't bear it."""
    if comparison.by in (By.ROSE, By.FELL):
        return _moved(lines, is_up=comparison.by is By.ROSE)
    is_unclear = any(plain_root(word) in _UNCLEAR for word in words(name))
    if is_unclear or any(amount.is_signed for line in lines for amount in line.amounts):
        return []
    if comparison.limit is not None:
        return _beyond(lines, comparison, name)
    best = (max if comparison.by is By.HIGHEST else min)(line.value for line in lines)
    first = [line for line in lines if line.value == best]
    return first if len(first) == 1 else []


def _moved(lines: Sequence[_Line], *, is_up: bool) -> list[_Line]:
    """The rows that are higher, or lower, in the second column than in the first; of one column by their signs."""
    if any(amount.is_signed for line in lines for amount in line.amounts) is not (len(lines[0].amounts) == 1):
        return []
    moves = [line.value - (line.amounts[0].value if len(line.amounts) > 1 else 0) for line in lines]
    return [line for line, move in zip(lines, moves, strict=True) if (move > 0 if is_up else move < 0)]


def _beyond(lines: Sequence[_Line], comparison: Comparison, name: str) -> list[_Line]:
    """The rows on the side of the limit that is asked for, where the limit is of the unit of the column."""
    limit = amount_of(re.sub(r"\s?per\s?cent", "%", comparison.limit or ""))
    if limit is None or _SCALED.search(name) or limit.unit != _unit(lines[0].amounts[-1], name):
        return []
    return [line for line in lines if _is_beyond(line.value, comparison.by, limit.value)]


def _is_beyond(value: Decimal, by: By, limit: Decimal) -> bool:
    if value == limit:
        return by in (By.AT_LEAST, By.AT_MOST)
    return by in (By.ABOVE, By.AT_LEAST) if value > limit else by in (By.BELOW, By.AT_MOST)


def _unit(amount: Amount, name: str) -> str:
    """What the figures of a column are of: what is printed beside them, or in its name."""
    money = re.search(r"[\u00a3$\u20ac]", name)
    return amount.unit or ("%" if is_per_cent(name) else money.group() if money else "")


def is_of_change(name: str) -> bool:
    """Whether a column tells by how much something changed."""
    return bool(terms_of(name) & _MOVES)
