"""Columns in laid-out lines: table rows get their cells joined by `` | ``, other gaps become one space.

A table whose cells run over several lines ("Argument | Officer's comment") reads across both columns
unless its lines are put together cell by cell; that is done where every line of a block keeps the same
empty column.
"""

from __future__ import annotations

import re
from itertools import groupby

CELL_GAP = " | "
MIN_WORDS_OF_RUNNING_CELL = 3
_GAP = re.compile(r" {3,}")
_SPACES = re.compile(r"[ \t]+")
# "1.      the result", "(iv)   a member", "16   The Panel is asked": the gap after a label is an indent.
_LABEL = re.compile(r"\(?[\dA-Za-z]{1,5}[.)]|\d+(?:\.\d+)+|\W")
_BARE_NUMBER = re.compile(r"\d{1,3}")


def join_columns(lines: list[str]) -> list[str]:
    """Lines with folded spaces; blank lines stay, several in a row become one.

    A line with a gap of 3 or more spaces that is no indent is a row of cells. Where a block of lines shares
    one gap and its cells hold running words, the block is one row.
    """
    printed: list[str] = []
    for is_blank, group in groupby(lines, key=lambda line: not line.strip()):
        if is_blank:
            printed.append("")
            continue
        block = list(group)
        split = _common_column(block)
        printed.extend([_as_row(block, split)] if split is not None else map(_fold_line, block))
    return printed


def _cells(line: str) -> list[str]:
    cells = [cell for cell in _GAP.split(line.strip()) if cell]
    if len(cells) > 1 and (_LABEL.fullmatch(cells[0]) or _numbers_a_paragraph(cells)):
        cells[:2] = [f"{cells[0]} {cells[1]}"]
    return cells


def _numbers_a_paragraph(cells: list[str]) -> bool:
    is_running = len(cells[1].split()) >= MIN_WORDS_OF_RUNNING_CELL
    return len(cells) == 2 and is_running and _BARE_NUMBER.fullmatch(cells[0]) is not None


def _fold_line(line: str) -> str:
    return CELL_GAP.join(_SPACES.sub(" ", cell) for cell in _cells(line))


def _common_column(block: list[str]) -> int | None:
    """Where the second column of a block of two columns starts, or None when it is no such block."""
    rows = [_cells(line) for line in block]
    pairs = [row for row in rows if len(row) == 2]
    if len(pairs) < 2 or any(len(row) > 2 for row in rows):
        return None
    running = sum(len(cell.split()) >= MIN_WORDS_OF_RUNNING_CELL for row in pairs for cell in row)
    if running * 2 <= sum(map(len, pairs)):
        return None
    starts = {line.rindex(row[1]) for line, row in zip(block, rows, strict=True) if len(row) == 2}
    start = min(starts)
    is_clear = all(not line[start - 2 : start].strip() for line in block)
    return start if is_clear and max(starts) - start <= 1 else None


def _as_row(block: list[str], start: int) -> str:
    left = " ".join(line[:start].strip() for line in block)
    right = " ".join(line[start:].strip() for line in block)
    return CELL_GAP.join(_SPACES.sub(" ", cell).strip() for cell in (left, right))
