"""Which papers a briefing may use: nothing that came after its day, and no record of the meeting it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord


@dataclass(frozen=True)
class Usable:
    """``barred`` are the ids of papers that may not be used, ``warnings`` tell which were left out in doubt."""

    barred: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


def usable(library: Library, scope: Scope, as_of: date | None, own: frozenset[str] = frozenset()) -> Usable:
    """What may be used on a day; everything where no day is given.

    Minutes of that day do not exist yet, whatever they are dated, and undated minutes may be those. Papers put to
    the meeting itself, ``own``, may be used although its day is still to come.
    """
    if as_of is None:
        return Usable()
    barred, warnings = set(), []
    for record in library.papers(scope):
        if record.paper_id in own and not is_record(record):
            continue
        if record.date is None and is_record(record):
            barred.add(record.paper_id)
            warnings.append(
                f"{record.name} is left out: it is undated and could be of the meeting being prepared."
            )
        elif record.date and (
            record.date.value > as_of or (is_record(record) and record.date.value == as_of)
        ):
            barred.add(record.paper_id)
    return Usable(frozenset(barred | _same_words(library, scope, barred)), tuple(warnings))


def _same_words(library: Library, scope: Scope, barred: set[str]) -> set[str]:
    """Papers that say, under whatever date or kind, what minutes say that may not be used."""
    copies = library.copies(scope)
    records = {record.paper_id for record in library.papers(scope) if is_record(record)}
    found: set[str] = set()
    for best, others in copies.same.items():
        if barred & {best, *others}:
            found |= {best, *others}
    return found | {part for part, wholes in copies.part_of.items() if records & barred & set(wholes)}


def is_record(record: PaperRecord) -> bool:
    """Whether the paper says what was decided, which nobody knows before the meeting."""
    return record.kind.value in (Kind.MINUTES, Kind.DECISION)
