"""Which sentences can be told as the decision that a question asks for: those on its subject, the decision first.

Any resolution is near in meaning to any question on what was decided. One that has no word of the subject, and stands
under no item that has one, was decided on something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Role
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.motions import is_motion
from ingest.structure.terms import fold, index_terms, stem, words
from rag.answer import Answer
from rag.cautions import asks_what_was_decided
from rag.extract import Candidate
from rag.finding.hits import Found
from rag.items import PassagesOf, under_item
from rag.question.deciding import TELLS_DECIDED, tells_decision_of_body
from rag.question.query import Query, Wants
from rag.question.subject import subject_terms

_GAP = 0.3
"""A sentence this much below the best is about something else."""
_AHEAD = 0.01
"""What puts a decision before the sentence that says what it was on."""
_LEAST = 0.2
_LEAST_OF_SHORT = 0.3
"""Shares of the subject, by rarity, that must stand with a decision on it, and of one of two words: of "knife crime"
"crime" alone is too little."""
_SHORT = 2
"""Words of a short subject."""
_FEWEST_OF_TITLE = 3
"""Words that a question must have of a title, in its order, to call an item by it."""
_MOST_OF_TITLE = 12
_OF_DECIDING = frozenset(
    stem(word)
    for word in (
        "reject rejected rejection refuse refused refusal adopt adopted adoption endorse endorsed endorsement accept "
        "accepted defer deferred deferral ratify ratified support supported back backed backing oppose opposed favour "
        "favoured object objected formal formally carry carried turn turned down conclude conclusion final finally "
        "unanimous unanimously"
    ).split()
)
"""Words of how something was decided, not of what it was decided on."""
_WORD = re.compile(r"[\w'&-]+")


def decisions_first(
    query: Query, found: Found, ranked: Sequence[Candidate], passages: PassagesOf
) -> list[Candidate]:
    """The candidates without decisions on other subjects, and before what leads up to a decision the decision itself.

    They stay as they are where the question does not ask what was decided, or names no subject.
    """
    subject = _subject(query, found)
    if not subject or not ranked:
        return list(ranked)
    kept = [
        each for each in ranked if not _is_decision(each) or _is_on(query, subject, found, each, passages)
    ]
    near = (each for each in kept if each.score >= kept[0].score - _GAP)
    first = next((each for each in near if _is_on(query, subject, found, each, passages)), None)
    if first is not None:
        # What stands before it is near in meaning, and on something else.
        kept = kept[kept.index(first) :]
    ordered = _with_cut_item_first(query, _with_decision_first(subject, found, kept), passages)
    return _with_what_was_spoken_of(subject, found, ordered, passages)


def is_beside_subject(query: Query, found: Found, best: Candidate, passages: PassagesOf) -> bool:
    """Whether the best sentence, to a question on what was decided, has nothing of the subject in it or over it."""
    subject = _subject(query, found)
    return bool(subject) and not _is_on(query, subject, found, best, passages)


def is_of_item_alone(query: Query, found: Found, answer: Answer, passages: PassagesOf) -> bool:
    """Whether decisions are told, none of which names the subject: it was only spoken of on their item."""
    subject = _subject(query, found)
    held = {passage.passage_id: (passage, hit.record) for hit in found.hits for passage in hit.passages}
    told = [(each.quote, *held[each.passage_id]) for each in answer.citations if each.passage_id in held]
    decisions = [
        _names(subject, found, passage, record, passages)
        for quote, passage, record in told
        if passage.role is Role.RESOLUTION or tells_decision_of_body(quote)
    ]
    return bool(subject) and bool(decisions) and not any(decisions)


def subject_words(query: Query) -> str:
    """The words of the subject as they stand in the question, without those between them."""
    subject = subject_terms(query) - _OF_DECIDING
    printed = dict.fromkeys(_WORD.findall(fold(query.question)))
    return " ".join(each for each in printed if subject.intersection(index_terms(each)))


def _subject(query: Query, found: Found) -> frozenset[str]:
    """The terms that a decision must have one of; none where the question is not what was decided on a subject."""
    is_asked = query.wants is Wants.ANYTHING and query.point is None and query.item is None
    if not is_asked or not asks_what_was_decided(query):
        return frozenset()
    return (subject_terms(query) & frozenset(found.rarity)) - _OF_DECIDING


def _is_decision(candidate: Candidate) -> bool:
    return candidate.passage.role is Role.RESOLUTION or tells_decision_of_body(candidate.text)


def _is_on(
    query: Query, subject: frozenset[str], found: Found, candidate: Candidate, passages: PassagesOf
) -> bool:
    """Whether enough of the subject stands with a sentence: in its passage or item, over it, or in its paper's title.

    A paper that does not say its body has to speak of all of it, where a body is named.
    """
    passage, record = candidate.passage, candidate.hit.record
    near = f"{record.title.value} {passage.item_title or ''} {passage.context_text} {passage.text}"
    least = 1.0 if query.named and record.body is None else None
    return _speaks(subject, found, near, least) or _speaks(
        subject, found, " ".join((near, *(each.text for each in under_item(passage, passages)))), least
    )


def _speaks(subject: frozenset[str], found: Found, text: str, least: float | None = None) -> bool:
    """Whether a text has enough of the subject in it: a share of at least ``least``, by rarity."""
    told = frozenset(index_terms(text))
    held = sum(found.rarity[term] for term in subject if found.variants.holds(term, told))
    if least is None:
        least = _LEAST_OF_SHORT if len(subject) <= _SHORT else _LEAST
    return held > 0 and held >= least * sum(found.rarity[term] for term in subject)


def _with_decision_first(
    subject: frozenset[str], found: Found, ranked: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates with the decision in front that the best of those on the subject lead up to, if one does."""
    if not ranked or ranked[0].passage.role is Role.RESOLUTION or TELLS_DECIDED.search(ranked[0].text):
        return list(ranked)
    for lead in ranked:
        if lead.score < ranked[0].score - _GAP:
            break
        if not _speaks(subject, found, f"{lead.passage.item_title or ''} {lead.passage.text}"):
            continue
        led = [each for each in ranked if _leads_to(lead, each)]
        if led:
            decision = min(led, key=lambda each: each.span.start)
            ahead = replace(decision, score=ranked[0].score + _AHEAD)
            return [ahead, *(each for each in ranked if each is not decision)]
    return list(ranked)


