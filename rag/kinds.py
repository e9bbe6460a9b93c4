"""Whether a sentence gives the kind of thing that was asked for: a sum, a figure, a date, a time, a place or a name."""

from __future__ import annotations

import re

from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import fold
from rag.exact import is_told_exactly, tells_exactly
from rag.figures import (
    asks_for_length_of_time,
    has_money,
    has_name,
    has_number,
    has_place,
    has_share,
    has_time,
    quantities,
    without_lengths_of_time,
)
from rag.hours import has_hour
from rag.question.query import Query, Wants
from rag.table_rows import names_owner

_FINANCIAL_YEAR = re.compile(r"(?<![\d/-])(20\d\d)\s?[/-]\s?(?:20)?\d\d(?![\d/-])")
_ASKS_OWNER = re.compile(
    r"\bwho(?:'s|\s+is|\s+are|\s+was|\s+will|\s+has|\s+must)?\s+(?:\w+\s+)?"
    r"(?:owns?|owner|leads?|leading|responsible|in\s+charge|doing|dealing|to\s+\w+|do(?:es)?|looking|taking|be\s+\w+ing)\b",
    re.IGNORECASE,
)
"""Who is to do something, or answers for it."""
_OF_A_WHOLE = re.compile(r"\b(?:percentage|proportion|per\s?cent)\b|%", re.IGNORECASE)
_HOLDS = {
    Wants.MONEY: has_money,
    Wants.NUMBER: has_number,
    Wants.DATE: has_time,
    Wants.TIME: has_hour,
    Wants.PLACE: has_place,
    Wants.NAME: has_name,
}


def is_of_other_year(question: str, text: str) -> bool:
    """True where both name financial years ("2024/25") and none of them is the same."""
    asked, named = (frozenset(_FINANCIAL_YEAR.findall(fold(each))) for each in (question, text))
    return bool(asked and named) and not asked & named


def gives_kind(query: Query, record: PaperRecord, passage: StoredPassage, text: str) -> bool:
    """Whether the sentence, or for the date of a meeting its paper, gives the kind of thing that was asked for."""
    if is_of_other_year(query.question, text):
        return False
    if is_told_exactly(query):
        is_new = query.wants is not Wants.NUMBER or _counts_more(text, query.question)
        return is_new and tells_exactly(query, text, passage)
    if query.wants is Wants.NAME and _ASKS_OWNER.search(query.question) and names_owner(passage):
        return True
    if query.wants is Wants.MEETING_DATE:
        return record.date is not None
    if query.wants is Wants.NUMBER and not asks_for_length_of_time(query.question):
        text = without_lengths_of_time(text)
    if query.wants is Wants.NUMBER and _OF_A_WHOLE.search(query.question) and not has_share(text):
        return False
    if (
        query.wants in (Wants.NUMBER, Wants.MONEY)
        and has_number(text)
        and not _counts_more(text, query.question)
    ):
        return False
    return query.wants is Wants.ANYTHING or _HOLDS[query.wants](text)


def _counts_more(text: str, question: str) -> bool:
    """Whether the text has a figure beyond those of the question: a call to 101 is no answer to how many called."""
    return bool(quantities(text) - quantities(question)) or not quantities(text)
