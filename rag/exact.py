"""Questions that only a sentence with the very thing can answer: somebody in a part, a time of day, a count.

Meaning alone finds sentences about the same meeting or matter; whether they hold what was asked for is told here.
"""

from __future__ import annotations

from ingest.store.records import StoredPassage
from rag.counts import counts
from rag.hours import is_opening, tells_hour, words_over
from rag.persons import tells_part
from rag.question.counts import counted
from rag.question.hours import hour_asked
from rag.question.part import part_asked
from rag.question.query import Query, Wants
from rag.table_rows import columns_over, with_columns


def is_told_exactly(query: Query) -> bool:
    """Whether only a sentence that names somebody in a part, or gives an hour, can answer at all."""
    return query.wants is Wants.TIME or (query.wants is Wants.NAME and part_asked(query.question) is not None)


def tells_exactly(query: Query, text: str, passage: StoredPassage) -> bool:
    """Whether a sentence names somebody in the part that is asked for, or gives the hour; false where neither is."""
    hour, part = hour_asked(query.question), part_asked(query.question)
    if query.wants is Wants.TIME and hour is not None:
        return tells_hour(text, hour, words_over(passage), is_opening=is_opening(passage, text))
    return query.wants is Wants.NAME and part is not None and tells_part(text, part, words_over(passage))


def counts_asked(query: Query, text: str, passage: StoredPassage) -> bool | None:
    """Whether a sentence, or a row under its columns, counts what should be counted; None where no count is asked."""
    what = counted(query.question)
    if query.wants is not Wants.NUMBER or what is None or what.head is None:
        return None
    columns = columns_over(text, passage)
    told = with_columns(text, columns) if columns else text
    return counts(told, what.head, passage.context_text.rsplit("\n", 1)[-1].rstrip())
