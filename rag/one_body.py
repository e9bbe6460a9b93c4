"""Whether papers are of one body, and which of its meetings came before one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ingest.papers import Kind
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from ingest.structure.terms import index_terms

_SHARED = 2
"""Words that the titles of two papers must share where neither says its body."""


def is_of_one_body(one: PaperRecord, other: PaperRecord, *, is_named: bool) -> bool:
    """Whether two papers can be of one body.

    Where neither says its body, their titles must be alike, and one must name the other by the day of its meeting or by
    a number that hardly comes twice (``is_named``).
    """
    if one.body and other.body:
        return is_same_body(one.body.value, other.body.value)
    own, its = (set(index_terms(each.title.value)) for each in (one, other))
    return is_named and one.body is other.body and len(own & its) >= _SHARED


def meeting_before(record: PaperRecord, records: Iterable[PaperRecord]) -> date | None:
    """The day of the body's last meeting before that of a paper, as far as its minutes are in the library."""
    if record.body is None or record.date is None:
        return None
    days = (
        each.date.value
        for each in records
        if each.date
        and each.body
        and each.kind.value in (Kind.MINUTES, Kind.OTHER)
        and is_same_body(each.body.value, record.body.value)
    )
    return max((day for day in days if day < record.date.value), default=None)
