"""Which papers belong to one meeting, so that what one of them does not say can be inferred from another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ingest.papers import Kind, Origin, Stated
from ingest.structure.bodies import is_same_body
from ingest.structure.terms import index_terms

_ALIKE = 0.75
"""Share of title words that two papers of one item have in common (of the shorter title)."""
_FEWEST_WORDS = 4


class Dated(Protocol):
    """What is needed of a paper: any record with these fields."""

    @property
    def paper_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Stated[str]: ...
    @property
    def kind(self) -> Stated[Kind]: ...
    @property
    def body(self) -> Stated[str] | None: ...
    @property
    def date(self) -> Stated[date] | None: ...


def inferred_dates(papers: Sequence[Dated]) -> dict[str, Stated[date]]:
    """Dates for undated minutes whose item has the same title as a dated report to the same body.

    Keyed by paper id. Where the reports that fit carry different dates, none is inferred.
    """
    reports = [paper for paper in papers if paper.date and paper.kind.value is Kind.REPORT]
    found: dict[str, Stated[date]] = {}
    for paper in papers:
        if paper.date is not None or paper.kind.value is not Kind.MINUTES:
            continue
        fitting = [report for report in reports if _same_item(paper, report)]
        days = {report.date.value for report in fitting if report.date}
        if len(days) == 1:
            basis = f"the report on the same item, {fitting[0].name}"
            found[paper.paper_id] = Stated(days.pop(), Origin.INFERRED, basis)
    return found


def _same_item(one: Dated, other: Dated) -> bool:
    if one.body and other.body and not is_same_body(one.body.value, other.body.value):
        return False
    terms, others = set(index_terms(one.title.value)), set(index_terms(other.title.value))
    shorter = min(len(terms), len(others))
    return shorter >= _FEWEST_WORDS and len(terms & others) >= _ALIKE * shorter
