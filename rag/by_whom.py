"""Questions of which somebody is a part: who voted how, and what one person said of a thing.

What search finds is about the matter. Here only what records a vote by name on that matter, or tells the person's
own words on it, is kept as an answer; the rest is what comes nearest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ingest.papers import Role
from ingest.store.records import StoredPassage
from ingest.structure.emphasis import without_marks
from ingest.structure.motions import is_motion
from ingest.structure.terms import stem
from rag import wording
from rag.extract import Candidate, candidates, is_of_named_body
from rag.finding.hits import Found
from rag.hours import words_over
from rag.items import PassagesOf, of_item
from rag.known_as import KnownAs, known_as
from rag.motions import tells_result
from rag.on_motion import Recorded, motion_words, on_motion_asked, outcome_words, share_of
from rag.persons import tells_part
from rag.question.part import Part, PartAsked, part_asked
from rag.question.query import Query, Wants
from rag.question.somebody import Somebody
from rag.question.speech import SpeechAsked, speech_asked
from rag.question.votes import VoteAsked, mover_asked, result_asked, side_asked, vote_asked
from rag.speech import Turn, heads_turn, mentions, spoken
from rag.votes import records_vote

_BELOW = 1.0
"""What a sentence that does not tell it is put below those that do: more than any answer reaches down for."""
_BESIDE = 0.01
"""What the decision that a vote was on is put below the sentence that records the vote."""
_NEXT_MOTION = 0.06
"""What the records of a second motion are put below those of the first, where either may be meant."""
_HALF = 0.5
"""Share of the subject's words, by rarity, that must stand with what is told."""
_CLEARLY_ON_SUBJECT = 0.6
"""Cosine from which a sentence of the person speaks of the subject in other words."""
_SECONDED = re.compile(r"\bsecond(?:ed|er)?\b", re.IGNORECASE)
"""Where in a sentence on who moved and seconded the mover has been named."""
_OF_FATE = frozenset(
    map(stem, ("became", "become", "came", "fate", "happened", "outcome", "result", "results"))
)
"""Stems of the words that ask how a motion went."""
_NO_SPEECH = (Role.RESOLUTION, Role.HEADER)
"""What is agreed, and who came, are nobody's own words."""
_MINISTER = "minister"
"""An office that records word for word often do not tell, or only of one of several who hold it."""
_FEWEST_ON = 2
_LEAST_ONE_IN = 3
"""Passages of an item that speak of its subject: so many, and one in three of them."""


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
    speech = speech_asked(query.question)
    if vote_asked(query.question) is None and speech is not None:
        return _speaking_first(query, found, speech, passages)
    is_of_all = result_asked(query.question)
    is_open = is_of_all or bool(side_asked(query.question) or mover_asked(query.question))
    if vote_asked(query.question) is None and not is_open and _part(query) is None:
        return ranked
    read = candidates(query, found, n_hits=len(found.hits))
    told = _on_motion(query, found, read, passages)
    if is_open and not told:
        return ranked
    return _placed(read, _scores(query, found, read, told))


def _scores(
    query: Query, found: Found, read: Sequence[Candidate], told: Sequence[Recorded]
) -> dict[int, float]:
    """Scores of what is told, by identity: each motion's records together, and after them its own words.

    Where several motions are meant, of each the record that answers best.
    """
    motions = list({id(each.motion): each.motion for each in told}.values())
    top = max((each.candidate.score for each in told), default=0.0)
    scores: dict[int, float] = {}
    for number, motion in enumerate(motions):
        best = top - number * _NEXT_MOTION
        records = [each for each in told if each.motion is motion]
        if result_asked(query.question):
            records.sort(key=lambda each: not tells_result(each.candidate.text))
        records = records[:1] if len(motions) > 1 else records
        beside = _decided_on([each.candidate for each in records], read)
        words = [] if beside else [motion_words(found, each, read) for each in records]
        for each in records:
            scores.setdefault(id(each.candidate), best)
        for candidate in (*beside, *words):
            if candidate is not None:
                scores.setdefault(id(candidate), best - _BESIDE)
        if mover_asked(query.question) is not None:
            for outcome in (each for record in records for each in outcome_words(record, read)):
                scores.setdefault(id(outcome), best - 2 * _BESIDE)
    return scores


def _placed(read: Sequence[Candidate], scores: Mapping[int, float]) -> list[Candidate]:
    """The candidates, best first; those with a score of their own hold the kind, and no other comes near them."""
    if not scores:
        return [replace(each, holds_kind=False) for each in read]
    least = min(scores.values())
    placed = [
        replace(each, holds_kind=True, score=scores[id(each)])
        if id(each) in scores
        else replace(each, holds_kind=False, score=min(each.score, least) - _BELOW)
        for each in read
    ]
    return sorted(placed, key=lambda each: -each.score)


