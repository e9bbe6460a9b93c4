"""Where the papers of a body speak of a subject again: passages compared by their words, the rare ones most."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.dates import dates_in
from ingest.structure.sentences import sentences
from ingest.structure.terms import fold, index_terms, stem

_SPEAKING = frozenset({Role.DISCUSSION, Role.RESOLUTION, Role.PARAGRAPH, Role.RECOMMENDATION})
_RARE, _RARE_SHARE = 3, 0.005
"""Passages that may hold two words side by side for the pair to be the name of a subject."""
_COMMON = 0.25
"""Share of the passages above which a word finds nothing."""
_FEWEST = 12
_LEAST = 0.15
"""Share of a subject's weight below which a passage without a rare pair of words is not looked at."""
_MOST_MATCHES = 40
_NOWHERE = np.zeros(0, dtype=np.int64)
_FEWEST_CORE = 3
_ABOVE = 0.5
"""What a term counts that stands only in the title above a passage."""
_MINUTE = re.compile(
    r"\bminutes?\s+(?:no\.?\s*)?(?P<item>\d{1,3}(?:/\d{2,4})?)\s*(?P<point>\((?:[ivxl]+|[a-z]|\d{1,2})\))?"
    r"(?P<more>[^.;]{0,40})",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b([A-Z][a-z]+)\s+([A-Z][a-z]+)\b")
_ROLL = re.compile(
    r"\W*(?:also\s+)?(?:present|apolog(?:y|ies)|in\s+attendance|attendance|officers|absent)\b[^.]{0,30}:",
    re.IGNORECASE,
)
"""The list of who came: its names say nothing of a subject."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """A passage of a paper with the terms of its own words, those of what stands above it, and its word pairs."""

    record: PaperRecord
    passage: StoredPassage
    own: frozenset[str]
    above: frozenset[str]
    pairs: frozenset[Pair]

    @property
    def day(self) -> date | None:
        """The day of the meeting that the paper is for."""
        return self.record.date.value if self.record.date else None


@dataclass(frozen=True)
class Reference:
    """A minute of an earlier meeting that a passage names: its point if it says one, and the days beside it."""

    place: Place
    number: int
    span: Span
    point: str | None
    days: frozenset[date]


@dataclass(frozen=True)
class Subject:
    """What an entry is about: each term with how much it counts, 0 to 1, its word pairs, and those that name.

    ``core`` are the terms of the first text, which says most plainly what it is about.
    """

    weights: Mapping[str, float]
    pairs: frozenset[Pair]
    names: frozenset[Pair] = frozenset()
    core: frozenset[str] = frozenset()

    @classmethod
    def of(cls, parts: Sequence[tuple[str, float]], without: frozenset[str] = frozenset()) -> Subject:
        """The subject of some texts, each with how much its terms count; the first to name a term decides.

        Terms in ``without`` say nothing of a subject.
        """
        weights: dict[str, float] = {}
        pairs: set[Pair] = set()
        names: set[Pair] = set()
        for text, weight in parts:
            names.update((stem(one.lower()), stem(other.lower())) for one, other in _NAME.findall(text))
            terms = index_terms(text)
            for term in terms:
                if term not in without and len(term) > 1:
                    weights.setdefault(term, weight)
            pairs.update(pairs_of(terms))
        core = frozenset(index_terms(parts[0][0])) & weights.keys() if parts else frozenset()
        return cls(weights, frozenset(pairs), frozenset(names) & pairs, core)


@dataclass(frozen=True)
class Match:
    """A place that speaks of a subject; ``number`` is its own among the places of the body.

    ``coverage`` is the share of the subject's weight that stands in the place, 0 to 1, rare terms counting most;
    ``core`` is the share of the subject's core that does, 1 where that is too short to tell by;
    ``n_pairs`` how many rare pairs of words both have, ``has_name`` whether one of them is a name; ``n_terms`` how
    many terms.
    """

    place: Place
    number: int
    coverage: float
    core: float
    n_pairs: int
    has_name: bool
    n_terms: int


def pairs_of(terms: Sequence[str]) -> list[Pair]:
    """Neighbouring terms, without those that are figures."""
    return [
        (one, other)
        for one, other in zip(terms, terms[1:], strict=False)
        if one != other and not (one[0].isdigit() or other[0].isdigit())
    ]


class Papers:
    """The passages of one body's papers, by the terms and the pairs of words that they hold."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self._days = np.array(
            [place.day.toordinal() if place.day else 0 for place in self.places], dtype=np.int64
        )
        own: dict[str, list[int]] = defaultdict(list)
        above: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[Pair, list[int]] = defaultdict(list)
        self._references: dict[str, list[Reference]] = defaultdict(list)
        self._items = {(place.record.paper_id, _item(place.passage)) for place in self.places}
        for number, place in enumerate(self.places):
            for term in place.own:
                own[term].append(number)
            for term in place.above - place.own:
                above[term].append(number)
            for pair in place.pairs:
                self._pairs[pair].append(number)
            for item, reference in _references(place, number):
                self._references[item].append(reference)
        self._own = {term: np.array(numbers, dtype=np.int64) for term, numbers in own.items()}
        self._above = {term: np.array(numbers, dtype=np.int64) for term, numbers in above.items()}

    def naming(self, item: str) -> Sequence[Reference]:
        """Where passages name a minute by its number."""
        return self._references.get(item, ())

    def has_item(self, paper_id: str, item: str) -> bool:
        """Whether a paper has an item of this number itself."""
        return (paper_id, item) in self._items

    def weight(self, term: str) -> float:
        """How much a term tells: the logarithm of one in how many passages holds it; 0 for a common one."""
        n_all = len(self.places)
        n_holding = len(self._own.get(term, _NOWHERE)) + len(self._above.get(term, _NOWHERE))
        if n_all > _FEWEST and n_holding > _COMMON * n_all:
            return 0.0
        return math.log((n_all + 1) / (n_holding + 0.5))

    def matches(self, subject: Subject, after: date, also: Collection[int] = ()) -> list[Match]:
        """The places of later meetings that are nearest to a subject, the nearest first, then the earliest.

        Those that share little and no rare pair of words are left out, and all but ``_MOST_MATCHES``; the places
        numbered in ``also`` are in it whatever they share.
        """
        gained = np.zeros(len(self.places))
        n_terms = np.zeros(len(self.places), dtype=np.int64)
        whole = 0.0
        for term, share in subject.weights.items():
            weight = share * self.weight(term)
            whole += weight
            own = self._own.get(term, _NOWHERE)
            gained[own] += weight
            gained[self._above.get(term, _NOWHERE)] += _ABOVE * weight
            n_terms[own] += weight > 0
        if not whole:
            return []
        rare = self._rare(subject)
        is_wanted = gained >= _LEAST * whole
        is_wanted[[number for pair in rare for number in self._pairs[pair]]] = True
        is_wanted[list(also)] = True
        numbers = np.flatnonzero(is_wanted & (self._days > after.toordinal()))
        found = [
            self._match(subject, rare, int(number), float(gained[number] / whole), int(n_terms[number]))
            for number in numbers
        ]
        nearest = sorted(
            found, key=lambda each: (-each.coverage, each.place.day, each.place.passage.passage_id)
        )
        others = [each for each in nearest[_MOST_MATCHES:] if each.has_name or each.number in also]
        return nearest[:_MOST_MATCHES] + others[:_MOST_MATCHES]

    def _rare(self, subject: Subject) -> frozenset[Pair]:
        """The subject's pairs of words that few passages hold."""
        most = max(_RARE + 1, _RARE_SHARE * len(self.places))
        return frozenset(pair for pair in subject.pairs if 0 < len(self._pairs.get(pair, ())) <= most)

    def _match(
        self, subject: Subject, rare: frozenset[Pair], number: int, coverage: float, n_terms: int
    ) -> Match:
        place = self.places[number]
        shared, core = rare & place.pairs, subject.core
        held = len(core & place.own) / len(core) if len(core) >= _FEWEST_CORE else 1.0
        return Match(place, number, coverage, held, len(shared), bool(shared & subject.names), n_terms)


