"""What of its papers a summary does not tell, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ingest.papers import Kind
from ingest.store.ledger import StoredEntry
from ingest.store.records import PaperRecord, StoredPassage
from rag.briefings.summary_parts import DECIDED, SOUGHT, Quote, is_of_form, of_kinds
from rag.briefings.summary_words import ALL_OF_FORM, LEFT_OUT, NO_DECISION, NO_POINT, OF_FORM, REPORT_ASKS

_MOST_NAMED = 6


def left_out(
    entries: Sequence[StoredEntry],
    shown: Sequence[Quote],
    passages: Sequence[StoredPassage],
) -> Iterator[str]:
    """Decisions of form, entries for which there was no room, and items of which nothing is told.

    ``shown`` are all the words that are told.
    """
    n_of_form = sum(map(is_of_form, of_kinds(entries, DECIDED)))
    if n_of_form:
        yield OF_FORM.format(n=n_of_form)
    n_more = sum(not is_of_form(entry) and not any(map(partial(_tells, entry), shown)) for entry in entries)
    if n_more:
        yield LEFT_OUT.format(n=n_more)
    told_of = {(each.passage.paper_id, each.passage.item_title) for each in shown}
    titles = dict.fromkeys(
        " ".join(f"{each.item.rstrip('. ')}. {each.item_title}".split())
        for each in passages
        if each.item and each.item_title and (each.paper_id, each.item_title) not in told_of
    )
    if titles:
        yield nothing_told_of(list(titles))


def _tells(entry: StoredEntry, quote: Quote) -> bool:
    is_same = quote.passage.paper_id == entry.passage.paper_id
    return is_same and quote.span.overlaps(entry.entry.span)


def nothing_told_of(items: Sequence[str]) -> str:
    """That nothing is told of these items, the first few by name."""
    more = [f"and {len(items) - _MOST_NAMED} more"] if len(items) > _MOST_NAMED else []
    return NO_POINT.format(items="; ".join([*(each.rstrip(" .") for each in items[:_MOST_NAMED]), *more]))


def notes_on(key: str, records: Sequence[PaperRecord], entries: Sequence[StoredEntry]) -> tuple[str, ...]:
    """What has to be said of a section beside its sentences."""
    kinds = {record.kind.value for record in records}
    if key == "recommended" and of_kinds(entries, SOUGHT) and Kind.MINUTES not in kinds:
        return (REPORT_ASKS,)
    if key != "decisions" or not kinds & {Kind.MINUTES, Kind.DECISION}:
        return ()
    decided = of_kinds(entries, DECIDED)
    if not decided:
        return (NO_DECISION,)
    n_of_form = sum(map(is_of_form, decided))
    return (ALL_OF_FORM.format(n=n_of_form),) if n_of_form == len(decided) else ()
