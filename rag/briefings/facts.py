"""The figures that matter on a subject and how they moved, and the background without them.

A figure is set beside an earlier one only where both sentences say that they measure the same: the same words around
the figure, and the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.papers import Kind, Role, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms, stem
from rag.briefings import wording
from rag.briefings.asked import is_implication, recommendations
from rag.briefings.cells import Cells
from rag.briefings.excerpt import Excerpt, Point, distinct, in_order, sentences_of
from rag.briefings.material import Material
from rag.briefings.part import Part
from rag.briefings.prose import is_prose
from rag.figures import has_money, quantities
from rag.table_rows import columns_over, head_of

_MOST_FIGURES = 7
_MOST_ROWS = 6
_MOST_CHANGES = 3
_MOST_BACKGROUND, _MOST_WITHOUT_REPORT, _MOST_OF_TOPIC = 6, 8, 10
_WEIGHT_MONEY, _WEIGHT_SHARE, _WEIGHT_FIRST = 0.3, 0.2, 0.25
_WEIGHT_NAMED, _WEIGHT_MOVED, _WEIGHT_DUE = 0.4, 0.2, 0.2
_IN_WORDS_ONLY = 0.2
"""What a figure loses that is only counted in words, such as "one of the five"."""
_SAME_MEASURE = 0.65
_FEWEST_SHARED = 3
_LEADS_IN = re.compile(r"[?:][\"'\u201d\u2019]*\W*$|\b(?:below|following)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:rose|risen|ris(?:es|ing)|fell|fallen|falls?|falling|increas\w+|decreas\w+|reduc\w+|grew|grown|doubled|halved|"
    r"compared|missed|exceed\w*|overspen\w+|underspen\w+|shortfall|backlog)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:approv(?:al|ed?)|consider(?:s|ed)?|decisions?|consult(?:ation|ed)|agreement|deadline|required|subject to)\b",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"\bparagraphs?\s+(\d{1,3})(?:\s*(?:to|[-\u2013]|and)\s*(\d{1,3}))?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"para (\d{1,3})")
_SHARE = re.compile(r"\d\s?(?:%|per cent)", re.IGNORECASE)
_OF_TELLING = frozenset(
    stem(word)
    for word in "report reported said told noted stated advised confirmed informed members member officer officers now "
    "january february march april may june july august september october november december year years month quarter "
    "last this first second third chief finance panel board committee council authority commissioner".split()
)
"""Terms of who told a figure and when, which say nothing of what it measures."""


@dataclass(frozen=True)
class Change:
    """A figure and an earlier one of the same measure."""

    now: Excerpt
    before: Excerpt

    def point(self) -> Point:
        """Both, the present one first."""
        return Point.of(self.now, wording.EARLIER.format(day=self.before.day_name), self.before)


def figures(material: Material) -> Part:
    """The figures of the reports, or of the last meeting where there is no report, those that moved with both."""
    moved = {change.now.key: change for change in changes(material)}
    chosen = distinct((each for each in _ranked(material) if material.led_in(each)), _MOST_FIGURES)
    chosen = [each for each in chosen if each.key not in moved]
    points: list[Point | Cells] = [change.point() for change in list(moved.values())[:_MOST_CHANGES]]
    points += material.told(in_order(chosen), is_dated=not material.reports)
    points += rows(material)
    return Part("figures", tuple(points), is_prose=True)


def _ranked(material: Material) -> list[Excerpt]:
    """The sentences with figures, the telling ones first."""
    if material.reports:
        fitting = material.of_reports(Role.PARAGRAPH)
    else:
        latest = max((each.day for each in material.earlier), default=None)
        fitting = [each for each in material.earlier if each.day == latest or material.is_topic]
        fitting = [each for each in fitting if each.passage.role in (Role.DISCUSSION, Role.PARAGRAPH)]
    telling = [
        each for each in fitting if is_prose(each) and tells_figure(each.text) and not is_implication(each)
    ]
    named = _named(material)
    return sorted(telling, key=lambda each: -_worth(each) - _WEIGHT_NAMED * (_place(each) in named))


def tells_figure(text: str) -> bool:
    """Whether a sentence gives a figure that counts: more than "one of"."""
    return bool(quantities(text) - {"1"})


def _worth(excerpt: Excerpt) -> float:
    """How much a figure tells: by the subject, and more where it is money or a share, or moved."""
    text = excerpt.text
    worth = excerpt.score + (_WEIGHT_MONEY if has_money(text) else 0.0)
    worth += _WEIGHT_SHARE if _SHARE.search(text) else 0.0
    worth += _WEIGHT_MOVED if _MOVED.search(text) else 0.0
    return worth - (0.0 if any(map(str.isdigit, text)) else _IN_WORDS_ONLY)


def _named(material: Material) -> frozenset[tuple[str, int]]:
    """The paragraphs of the reports that their recommendations point to, which are what is to be decided on."""
    found: set[tuple[str, int]] = set()
    for row in recommendations(material):
        for first, last in _PARAGRAPHS.findall(row.stored.text):
            numbers = range(int(first), int(last or first) + 1)
            found.update((row.record.paper_id, number) for number in numbers)
    return frozenset(found)


def _place(excerpt: Excerpt) -> tuple[str, int]:
    match = _PARAGRAPH.match(excerpt.passage.point or "")
    return excerpt.passage.paper_id, int(match.group(1)) if match else 0


def changes(material: Material) -> list[Change]:
    """Figures of the reports beside earlier ones that measure the same."""
    if not material.reports:
        return []
    now = [each for each in material.of_reports(Role.PARAGRAPH) if is_prose(each) and quantities(each.text)]
    before = [
        each
        for each in _earlier(material)
        if each.passage.role in (Role.PARAGRAPH, Role.DISCUSSION) and is_prose(each) and quantities(each.text)
    ]
    found = []
    for each in now:
        alike = [other for other in before if other.day < each.day and is_same_measure(each.text, other.text)]
        if alike and quantities(each.text) != quantities(
            (latest := max(alike, key=lambda one: one.day)).text
        ):
            found.append(Change(each, latest))
    return found


def _earlier(material: Material) -> Sequence[Excerpt]:
    """Sentences of earlier papers; for a topic its earlier reports count among them."""
    return material.pool if material.is_topic else material.earlier


def is_same_measure(one: str, other: str) -> bool:
    """Whether two sentences with figures say that they measure the same, as far as their words show."""
    mine, theirs = _measured(one), _measured(other)
    shared = len(mine & theirs)
    is_alike = shared >= _FEWEST_SHARED and shared >= _SAME_MEASURE * len(mine | theirs)
    is_same_unit = has_money(one) == has_money(other) and bool(_SHARE.search(one)) == bool(
        _SHARE.search(other)
    )
    return is_alike and is_same_unit


@lru_cache(maxsize=4096)
def _measured(text: str) -> frozenset[str]:
    return frozenset(term for term in index_terms(text) if not term[0].isdigit()) - _OF_TELLING


def rows(material: Material) -> list[Point | Cells]:
    """Rows of the reports' tables with the heads of their columns."""
    if material.is_topic:
        return []
    found: list[Cells] = []
    for record in material.reports:
        sound = (each for each in _cells(record, material.of_report(record)) if each.is_sound)
        found += [each for each in sound if each.lead is not None or not each.is_of_years]
    return list(_led_in(found[:_MOST_ROWS]))