class Bodies:
    """The papers that an asker may see, put together by the body that they are of."""

    def __init__(
        self, library: Library, scope: Scope, records: Iterable[PaperRecord], former: Bodies | None = None
    ) -> None:
        """``former`` are those of the same asker before the library changed: papers that stayed are not read again."""
        self._library = library
        self._scope = scope
        self._records = [record for record in records if record.body is not None]
        self._places: dict[PaperRecord, tuple[Place, ...]] = {}
        self._kept: dict[str, tuple[tuple[PaperRecord, ...], Papers]] = {}
        if former is not None:
            stayed = former._places.keys() & set(self._records)
            self._places = {record: former._places[record] for record in stayed}
            self._kept = {
                body: kept for body, kept in former._kept.items() if kept[0] == self._speaking_of(body)
            }

    def of(self, body: str) -> Papers:
        """The passages of the body's papers, under whatever spelling of its name; read once.

        As long as the body's papers stay, it is the same object.
        """
        if body not in self._kept:
            records = self._speaking_of(body)
            papers = Papers([place for record in records for place in self._places_in(record)])
            self._kept[body] = records, papers
        return self._kept[body][1]

    def _speaking_of(self, body: str) -> tuple[PaperRecord, ...]:
        """The body's papers that tell what was; agendas say what is to come and are left out."""
        return tuple(
            record
            for record in self._records
            if record.body and record.kind.value is not Kind.AGENDA and is_same_body(record.body.value, body)
        )

    def _places_in(self, record: PaperRecord) -> tuple[Place, ...]:
        if record not in self._places:
            self._places[record] = tuple(
                _place(record, passage)
                for passage in self._library.passages(self._scope, record.paper_id)
                if passage.role in _SPEAKING and not _ROLL.match(passage.text)
            )
        return self._places[record]

    def later(self, body: str, after: date) -> list[PaperRecord]:
        """The body's papers of later meetings, earliest first, without agendas."""
        found = [record for record in self._speaking_of(body) if record.date and record.date.value > after]
        return sorted(found, key=lambda record: (record.date.value if record.date else date.max, record.name))


