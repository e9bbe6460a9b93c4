"""Which items of minutes and which reports are on a subject, by what a search finds in them and by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.papers import Kind
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms
from rag.briefings.agenda import OF_MEETINGS
from rag.briefings.headings import WHOLE, Headings, item_and_part
from rag.briefings.plan import Subject
from rag.calibration import floor
from rag.finding.hits import Found, Hit
from rag.finding.variants import Variants
from rag.question.query import Query

Item = tuple[str, str | None]
"""A whole report, or one item of minutes: the id of its paper, and its title."""
_TITLED = 0.4
"""Share of title and topic in common from which an item is on the topic by its title."""
_STRONG, _FITTING = 1.5, 1.1
"""Score with share of the title from which an earlier item is on the subject of an item of an agenda."""
_GAP = 0.45
"""An item this much below the best one is about something else than a topic."""
_MOST_ITEMS = 5
"""Items of one meeting that are parts of the same item count as one."""
_ONE_WORD = 0.3
_MOSTLY = 0.75
"""Share of the title for an item to be named for the subject where others bear its very title."""
_JOINS = re.compile(r"\s+(?:&|and)\s+", re.IGNORECASE)
_PRESENT = re.compile(
    r"(?:\w+\s+)?(?:members?\s+)?(?:present|attendance|attended|sederunt|apolog)|"
    r"in\s+attendance|welcome|introductions?\b|apolog",
    re.IGNORECASE,
)
"""Titles below which stands who was there: names of groups there say nothing of what they did."""
_TITLE_COUNTS = 0.6


def item_of(record: PaperRecord, passage: StoredPassage) -> Item:
    """The item that a passage stands in."""
    return record.paper_id, None if record.kind.value in WHOLE else passage.item_title


def items_on(
    query: Query, subject: Subject, found: Found, headings: Headings
) -> tuple[frozenset[Item], frozenset[Item]]:
    """The items on the subject, and those of them that are named for it."""
    scores: dict[Item, float] = {}
    shares: dict[Item, float] = {}
    days: dict[Item, int] = {}
    nearest = 0.0
    for hit in found.hits:
        if hit.record.kind.value is Kind.AGENDA:
            continue  # it announces what the reports say
        item = item_of(hit.record, hit.passage)
        if item[1] is not None and _PRESENT.match(item[1]):
            continue
        share = _title_share(query, hit, found.variants)
        shares[item] = max(shares.get(item, 0.0), share)
        scores[item] = max(scores.get(item, 0.0), hit.score + _TITLE_COUNTS * share)
        days[item] = hit.record.date.value.toordinal() if hit.record.date else 0
        nearest = max(nearest, hit.cosine + hit.whole_cosine + hit.coverage)
    named: set[Item] = set()
    if subject.papers is not None:
        for record in {hit.record.paper_id: hit.record for hit in found.hits}.values():
            for item in _named_for(subject, record, headings):
                named.add(item)
                shares[item] = 1.0
                scores[item] = max(scores.get(item, 0.0), _STRONG)
                days[item] = record.date.value.toordinal() if record.date else 0
    own = frozenset((paper_id, None) for paper_id in subject.papers or ())
    if not scores or (not own and nearest < floor(found.n_windows)):
        return own, own
    least = max(scores.values()) - _GAP if subject.papers is None else _FITTING
    fitting = [item for item, score in scores.items() if score >= least and item not in own]
    if subject.papers is not None and not set(query.terms) - OF_MEETINGS:
        fitting = [
            item for item in fitting if shares[item] == 1.0
        ]  # "Updates" is about nothing but its title
    if named and len(set(query.terms) - OF_MEETINGS) == 1:
        fitting = [item for item in fitting if item in named]  # "Planning" is a word of many other items
    # Of items that come at every meeting the latest count.
    fitting.sort(key=lambda item: (scores[item] < _STRONG, -days[item], -scores[item]))
    groups = list(dict.fromkeys(map(_group, fitting)))[:_MOST_ITEMS]
    main = own | frozenset(item for item in fitting if _group(item) in groups)
    titled = _MOSTLY if named else _TITLED
    return main, own | frozenset(item for item in main if shares.get(item, 0.0) >= titled)


def _title_share(query: Query, hit: Hit, variants: Variants) -> float:
    """Share of an item's title that the topic names, or of the topic that the title names, whichever is larger."""
    if hit.record.kind.value in WHOLE:
        return _share(query, hit.record.title.value, variants)
    item, part = item_and_part(hit.passage.item_title)
    return max(_share(query, item, variants), _share(query, part, variants) if part else 0.0)


def _group(item: Item) -> tuple[str, str]:
    """The paper and the item that an item or a part of it belongs to."""
    return item[0], item_and_part(item[1])[0]


def _named_for(subject: Subject, record: PaperRecord, headings: Headings) -> Iterator[Item]:
    """The items of minutes, and parts of items, that have the very title of the subject, or one that it joins."""
    if record.kind.value in (*WHOLE, Kind.AGENDA):
        return
    asked = _titles_in(subject.topic)
    for title in dict.fromkeys(each.item_title for each in headings.passages(record)):
        names = [_distinct_terms(name) for name in item_and_part(title)]
        if any(terms[: len(each)] == each for terms in names for each in asked):
            yield record.paper_id, title


def _titles_in(topic: str) -> list[list[str]]:
    """The terms of a title, and those of the titles that it joins, such as "Budget 2025 and Open forum"."""
    joined = [_distinct_terms(each) for each in _JOINS.split(topic)]
    several = [each for each in joined if len(each) > 1] if len(joined) > 1 else []
    return [each for each in (_distinct_terms(topic), *several) if each]


def _distinct_terms(text: str) -> list[str]:
    return list(dict.fromkeys(index_terms(text)))


def _share(query: Query, title: str, variants: Variants) -> float:
    terms, asked = set(index_terms(title)), set(query.terms)
    if terms and terms == asked:
        return 1.0
    terms, asked = terms - OF_MEETINGS, asked - OF_MEETINGS
    if len(terms) < 2 or not asked:
        # "Petitions" or "Grants" heads whatever comes: what stands below must say itself what it is about.
        return _ONE_WORD if terms and terms <= asked else 0.0
    shared = sum(variants.holds(term, terms) for term in asked)
    if shared == 1 < len(asked):
        return min(_ONE_WORD, shared / min(len(terms), len(asked)))
    return min(1.0, shared / min(len(terms), len(asked)))
