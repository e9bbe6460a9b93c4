"""The rows of a timeline on a topic: what the papers say, seek, decide and promise on it.

A whole item is on the topic where its title names it; elsewhere a sentence is, where it does. Meaning alone makes
no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.papers import Kind, Role, Scope
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms, stem
from rag.briefings.tellable import ROUTINE, has_own_item, is_speakers, reaching_back, stands_alone
from rag.calibration import floor
from rag.extract import Candidate, candidates
from rag.figures import quantities
from rag.finding.hits import Found
from rag.finding.retrieve import Retriever
from rag.labels import passage_label
from rag.question.query import Query
from rag.timeline import Nearest, TimelineRow, What

_WINDOWS = 200
_MOST_SAID = 2
"""Sentences of one item, beside what it decides and promises, that become rows."""
_SHORT_TOPIC = 3
_SHARE = 0.7
"""Share of a topic's words, by rarity, that a sentence or a title must hold; of a short topic all."""
_NEAR = 3
"""A sentence names a topic in as many of its words, stop words aside, for each word of the topic."""
_OWN_SHARE = 0.35
"""Share that a sentence must hold itself where the title above it holds the rest."""
_ASKING = frozenset(
    stem(word)
    for word in "decide decided decision decisions promise promised timeline history progress update latest discuss "
    "discussed happen happened became follow".split()
)
_FIGURED = 0.1
_NEAREST = 3
_LONGEST_NEAREST = 240
_ROLES = frozenset({Role.DISCUSSION, Role.PARAGRAPH})

Place = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Topic:
    """A topic with how much each of its words tells, and what of the papers was found for it."""

    query: Query
    found: Found

    @property
    def unheard(self) -> list[str]:
        """Names of the topic that stand in no paper."""
        return [name for name, meant in self.found.variants.unknown.items() if meant is None]

    @property
    def is_near(self) -> bool:
        """Whether anything comes near enough to be looked at."""
        best = max((hit.cosine + hit.whole_cosine + hit.coverage for hit in self.found.hits), default=0.0)
        return best >= floor(self.found.n_windows)

    @property
    def rarity(self) -> dict[str, float]:
        """How much each word of the topic tells; words that only ask are left out where others are there."""
        told = {term: weight for term, weight in self.found.rarity.items() if term not in _ASKING}
        return told or self.found.rarity

    def share(self, terms: AbstractSet[str]) -> float:
        """The share of the topic's words, by rarity, that these terms hold: 0 to 1."""
        rarity = self.rarity
        held = sum(weight for term, weight in rarity.items() if self.found.variants.holds(term, terms))
        whole = sum(rarity.values())
        return held / whole if whole else 0.0

    def is_named(self, terms: AbstractSet[str]) -> bool:
        """Whether these terms name the topic: all words of a short one, and always its rarest."""
        rarity = self.rarity
        if not rarity:
            return False
        rarest = max(rarity, key=lambda term: (rarity[term], term))
        needed = 1.0 if len(rarity) <= _SHORT_TOPIC else _SHARE
        return self.found.variants.holds(rarest, terms) and self.share(terms) >= needed - 1e-9

    def is_named_in(self, text: str) -> bool:
        """Whether a text names the topic within a few words: far apart, they are of something else."""
        terms = index_terms(text)
        groups = (len(group) for groups in self.found.variants.groups.values() for group in groups)
        size = _NEAR * max(len(self.rarity), *groups, 1)
        last = max(len(terms) - size, 0)
        return any(self.is_named(frozenset(terms[at : at + size])) for at in range(last + 1))


def look_up(retriever: Retriever, scope: Scope, query: Query) -> Topic:
    """What the papers hold near a topic."""
    return Topic(query, retriever.retrieve(query, scope=scope, k=_WINDOWS))


def titled_items(topic: Topic) -> frozenset[Place]:
    """The items, and the whole reports, whose titles name the topic."""
    found = set()
    for hit in topic.found.hits:
        for passage in hit.passages:
            if topic.is_named(_title_terms(hit.record, passage)):
                found.add(place_of(hit.record, passage))
    return frozenset(found)


def place_of(record: PaperRecord, passage: StoredPassage) -> Place:
    """What counts as one item: a whole report, or an item of other papers."""
    if record.kind.value is Kind.REPORT:
        return record.paper_id, None, None
    return record.paper_id, passage.item, passage.item_title


def is_on(
    topic: Topic, items: AbstractSet[Place], record: PaperRecord, passage: StoredPassage, words: str
) -> bool:
    """Whether words of a passage are on the topic: by the title above them, by themselves, or by both together.

    What is resolved under a title without a number may be of the whole meeting: there its own words must tell.
    """
    if record.kind.value is Kind.AGENDA or ROUTINE.match(passage.item_title or ""):
        return False
    own = frozenset(index_terms(words))
    is_below = record.kind.value is Kind.REPORT or has_own_item(passage) or passage.role in _ROLES
    if is_below and place_of(record, passage) in items:
        return True
    if is_below and topic.share(own) >= _OWN_SHARE and not topic.is_named(own):
        return topic.is_named(own | _title_terms(record, passage))
    return topic.is_named_in(words)


def _title_terms(record: PaperRecord, passage: StoredPassage) -> frozenset[str]:
    is_report = record.kind.value is Kind.REPORT
    return frozenset(index_terms(record.title.value if is_report else passage.item_title or ""))


def papers_near(topic: Topic) -> dict[str, PaperRecord]:
    """The papers that hold a window on which the topic's words stand, by id."""
    return {hit.record.paper_id: hit.record for hit in topic.found.hits}


def said_on(topic: Topic, items: AbstractSet[Place], told: Iterable[TimelineRow]) -> Iterator[TimelineRow]:
    """What papers report and meetings discussed on the topic: the best sentences of each item, a few."""
    counts = Counter[Place]()
    taken = list(told)
    ranked = sorted(candidates(topic.query, topic.found, n_hits=_WINDOWS), key=_worth, reverse=True)
    for candidate in ranked:
        record, passage = candidate.hit.record, candidate.passage
        place = place_of(record, passage)
        if passage.role not in _ROLES or counts[place] >= _MOST_SAID:
            continue
        speaks_of_it = topic.share(frozenset(index_terms(candidate.text))) > 0
        if not speaks_of_it or not is_on(topic, items, record, passage, candidate.text):
            continue
        row = _row(candidate)
        if is_speakers(passage, row.span) or not stands_alone(passage, row.span, row.words):
            continue
        if any(row.overlaps(other) for other in taken):
            continue
        counts[place] += 1
        taken.append(row)
        yield row


def _row(candidate: Candidate) -> TimelineRow:
    what = What.DISCUSSED if candidate.passage.role is Role.DISCUSSION else What.REPORTED
    span = reaching_back(candidate.passage, candidate.span)
    return TimelineRow(what, candidate.hit.record, candidate.passage, span)


def _worth(candidate: Candidate) -> float:
    return candidate.score + (_FIGURED if quantities(candidate.text) else 0.0)


def nearest(topic: Topic) -> tuple[Nearest, ...]:
    """What comes near to a topic that no paper is on."""
    ranked = [each for each in candidates(topic.query, topic.found) if each.passage.role is not Role.HEADER]
    return tuple(
        Nearest(
            passage_label(each.hit.record, each.passage),
            _shortened(each.text),
            each.passage.passage_id,
            each.passage.access,
        )
        for each in ranked[:_NEAREST]
    )


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_NEAREST:
        return text
    return f"{text[: _LONGEST_NEAREST - 1].rsplit(' ', 1)[0]}\u2026"
