"""What is told of each file that was taken in: its outcome with the facts of the paper as the library now has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.outcomes import Outcome
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound, PaperRecord
from ingest.unsaid_body import unsaid_body

_FEW_PAPERS = 20


def all_as_stored(outcomes: Sequence[Outcome], library: Library) -> list[Outcome]:
    """The outcomes in their order; one of a file that was not stored is as it was."""
    # One look at the catalogue is faster than thousands at single papers.
    listed = library.papers(Scope.owner()) if len(outcomes) > _FEW_PAPERS else []
    records = {record.paper_id: record for record in listed}
    return [_as_stored(outcome, records, library) for outcome in outcomes]


def as_seen(outcome: Outcome, library: Library, scope: Scope) -> Outcome:
    """The outcome with the facts of its paper as the asker may see them now; without any where it may not be seen."""
    if outcome.paper_id is None:
        return outcome
    try:
        return _with_facts(outcome, library.paper(scope, outcome.paper_id))
    except PaperNotFound:
        return Outcome(outcome.path, outcome.status, outcome.paper_id)


def _as_stored(outcome: Outcome, records: Mapping[str, PaperRecord], library: Library) -> Outcome:
    """The outcome with the facts of its paper, from ``records`` where they are there."""
    if outcome.paper_id is None:
        return outcome
    return _with_facts(
        outcome, records.get(outcome.paper_id) or library.paper(Scope.owner(), outcome.paper_id)
    )


def _with_facts(outcome: Outcome, record: PaperRecord) -> Outcome:
    return Outcome(
        path=outcome.path,
        status=outcome.status,
        paper_id=record.paper_id,
        title=record.title.value,
        kind=record.kind.value.value,
        body=record.body.value if record.body else None,
        date=record.date.value.isoformat() if record.date else None,
        passages=record.n_passages,
        warnings=_warnings(record),
    )


def _warnings(record: PaperRecord) -> tuple[str, ...]:
    """What the reader of this paper must know, inferred facts and gaps included."""
    found = [notice.message for notice in record.notices]
    if record.date is None:
        found.append("No meeting date is stated, and none could be inferred.")
    elif record.date.is_inferred:
        found.append(f"The date {record.date.value} is inferred from {record.date.basis}.")
    if record.body is None:
        found.append("No body is stated.")
    elif record.body.is_inferred:
        found.append(f"The body \u201c{record.body.value}\u201d is inferred: {record.body.basis}.")
    unsaid = unsaid_body(record)
    return tuple(found if unsaid is None else [*found, unsaid.message])
