"""Which items of minutes and which reports are on a subject, by what a search finds in them and by their titles."""

from __future__ import annotations

from ingest.papers import Kind
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms, stem
from rag.briefings.plan import Subject
from rag.calibration import floor
from rag.finding.retrieve import Found, Hit
from rag.finding.variants import Variants
from rag.question.query import Query

Item = tuple[str, str | None]
"""A whole report, or one item of minutes: the id of its paper, and its title."""
WHOLE = frozenset({Kind.REPORT, Kind.OTHER})
"""Kinds of papers that are on one subject as a whole."""
_TITLED = 0.4
"""Share of title and topic in common from which an item is on the topic by its title."""
_STRONG, _FITTING = 1.5, 1.1
"""Score with share of the title from which an earlier item is on the subject of an item of an agenda."""
_GAP = 0.45
"""An item this much below the best one is about something else than a topic."""
_MOST_ITEMS = 5
_ONE_WORD = 0.3
_TITLE_COUNTS = 0.6
_OF_MEETINGS = frozenset(
    stem(word)
    for word in "report reports update updates review oral first second third annual quarter public open forum item "
    "items discussion general business matter matters".split()
)
"""Terms of titles that say nothing of the subject."""


def item_of(record: PaperRecord, passage: StoredPassage) -> Item:
    """The item that a passage stands in."""
    return record.paper_id, None if record.kind.value in WHOLE else passage.item_title


def items_on(query: Query, subject: Subject, found: Found) -> tuple[frozenset[Item], frozenset[Item]]:
    """The items on the subject, and those of them that are named for it."""
    scores: dict[Item, float] = {}
    shares: dict[Item, float] = {}
    days: dict[Item, int] = {}
    nearest = 0.0
    for hit in found.hits:
        if hit.record.kind.value is Kind.AGENDA:
            continue  # it announces what the reports say
        item = item_of(hit.record, hit.passage)
        share = _title_share(query, hit, found.variants)
        shares[item] = max(shares.get(item, 0.0), share)
        scores[item] = max(scores.get(item, 0.0), hit.score + _TITLE_COUNTS * share)
        days[item] = hit.record.date.value.toordinal() if hit.record.date else 0
        nearest = max(nearest, hit.cosine + hit.whole_cosine + hit.coverage)
    own = frozenset((paper_id, None) for paper_id in subject.papers or ())
    if not scores or (not own and nearest < floor(found.n_windows)):
        return own, own
    least = max(scores.values()) - _GAP if subject.papers is None else _FITTING
    fitting = [item for item, score in scores.items() if score >= least and item not in own]
    if subject.papers is not None and not set(query.terms) - _OF_MEETINGS:
        fitting = [
            item for item in fitting if shares[item] == 1.0
        ]  # "Updates" is about nothing but its title
    # Of items that come at every meeting the latest count.
    fitting.sort(key=lambda item: (scores[item] < _STRONG, -days[item], -scores[item]))
    main = own | frozenset(fitting[:_MOST_ITEMS])
    return main, own | frozenset(item for item in main if shares.get(item, 0.0) >= _TITLED)


def _title_share(query: Query, hit: Hit, variants: Variants) -> float:
    """Share of an item's title that the topic names, or of the topic that the title names, whichever is larger."""
    is_whole = hit.record.kind.value in WHOLE
    title = hit.record.title.value if is_whole else hit.passage.item_title or ""
    terms, asked = set(index_terms(title)), set(query.terms)
    if terms and terms == asked:
        return 1.0
    terms, asked = terms - _OF_MEETINGS, asked - _OF_MEETINGS
    if len(terms) < 2 or not asked:
        # "Petitions" or "Grants" heads whatever comes: what stands below must say itself what it is about.
        return _ONE_WORD if terms and terms <= asked else 0.0
    shared = sum(variants.holds(term, terms) for term in asked)
    return min(1.0, shared / min(len(terms), len(asked)))
