"""Lines of enquiry: themes that the papers give cause to ask about, each with the words that do.

The questions are written once and claim nothing: what they are about is always a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.papers import Role
from ingest.structure.ledger_entries import Act, EntryKind
from rag.briefings import wording
from rag.briefings.asked import is_implication
from rag.briefings.earlier import decisions
from rag.briefings.excerpt import Excerpt, Point, distinct
from rag.briefings.facts import changes
from rag.briefings.gaps import differences
from rag.briefings.material import Material
from rag.briefings.owed import UNSETTLED, is_open, later_on, promises
from rag.briefings.part import Part
from rag.briefings.prose import is_prose, with_antecedent

_MOST = 4
_MOST_PROMISES, _MOST_CHANGES, _MOST_OTHER = 1, 1, 1
_RISK = re.compile(
    r"\brisks?\s+(?:of|to|that|is|are|remains?)\b|\b(?:is|are|be|put)\s+at\s+risk\b|\bshortfall\b|\bgap\s+of\b|\bshortage\b|\bdelay(?:s|ed)?\b|\buncertain\w*\b|\bconcerns?\s+(?:about|that|over|was|were|regarding|on)\b|"
    r"\bpressure\s+on\b|\bat\s+stake\b|\bunsustainable\b|\bdepend(?:s|ed)?\s+on\b",
    re.IGNORECASE,
)
_MET = re.compile(
    r"\bmitigat\w+|\bmanaged\b|\bin\s+place\b|\bto\s+reduce\b|\baddress\w*\b|\baction\s+plan\b|\bovercome\b|\bno\s+(?:\w+\s+)?risks?\b",
    re.IGNORECASE,
)
_NO_VIEWS = re.compile(r"\b(?:no|nor|without|any)\s+(?:\w+\s+)?(?:objections?|concerns?)\b", re.IGNORECASE)
_VOTE = re.compile(r"\bvot(?:e|es|ed|ing)\b", re.IGNORECASE)
_VIEWS = re.compile(
    r"\b(?:opposed|objected|objections?|unhappy|dissatisfied|did\s+not\s+support|disagreed)\b",
    re.IGNORECASE,
)


def enquiry(material: Material) -> Part:
    """The themes, at most four: what is owed, what moved, what was put off, what is unsettled, at risk, opposed."""
    points = [*_of_promises(material), *_of_changes(material), *_of_decisions(material), *_of_words(material)]
    return Part("enquiry", tuple(points[:_MOST]))


def _of_promises(material: Material) -> Iterator[Point]:
    """What is open and no later paper touches on, or one leaves open: what may have been kept is not asked about."""
    told = [(row, later_on(row, material)) for row in promises(material) if is_open(row)]
    rows = [row for row, later in told if later is None or later.is_outstanding]
    promised = [row for row in rows if row.stored.entry.kind is not EntryKind.REQUEST]
    for row in (promised or rows)[:_MOST_PROMISES]:
        each = with_antecedent(Excerpt.of_entry(row.stored, row.record)).without_announcement()
        form = wording.ASK_PROMISE if promised else wording.ASK_REQUEST
        yield Point.of(form.format(day=material.when(each)), each)


def _of_changes(material: Material) -> Iterator[Point]:
    for change in changes(material)[:_MOST_CHANGES]:
        point = change.point()
        yield Point.of(wording.ASK_CHANGE, *point.pieces)


def _of_decisions(material: Material) -> Iterator[Point]:
    """What was put off or refused before, or decided otherwise than the report asked."""
    turned = [row for row in decisions(material) if row.stored.entry.act in (Act.DEFERRED, Act.REFUSED)]
    entries = [Excerpt.of_entry(row.stored, row.record) for row in turned]
    for row in differences(material):
        if row.result and row.result.decision and row.decided_in:
            entries.append(Excerpt.of_entry(row.result.decision, row.decided_in))
    for each in distinct(entries[::-1], 1):
        form = wording.ASK_EARLIER if material.reports else wording.ASK_FOLLOWED
        yield Point.of(form.format(day=material.when(each)), each.without_announcement())


def _of_words(material: Material) -> Iterator[Point]:
    """What the reports, or where there are none the last minutes, call unsettled, a risk, or opposed."""
    is_reported = bool(material.reports)
    words = material.of_reports(Role.PARAGRAPH) if is_reported else _discussed(material)
    fitting = [each for each in words if is_prose(each)]
    told: list[Excerpt] = []
    for pattern, question in (
        (UNSETTLED, wording.ASK_UNSETTLED),
        (_RISK, wording.ASK_RISK),
        (_VIEWS, wording.ASK_VIEWS),
    ):
        chosen = distinct(
            (each for each in _prompting(pattern, fitting) if material.led_in(each)),
            _MOST_OTHER if is_reported else 1,
            told,
        )
        told += chosen
        for each in chosen:
            asked = question if is_reported else wording.ASK_SINCE.format(day=material.when(each))
            yield Point.of(asked, *material.led_in(each))


def _discussed(material: Material) -> Sequence[Excerpt]:
    days = [each.day for each in material.earlier if each.passage.role is Role.DISCUSSION]
    return [
        each for each in material.earlier if each.passage.role is Role.DISCUSSION and each.day == max(days)
    ]


def _prompting(pattern: re.Pattern[str], excerpts: Iterable[Excerpt]) -> Iterator[Excerpt]:
    for each in excerpts:
        is_met = pattern is _RISK and (
            _MET.search(each.passage.text) or is_implication(each) and len(each.text) < 40
        )
        is_none = _VOTE.search(each.text) or _NO_VIEWS.search(each.text)
        if pattern.search(each.text) and not is_met and not is_none:
            yield each
