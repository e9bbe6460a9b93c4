"""How much there was on a day: a figure of another day is no answer to it, however well the rest fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.extract import Candidate
from rag.figures import quantities
from rag.question.periods import periods, sharp_days
from rag.question.query import Query, Wants
from rag.table_rows import cells_of, columns_over

_MEASURE = re.compile(r"\b(?:balances?|figures?|amounts?|sums?|totals?|numbers?|reserves?)\b", re.IGNORECASE)
_FIRST = 0.01
"""What the figure of the day is put above the best sentence by."""


def day_of_figure(query: Query) -> date | None:
    """The day as of which a sum or a count is asked for; None where that is not asked, or a meeting was on the day."""
    is_figure = query.wants in (Wants.NUMBER, Wants.MONEY)
    is_figure |= query.wants is Wants.ANYTHING and bool(_MEASURE.search(query.question))
    if not is_figure or query.times_asked or query.meeting is not None:
        return None
    named = periods(query.question)
    is_day = len(named) == 1 and named[0].is_sharp and named[0].days.first == named[0].days.last
    return named[0].days.first if is_day and named[0].lead in ("at", "on", "as", "of", "") else None


def days_named(text: str) -> frozenset[date]:
    """The single days that a text names with their years."""
    return frozenset(each.first for each in sharp_days(text) if each.first == each.last)


def of_day_first(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; before a best one that is of another day, the row of a table that goes on to the day asked for.

    That row has the same figure under the other day, so it is of the same thing.
    """
    day = day_of_figure(query)
    if day is None or not ranked:
        return ranked
    others = days_named(ranked[0].text)
    if len(others) != 1 or day in others:
        return ranked
    figures = quantities(ranked[0].text)
    for each in ranked[1:]:
        if _cell_of(each, min(others)) & figures and _cell_of(each, day):
            first = replace(each, score=ranked[0].score + _FIRST)
            return [first, *(other for other in ranked if other is not each)]
    return ranked


def _cell_of(candidate: Candidate, day: date) -> frozenset[str]:
    """The figures of a row in the column that is named by a day; none where there is no such column."""
    columns = columns_over(candidate.text, candidate.passage)
    if not columns:
        return frozenset()
    pairs = zip(cells_of(columns), cells_of(candidate.text), strict=True)
    return frozenset().union(*(quantities(cell) for name, cell in pairs if day in days_named(name)))
