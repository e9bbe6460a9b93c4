"""Whether something is so, which is often told in a sentence that names nothing, such as "No reply had come".

It stands after the one that names what it is of, and is far in meaning from the question: neither answers alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.papers import Role
from ingest.structure.lines import is_row
from ingest.structure.terms import index_terms, stem, words
from rag.counts import is_same_deed
from rag.extract import Candidate
from rag.motions import tells_result
from rag.question.deed import deeds_asked
from rag.question.query import Query
from rag.question.subject import own_terms

_LONGEST = 16
"""Words of a sentence that only says if it is so."""
_NEAR = 240
"""Characters from the end of the sentence that names it: one or two sentences may stand between."""
_NEXT = 6
"""Characters between two sentences of which one follows on the other."""
_GAP = 0.6
"""A sentence this much below the best is on something else."""
_LEANS = re.compile(
    r"(?:It|This|They|These|Those|He|She|Both|Neither|None|No|Nothing|Nobody|Not|Still|So far|To date|As yet|"
    r"However,\s+(?:it|this|they|he|she|no|nothing|none))\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:not\s+yet|as\s+yet|yet\s+to|still|so\s+far|to\s+date|outstanding|(?:a)?waiting|awaited|pending|in\s+hand|"
    r"nothing|no\s+(?:news|progress|reply|answer|response|date)|(?:been|was|were)\s+(?:done|completed?|finished)|"
    r"complete[d]?|unresolved|under\s+way)\b",
    re.IGNORECASE,
)
"""How minutes tell where a matter stands without a word for what was to be done."""


def with_what_is_so(
    query: Query, ranked: Sequence[Candidate], chosen: Sequence[Candidate], most: int
) -> list[Candidate]:
    """The sentences ``chosen``, at most ``most``, with the one that says if it is so and the one that names it.

    The pair comes first, unless another sentence, of no earlier paper, already tells of what was asked. Unchanged
    where the question is not if something is so, and where no short sentence near one of those that are chosen tells
    it.
    """
    deeds = deeds_asked(query.question)
    pair = _pair(query, deeds, ranked, chosen) if deeds and chosen else None
    if pair is None:
        return list(chosen)
    others = [each for each in chosen if each not in pair and not _is_said(query, each)]
    if _tells(chosen[0], deeds) and chosen[0] not in pair and not _is_older(chosen[0], pair[0]):
        return [chosen[0], *pair, *others[1:]][:most]
    return [*pair, *others][:most]


def _pair(
    query: Query, deeds: frozenset[str], ranked: Sequence[Candidate], chosen: Sequence[Candidate]
) -> list[Candidate] | None:
    """A sentence on the subject and, not yet chosen with it, the short one after it that tells if it is so."""
    for lead in _leads(query, deeds, ranked, chosen):
        after = [each for each in ranked if _is_told_after(query, deeds, lead, each)]
        if after:
            last = min(after, key=lambda each: each.span.start)
            return None if last in chosen and _is_told(lead, last, chosen) else [lead, last]
    return _with_what_it_follows(query, deeds, ranked, chosen[0])


def _leads(
    query: Query, deeds: frozenset[str], ranked: Sequence[Candidate], chosen: Sequence[Candidate]
) -> Iterator[Candidate]:
    """The sentences that may name what it is of: those chosen that hold all of the question that the best one holds.

    Where no sentence that is chosen has a word for what was asked, also others that hold half of it.
    """
    subject = chosen[0].held - {stem(deed) for deed in deeds}
    yield from (each for each in chosen if subject <= each.held and _names_something(query, each))
    if not any(_tells(each, deeds) for each in chosen):
        for each in ranked:
            is_near = each.score >= chosen[0].score - _GAP and 2 * len(subject & each.held) >= len(subject)
            if is_near and subject and each not in chosen and _names_something(query, each):
                yield each


def _with_what_it_follows(
    query: Query, deeds: frozenset[str], ranked: Sequence[Candidate], best: Candidate
) -> list[Candidate] | None:
    """The best sentence, where it only says if it is so, after the one before it, which names what."""
    if not _names_nothing(deeds, best):
        return None
    before = [
        each for each in ranked if _is_told_after(query, deeds, each, best) and _names_something(query, each)
    ]
    return [max(before, key=lambda each: each.span.start), best] if before else None


def _is_told_after(query: Query, deeds: frozenset[str], lead: Candidate, candidate: Candidate) -> bool:
    """Whether a sentence that names nothing itself tells, soon after ``lead``, if it is so."""
    one, other = lead.passage, candidate.passage
    if (one.paper_id, one.item, one.item_title, one.point) != (
        other.paper_id,
        other.item,
        other.item_title,
        other.point,
    ):
        return False
    gap = candidate.span.start - lead.span.end
    if not 0 <= gap <= _NEAR or len(candidate.text.split()) > _LONGEST or is_row(candidate.text):
        return False
    # What became of a motion is told with it anyhow (``rag.what_became``).
    is_outcome = other.role is Role.RESOLUTION or tells_result(candidate.text)
    if candidate.text.endswith(("?", ":")) or is_outcome:
        return False
    if _tells(candidate, deeds):
        return _is_of_nothing_else(query, deeds, candidate)
    return gap <= _NEXT and bool(_LEANS.match(candidate.text) and _STATE.search(candidate.text))


def _is_of_nothing_else(query: Query, deeds: frozenset[str], candidate: Candidate) -> bool:
    """Whether a sentence has no subject of its own, or that of the question."""
    asked = own_terms(query) - {stem(deed) for deed in deeds}
    return _names_nothing(deeds, candidate) or bool(asked.intersection(index_terms(candidate.text)))


def _names_nothing(deeds: frozenset[str], candidate: Candidate) -> bool:
    """Whether a sentence leans on the one before it, or begins with what was asked: "A reply had come"."""
    first = next((word for word in words(candidate.text) if index_terms(word)), "")
    return bool(_LEANS.match(candidate.text)) or is_same_deed(first, deeds)


def _is_told(lead: Candidate, last: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether both are chosen in their order, or the second speaks for itself."""
    return not _LEANS.match(last.text) or (lead in chosen and chosen.index(lead) < chosen.index(last))


def _tells(candidate: Candidate, deeds: frozenset[str]) -> bool:
    return not is_row(candidate.text) and any(is_same_deed(word, deeds) for word in words(candidate.text))


def _names_something(query: Query, candidate: Candidate) -> bool:
    """Whether a sentence tells what the one after it is of, and does not only head it, or ask."""
    is_heading = candidate.passage.role is Role.HEADER or _is_said(query, candidate)
    return not is_heading and not candidate.text.endswith("?")


def _is_said(query: Query, candidate: Candidate) -> bool:
    """Whether a sentence has no word that the question has not: "Water pressure." heads what follows."""
    return set(words(candidate.text)) <= set(words(query.question))


def _is_older(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence is of a paper of an earlier day than another."""
    mine, theirs = one.hit.record.date, other.hit.record.date
    return mine is not None and theirs is not None and mine.value < theirs.value
