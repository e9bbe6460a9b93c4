"""The papers' own sentences that may answer, each with its score.

A sentence is scored on meaning, on the question's rarer words that it or its lead-in holds, on the window
it stands in, on whether it holds the kind of thing that was asked for, and on its role. The sentence itself
is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ingest.papers import Role, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.lines import DECISION, is_in_title_case, mark_length
from ingest.structure.terms import index_terms, stem
from rag.exact import counts_asked, is_told_exactly
from rag.finding.hits import Found, Hit
from rag.finding.unknown_names import capitalised
from rag.hours import words_over
from rag.instructions import asks_for_instructions, is_addressed_to_machine
from rag.kinds import gives_kind
from rag.labels import day_name
from rag.question.part import Part, part_asked
from rag.question.query import Query, Wants
from rag.table_rows import columns_over, with_columns

_HITS_READ = 8
_SENTENCES_KEPT = 2048
_TEXTS_KEPT = 2048
"""Of sentences and passages read last: in a service the same ones come up again and again, while those of papers that
come all day would go on filling more memory for hours."""
_WEIGHT_COVERAGE = 0.8
_WEIGHT_WINDOW = 0.3
_KIND_OF_ANSWER = 0.15
_ROLE = 0.25
_COUNTS_ELSE = 0.15
"""A figure that does not stand with the noun that the question counts is the count of something else."""
_TOLD_EXACTLY = 0.2
"""A sentence that names who, or gives the hour, answers however little else of the question it holds."""
_HEADING = 0.3
_OF_ANOTHER = 0.2
"""A figure beside which a name of the question does not stand is likely to be of something else."""
_CELL = 0.25
"""A cell of a table is short, and far in meaning from a question that it answers to the letter."""
_NOTHING_NEW = 0.3
_SHORTEST_ROOT = 6
"""Letters of a term that another one may go on from: govern, governor."""
_FROM_CONTEXT = 0.5
_FROM_PAPER = 0.5
_NOT_IN_HEADINGS = (Wants.ANYTHING, Wants.NUMBER, Wants.MONEY, Wants.MEETING_DATE)
_FEWEST_DECIDED = 3
"""Words after "Resolved" or "Decision:" below which a line only announces what follows."""
_ANNOUNCES = re.compile(r"\b(?:agreed|resolved|decided)\W*$", re.IGNORECASE)
"""A line that breaks off where what was decided should follow."""
_CANCELLED = "meeting_cancelled"
_CLEARLY_ON_SUBJECT = 0.5
"""Cosine from which a sentence speaks of the same thing in other words."""
_OF_MEASURES = frozenset(
    stem(word)
    for word in (
        "cost costs price prices fee fees charge charges sum sums amount amounts total totals figure figures "
        "number numbers rate rates share proportion percentage budget budgets estimate estimated expected current "
        "average annual yearly year years per cent money funding level size"
    ).split()
)
"""Words of what is measured, not of what it is measured on."""
_OF_PARTS = frozenset(
    stem(word)
    for word in (
        "move moved propose proposed proposal proposer second seconded seconder motion amendment put forward tabled "
        "appoint appointed elect elected nominate nominated choose chosen select selected mover whom"
    ).split()
)
"""Words of what somebody did, not of what it was done about."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that might answer: ``span`` leaves out list marks; ``text`` is verbatim, white space folded.

    ``score`` is higher for better and only comparable within one question; ``coverage`` is between 0 and 1.
    ``held`` are the question's terms that the sentence, its passage or what stands over it holds, ``own`` the rarest
    of those that the sentence itself holds, or for a row of a table the names of its columns.
    """

    hit: Hit
    passage: StoredPassage
    span: Span
    text: str
    score: float
    coverage: float
    cosine: float
    holds_kind: bool
    own: str | None = None
    held: frozenset[str] = frozenset()


def is_of_named_body(query: Query, candidate: Candidate) -> bool:
    """False where the question names a body, and the sentence is of a paper of another."""
    body = candidate.hit.record.body
    return not (query.named and body and body.value not in query.named)


def candidates(query: Query, found: Found, n_hits: int = _HITS_READ) -> list[Candidate]:
    """The sentences of the first ``n_hits`` hits, best first; ties keep the order of the hits."""
    best: dict[tuple[str, int], Candidate] = {}
    items = _item_cosines(found) if query.asks_decision else {}
    places: dict[str, _Place] = {}
    for rank, hit in enumerate(found.hits):
        if rank >= n_hits and not (items and any(each.role is Role.RESOLUTION for each in hit.passages)):
            continue
        for number, span in enumerate(hit.sentences):
            candidate = _candidate(query, found, hit, number, span, items, places)
            if candidate is None:
                continue
            key = (candidate.passage.paper_id, candidate.span.start)
            if key not in best or best[key].score < candidate.score:
                best[key] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)


def _item_cosines(found: Found) -> dict[tuple[str, str | None], float]:
    """For each item the cosine of its best sentence: what was decided on it is found by what it is about."""
    best: dict[tuple[str, str | None], float] = {}
    for hit in found.hits:
        for passage in hit.passages:
            item = (passage.paper_id, passage.item_title)
            best[item] = max(best.get(item, -1.0), hit.cosine)
    return best


def _candidate(
    query: Query,
    found: Found,
    hit: Hit,
    number: int,
    span: Span,
    items: dict[tuple[str, str | None], float],
    places: dict[str, _Place],
) -> Candidate | None:
    passage = _passage_of(hit, span)
    if passage is None or number >= len(hit.sentence_cosines):
        return None
    words = _words_of(hit.text[span.start - hit.start : span.end - hit.start])
    n_mark, text, terms = words.n_mark, words.text, words.terms
    if not words.tells_something:
        return None
    if words.is_for_machine and not asks_for_instructions(query.question):
        return None
    columns = columns_over(text, passage)
    told = with_columns(text, columns) if columns else text
    place = places.get(passage.passage_id)
    if place is None:
        place = places[passage.passage_id] = _place(query, found, hit, passage)
    coverage = _coverage(found, place, terms | _term_set(columns))
    cosine = max(hit.sentence_cosines[number], _cosine_of(columns, hit) if columns else -1.0)
    if passage.role is Role.RESOLUTION:
        cosine = max(cosine, items.get((passage.paper_id, passage.item_title), cosine))
    holds_kind = gives_kind(query, hit.record, passage, told) and (
        cosine >= _CLEARLY_ON_SUBJECT or _speaks_of_subject(query, found, hit, passage, terms)
    )
    if holds_kind and part_asked(query.question) and query.wants is Wants.NAME:
        holds_kind = _is_part_in_subject(query, found, hit, passage, place)
    score = cosine + _WEIGHT_COVERAGE * coverage + _WEIGHT_WINDOW * hit.score
    score += _adjustment(query, hit, passage, text, terms, holds_kind)
    if columns and holds_kind and _is_looked_up(query, found, terms, columns):
        score += _CELL
    own = _of_question(found, terms) or [
        each for each in _of_question(found, _term_set(columns)) if each.isalpha()
    ]
    is_count = counts_asked(query, text, passage) if holds_kind else None
    if is_count is False:
        score -= _COUNTS_ELSE
    if query.wants in (Wants.NUMBER, Wants.MONEY) and not _stands_with_names(query, found, hit, place.held):
        score -= _OF_ANOTHER
    return Candidate(
        hit,
        passage,
        Span(span.start + n_mark, span.end),
        text,
        score,
        coverage,
        cosine,
        holds_kind,
        own=max(own, key=lambda term: found.rarity[term], default=None),
        held=place.held,
    )


def _passage_of(hit: Hit, span: Span) -> StoredPassage | None:
    """The passage that holds most of a sentence, the first of those that hold as much; None where none holds any."""
    held = [each for each in hit.passages if each.span.overlaps(span)]
    return max(
        held,
        key=lambda each: min(each.span.end, span.end) - max(each.span.start, span.start),
        default=None,
    )


@dataclass(frozen=True)
class _Words:
    """A sentence whatever is asked: ``text`` is without its list mark of ``n_mark`` characters, white space folded."""

    n_mark: int
    text: str
    terms: frozenset[str]
    tells_something: bool
    is_for_machine: bool


@lru_cache(maxsize=_SENTENCES_KEPT)
def _words_of(raw: str) -> _Words:
    n_mark = mark_length(raw)
    text = " ".join(raw[n_mark:].split())
    terms = frozenset(index_terms(text))
    decision = DECISION.match(text)
    is_announcement = decision is not None and len(text[decision.end() :].split()) < _FEWEST_DECIDED
    is_bare = len(text.split()) == 1 and text.rstrip(".").isalpha()
    tells_something = bool(terms) and not (is_announcement or is_bare) and _ANNOUNCES.search(text) is None
    return _Words(n_mark, text, terms, tells_something, tells_something and is_addressed_to_machine(text))


def _is_looked_up(query: Query, found: Found, terms: frozenset[str], columns: str) -> bool:
    """Whether a figure is asked for that stands where a row and a column meet: the question names both."""
    if query.wants not in (Wants.NUMBER, Wants.MONEY):
        return False
    names = [term for term in found.rarity if not term[0].isdigit()]
    return all(
        any(found.variants.holds(term, each) for term in names) for each in (terms, _term_set(columns))
    )


def _cosine_of(columns: str, hit: Hit) -> float:
    """The cosine of the line that names a table's columns, which says what its rows are of; -1 if it was not found."""
    for span, cosine in zip(hit.sentences, hit.sentence_cosines, strict=False):
        if hit.text[span.start - hit.start : span.end - hit.start].split() == columns.split():
            return cosine
    return -1.0


