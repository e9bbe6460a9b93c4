"""Questions of which somebody is a part: who voted how, and what one person said of a thing.

What search finds is about the matter. Here only what records a vote by name on that matter, or tells the person's
own words on it, is kept as an answer; the rest is what comes nearest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.papers import Role
from ingest.store.records import StoredPassage
from ingest.structure.terms import index_terms, words
from rag import wording
from rag.checking.lexicon import plain_root
from rag.extract import Candidate, candidates, is_of_named_body
from rag.finding.hits import Found
from rag.hours import words_over
from rag.items import PassagesOf, of_item
from rag.known_as import KnownAs, known_as
from rag.question.query import Query
from rag.question.somebody import Somebody
from rag.question.speech import SpeechAsked, speech_asked
from rag.question.subject import own_terms
from rag.question.votes import VOTING_WORDS, VoteAsked, vote_asked
from rag.speech import Turn, heads_turn, mentions, spoken
from rag.votes import records_vote

_BELOW = 1.0
"""What a sentence that does not tell it is put below those that do: more than any answer reaches down for."""
_BESIDE = 0.05
"""What the decision that a vote was on is put below the sentence that records the vote."""
_HALF = 0.5
"""Share of the subject's words, by rarity, that must stand with what is told."""
_CLEARLY_ON_SUBJECT = 0.6
"""Cosine from which a sentence of the person speaks of the subject in other words."""
_NO_SPEECH = (Role.RESOLUTION, Role.HEADER)
"""What is agreed, and who came, are nobody's own words."""
_FEWEST_ON = 2
_LEAST_ONE_IN = 3
"""Passages of an item that speak of its subject: so many, and one in three of them."""
_PASSAGES_BEFORE = 4
"""Passages before the record of a vote that may say what was voted on."""


def asks_by_whom(query: Query) -> bool:
    """Whether somebody's vote, or what one person said, is asked for."""
    return vote_asked(query.question) is not None or speech_asked(query.question) is not None


def why_nobody(query: Query) -> str:
    """Why there is no answer where nothing that was found records the vote, or the words, that are asked for."""
    vote, speech = vote_asked(query.question), speech_asked(query.question)
    if vote is not None:
        return wording.NO_VOTE_BY_NAME.format(what=vote.name)
    return wording.NOT_SAID_BY.format(who=speech.speaker.printed) if speech is not None else ""


def by_whom_first(
    query: Query, found: Found, ranked: list[Candidate], passages: PassagesOf
) -> list[Candidate]:
    """The candidates, best first; those that tell by whom come first, and only they hold the kind that was asked.

    They are looked for in everything that was found. Other questions keep their candidates as they are. ``passages``
    gives those of a paper by its id.
    """
    vote, speech = vote_asked(query.question), speech_asked(query.question)
    if vote is None and speech is None:
        return ranked
    read = candidates(query, found, n_hits=len(found.hits))
    told: list[Candidate] = []
    if vote is not None:
        told = _voting(query, found, read, vote, passages)
    elif speech is not None:
        told = _speaking(query, found, read, speech, passages)
        if not speech.about:
            told = [each for each in told if _is_of_time(query, each)] or told
    telling, beside = {id(each) for each in told}, _decided_on(told, read)
    least = min((each.score for each in told), default=0.0)
    placed: list[Candidate] = []
    for each in read:
        is_told = id(each) in telling
        score = each.score if is_told or not told else each.score - _BELOW
        score = least - _BESIDE if id(each) in beside else score
        placed.append(replace(each, holds_kind=is_told, score=score))
    return sorted(placed, key=lambda each: -each.score)


def _decided_on(telling: Sequence[Candidate], ranked: Sequence[Candidate]) -> set[int]:
    """The decisions that a recorded vote names by their letter or number: "his vote against (a)"."""
    return {
        id(each)
        for each in ranked
        for vote in telling
        if each.passage.role is Role.RESOLUTION
        and _item(each.passage) == _item(vote.passage)
        and each.passage.point
        and f"({each.passage.point.strip('() .')})" in vote.text
    }


def _item(passage: StoredPassage) -> tuple[str, str | None, str | None]:
    return passage.paper_id, passage.item, passage.item_title


