"""The rows of a timeline of one ledger entry: what came before it and after it, as far as papers show it surely.

The links are those of the ledger: a recommendation and the decision on it, a promise and the words that report
back on it, a matter put off and the paper with which it came back, a correction and what it put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.papers import Role, Span
from ingest.store.records import PaperRecord
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.lines import mark_length
from rag.briefings.summary_parts import quoted
from rag.ledger import LedgerRow
from rag.progress import Bearing, Trace
from rag.timeline import TimelineRow, What, once, what_of

_MOST_STEPS = 4
"""Links that are followed one after the other."""
_SURE = {Bearing.SHOWS: What.REPORTED_BACK, Bearing.STILL_OPEN: What.OUTSTANDING}


def row_of(found: LedgerRow) -> TimelineRow:
    """An entry of the ledger as a row."""
    quote = quoted(found.record, found.stored)
    return TimelineRow(
        what_of(found.stored.entry),
        found.record,
        found.stored.passage,
        quote.span,
        found.stored.entry_id,
        found.state,
    )


def traces_of(found: LedgerRow) -> Iterator[TimelineRow]:
    """What later papers surely say of an entry; what they only may say of it is left out."""
    is_put_off = found.stored.entry.act is Act.DEFERRED
    for trace in _sure(found):
        what = What.TAKEN_UP if is_put_off and trace.bearing is Bearing.SHOWS else _SURE[trace.bearing]
        span = trace.span
        if span.start == trace.passage.span.start:
            span = Span(span.start + mark_length(trace.passage.text), span.end)
        yield TimelineRow(what, trace.record, trace.passage, span)


@dataclass(frozen=True)
class Links:
    """The ledger of a body, by what its entries are linked by."""

    by_id: Mapping[str, LedgerRow]
    by_passage: Mapping[str, Sequence[LedgerRow]]

    @classmethod
    def of(cls, rows: Sequence[LedgerRow]) -> Links:
        """The links of these rows."""
        by_passage: dict[str, list[LedgerRow]] = {}
        for row in rows:
            by_passage.setdefault(row.stored.passage.passage_id, []).append(row)
        return cls({row.stored.entry_id: row for row in rows}, by_passage)

    def beside(self, found: LedgerRow) -> Iterator[LedgerRow]:
        """The entries that one is linked with, before and after it."""
        entry_id = found.stored.entry_id
        decision = self.by_id.get(_decided_by(found) or "")
        yield from () if decision is None else (decision,)
        for other in self.by_id.values():
            is_asked = _decided_by(other) == entry_id
            if is_asked or any(_is_in(trace, found) for trace in _sure(other)):
                yield other
            elif other.corrected is not None and _is_in(other.corrected, found):
                yield other
        for trace in _sure(found):
            yield from self._in(trace)
            if found.stored.entry.act is Act.DEFERRED:
                yield from self._sought_in(trace.record)

    def _in(self, trace: Trace) -> Iterator[LedgerRow]:
        for row in self.by_passage.get(trace.passage.passage_id, ()):
            if row.stored.entry.span.overlaps(trace.span):
                yield row

    def _sought_in(self, record: PaperRecord) -> Iterator[LedgerRow]:
        """What the paper asks for with which a matter came back that had been put off."""
        for row in self.by_id.values():
            is_sought = row.stored.entry.kind is EntryKind.RECOMMENDATION
            if is_sought and row.record.paper_id == record.paper_id:
                yield row


def chain(links: Links, first: LedgerRow) -> list[TimelineRow]:
    """The rows that an entry is linked with, itself among them, each once."""
    reached = {first.stored.entry_id: first}
    edge = [first]
    for _ in range(_MOST_STEPS):
        further = [other for each in edge for other in links.beside(each)]
        edge = [each for each in further if each.stored.entry_id not in reached]
        reached |= {each.stored.entry_id: each for each in edge}
    rows = [row_of(each) for each in reached.values()]
    rows += [row for each in reached.values() for row in traces_of(each)]
    rows += [_corrected(each) for each in reached.values() if each.corrected is not None]
    return once(rows)


def _corrected(found: LedgerRow) -> TimelineRow:
    if found.corrected is None:
        raise ValueError(f"{found.stored.entry_id} corrects nothing that is in the library")
    trace = found.corrected
    return TimelineRow(What.DISCUSSED, trace.record, trace.passage, trace.span)


def _decided_by(found: LedgerRow) -> str | None:
    """The id of the resolution that was made on a recommendation; what was only said in the debate is none."""
    decision = found.result.decision if found.result else None
    is_resolved = decision is not None and decision.passage.role is Role.RESOLUTION
    return decision.entry_id if decision is not None and is_resolved else None


def _sure(found: LedgerRow) -> list[Trace]:
    return [each for each in (found.progress.traces if found.progress else ()) if each.bearing in _SURE]


def _is_in(trace: Trace, found: LedgerRow) -> bool:
    is_same = trace.passage.passage_id == found.stored.passage.passage_id
    return is_same and trace.span.overlaps(found.stored.entry.span)