def _speaks_of_subject(
    query: Query, found: Found, hit: Hit, passage: StoredPassage, terms: frozenset[str]
) -> bool:
    """Whether a figure can be of what was asked: one of the subject's words is in the sentence or stands over it.

    "The cost of the crossing" is no matter of a sentence on the cost of something else.
    """
    if query.wants not in (Wants.MONEY, Wants.NUMBER):
        return True
    subject = set(found.rarity) - _OF_MEASURES
    around = terms | _term_set(f"{passage.context_text} {passage.text}") | _term_set(hit.record.title.value)
    return not subject or any(found.variants.holds(term, around) for term in subject)


def _is_part_in_subject(query: Query, found: Found, hit: Hit, passage: StoredPassage, place: _Place) -> bool:
    """Whether what somebody moved, or was appointed to, is what the question names: half of its words at least.

    Of an office only the body that it is of has to be spoken of; who came or stayed away is of the meeting.
    """
    part = part_asked(query.question)
    if part is None or part.part in (Part.PRESENT, Part.ABSENT):
        return True
    if part.part is Part.OFFICE:
        of = set(index_terms(" ".join(part.of))) & set(found.rarity)
        told = _term_set(hit.text) | _terms_of(hit.record)
        return (
            not of
            or bool(of & place.held)
            or any(found.variants.holds(term, told) or _begins_alike(term, told) for term in of)
        )
    subject = set(found.rarity) - _OF_PARTS
    near = place.held | frozenset(_of_question(found, _term_set(f"{words_over(passage)} {hit.text}")))
    return 2 * len(subject & near) >= len(subject)