def _references(place: Place, number: int) -> Iterator[tuple[str, Reference]]:
    text, base = fold(place.passage.text), place.passage.span.start
    found = list(_MINUTE.finditer(text))
    spans = sentences(text) if found else []
    for match in found:
        days = frozenset(each.day for each in dates_in(match.group("more")))
        inside = next((span for span in spans if span.start <= match.start() < span.end), Span(0, len(text)))
        span = Span(base + inside.start, base + inside.end)
        yield match.group("item"), Reference(place, number, span, match.group("point"), days)


def _item(passage: StoredPassage) -> str:
    """The number of a passage's item without the full stop that some papers print after it."""
    return (passage.item or "").strip(". ")


def _place(record: PaperRecord, passage: StoredPassage) -> Place:
    terms = index_terms(passage.text)
    above = index_terms(
        " ".join([passage.item_title or "", record.title.value if record.kind.value is Kind.REPORT else ""])
    )
    return Place(record, passage, frozenset(terms), frozenset(above), frozenset(pairs_of(terms)))


def nearest_sentences(place: Place, subject: Subject, papers: Papers) -> tuple[Span, Span]:
    """The sentence of a place that shares most with a subject, alone and with the one after it.

    Spans are of the paper's text.
    """
    text, base = place.passage.text, place.passage.span.start
    spans = sentences(text) or [Span(0, len(text))]
    scores = [
        sum(
            papers.weight(term) * subject.weights[term]
            for term in set(index_terms(text[span.start : span.end]))
            if term in subject.weights
        )
        for span in spans
    ]
    best = max(range(len(spans)), key=lambda number: (scores[number], -number))
    following = spans[min(best + 1, len(spans) - 1)]
    return (
        Span(base + spans[best].start, base + spans[best].end),
        Span(base + spans[best].start, base + following.end),
    )
