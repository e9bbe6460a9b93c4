"""A row of figures told with the names of its columns, so that its cells can be read without the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.store.records import StoredPassage
from ingest.structure.lines import is_row

_BETWEEN_CELLS = re.compile(r"\s*\|\s*")
_FIGURE = re.compile(r"[(\u00a3$\u20ac+\-\u2212\u2013~]*\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/\-\u2013]\s?(?:20)?\d\d)?\b")
"""A figure that is the name of a column more often than not."""
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
    above = " ".join(passage.context_text.rsplit("\n", 1)[-1].split())
    if not (is_row(row) and is_row(above)):
        return ""
    names, cells = _cells(above), _cells(row)
    is_head = not any(_FIGURE.match(name) and not _YEAR.match(name) for name in names)
    has_figure = any(_FIGURE.match(cell) for cell in cells[1:] or cells)
    is_of_measure = len(names) > 2 or bool(_OF_MEASURE.search(names[-1]))
    return above if len(names) == len(cells) and is_head and has_figure and is_of_measure else ""


def with_columns(row: str, columns: str) -> str:
    """The row as "column: cell; column: cell", without the cells that are empty."""
    pairs = zip(_cells(columns), _cells(row), strict=True)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def head_of(columns: str, passages: Sequence[StoredPassage]) -> StoredPassage | None:
    """The passage that names the columns, of those found with the row."""
    return next((each for each in passages if each.text.split() == columns.split()), None)


def _cells(line: str) -> list[str]:
    return _BETWEEN_CELLS.split(" ".join(line.split()).removeprefix("| ").removesuffix(" |"))