def _begins_alike(term: str, told: Set[str]) -> bool:
    """Whether a term goes on from another, or the other from it: the governors are the governing board."""
    return any(
        long.startswith(short) and len(short) >= _SHORTEST_ROOT
        for short, long in (sorted((term, other), key=len) for other in told)
    )


@dataclass(frozen=True)
class _Place:
    """What a passage gives to each of its sentences, in terms of the question or variants of them.

    ``in_paper`` stand in the facts of its paper, ``around`` in its text or over it, ``held`` in any of these.
    """

    in_paper: frozenset[str]
    around: frozenset[str]
    held: frozenset[str]
    from_context: float


def _place(query: Query, found: Found, hit: Hit, passage: StoredPassage) -> _Place:
    of_paper, around = _terms_of(hit.record), _term_set(f"{passage.context_text} {passage.text}")
    return _Place(
        frozenset(_of_question(found, of_paper)),
        frozenset(_of_question(found, around)),
        frozenset(_of_question(found, around | of_paper)),
        1.0 if passage.role is Role.RESOLUTION and query.asks_decision else _FROM_CONTEXT,
    )


def _coverage(found: Found, place: _Place, terms: frozenset[str]) -> float:
    """Share of the question's terms, by rarity, in the sentence, its context, or the facts of its paper."""
    held = 0.0
    for term, rarity in found.rarity.items():
        if term in place.in_paper:
            held += rarity * _FROM_PAPER
        elif found.variants.holds(term, terms):
            held += rarity
        elif term in place.around:
            held += rarity * place.from_context
    return held / (sum(found.rarity.values()) or 1.0)