def _led_in(rows: Sequence[Cells]) -> Iterator[Point | Cells]:
    """The rows, what leads in to a table of years standing before the first of its rows."""
    told: set[tuple[str, int]] = set()
    for each in rows:
        if each.is_of_years and each.lead is not None and each.lead.key not in told:
            told.add(each.lead.key)
            yield Point.of(each.lead)
        yield each


def _cells(record: PaperRecord, passages: Sequence[StoredPassage]) -> Iterator[Cells]:
    """The rows of the tables of a paper, each with the row that heads its table."""
    for passage in passages:
        columns = columns_over(passage.text, passage) if passage.role is Role.PARAGRAPH else ""
        over = [each for each in passages if each.span in passage.context]
        head = head_of(columns, passage, over) if columns else None
        if head is not None:
            yield Cells(_quoted(record, head), _quoted(record, passage), _lead(record, head, passages))


def _lead(record: PaperRecord, head: StoredPassage, passages: Sequence[StoredPassage]) -> Excerpt | None:
    """The last sentence right above a table that leads in to it."""
    above = [each for each in passages if each.ordinal == head.ordinal - 1 and " | " not in each.text]
    told = [one for each in above for one in sentences_of(record, each)]
    return next((each for each in reversed(told) if _LEADS_IN.search(each.text)), None)


def _quoted(record: PaperRecord, passage: StoredPassage) -> Excerpt:
    return Excerpt(record, passage, Span(passage.span.start, passage.span.end))


def background(material: Material, before: Sequence[Excerpt]) -> Part:
    """What the reports say besides figures: the purpose first, then what fits the subject best."""
    firsts = {
        passage.passage_id: passage.span.start for each in material.passages.values() for passage in each
    }
    named = _named(material)
    fitting = [
        each
        for each in material.pool
        if each.passage.role is Role.PARAGRAPH
        and (material.is_topic or not material.reports or each.passage.paper_id in material.report_ids)
        and each.record.kind.value is not Kind.AGENDA
        and is_prose(each)
        and not tells_figure(each.text)
        and not is_implication(each)
    ]

    def worth(each: Excerpt) -> float:
        begins = each.span.start - firsts.get(each.passage.passage_id, 0)
        worth = each.score + (_WEIGHT_FIRST if begins < len("100. (iii) ") else 0.0)
        worth += _WEIGHT_DUE if _DUE.search(each.text) else 0.0
        return worth + (_WEIGHT_NAMED if _place(each) in named else 0.0)

    ranked = sorted(fitting, key=lambda each: -worth(each))
    most = _MOST_BACKGROUND if material.reports else _MOST_WITHOUT_REPORT
    most = _MOST_OF_TOPIC if material.is_topic else most
    fresh = (each for each in ranked if material.is_fresh(each, before))
    chosen = distinct(fresh, most, before)
    points = material.told(in_order(chosen), is_dated=not material.reports)
    return Part("background", tuple(points), is_prose=True)
