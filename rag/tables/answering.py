"""Answers out of one table: a cell by its row and its column, or the rows that a comparison is after.

Only where one table, and no other of those found, is about every word of the question. Told are the names and the
figures as they stand in the paper; how they were compared is said beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.emphasis import without_emphasis
from ingest.structure.lines import is_row
from rag import wording
from rag.answer import Answer, Citations, Sentence
from rag.checking.verify import Verdict, is_quoted
from rag.current import asks_for_figure_of_now
from rag.extractive import FindCorrection
from rag.figures import numbers
from rag.finding.hits import Found, Hit
from rag.items import PassagesOf
from rag.notices import paper_warnings
from rag.question.comparisons import By, Comparison, comparison_asked, is_not_plain
from rag.question.query import Query, Wants
from rag.table_rows import head_over, is_figure, told_under
from rag.tables.amounts import amount_of
from rag.tables.columns import (
    asked_of,
    change_columns,
    is_bare,
    is_of_table,
    label_column,
    may_be_of,
    measured,
    says_what,
    terms_of,
)
from rag.tables.comparing import Compared, compare, is_of_change
from rag.tables.doubts import is_doubted
from rag.tables.table import Row, Table, table_of

_ASKS_CELL = re.compile(
    r"\W*(?:(?:at|to|by)\s+)?(?:how\s+(?:much|many|high|low|large|big|long|far|old)\b|"
    r"what\s+(?:is|was|are|were)\s+(?!said|told|done)|"
    r"(?:what|which)\s+(?:share|percentage|proportion|number|amount|rate|level|figure|sum|price|fee|cost|budget|total)\b)",
    re.IGNORECASE,
)
_IS_NOW = re.compile(r"\b(?:is|are|does|do|has|have)\b|['\u2019]s\b", re.IGNORECASE)
"""What is asked of the present: a later paper may say otherwise than a table."""
_BESIDE = re.compile(
    r"\b(?:more|less|fewer|than|other|others|but|above|below|between|up to)\b", re.IGNORECASE
)
"""What asks for a difference, or for what is beside a figure."""
_NOT_YET = re.compile(
    r"\b(?:propos\w+|draft|recommend\w*|options?|provisional\w*|estimat\w+|forecast\w*|indicative|illustrat\w+|"
    r"projected|planned)\b",
    re.IGNORECASE,
)
"""What makes a figure one that was put forward or expected: what came of it stands elsewhere."""
_WAS = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Choice:
    """The table that is meant, its column of names, and the columns that the question is about."""

    hit: Hit
    table: Table
    label: int
    columns: tuple[int, ...]


def from_comparison(
    query: Query,
    found: Found,
    passages: PassagesOf,
    correction_of: FindCorrection,
    *,
    sees_all: bool = True,
) -> Answer | None:
    """The rows that a comparison is after; None for another question, and where no table or several may answer it.

    Without ``sees_all`` a table may go on, at the end of a paper, in rows that the asker may not see.
    """
    comparison = comparison_asked(query.question)
    if comparison is None or query.absent or None in found.variants.unknown.values():
        return None
    tables = _tables(query, found, passages)
    chosen = [choice for hit, table in tables if (choice := _compared(query, hit, table, comparison))]
    if len(chosen) != 1 or (chosen[0].table.is_last and not sees_all):
        return None
    of_paper = _tables_of(chosen[0].table.record, passages)
    if _has_rival(chosen[0], [*of_paper, *(table for _, table in tables)], comparison):
        return None
    told = compare(chosen[0].table, chosen[0].label, chosen[0].columns, comparison)
    if told is None:
        return None
    how = _how(chosen[0], comparison, told)
    return _told(query, chosen[0], told.rows, _read(found, chosen[0], passages), correction_of, how)


def from_cell(
    query: Query, found: Found, passages: PassagesOf, correction_of: FindCorrection
) -> Answer | None:
    """The cell that the question names by its row and its column; None where it names none, or one of several.

    What is so now may stand in a later paper, in other words than those of a table; what was proposed or expected is
    told as a figure only where it is asked for as that.
    """
    if not _asks_cell(query) or comparison_asked(query.question) is not None:
        return None
    cells = [each for hit, table in _tables(query, found, passages) for each in _cells(query, hit, table)]
    if len(cells) != 1:
        return None
    choice, row = cells[0]
    table = choice.table
    of_what = "\n".join((table.record.title.value, table.head.item_title or "", table.over, *table.names))
    if _NOT_YET.search(of_what) and not _NOT_YET.search(query.question):
        return None
    return _told(query, choice, [row], _read(found, choice, passages), correction_of)


def _read(found: Found, choice: _Choice, passages: PassagesOf) -> list[StoredPassage]:
    """The passages that may doubt a table: those of its paper, and all that were found."""
    return [*passages(choice.table.record.paper_id), *(each for hit in found.hits for each in hit.passages)]


def _asks_cell(query: Query) -> bool:
    is_of_figure = query.wants in (Wants.NUMBER, Wants.MONEY)
    is_of_kind = is_of_figure or (query.wants is Wants.ANYTHING and not query.asks_decision)
    is_past = _WAS.search(query.question) is not None
    is_of_now = asks_for_figure_of_now(query) or (not is_past and _IS_NOW.search(query.question) is not None)
    is_of_time = bool(asked_of(query, query.question).periods)
    is_plain = not is_not_plain(query.question) and _BESIDE.search(query.question) is None
    is_asked = is_of_kind and is_plain and _ASKS_CELL.match(query.question) is not None
    return is_asked and (is_of_time or not is_of_now)


def _tables(query: Query, found: Found, passages: PassagesOf) -> list[tuple[Hit, Table]]:
    """The tables of which a row was found, each once; of a body or an item that is named, where one is."""
    tables: dict[str, tuple[Hit, Table]] = {}
    seen: set[str] = set()
    for hit in found.hits:
        body = hit.record.body
        if query.named and (body is None or body.value not in query.named):
            continue
        for passage in hit.passages:
            if passage.passage_id in seen or not head_over(passage.text, passage):
                continue
            table = table_of(hit.record, passage, passages(hit.record.paper_id))
            seen |= {row.passage.passage_id for row in table.rows} if table else {passage.passage_id}
            if table is not None and query.item in (None, table.head.item):
                tables.setdefault(table.head.passage_id, (hit, table))
    return list(tables.values())


def _tables_of(record: PaperRecord, passages: PassagesOf) -> list[Table]:
    """All tables of a paper."""
    every = passages(record.paper_id)
    found: list[Table] = []
    for each in every:
        is_known = found and each.ordinal <= found[-1].rows[-1].passage.ordinal
        table = table_of(record, each, every) if is_row(each.text) and not is_known else None
        found += [table] if table is not None and table.rows else []
    return found


def _compared(query: Query, hit: Hit, table: Table, comparison: Comparison) -> _Choice | None:
    """The table with the columns to compare; None where the question is not about it."""
    label = label_column(table, comparison.kinds)
    if label is None:
        return None
    asked = asked_of(query, comparison.rest, is_of_count=comparison.is_of_count).without(
        comparison.kinds & terms_of(table.names[label])
    )
    if comparison.by not in (By.ROSE, By.FELL):
        column = measured(table, label, asked)
        return None if column is None else _Choice(hit, table, label, (column,))
    years = change_columns(table, label, asked, is_of_last_year=comparison.is_of_last_year)
    if years is not None:
        return _Choice(hit, table, label, years)
    changes = [number for number, name in enumerate(table.names) if is_of_change(name)]
    is_asked = (
        len(changes) == 1 and not comparison.is_of_last_year and is_of_table(table, label, changes, asked)
    )
    return _Choice(hit, table, label, (changes[0],)) if is_asked else None


def _has_rival(choice: _Choice, tables: Sequence[Table], comparison: Comparison) -> bool:
    """Whether another table found has the same of the same things, so that it is not plain which one is meant."""
    own = terms_of(" ".join(choice.table.names[number] for number in choice.columns))
    return any(may_be_of(each, comparison.kinds, own) for each in tables if each.head != choice.table.head)


def _cells(query: Query, hit: Hit, table: Table) -> list[tuple[_Choice, Row]]:
    """The cell of this table that the question names by row and by column, if it names one; and its row."""
    asked = asked_of(query, query.question)
    labels = [
        (terms_of(without_emphasis(row.cells[0])), row)
        for row in table.rows
        if len(row.cells) == len(table.names)
    ]
    is_named = all(label and amount_of(row.cells[0]) is None for label, row in labels)
    if not is_named or len(labels) != len(table.rows) or len({label for label, _ in labels}) < len(labels):
        return []
    rows = [(label, row) for label, row in labels if label <= asked.every]
    fullest = [(label, row) for label, row in rows if all(other <= label for other, _ in rows)]
    if len(fullest) != 1:
        return []
    label, row = fullest[0]
    column = measured(table, 0, asked.without(label), is_of_row=says_what(label)) if table.is_alone else None
    if column is None or not is_figure(row.cells[column]):
        return []
    return [(_Choice(hit, table, 0, (column,)), row)]


def _told(
    query: Query,
    choice: _Choice,
    rows: Sequence[Row],
    read: Sequence[StoredPassage],
    correction_of: FindCorrection,
    *how: str,
) -> Answer | None:
    """The rows as sentences, each cited with the names of the columns; None where any of them is put right or doubted.

    ``read`` are the passages in which a doubt is looked for.
    """
    table, citations = choice.table, Citations()
    compared = table.rows if how else rows
    lines = [table.head, *(row.passage for row in compared)]
    if any(correction_of(table.record, each, each.text) is not None for each in lines):
        return None
    if is_doubted(table, compared, read):
        return None
    sentences = [_sentence(choice, row, citations) for row in rows]
    if any(each.verdict is not Verdict.SUPPORTED for each in sentences):
        return None
    return Answer(
        query.question,
        "answered",
        tuple(sentences),
        citations.all(),
        warnings=(*how, *paper_warnings([(table.record, row.passage) for row in rows])),
    )


def _sentence(choice: _Choice, row: Row, citations: Citations) -> Sentence:
    """The name of a row and its figures, each after the name of its column; found again word for word in both lines.

    Where the columns only name years, the line before the table comes first, which says what is measured.
    """
    table = choice.table
    shown = (choice.label, *choice.columns)
    names = [without_emphasis(table.names[number]) for number in shown]
    cells = [without_emphasis(row.cells[number]) for number in shown]
    parts = [row.passage, table.head, *([table.lead] if table.lead and all(map(is_bare, names[1:])) else [])]
    cited = [citations.cite(table.record, each, each.span, choice.hit.also_in) for each in parts]
    text = " ".join((*(each.quote for each in cited[2:]), told_under(names, cells)))
    is_there = all(is_quoted(cell, cited[0].quote) for cell in cells)
    is_there = is_there and all(is_quoted(name, cited[1].quote) for name in names)
    is_there = is_there and numbers(text) <= numbers(" ".join(each.quote for each in cited))
    return Sentence(
        text, tuple(each.n for each in cited), Verdict.SUPPORTED if is_there else Verdict.NOT_FOUND
    )


def _how(choice: _Choice, comparison: Comparison, told: Compared) -> str:
    """What was compared, in words."""
    names = [without_emphasis(choice.table.names[number]) for number in choice.columns]
    columns = " and ".join(f"\u201c{name}\u201d" for name in names)
    by = comparison.by.value.format(limit=comparison.limit)
    how = wording.COMPARED_ROWS.format(columns=columns, n=told.n_compared, by=by)
    return how if told.n_compared == len(choice.table.rows) else f"{how} {wording.TOTALS_LEFT_OUT}"
