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
_OF_LIST = re.compile(
    r"(?:no|ref|nr|id|item|action|task|owner|lead|(?:lead\s+|responsible\s+)?officer|responsible|responsibility|"
    r"assigned\s+to|by\s+whom|who|due|due\s+(?:by|date)|by\s+when|when|deadline|target\s+date|status|rag(?:\s+\w+)?|"
    r"update|progress|comments?|notes?|outcome|decision|reason|applicant|location|proposal|reference|payee|supplier|"
    r"details?|purpose|description)\.?:?",
    re.IGNORECASE,
)
"""What columns of a list are named, and hardly ever what stands in one."""
_OF_OWNER = re.compile(
    r"(?:(?:action|risk|lead|responsible)\s+)?(?:owner|lead|officer|responsible|responsibility|assigned\s+to|by\s+whom|who)"
    r"\.?:?",
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


def columns_of_list(row: str, passage: StoredPassage) -> str:
    """The line that names the columns of any row, such as one of a list of actions; empty where it may be a row too.

    At least two columns must have names that only columns have: "Owner" and "Due".
    """
    above = head_over(row, passage)
    return above if sum(bool(_OF_LIST.fullmatch(name)) for name in cells_of(above)) > 1 else ""


def names_owner(row: StoredPassage) -> bool:
    """Whether a row of a list says in a column of its own who is to do something, or who answers for it."""
    columns = columns_of_list(row.text, row)
    pairs = zip(cells_of(columns), cells_of(row.text), strict=True) if columns else ()
    return any(_OF_OWNER.fullmatch(name) and any(map(str.isalpha, cell)) for name, cell in pairs)


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


def head_of(columns: str, row: StoredPassage, passages: Sequence[StoredPassage]) -> StoredPassage | None:
    """The passage that names the columns of a row, of those of its paper or found with it: the last one above it."""
    named = [
        each
        for each in passages
        if each.paper_id == row.paper_id
        and each.span.start <= row.span.start
        and each.text.split() == columns.split()
    ]
    return max(named, key=lambda each: each.span.start, default=None)


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
    """The cells of a line of a table, white space folded; a stroke at one end alone stands beside an empty cell."""
    plain = " ".join(line.split())
    if plain.startswith("| ") and plain.endswith(" |"):
        plain = plain[2:-2]
    return _BETWEEN_CELLS.split(plain)
