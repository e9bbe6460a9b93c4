"""A row of figures told with the names of its columns, so that its cells can be read without the table.

Answers and briefings both read tables through here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.store.records import StoredPassage
from ingest.structure.lines import is_row

_BETWEEN_CELLS = re.compile(r"\s*\|\s*")
_FIGURE = re.compile(r"[(\u00a3$\u20ac+\-\u2212\u2013~]*\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/\-\u2013]\s?(?:20)?\d\d)?\b")
"""A figure that is the name of a column more often than not."""
_DAY = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?(?:,?\s+(?:19|20)?\d\d)?$|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2}$"
)
"""What begins like a figure, and is the day that a column is of."""
_OF_MEASURE = re.compile(
    r"[%\u00a3]|\b(?:shares?|numbers?|costs?|totals?|amounts?|sums?|counts?|rates?|prices?|figures?|values?|budget|"
    r"votes?|replies|cases|per|percentage|proportion|grant|spend|income)\b",
    re.IGNORECASE,
)


def columns_over(row: str, passage: StoredPassage) -> str:
    """The line that names the columns of a row, white space folded; empty for what is no row of figures under one.

    A table may have no such line, and its first row be one like the others. So the line must hold no figure itself,
    and of two columns, which may be a list of labels and what they stand for, it must name what is measured.
    """
    above = head_over(row, passage)
    names, cells = cells_of(above), cells_of(row)
    has_figure = any(map(is_figure, cells[1:] or cells))
    is_of_measure = len(names) > 2 or bool(_OF_MEASURE.search(names[-1]))
    return above if has_figure and is_of_measure else ""


def head_over(row: str, passage: StoredPassage) -> str:
    """The line over a row with a name for each of its cells, white space folded; empty where there is none."""
    above = " ".join(passage.context_text.rsplit("\n", 1)[-1].split())
    is_under = is_row(row) and is_row(above) and is_head(above)
    return above if is_under and len(cells_of(above)) == len(cells_of(row)) else ""


def is_head(line: str) -> bool:
    """Whether a line of a table may name its columns: it holds no figure but years and days."""
    return not any(
        is_figure(name) and not _YEAR.match(name) and not _DAY.match(name) for name in cells_of(line)
    )


def with_columns(row: str, columns: str) -> str:
    """The row as "column: cell; column: cell", without the cells that are empty."""
    return told_under(cells_of(columns), cells_of(row))


def told_under(names: Sequence[str], cells: Sequence[str]) -> str:
    """As many cells as there are names, each after its own, without those that are empty."""
    pairs = zip(names, cells, strict=True)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def head_of(columns: str, passages: Sequence[StoredPassage]) -> StoredPassage | None:
    """The passage that names the columns, of those found with the row."""
    return next((each for each in passages if each.text.split() == columns.split()), None)


def is_figure(cell: str) -> bool:
    """Whether a cell begins with a figure, such as "£41" or "-3 %"."""
    return bool(_FIGURE.match(cell))


def is_year(name: str) -> bool:
    """Whether a column is named by its year alone, so that its name does not say what is measured."""
    return bool(_YEAR.fullmatch(name))


def is_of_years(columns: str) -> bool:
    """Whether all columns but the first are those of years, so that each row holds figures of one thing."""
    return all(map(_YEAR.match, cells_of(columns)[1:]))


def cells_of(line: str) -> list[str]:
    """The cells of a line of a table, white space folded."""
    return _BETWEEN_CELLS.split(" ".join(line.split()).removeprefix("| ").removesuffix(" |"))
