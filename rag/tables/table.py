"""A table put together again from the passages of a paper, with what tells whether all of it is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.lines import is_row
from rag.table_rows import cells_of, head_over, is_head

_RULE = re.compile(r"[|\s:+=\-\u2500-\u257f]+")
"""The line that parts the head of a table from its rows."""
_READ_ON = 8
"""Passages after a table in which it may go on, past the foot of one page and the head of the next."""
_LONGEST_REST = 4
"""Words of a line that may be the rest of a cell above it."""
_POINTS_ON = re.compile(r"\b(?:tables?|below|following|follows?|set out)\b", re.IGNORECASE)
_LONGEST_LEAD = 25
"""Words of a line that leads in to a table."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Row:
    """A row with its cells, white space folded, in the order of the columns."""

    passage: StoredPassage
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows under one head, in their order; ``names`` are those of the columns.

    ``over`` are the words that stand over it: the title of its item and what leads in to it.
    ``before`` is the passage before it, ``lead`` the same where it is a line that leads in to the table. ``is_whole``
    says that nothing of it is missing, hidden, cut off or out of line, as far as can be seen, ``is_alone`` that the
    paper has no other table under the same head, and ``is_last`` that nothing that may be seen comes after it.
    """

    record: PaperRecord
    head: StoredPassage
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    over: str
    before: str
    lead: StoredPassage | None
    is_whole: bool
    is_alone: bool
    is_last: bool

    def column(self, number: int) -> list[str]:
        """The cells of a column, from top to bottom."""
        return [row.cells[number] for row in self.rows]


def table_of(record: PaperRecord, row: StoredPassage, passages: Sequence[StoredPassage]) -> Table | None:
    """The table that a row stands in; None where no line over it names its columns.

    ``passages`` are those of its paper that the asker may see, in order.
    """
    columns = head_over(row.text, row)
    at = next((n for n, each in enumerate(passages) if each.passage_id == row.passage_id), -1)
    if not columns or at < 0:
        return None
    while at >= 0 and not _is_line(passages[at], columns) and _is_of_table(passages[at]):
        at -= 1
    if at < 0 or not _is_line(passages[at], columns):
        return None
    end = at + 1
    while end < len(passages) and _is_of_table(passages[end]):
        end += 1
    lines = [each for each in passages[at + 1 : end] if not _RULE.fullmatch(each.text)]
    rows = tuple(Row(each, tuple(cells_of(each.text))) for each in lines)
    names = tuple(cells_of(columns))
    before = passages[at - 1].text if at > 0 else ""
    return Table(
        record,
        passages[at],
        names,
        rows,
        over=f"{_without_last_line(row.context_text)}\n{_leading_in(before)}",
        before=before,
        lead=passages[at - 1]
        if before.rstrip().endswith(":") and len(before.split()) <= _LONGEST_LEAD
        else None,
        is_whole=_is_in_line(rows, columns)
        and _is_unbroken(passages[at : end + 1])
        and not _goes_on(passages[end : end + _READ_ON], len(names), record.format),
        is_alone=sum(_is_line(each, columns) for each in passages) == 1,
        is_last=end == len(passages),
    )


def _is_line(passage: StoredPassage, line: str) -> bool:
    return passage.text.split() == line.split()


def _is_of_table(passage: StoredPassage) -> bool:
    return is_row(passage.text) or _RULE.fullmatch(passage.text) is not None


def _without_last_line(context: str) -> str:
    return context.rpartition("\n")[0]


def _leading_in(before: str) -> str:
    """What the passage before a table says of it: the sentences that point to it, and the last one."""
    said = _SENTENCE.split(" ".join(before.split()))
    return " ".join((*filter(_POINTS_ON.search, said[:-1]), said[-1]))


def _is_in_line(rows: Sequence[Row], columns: str) -> bool:
    """Whether each row has a cell for every name, and stands under this head and no other."""
    return bool(rows) and all(head_over(row.passage.text, row.passage) == columns for row in rows)


def _is_unbroken(passages: Sequence[StoredPassage]) -> bool:
    """Whether no passage is left out of these, as one is that the asker may not see, and none is cut off."""
    first = passages[0].ordinal
    is_complete = [each.ordinal for each in passages] == list(range(first, first + len(passages)))
    return is_complete and not any(each.is_truncated for each in passages)


def _goes_on(after: Sequence[StoredPassage], n_columns: int, form: str) -> bool:
    """Whether the table may go on in what comes after it: rows without a head, or the rest of its last cell."""
    rest = after[0].text if after else ""
    is_rest = form == "pdf" and rest[:1].islower() and len(rest.split()) <= _LONGEST_REST
    lines = [each.text for each in after if is_row(each.text) and not _RULE.fullmatch(each.text)]
    return is_rest or bool(lines and len(cells_of(lines[0])) == n_columns and not is_head(lines[0]))
