"""Rows of an action table: what is to be done, by whom and when, by the names of the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.papers import Span
from ingest.structure.ledger_clauses import Words

_TASK = re.compile(
    r"(?:agreed\s+)?actions?(?:\s+(?:required|agreed|point|to\s+be\s+taken))?\W*$|task\W*$", re.IGNORECASE
)
_OWNER = re.compile(
    r"(?:action\s+)?(?:owner|lead|who|by\s+whom|responsib\w+|officer|assigned(?:\s+to)?|action\s+by)\b",
    re.IGNORECASE,
)
_DUE = re.compile(r"(?:due|deadline|when|target|timescale|by\s+when|completion)\b", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:status|progress|update|outcome|position|done|complete[d]?|rag(?:\s+\w+)?)\W*$", re.IGNORECASE
)
_DONE = re.compile(
    r"\W*(?:done|completed?|closed|discharged|actioned|finished|fully\s+met|yes)\b", re.IGNORECASE
)
_LONGEST_NAME = 4
"""Words of a cell that can be a name or initials; a longer one says what is to be done."""


@dataclass(frozen=True)
class ActionRow:
    """The cells of a row that say what is to be done, by whom and when."""

    task: Words
    owner: Span | None
    due: Span | None


def action_in_row(row: Words, head: Words) -> ActionRow | None:
    """The action of a row; None where its table is not one of actions, and of the head and of what is done already."""
    names, cells = [each.text for each in _cells(head)], _cells(row)
    if row.span == head.span or len(names) != len(cells):
        return None
    task = _column(names, _TASK)
    owner, due = _column(names, _OWNER), _column(names, _DUE)
    if task is None or not cells[task].text or _is_done(names, cells):
        return None
    if owner is None and len(cells[task].text.split()) <= _LONGEST_NAME:
        # The column is headed "Action" and holds the initials of whoever is to act.
        owner, task = task, max(range(len(cells)), key=lambda index: len(cells[index].text))
        if owner == task:
            return None
    return ActionRow(cells[task], _span(cells, owner), _span(cells, due))


def _is_done(names: list[str], cells: list[Words]) -> bool:
    """Whether a column of how things stand says that it is done; "done in part" it is not."""
    status = (cell.text for name, cell in zip(names, cells, strict=True) if _STATUS.match(name.strip("| ")))
    return any(_DONE.match(text) and not re.search(r"\bpart(?:ly|ially)?\b|%", text) for text in status)


def _column(names: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((index for index, name in enumerate(names) if pattern.match(name)), None)


def _span(cells: list[Words], index: int | None) -> Span | None:
    return cells[index].span if index is not None and cells[index].text else None


def _cells(row: Words) -> list[Words]:
    cells, begin = [], 0
    for part in row.text.split(" | "):
        cells.append(row.part(begin, begin + len(part)))
        begin += len(part) + len(" | ")
    return cells