def _with_what_was_spoken_of(
    subject: frozenset[str], found: Found, ranked: Sequence[Candidate], passages: PassagesOf
) -> list[Candidate]:
    """The candidates with what its item says of the subject after a decision that does not name it.

    A motion that names it comes first, without the decisions that don't: had it been carried, it would be one of them.
    """

    def named(decision: Candidate) -> bool:
        return _names(subject, found, decision.passage, decision.hit.record, passages)

    first = ranked[0] if ranked else None
    if first is None or not _is_decision(first) or named(first):
        return list(ranked)
    for spoken in ranked[1:]:
        if _is_on_item_of(first, spoken) and _speaks(subject, found, spoken.text):
            others = [each for each in ranked if each is not spoken]
            if is_motion(spoken.text):
                ahead = replace(spoken, score=first.score + _AHEAD)
                return [ahead, *(each for each in others if not _is_decision(each) or named(each))]
            return [first, replace(spoken, score=first.score - _AHEAD), *others[1:]]
    return list(ranked)


def _names(
    subject: frozenset[str], found: Found, passage: StoredPassage, record: PaperRecord, passages: PassagesOf
) -> bool:
    """Whether a word of the subject stands with a decision, in what was said right before it, or in its titles."""
    before = [
        each.text
        for each in under_item(passage, passages)
        if each.span.start < passage.span.start and each.role is not Role.RESOLUTION
    ]
    words = " ".join((record.title.value, passage.item_title or "", *before[-1:], passage.text))
    return _speaks(subject, found, words, least=0.0)


def _is_on_item_of(decision: Candidate, candidate: Candidate) -> bool:
    one, other = decision.passage, candidate.passage
    place = (one.paper_id, one.item, one.item_title)
    return not _is_decision(candidate) and place == (other.paper_id, other.item, other.item_title)


def _with_cut_item_first(query: Query, ranked: Sequence[Candidate], passages: PassagesOf) -> list[Candidate]:
    """The candidates with a sentence in front of the item that the question calls by its title, if that is cut off.

    What was decided on it is lost with the rest of the page; the decision on an item of a like title is another one.
    """
    if not ranked or not _is_decision(ranked[0]):
        return list(ranked)
    asked = words(query.question)
    least = max(_FEWEST_OF_TITLE, 1 + _run(asked, ranked[0].passage.item_title))
    for candidate in ranked:
        if _run(asked, candidate.passage.item_title) >= least and _is_cut(
            under_item(candidate.passage, passages)
        ):
            ahead = replace(candidate, score=ranked[0].score + _AHEAD)
            return [ahead, *(each for each in ranked if each is not candidate)]
    return list(ranked)


def _is_cut(item: Sequence[StoredPassage]) -> bool:
    """Whether an item is cut off before its decision."""
    return any(each.is_truncated for each in item) and not any(each.role is Role.RESOLUTION for each in item)


def _run(asked: Sequence[str], title: str | None) -> int:
    """The most words of a question that stand in a title one after the other."""
    titled = f" {' '.join(words(title or ''))} "
    return max(
        (
            end - start
            for start in range(len(asked))
            for end in range(start + 1, min(len(asked), start + _MOST_OF_TITLE) + 1)
            if f" {' '.join(asked[start:end])} " in titled
        ),
        default=0,
    )


def _leads_to(lead: Candidate, candidate: Candidate) -> bool:
    """Whether a sentence is the decision on what another one says: later in its passage, or under its item.

    An entry of a list has its decision in it: what is decided under the same item may be on another entry.
    """
    one, other = lead.passage, candidate.passage
    if one.paper_id != other.paper_id or candidate.span.start <= lead.span.start:
        return False
    if one.passage_id == other.passage_id:
        return _is_decision(candidate)
    is_same_item = one.item_title is not None and (one.item, one.item_title) == (other.item, other.item_title)
    return is_same_item and one.point is None and other.role is Role.RESOLUTION
