"""Questions that only a sentence with the very thing can answer: somebody in a part, a time of day, a count.

Meaning alone finds sentences about the same meeting or matter; whether they hold what was asked for is told here.
"""

from __future__ import annotations

import re

from ingest.store.records import StoredPassage
from ingest.structure.lines import is_row
from ingest.structure.terms import index_terms
from rag.counts import counts, measures, tells_done, without_changes
from rag.figures import without_lengths_of_time
from rag.hours import is_opening, tells_hour, words_over
from rag.persons import tells_part
from rag.question.counts import counted
from rag.question.hours import hour_asked
from rag.question.part import part_asked
from rag.question.periods import sharp_days
from rag.question.query import Query, Wants
from rag.table_rows import cells_of, columns_over, is_year, with_columns

_PLAIN_FIGURE = re.compile(r"\d[\d,]*\W*$")


def is_told_exactly(query: Query) -> bool:
    """Whether only a sentence that names somebody in a part, gives an hour, or counts who did it, can answer at all."""
    if query.wants is Wants.NUMBER:
        what = counted(query.question)
        return what is not None and what.head is None and bool(what.done)
    return query.wants is Wants.TIME or (query.wants is Wants.NAME and part_asked(query.question) is not None)


def tells_exactly(query: Query, text: str, passage: StoredPassage) -> bool:
    """Whether a sentence tells just what is asked for: somebody in the part, the hour, how many did it."""
    if query.wants is Wants.NUMBER:
        return counts_asked(query, text, passage) is True
    hour, part = hour_asked(query.question), part_asked(query.question)
    if query.wants is Wants.TIME and hour is not None:
        return tells_hour(text, hour, words_over(passage), is_opening=is_opening(passage, text))
    return query.wants is Wants.NAME and part is not None and tells_part(text, part, words_over(passage))


def counts_asked(query: Query, text: str, passage: StoredPassage) -> bool | None:
    """Whether a sentence, or a row under its columns, counts what should be counted; None where no count is asked.

    What those that are counted did has to be told with the figure: of those arrested none need be convicted.
    """
    what = counted(query.question)
    if query.wants is not Wants.NUMBER or what is None or (what.head is None and not what.done):
        return None
    columns = columns_over(text, passage)
    told = without_changes(with_columns(text, columns) if columns else text, query.question)
    if what.done and not tells_done(without_lengths_of_time(told), what.done, words_over(passage)):
        return False
    if what.head is None or (what.done and measures(told, what.done)):
        return True
    over = passage.context_text.rsplit("\n", 1)[-1].rstrip()
    if columns and (_is_captioned(columns, passage, what.head) or _is_row_of(text, columns, what.terms)):
        return True
    return counts(told, what.head, over)


def _is_captioned(columns: str, passage: StoredPassage, head: str) -> bool:
    """Whether the line over a table says that it counts the thing, and its columns are only of years."""
    above = [line.strip() for line in passage.context_text.split("\n") if not is_row(line)]
    is_of_years = all(map(is_year, cells_of(columns)[1:]))
    return is_of_years and bool(above) and above[-1].endswith(":") and head in index_terms(above[-1])


def _is_row_of(row: str, columns: str, terms: frozenset[str]) -> bool:
    """Whether a row is named as the thing is, and a column of a time has a figure in it that is no sum and no share."""
    name, *cells = cells_of(row)
    told = zip(cells_of(columns)[1:], cells, strict=True)
    is_counted = any(_PLAIN_FIGURE.match(cell) and (is_year(time) or sharp_days(time)) for time, cell in told)
    return is_counted and terms <= frozenset(index_terms(name))