def _terms_of(record: PaperRecord) -> frozenset[str]:
    body, day = record.body.value if record.body else "", record.date.value if record.date else None
    return _paper_terms(record.title.value, body, day)


def _of_question(found: Found, terms: Set[str]) -> list[str]:
    """The question's terms that are among others, or variants of which are."""
    return [term for term in found.rarity if found.variants.holds(term, terms)]


def _stands_with_names(query: Query, found: Found, hit: Hit, held: frozenset[str]) -> bool:
    """Whether every name in the question stands with a sentence: over it, in its passage, or in those beside it."""
    missing = (_names(query.question) & set(found.rarity)) - held
    return not missing or all(found.variants.holds(term, _term_set(hit.text)) for term in missing)


@lru_cache(maxsize=16)
def _names(question: str) -> frozenset[str]:
    """The terms of the names in a question."""
    return frozenset(index_terms(" ".join(capitalised(question))))


@lru_cache(maxsize=512)
def _paper_terms(title: str, body: str, day: date | None) -> frozenset[str]:
    """The terms of what is known of a paper."""
    return frozenset(index_terms(f"{title} {body} {day_name(day) if day else ''}"))


@lru_cache(maxsize=_TEXTS_KEPT)
def _term_set(text: str) -> frozenset[str]:
    """The terms of a text that comes with each of the sentences in it."""
    return frozenset(index_terms(text))


def _adjustment(
    query: Query, hit: Hit, passage: StoredPassage, text: str, terms: frozenset[str], holds_kind: bool
) -> float:
    change = 0.0
    if query.wants is not Wants.ANYTHING or not holds_kind:
        change += _KIND_OF_ANSWER if holds_kind else -_KIND_OF_ANSWER
    if holds_kind and is_told_exactly(query):
        change += _TOLD_EXACTLY
    if query.asks_decision and passage.role is Role.RESOLUTION:
        change += _ROLE
    if query.asks_recommendation and passage.role is Role.RECOMMENDATION:
        change += _ROLE
    if query.point is not None and query.points_at(passage):
        change += _ROLE
    is_cancelled = any(notice.code == _CANCELLED for notice in hit.record.notices)
    if is_cancelled and stem("cancelled") in terms:
        change += _KIND_OF_ANSWER + _ROLE
    elif passage.role is Role.HEADER:
        # The opening of the minutes is where the place of the meeting stands.
        is_opening = query.wants is Wants.PLACE and holds_kind
        is_poor = query.wants in _NOT_IN_HEADINGS
        change += _KIND_OF_ANSWER if is_opening else -_HEADING if is_poor else -_HEADING / 3
    is_bare = passage.role in (Role.PARAGRAPH, Role.DISCUSSION) and query.wants in _NOT_IN_HEADINGS
    if text.endswith(":") or (is_bare and is_in_title_case(text)):
        change -= _HEADING
    if terms <= set(query.terms):
        change -= _NOTHING_NEW
    return change
