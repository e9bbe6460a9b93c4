"""What does not fit together: papers that are missing, cut off, or at odds with the minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.papers import Role, Span
from ingest.store.records import PaperRecord
from ingest.structure.ledger_entries import EntryKind
from rag.briefings import wording
from rag.briefings.excerpt import Excerpt, Point, sentences_of
from rag.briefings.items import item_of
from rag.briefings.material import Material
from rag.briefings.part import Part
from rag.instructions import is_addressed_to_machine
from rag.ledger import LedgerRow
from rag.outcomes import Outcome

_MOST_ANNEXES, _MOST_DIFFERENT, _MOST_CUT = 4, 2, 2
_ANNEX = re.compile(
    r"\b(?P<kind>appendix|annex(?:e)?|enclosure|schedule)\s+(?P<label>\d{1,2}|[A-Z])\b", re.IGNORECASE
)
_TO_LOOK_AT = re.compile(r"\b(?:comment|discuss|review|consider|receive|scrutinise|note)s?\b", re.IGNORECASE)
"""A report that asks for no more than that is not decided otherwise by whatever the meeting does."""
_OTHERWISE = frozenset({Outcome.CHANGED, Outcome.DEFERRED, Outcome.REFUSED})


def gaps(material: Material) -> Part:
    """The gaps and inconsistencies on the subject."""
    notes = [] if material.subject.is_listed else [wording.NOT_ON_AGENDA]
    if material.subject.papers is not None and not material.subject.papers:
        notes.append(wording.NO_REPORT)
    notes += [
        f"{record.name}: {notice.message}"
        for record in material.reports
        for notice in record.notices
        if "conflict" in notice.code or "date" in notice.code
    ]
    points = [
        *_annexes(material),
        *(different(row) for row in _weightiest(differences(material))),
        *_put_right(material),
        *_cut_off(material),
    ]
    return Part("gaps", tuple(points), tuple(dict.fromkeys(notes)))


def _annexes(material: Material) -> Iterator[Point]:
    """The first place in each report that names an annex which was not found in the library."""
    named: list[Excerpt] = []
    for record in material.reports:
        held = set(_held(material, record))
        seen: set[str] = set()
        for passage in material.of_report(record):
            if passage.role is Role.HEADER:
                continue
            for match in _ANNEX.finditer(passage.text):
                if _label(match) not in held | seen:
                    seen.add(_label(match))
                    start = passage.span.start
                    named.append(Excerpt(record, passage, Span(start + match.start(), start + match.end())))
    for each in named[:_MOST_ANNEXES]:
        yield Point.of(wording.NAMED_NOT_HERE, each)


def _held(material: Material, record: PaperRecord) -> Iterator[str]:
    """The annexes that a report brings itself, under a heading, and those that are papers of their own."""
    for passage in material.of_report(record):
        match = _ANNEX.match(passage.text.strip())
        if passage.role is Role.HEADER and match:
            yield _label(match)
    for other in material.records.values():
        is_near = other.date is None or record.date is None or other.date.value == record.date.value
        if other.paper_id != record.paper_id and is_near:
            for match in _ANNEX.finditer(
                f"{other.title.value} {other.name.replace('_', ' ').replace('-', ' ')}"
            ):
                yield _label(match)


def _label(match: re.Match[str]) -> str:
    return f"{match.group('kind')[:5]} {match.group('label')}".lower()


def differences(material: Material) -> list[LedgerRow]:
    """Earlier recommendations on the subject that the minutes of their meeting did not simply follow."""
    return [
        row
        for row in material.rows
        if row.stored.entry.kind is EntryKind.RECOMMENDATION
        and row.result is not None
        and row.result.outcome in _OTHERWISE
        and row.result.decision is not None
        and row.decided_in is not None
        and row.record.paper_id not in material.report_ids
        and material.is_decided_on(row.decided_in, row.result.decision.passage)
        and not (row.result.outcome is Outcome.CHANGED and _TO_LOOK_AT.search(row.stored.text))
        and not is_addressed_to_machine(f"{row.stored.text} {row.result.decision.text}")
    ]


def _weightiest(rows: list[LedgerRow]) -> list[LedgerRow]:
    """What was refused before what was changed or put off, the latest first of each."""
    refused = [row for row in rows if row.result and row.result.outcome is Outcome.REFUSED]
    others = [row for row in rows if row not in refused]
    return [*refused[::-1], *others[::-1]][:_MOST_DIFFERENT]


def different(row: LedgerRow) -> Point:
    """What a report asked and what the minutes say of it."""
    asked = Excerpt.of_entry(row.stored, row.record)
    if row.result is None or row.result.decision is None or row.decided_in is None:
        return Point.of(wording.REPORT_ASKED.format(day=asked.day_name), asked)
    decision = Excerpt.of_entry(row.result.decision, row.decided_in)
    told = wording.MEETING_DECIDED[row.result.outcome.value]
    return Point.of(wording.REPORT_ASKED.format(day=asked.day_name), asked, told, decision)


def _put_right(material: Material) -> Iterator[Point]:
    """Corrections of earlier minutes on the subject, with the words that they put right."""
    for row in material.rows:
        if row.stored.entry.kind is not EntryKind.CORRECTION or row.corrected is None:
            continue
        trace = row.corrected
        if item_of(trace.record, trace.passage) in material.main and material.is_on(
            trace.record, trace.passage
        ):
            right, wrong = Excerpt.of_entry(row.stored, row.record), Excerpt.of_trace(trace)
            yield Point.of(
                wording.PUT_RIGHT.format(day=right.day_name),
                right,
                wording.PUT_RIGHT_OF.format(day=wrong.day_name),
                wrong,
            )


def _cut_off(material: Material) -> Iterator[Point]:
    """Passages on the subject that break off in the source."""
    found = []
    for paper_id, passages in material.passages.items():
        record = material.records[paper_id]
        for passage in passages:
            if passage.is_truncated and material.is_on(record, passage):
                found += list(sentences_of(record, passage))[-1:]
    for each in found[:_MOST_CUT]:
        if not is_addressed_to_machine(each.text):
            yield Point.of(wording.CUT_OFF.format(day=each.day_name), each)
