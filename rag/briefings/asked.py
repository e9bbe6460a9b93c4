"""What a report asks of the meeting, in its very words, and the implications that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.papers import Role, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.ledger_entries import EntryKind
from ingest.structure.lines import mark_length
from rag.briefings import wording
from rag.briefings.excerpt import Excerpt, Point, distinct
from rag.briefings.material import Material
from rag.briefings.part import Part
from rag.instructions import is_addressed_to_machine
from rag.ledger import LedgerRow

_MOST_ASKED = 10
_MOST_WORDS, _FEWEST_WORDS = 4, 4
_MOST_IMPLICATIONS = 8
_IMPLIES = re.compile(
    r"(?:(?:financial|resource|budget(?:ary)?|legal|equalit\w*|equalities|risk\w*|human rights|climate|environmental|"
    r"health|crime and disorder|staffing|privacy|safeguarding)\b[^:.]{0,60}|[^:.]{0,40}\bimplications?)",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"^{_IMPLIES.pattern}:", re.IGNORECASE)
_OVER_ALL = re.compile(r"\W*(?:\d+[.)]?\s*)?(?:other\s+)?implications?\W*", re.IGNORECASE)
_LEAD = re.compile(r":\s*$")
_WHOLE = 0.6


def sought(material: Material) -> Part:
    """The recommendations word for word; where there is no report, what the agenda says of the item."""
    points = list(_recommended(material))
    notes = []
    subject = material.subject
    if not points:
        words = [each for each in subject.words if len(each.text.split()) >= _FEWEST_WORDS][:_MOST_WORDS]
        points = [Point.of(wording.ON_AGENDA, *words)] if words else []
        if subject.papers:
            notes.append(wording.NO_RECOMMENDATION)
        elif subject.papers is not None and not subject.words and subject.is_quotable:
            notes.append(wording.ONLY_TITLE)
    return Part("sought", tuple(points), tuple(notes))


def recommendations(material: Material) -> list[LedgerRow]:
    """What the reports ask of the meeting, each thing once, in the order of the papers."""
    rows = [
        row
        for row in material.rows
        if row.stored.entry.kind is EntryKind.RECOMMENDATION
        and row.record.paper_id in material.report_ids
        and not is_addressed_to_machine(row.stored.text)
    ]
    rows.sort(key=lambda row: (_day(row), row.stored.entry.span.start))
    kept = distinct((Excerpt.of_entry(row.stored, row.record) for row in rows), _MOST_ASKED)
    keys = {each.key for each in kept}
    return [row for row in rows if Excerpt.of_entry(row.stored, row.record).key in keys]


def _recommended(material: Material) -> Iterator[Point]:
    leads: set[tuple[str, int]] = set()
    for row in recommendations(material):
        passages = material.passages.get(row.record.paper_id, [])
        lead = _lead_of(row.stored.passage, row.record, passages)
        asked = _as_printed(row, is_listed=lead is not None)
        if lead is not None and lead.key not in leads:
            leads.add(lead.key)
            yield Point.of(lead, asked)
        elif material.is_topic and lead is None:
            yield Point.of(wording.RECOMMENDED_ON.format(day=asked.day_name), asked)
        else:
            yield Point.of("" if lead or _is_sentence(asked) else wording.RECOMMENDED, asked)


def _is_sentence(excerpt: Excerpt) -> bool:
    """Whether the words say themselves that they recommend, or carry a letter or number of their own."""
    return bool(re.search(r"\b(?:recommend|asked|invited)", excerpt.text, re.IGNORECASE))


def _as_printed(row: LedgerRow, *, is_listed: bool) -> Excerpt:
    """The recommendation, in a list with the letter or number before it."""
    stored = row.stored
    is_whole = len(stored.text) >= _WHOLE * len(stored.passage.text)
    if not is_whole:
        return Excerpt.of_entry(stored, row.record)
    return Excerpt.of_passage(row.record, stored.passage, is_marked=is_listed).without_link()


def _lead_of(passage: StoredPassage, record: PaperRecord, others: Sequence[StoredPassage]) -> Excerpt | None:
    """The sentence that introduces the list that a recommendation stands in."""
    for span in reversed(passage.context):
        for each in others:
            if each.span.holds(span) and each.role is not Role.HEADER:
                lead = Excerpt.of_passage(record, each).since(span.start)
                if _LEAD.search(lead.text):
                    return lead
                is_entry = each.ordinal < passage.ordinal and mark_length(each.text) > 0
                return _lead_of(each, record, others) if is_entry else None
    return None


def _day(row: LedgerRow) -> int:
    return row.record.date.value.toordinal() if row.record.date else 0


def implications(material: Material) -> Part:
    """The financial, legal and other implications under the reports' own headings."""
    points = [point for record in material.reports for point in _implied(record, material.of_report(record))]
    is_wanted = not material.is_topic and bool(material.reports)
    notes = (wording.NO_IMPLICATIONS,) if is_wanted and not points else ()
    return Part("implications", tuple(points[:_MOST_IMPLICATIONS]), notes, is_prose=True)


def _implied(record: PaperRecord, passages: Sequence[StoredPassage]) -> Iterator[Point]:
    for passage in passages:
        if passage.role not in (Role.PARAGRAPH, Role.DISCUSSION) or is_addressed_to_machine(passage.text):
            continue
        title = " ".join((passage.item_title or "").split())
        words = Excerpt.of_passage(record, passage)
        if _LABELLED.match(words.text):
            yield Point.of(words)
        elif _IMPLIES.fullmatch(title) and " | " not in words.text:
            is_general = _OVER_ALL.fullmatch(title)
            yield Point.of(words) if is_general else Point.of(*_headed(record, passage, passages), words)


def _headed(
    record: PaperRecord, passage: StoredPassage, passages: Sequence[StoredPassage]
) -> tuple[str | Excerpt, ...]:
    """The heading over a passage, quoted from where it stands."""
    for each in passages:
        is_over = each.role is Role.HEADER and each.text.strip() == (passage.item_title or "").strip()
        if is_over and each.span.end <= passage.span.start:
            return Excerpt(record, each, Span(each.span.start, each.span.end)), "\u2013"
    return ()


def is_implication(excerpt: Excerpt) -> bool:
    """Whether words stand where a report tells its implications."""
    title = " ".join((excerpt.passage.item_title or "").split())
    return bool(_LABELLED.match(excerpt.text) or _IMPLIES.fullmatch(title))