def _voting(
    query: Query, found: Found, ranked: Sequence[Candidate], asked: VoteAsked, passages: PassagesOf
) -> list[Candidate]:
    """The candidates that record the votes asked for, on the matter that the question names."""
    voter = asked.voter.terms if asked.voter else frozenset()
    subject = own_terms(query) - VOTING_WORDS - voter
    known = _Known(asked.voter, passages) if asked.voter else None
    return [
        each
        for each in ranked
        if is_of_named_body(query, each)
        and records_vote(each.text, asked, words_over(each.passage), known.in_paper(each) if known else None)
        and _share(found, subject, _around_vote(each, passages)) >= _HALF
    ]


def _around_vote(candidate: Candidate, passages: PassagesOf) -> str:
    """What says what a recorded vote was on: its item's title and decisions, its passage and those just before."""
    held = candidate.passage
    item = of_item(held, passages)
    before = [each for each in item if each.span.end <= held.span.start][-_PASSAGES_BEFORE:]
    decided = [each for each in item if each.role is Role.RESOLUTION]
    return "\n".join([words_over(held), held.text, *(each.text for each in (*before, *decided))])


def _speaking(
    query: Query, found: Found, ranked: Sequence[Candidate], asked: SpeechAsked, passages: PassagesOf
) -> list[Candidate]:
    """The candidates that tell what the person said on the subject."""
    known = _Known(asked.speaker, passages)
    of_body = [
        each for each in ranked if is_of_named_body(query, each) and each.passage.role not in _NO_SPEECH
    ]

    def is_on_subject(candidate: Candidate, words_of: str | None) -> bool:
        if words_of is None:
            return False
        near = f"{words_over(candidate.passage)}\n{words_of}"
        is_near = candidate.cosine >= _CLEARLY_ON_SUBJECT or _share(found, asked.about, near) >= _HALF
        return is_near or _is_item_on(found, asked.about, candidate.passage, passages)

    told = [each for each in of_body if is_on_subject(each, known.words_with(each))]
    # A bare name may be a company's or a place's: what is told of its words need not make it the subject.
    if told or asked.speaker.has_title or asked.speaker.office:
        return told
    named = [each for each in of_body if mentions(each.text, known.in_paper(each))]
    told = [each for each in named if is_on_subject(each, each.text)]
    # A record word for word names whoever speaks once, and then goes on for pages.
    return told or [each for each in of_body if known.heads_turns_of(each)]


def _is_item_on(found: Found, about: Collection[str], held: StoredPassage, passages: PassagesOf) -> bool:
    """Whether the whole item is about the subject: not where one of its passages only mentions it."""
    if held.item is None:
        return False
    item = of_item(held, passages)
    n_on = sum(_share(found, about, each.text) >= _HALF for each in item)
    return n_on >= _FEWEST_ON and _LEAST_ONE_IN * n_on >= len(item)


class _Known:
    """What each paper calls a person, and what they say in each passage; found once."""

    def __init__(self, who: Somebody, passages: PassagesOf) -> None:
        self._who = who
        self._passages = passages
        self._by_paper: dict[str, KnownAs] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._is_in_turns: dict[str, bool] = {}

    def in_paper(self, candidate: Candidate) -> KnownAs:
        paper_id = candidate.passage.paper_id
        if paper_id not in self._by_paper:
            texts = (each.text for each in self._passages(paper_id))
            self._by_paper[paper_id] = known_as(self._who, texts)
        return self._by_paper[paper_id]

    def heads_turns_of(self, candidate: Candidate) -> bool:
        """Whether the candidate's paper is told in turns that are headed by who speaks, the person among them."""
        known, paper_id = self.in_paper(candidate), candidate.passage.paper_id
        if paper_id not in self._is_in_turns:
            texts = (each.text for each in self._passages(paper_id))
            self._is_in_turns[paper_id] = any(heads_turn(text, known) for text in texts)
        return self._is_in_turns[paper_id]

    def words_with(self, candidate: Candidate) -> str | None:
        """All that the person says where the candidate is a part of it; None where it is not told as theirs."""
        held, span = candidate.passage, candidate.span
        if held.passage_id not in self._turns:
            self._turns[held.passage_id] = spoken(held, self.in_paper(candidate))
        for turn in self._turns[held.passage_id]:
            first, last = held.span.start + turn.span.start, held.span.start + turn.span.end
            if first < span.end and span.start < last:
                return turn.of
        return None


def _is_of_time(query: Query, candidate: Candidate) -> bool:
    """Whether the sentence may be of a meeting in the time that the question asks about, where it names one."""
    day, times = candidate.hit.record.date, query.times_asked
    return not times or day is None or any(time.holds(day.value) for time in times)


def _share(found: Found, subject: Collection[str], near: str) -> float:
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