def _speaking_first(query: Query, found: Found, speech: SpeechAsked, passages: PassagesOf) -> list[Candidate]:
    """The candidates, those that tell the person's words first."""
    read = candidates(query, found, n_hits=len(found.hits))
    told = _speaking(query, found, read, speech, passages)
    if not speech.about:
        told = [each for each in told if _is_of_time(query, each)] or told
    telling, beside = {id(each) for each in told}, {id(each) for each in _decided_on(told, read)}
    least = min((each.score for each in told), default=0.0)
    placed: list[Candidate] = []
    for each in read:
        is_told = id(each) in telling
        score = each.score if is_told or not told else each.score - _BELOW
        score = least - _BESIDE if id(each) in beside else score
        placed.append(replace(each, holds_kind=is_told, score=score))
    return sorted(placed, key=lambda each: -each.score)


def _part(query: Query) -> PartAsked | None:
    """Who moved or seconded, where that is asked for."""
    part = part_asked(query.question) if query.wants is Wants.NAME else None
    return part if part is not None and part.part in (Part.MOVED, Part.SECONDED) else None


def _on_motion(query: Query, found: Found, read: Sequence[Candidate], passages: PassagesOf) -> list[Recorded]:
    """What records the votes, who moved, or how the vote went, on the motion asked about."""
    vote, part = vote_asked(query.question) or side_asked(query.question), _part(query)
    if vote is not None:
        known = _Known(vote.voter, passages) if vote.voter else None
        records = [
            each
            for each in read
            if records_vote(
                each.text, vote, words_over(each.passage), known.in_paper(each) if known else None
            )
        ]
        voter = vote.voter.terms if vote.voter else frozenset()
        return on_motion_asked(query, found, records, voter, passages)
    if mover := mover_asked(query.question):
        movers = _Known(mover, passages)
        records = [each for each in read if _is_moved_by(each, movers)]
        return on_motion_asked(query, found, records, mover.terms | _OF_FATE, passages, is_one_of_item=True)
    if part is not None:
        records = [each for each in read if tells_part(each.text, part, words_over(each.passage))]
    else:
        anybody = VoteAsked(frozenset())
        records = [each for each in read if tells_result(each.text) or records_vote(each.text, anybody)]
    return on_motion_asked(query, found, records, frozenset(), passages)


def _is_moved_by(candidate: Candidate, known: _Known) -> bool:
    """Whether a sentence says that the person moved something, and did not only second it."""
    if not tells_part(candidate.text, PartAsked(Part.MOVED), words_over(candidate.passage)):
        return False
    mover = _SECONDED.split(without_marks(candidate.text))[0]
    return mentions(mover, known.in_paper(candidate))


def _decided_on(telling: Sequence[Candidate], ranked: Sequence[Candidate]) -> list[Candidate]:
    """The decisions that a recorded vote names by their letter or number: "his vote against (a)"."""
    return [
        each
        for each in ranked
        for vote in telling
        if each.passage.role is Role.RESOLUTION
        and _item(each.passage) == _item(vote.passage)
        and each.passage.point
        and f"({each.passage.point.strip('() .')})" in vote.text
    ]


def _item(passage: StoredPassage) -> tuple[str, str | None, str | None]:
    return passage.paper_id, passage.item, passage.item_title


def _speaking(
    query: Query, found: Found, ranked: Sequence[Candidate], asked: SpeechAsked, passages: PassagesOf
) -> list[Candidate]:
    """The candidates that tell what the person said on the subject."""
    known = _Known(asked.speaker, passages)
    of_body = [each for each in ranked if is_of_named_body(query, each) and _may_be_speech(each.passage)]

    def is_on_subject(candidate: Candidate, words_of: str | None) -> bool:
        if words_of is None:
            return False
        near = f"{words_over(candidate.passage)}\n{words_of}"
        is_near = candidate.cosine >= _CLEARLY_ON_SUBJECT or share_of(found, asked.about, near) >= _HALF
        return is_near or _is_item_on(found, asked.about, candidate.passage, passages)

    told = [each for each in of_body if is_on_subject(each, known.words_with(each))]
    if not told and _MINISTER in asked.speaker.office:
        return of_body
    # A bare name may be a company's or a place's: what is told of its words need not make it the subject.
    if told or asked.speaker.has_title or asked.speaker.office:
        return told
    named = [each for each in of_body if mentions(each.text, known.in_paper(each))]
    told = [each for each in named if is_on_subject(each, each.text)]
    # A record word for word names whoever speaks once, and then goes on for pages.
    return told or [each for each in of_body if known.heads_turns_of(each)]


def _may_be_speech(passage: StoredPassage) -> bool:
    """Whether a passage may hold somebody's words, as one with a motion in running text does."""
    return passage.role not in _NO_SPEECH or (passage.role is Role.RESOLUTION and is_motion(passage.text))


def _is_item_on(found: Found, about: Collection[str], held: StoredPassage, passages: PassagesOf) -> bool:
    """Whether the whole item is about the subject: not where one of its passages only mentions it."""
    if held.item is None:
        return False
    item = of_item(held, passages)
    n_on = sum(share_of(found, about, each.text) >= _HALF for each in item)
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
