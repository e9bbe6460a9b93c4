"""What a meeting made of what an answer tells of: the motion or the decision that stands under the same item.

Who spoke and what was recommended is nearest in words to "was it approved"; the answer is in the vote below it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ingest.papers import Kind, Role
from ingest.structure.terms import index_terms, stem
from rag.cautions import asks_what_was_decided
from rag.decided_under import Decided, decided_under
from rag.extract import Candidate
from rag.finding.hits import Found
from rag.items import PassagesOf, of_item
from rag.numbered import names_another
from rag.on_motion import share_of
from rag.question.deciding import tells_decision_of_body
from rag.question.query import Query
from rag.question.subject import subject_terms
from rag.question.votes import vote_asked
from rag.what_became import Became, after_in_item, fate_of, tells_its_outcome

_HALF = 0.5
"""Share of the subject's words, by rarity, that the item's title and what was decided must have together."""
_ASKS_OUTCOME = re.compile(
    r"\b(?:carried|passed|lost|defeated|granted|awarded|won|withdrawn|postponed|seconded|succeed(?:ed)?|go(?:ing)?\s+ahead)\b",
    re.IGNORECASE,
)
_REQUESTS = re.compile(
    r"\b(?:considered|discussed|received|heard)\b.{0,80}\b(?:requests?|proposals?|applications?)\b|"
    r"\b(?:requested|sought|seeks|asks?\s+for|asked\s+(?:for|that)|applied\s+(?:for|to))\b",
    re.IGNORECASE | re.DOTALL,
)
_RECOMMENDS = re.compile(r"\brecommend\w*\b", re.IGNORECASE)
_OF_ANY = frozenset(
    stem(word)
    for word in (
        "recommend recommended recommends recommendation recommendations officer officers staff council committee "
        "board panel cabinet members report meeting item resolution approve approved agree agreed"
    ).split()
)
"""Words of any recommendation."""
_FEWEST_ALIKE = 2


@dataclass(frozen=True)
class Settled:
    """What is told of it, in order; ``is_asked`` where it is the answer itself and comes first."""

    told: tuple[Became, ...]
    is_asked: bool


def settled(query: Query, found: Found, chosen: Sequence[Candidate], passages: PassagesOf) -> Settled | None:
    """What was decided under the item of the first sentence, where that is asked and none of the sentences tells it.

    Likewise where that sentence only tells what was recommended. None where the minutes don't tell it, or where the
    item and the decision don't name what the question is about.
    """
    if not chosen or chosen[0].hit.record.kind.value not in (Kind.MINUTES, Kind.DECISION):
        return None
    first = chosen[0]
    is_of_votes = vote_asked(query.question) is not None
    is_asked = asks_what_was_decided(query) or bool(_ASKS_OUTCOME.search(query.question))
    if is_of_votes or query.asks_recommendation or not (is_asked or recommends(first)):
        return None
    if any(_tells(each, passages) for each in chosen) or first.passage.item_title is None:
        return None
    decided = [
        each
        for each in _after(first, passages)
        if not any(names_another(each.text, other) for other in (query.question, first.text))
    ]
    of_subject = _of_subject(query, found, first, decided)
    told = of_subject or (
        _of_recommended(first, decided) if recommends(first) else _of_request(first, decided)
    )
    carried = [each for each in told if each.is_carried]
    best = max(carried or told, key=lambda each: _likeness(query, first, each), default=None)
    return Settled(best.told, is_asked and bool(of_subject)) if best is not None else None


def recommends(candidate: Candidate) -> bool:
    """Whether a sentence of minutes tells what was recommended to the meeting, not what it recommends to others."""
    if candidate.hit.record.kind.value is not Kind.MINUTES or candidate.passage.role is Role.RESOLUTION:
        return False
    return candidate.passage.role is Role.RECOMMENDATION or bool(_RECOMMENDS.search(candidate.text))


def _tells(candidate: Candidate, passages: PassagesOf) -> bool:
    """Whether a sentence that is told says what was decided, or is told with what became of it."""
    is_decision = candidate.passage.role is Role.RESOLUTION or tells_decision_of_body(candidate.text)
    after = after_in_item(candidate.passage, candidate.span, passages)
    return (
        is_decision or tells_its_outcome(candidate.text) or fate_of(candidate.text, list(after)) is not None
    )


def _after(first: Candidate, passages: PassagesOf) -> Iterator[Decided]:
    """What was decided or put behind a sentence under its item."""
    item = [each for each in of_item(first.passage, passages) if each.span.end > first.span.end]
    return decided_under(item, first.span.start)


def _of_subject(query: Query, found: Found, first: Candidate, decided: Collection[Decided]) -> list[Decided]:
    subject = subject_terms(query) & frozenset(found.rarity)
    title = first.passage.item_title or ""
    return [each for each in decided if share_of(found, subject, f"{title}\n{each.text}") >= _HALF]


def _of_recommended(first: Candidate, decided: Sequence[Decided]) -> list[Decided]:
    """What was decided in like words to a recommendation; the only decision on its item may be in quite other ones."""
    asked = set(index_terms(first.text)) - _OF_ANY
    alike = [each for each in decided if len(asked & set(index_terms(each.text))) >= _FEWEST_ALIKE]
    titled = set(index_terms(first.passage.item_title or ""))
    is_only = len(decided) == 1 and bool(titled & set(index_terms(decided[0].text)))
    return alike or (list(decided) if is_only else [])


def _of_request(first: Candidate, decided: Sequence[Decided]) -> list[Decided]:
    """The one decision behind a sentence that tells what the meeting was asked for; of several none is surely on it."""
    is_asked = bool(_REQUESTS.search(first.text))
    return list(decided) if is_asked and len(decided) == 1 else []


def _likeness(query: Query, first: Candidate, decided: Decided) -> tuple[int, int, int]:
    """Words shared with the question, then with the first sentence; of as many, what was decided last."""
    terms = set(index_terms(decided.text))
    return len(terms & set(query.terms)), len(terms & set(index_terms(first.text))), decided.span.start
