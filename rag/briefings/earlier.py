"""What happened to a subject before: what was decided, what was said, and which interests were declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.papers import Kind, Role
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.terms import index_terms
from rag.briefings import wording
from rag.briefings.excerpt import Excerpt, Point, distinct, in_order, sentences_of
from rag.briefings.headings import title_over
from rag.briefings.items import item_of
from rag.briefings.material import Material
from rag.briefings.part import Part
from rag.briefings.prose import is_prose
from rag.choosing import decision_words
from rag.ledger import LedgerRow

_MOST_DECISIONS = 6
_MOST_SAID, _MOST_WITHOUT_REPORT, _MOST_OF_TOPIC = 4, 8, 12
_FORMAL = frozenset({Act.CONFIRMED, Act.THANKED})
"""Acts of form, which decide nothing on a subject."""
_MINUTES = frozenset({Kind.MINUTES, Kind.DECISION})
_AGREED = re.compile(r"\W*agreed\b", re.IGNORECASE)
_OF_FORM = re.compile(
    r"\bmeeting\s+(?:was\s+)?(?:ended|closed|finished|rose|concluded|opened|began|fixed)\b|\bnext\s+meeting\b|"
    r"\bconsidered\s+(?:a|the)\s+(?:\w+\s+)?report\s+(?:of|by|from)\b|^(?:moved|seconded)\b|"
    r"\bon being put to the vote\b|\bgave\s+(?:an?|the|their|his|her)\s+(?:\w+\s+)?(?:update|report|overview)\b"
    r"[^,;:]{0,40}$|\bmeeting\s+took\s+place\s+on\b[^,;:]{0,20}$",
    re.IGNORECASE,
)
"""What is said at every meeting and says nothing of a subject."""
_DECLARED = re.compile(r"\bdeclar|\binterests?\b", re.IGNORECASE)
_ALL_ITEMS = re.compile(r"\b(?:all|every|each|any)\s+(?:\w+\s+)?(?:items?|matters?)\b", re.IGNORECASE)
_NAMED_ITEM = re.compile(
    r"\b(?:item|minute|agenda item)s?\s+(?:no\.?\s*)?(\d{1,3}(?:/\d{2})?)", re.IGNORECASE
)
_AGENDA_ITEM = re.compile(r"\bagenda\s+(?:item|paper)\s+(\d{1,3})", re.IGNORECASE)
_TITLED = 0.5
_FEWEST_WORDS = 3
"""Words of a decision that says itself on what it is; "Noted." needs the title of its item."""
_ON_ANYTHING = re.compile(
    r"(?:that\s+)?(?:the\s+)?(?:contents?\s+of\s+the\s+)?(?:\w+\s+)?(?:reports?|updates?|position|information|"
    r"presentation|recommendations?)\s+(?:be|is|was|were)\s+(?:noted|received|approved|agreed|accepted|endorsed)\W*",
    re.IGNORECASE,
)
"""A decision that does not say on what it is, so that it needs the title that it stands under."""
_WEIGHT = {Act.DEFERRED: 0, Act.REFUSED: 0, Act.NOTED: 2}


def decided(material: Material) -> Part:
    """The earlier decisions on the subject, latest last; what was put off or refused is called that."""
    rows = decisions(material)
    shown = rows[-_MOST_DECISIONS:]
    notes = [] if rows else [wording.NO_DECISION]
    if len(rows) > len(shown):
        notes.append(wording.MORE_DECISIONS.format(n=len(rows) - len(shown)))
    telling = sorted(shown, key=lambda row: (_WEIGHT.get(row.stored.entry.act, 1), -_days(row)))
    return Part(
        "decided",
        tuple(_decision(row, material) for row in shown),
        tuple(notes),
        telling=tuple(_decision(row, material) for row in telling),
    )


def decisions(material: Material) -> list[LedgerRow]:
    """The decisions on the subject that the papers minute, earliest first."""
    return [
        row
        for row in material.rows_on
        if row.stored.entry.kind is EntryKind.DECISION
        and row.stored.entry.act not in _FORMAL
        and row.record.kind.value in _MINUTES
        and material.is_decided_on(row.record, row.stored.passage)
    ]


def _days(row: LedgerRow) -> int:
    return row.record.date.value.toordinal() if row.record.date else 0


def _decision(row: LedgerRow, material: Material) -> Point:
    printed = Excerpt.of_entry(row.stored, row.record)
    entry = printed.without_announcement()
    act, day = row.stored.entry.act, material.when(entry, is_in_brackets=True)
    is_resolved = row.stored.passage.role is Role.RESOLUTION
    if len(entry.text.split()) < _FEWEST_WORDS:
        return Point.of(wording.UNDER.format(title=_title_of(row), day=day), entry)
    if is_resolved and _ON_ANYTHING.fullmatch(entry.text):
        return Point.of(wording.RESOLVED_UNDER.format(title=_title_of(row), day=day), entry)
    form = wording.RESOLVED if is_resolved else wording.MINUTED
    announced = printed.text if entry is not printed else decision_words(row.stored.passage)
    if form is wording.RESOLVED and _AGREED.match(announced):
        form = wording.AGREED
    form = {Act.DEFERRED: wording.DEFERRED, Act.REFUSED: wording.REFUSED}.get(act, form)
    return Point.of(form.format(day=day), entry)


def _title_of(row: LedgerRow) -> str:
    return title_over(row.stored.passage) or " ".join(row.record.title.value.split())


def said(material: Material, before: list[Excerpt]) -> Part:
    """What was said at the last meetings on the subject; what ``before`` gives is not given again."""
    owed = [Excerpt.of_entry(row.stored, row.record) for row in material.rows_on]
    spoken = [
        each
        for each in material.earlier
        if each.passage.role is Role.DISCUSSION
        and is_prose(each)
        and not any(each.overlaps(other) for other in owed)
        and material.is_fresh(each, before)
        and not _OF_FORM.search(each.text)
    ]
    most = _MOST_SAID if material.report_ids else _MOST_WITHOUT_REPORT
    if material.is_topic:
        chosen = distinct(spoken, _MOST_OF_TOPIC, before)
    else:
        latest = sorted({each.day for each in spoken}, reverse=True)[:2]
        spoken.sort(key=lambda each: latest.index(each.day) if each.day in latest else len(latest))
        chosen = distinct((each for each in spoken if each.day in latest), most, before)
    return Part("said", tuple(material.told(in_order(chosen), is_dated=True)), is_prose=True)


def interests(material: Material) -> Part:
    """Interests that were declared on the subject before, as far as the minutes say in what."""
    found = []
    for paper_id in dict.fromkeys(each.record.paper_id for each in material.earlier):
        record = material.records[paper_id]
        if record.kind.value in _MINUTES:
            found += list(_declared(material, paper_id))
    ordered = in_order(found)
    points = (Point.of(day, each) for day, each in zip(material.dated(ordered), ordered, strict=True))
    return Part("interests", tuple(points))


def _declared(material: Material, paper_id: str) -> Iterator[Excerpt]:
    record, passages = material.records[paper_id], material.passages[paper_id]
    items = [each for each in passages if item_of(record, each) in material.main]
    numbers = {(each.item or "").strip(". ") for each in items} - {""}
    for each in items:
        numbers.update(_AGENDA_ITEM.findall(each.text))
    titles = set(index_terms(material.subject.topic)) | {
        term for each in items for term in index_terms(each.item_title or "")
    }
    for passage in passages:
        if passage.role is not Role.INTEREST and not _is_under_interests(passage.item_title):
            continue
        for sentence in sentences_of(record, passage):
            if _DECLARED.search(sentence.text) and is_prose(sentence) and _is_in(sentence, numbers, titles):
                yield sentence


def _is_under_interests(title: str | None) -> bool:
    return bool(re.search(r"\binterests?\b", title or "", re.IGNORECASE))


def _is_in(sentence: Excerpt, numbers: set[str], titles: set[str]) -> bool:
    """Whether an interest is declared in one of these items, or in all of them."""
    named = set(_NAMED_ITEM.findall(sentence.text))
    if re.search(r"\bdeclared\b", sentence.text) and _ALL_ITEMS.search(sentence.text):
        return True
    if named:
        return bool(named & numbers)
    terms = set(index_terms(sentence.text))
    return len(titles) > 1 and len(terms & titles) >= _TITLED * len(titles)
