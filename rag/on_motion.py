"""Which records of votes, and of who moved, are of the motion that a question asks about.

One item may hold several motions, and one motion may come before several meetings: what is recorded of another one, or
in another time, is no answer, however near in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.papers import Span
from ingest.structure.bodies import name_parts
from ingest.structure.terms import index_terms, stem, words
from rag.checking.lexicon import plain_root
from rag.extract import Candidate, is_of_named_body
from rag.finding.hits import Found
from rag.finding.unknown_names import capitalised
from rag.hours import words_over
from rag.items import PassagesOf
from rag.motions import Line, Motion, motions_of, only_moves
from rag.numbered import names_another
from rag.question.periods import months_named, periods
from rag.question.query import Query
from rag.question.subject import own_terms
from rag.question.votes import VOTING_WORDS

_HALF = 0.5
"""Share of the subject's words, by rarity, that must stand with what is told."""
_NEAR = 0.2
"""What a motion may fall short of the one that fits best, of 2, and still be the one that is meant."""
_MOVING_WORDS = frozenset(
    stem(word)
    for word in (
        "move moved mover propose proposed proposer second seconded seconder motion put forward tabled whom"
    ).split()
)
_RECORDING = (
    frozenset(
        stem(word)
        for word in (
            "vote voted votes voting against favour favor abstain abstained abstention dissent dissented cast way "
            "record recorded ballot member members councillor councillors cllr name named names result"
        ).split()
    )
    | _MOVING_WORDS
)
"""Words of who did it, not of what it was done about."""
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)
"""Where what a motion asks for begins."""
_OF_PROCEEDING = re.compile(
    r"\breconsider\w*|\b(?:close|closure|end)\w*\s+(?:of\s+)?(?:the\s+)?debate\b|\bquestion\s+be\s+(?:now\s+)?put\b|"
    r"\b(?:call\w*|move\w*)\s+the\s+(?:previous\s+)?question\b|\bsuspen\w+\s+(?:of\s+)?standing\s+orders\b|"
    r"\btake\w*\s+from\s+the\s+table\b",
    re.IGNORECASE,
)
"""A vote on whether and how to go on with a matter is no vote on the matter."""
_AMENDMENT = re.compile(r"\bamend(?:ment|ed|ing)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recorded:
    """A sentence that records what is asked for, the motion that it is of, and the terms of what is asked about."""

    candidate: Candidate
    motion: Motion
    subject: frozenset[str]


def on_motion_asked(
    query: Query,
    found: Found,
    records: Sequence[Candidate],
    voter: frozenset[str],
    passages: PassagesOf,
    *,
    is_one_of_item: bool = False,
) -> list[Recorded]:
    """Those of ``records``, best first, that are of the motion asked about, in the time and of the body asked.

    ``voter`` are terms of who is asked about. Where the question names no subject, those of any motion. With
    ``is_one_of_item`` the records are of the only motion of its item that can be meant.
    """
    wider = _subject_terms(query) - voter - _RECORDING
    subject = wider - VOTING_WORDS or wider
    motions = _Motions(passages)
    told = [
        Recorded(each, motions.of(each), subject)
        for each in records
        if is_of_named_body(query, each) and _is_of_time(query, each, motions.of(each))
    ]
    names = frozenset(index_terms(" ".join(capitalised(query.question)))) & subject
    is_of_proceeding = _OF_PROCEEDING.search(query.question) is not None
    fits = [
        each
        for each in told
        if share_of(found, subject, _near(found, subject, each.motion)) >= _HALF
        and not _names_another(each.motion, names)
        and not names_another(each.motion.own, query.question)
        and (is_of_proceeding or not any(_OF_PROCEEDING.search(line.text) for line in each.motion.said))
    ]
    is_of_amendment = _AMENDMENT.search(query.question) is not None

    def rank(motion: Motion) -> float:
        if is_of_amendment and not _AMENDMENT.search(motion.own):
            return 0.0
        return share_of(found, subject, _near(found, subject, motion)) + share_of(found, wider, motion.own)

    least = max((rank(each.motion) for each in fits), default=0.0) - _NEAR
    return [
        each
        for each in fits
        # Another motion of the item that fits better is the one meant, though nothing is recorded of it.
        if rank(each.motion) >= least
        and (
            is_one_of_item or all(rank(each.motion) >= rank(other) - _NEAR for other in motions.beside(each))
        )
    ]


def _names_another(motion: Motion, names: Collection[str]) -> bool:
    """Whether a motion gives something else by name than what is asked about, which only what led up to it names."""
    over = "\n".join((motion.heading, motion.own, *(each.text for each in motion.labels)))
    if frozenset(names) <= frozenset(index_terms(over)):
        return False
    asked_for = _THAT.split(" ".join(each.text for each in motion.said), maxsplit=1)
    named = capitalised(asked_for[1]) if len(asked_for) > 1 else []
    return any(not name_parts(each)[2] for each in named)


def _near(found: Found, subject: Collection[str], motion: Motion) -> str:
    """What stands near a motion; the labels over it are of it only where they tell all that it falls short of."""
    with_labels = "\n".join((motion.near, *(each.text for each in motion.labels)))
    is_told = bool(motion.labels) and share_of(found, subject, with_labels) >= 1.0
    return with_labels if is_told else motion.near


def motion_words(found: Found, recorded: Recorded, read: Sequence[Candidate]) -> Candidate | None:
    """The one of ``read`` with the motion's own words, to be told beside the record; None where it has them itself."""
    subject = recorded.subject
    said = [
        each
        for each in read
        if any(_is_in(each, line) for line in recorded.motion.said) and not _is_same(each, recorded.candidate)
    ]
    best = max(
        said,
        key=lambda each: (share_of(found, subject, each.text), len(each.text)),
        default=recorded.candidate,
    )
    record = recorded.candidate
    is_own = any(_is_in(record, line) for line in recorded.motion.said) and not only_moves(record.text)
    is_told = share_of(found, subject, record.text) > share_of(found, subject, best.text)
    return None if best is record or is_own or is_told else best


def outcome_words(recorded: Recorded, read: Sequence[Candidate]) -> list[Candidate]:
    """Those of ``read`` that tell how the motion went."""
    return [each for each in read if any(_is_in(each, line) for line in recorded.motion.outcome)]


def share_of(found: Found, subject: Collection[str], near: str) -> float:
    """Share of the subject's words, by rarity, that ``near`` has, or variants of them; 1 for no subject."""
    most = max(found.rarity.values(), default=1.0)
    weights = {term: found.rarity.get(term, most) for term in subject}
    # "Spending" is found in "spent" by its root.
    terms = frozenset(index_terms(near)) | {plain_root(word) for word in words(near)}
    held = sum(
        weight
        for term, weight in weights.items()
        # "Buses" leaves buse, "bus" bus.
        if found.variants.holds(term, terms) or term.removesuffix("e") in terms
    )
    return held / sum(weights.values()) if weights else 1.0


class _Motions:
    """The motions of papers, each paper's read once."""

    def __init__(self, passages: PassagesOf) -> None:
        self._passages = passages
        self._read: dict[str, list[Motion]] = {}

    def of(self, candidate: Candidate) -> Motion:
        """The motion that a sentence is of; one of what stands over it where it is of none."""
        held = candidate.passage
        if held.paper_id not in self._read:
            self._read[held.paper_id] = motions_of(self._passages(held.paper_id))
        place = candidate.span.start
        for motion in self._read[held.paper_id]:
            if motion.holds(held.paper_id, place):
                return motion
        line = Line(held, Span(held.span.start, held.span.end), held.text)
        return Motion(words_over(held), said=[line], lines=[line])

    def beside(self, recorded: Recorded) -> list[Motion]:
        """The motions of the item that a record stands under, its own among them."""
        held = recorded.candidate.passage
        others = [
            each
            for each in self._read[held.paper_id]
            if each.said
            and (each.said[0].passage.item, each.said[0].passage.item_title) == (held.item, held.item_title)
        ]
        return [recorded.motion, *others]


def _subject_terms(query: Query) -> frozenset[str]:
    """The terms of what was voted on; of the business of any committee, and of times, where nothing else is named."""
    own = own_terms(query)
    if own - _RECORDING - VOTING_WORDS:
        return own
    rest = query.question
    for period in reversed(periods(rest)):
        rest = f"{rest[: period.span.start]} {rest[period.span.end :]}"
    named = frozenset(index_terms(rest)) & frozenset(query.terms)
    of_bodies = frozenset(index_terms(" ".join((*query.named, *(each.words for each in query.called)))))
    months = frozenset(index_terms(" ".join(months_named(rest))))
    return own | (named - of_bodies - months)


def _is_of_time(query: Query, candidate: Candidate, motion: Motion) -> bool:
    """Whether the meeting may be of the time that the question names; one that lies ahead of it is of the matter."""
    day = candidate.hit.record.date
    if day is None:
        return True
    if query.times_asked:
        return any(
            time.holds(day.value)
            or (time.first > day.value and _names_time(motion.own, str(time.first.year)))
            for time in query.times_asked
        )
    months = months_named(query.question)
    return not months or f"{day.value:%B}" in months


def _names_time(text: str, year: str) -> bool:
    return re.search(rf"\b{year}\b", text) is not None


def _is_in(candidate: Candidate, line: Line) -> bool:
    return (
        candidate.passage.passage_id == line.passage.passage_id
        and line.span.start <= candidate.span.start < line.span.end
    )


def _is_same(one: Candidate, other: Candidate) -> bool:
    return (one.passage.passage_id, one.span) == (other.passage.passage_id, other.span)
