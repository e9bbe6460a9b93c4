"""Several questions put as one, taken apart where each part says of itself what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from ingest.structure.terms import STOP_WORDS, words
from rag import wording
from rag.answer import Answer, Citation, Sentence
from rag.finding.hits import Hit
from rag.question.conversation import Turn, stand_alone
from rag.question.follow_ups import is_follow_up
from rag.question.periods import periods

MOST_PARTS = 4
MOST_SENTENCES = 4
SENTENCES_A_PART = 2
_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could|should)"
_SECOND = re.compile(
    rf",?\s+and\s+(?=(?:what|when|where|why|who|(?:by|to|for|at|in|on) (?:what|which|whom)|which|how "
    rf"(?:much|many|long|often|far|did|was|were|is|are)"
    rf"|{_AUXILIARY}\s+(?:the|any|members?|councillors?))\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"^(?:and\s+)?(?:(?:by|to|for|at|in|on|from) )?(?:what|when|where|why|who|whom|which|"
    rf"how)\b.*\b(?:{_AUXILIARY}|\w+ed|cost|costs)\b|"
    rf"^{_AUXILIARY}\s",
    re.IGNORECASE,
)
_VOTES_BARE = re.compile(
    r"who\s+(?:(?P<on>abstained|dissented)|voted\s+(?:for|against|in\s+favou?r\s+of)|moved|proposed|seconded)(?=\W*$)",
    re.IGNORECASE,
)
"""A vote, or a mover, of what the question before is about."""
_FEWEST_OWN = 2
"""Words of its own that the second question needs, one more where its verb is not known; with fewer it leans on
the first."""
_NOT_OWN = frozenset(
    "report reports minutes minute agenda paper papers meeting panel board committee council members "
    "member price cost date "
    "role work scheme matter post plan project issue item items commissioner pcc officer officers chair "
    "yet still body decision "
    "much many long often happened next caution came follow followed reason reasons proposed seconded "
    "decided agreed said".split()
)


def split_question(question: str, bodies: Sequence[str] = ()) -> tuple[str, ...]:
    """The questions in one, at most `MOST_PARTS`; the question alone where it can't be parted safely.

    Parted at question marks, and before "and what ...", "and how much ..." where what follows has a subject of
    its own. A later part that leans on the one before ("And who proposed it?") is made whole.
    """
    asked = " ".join(question.split())
    sentences = [part.strip() for part in re.split(r"(?<=\?)\s+", asked) if any(map(str.isalnum, part))]
    parts = [half for sentence in sentences for half in _halves(sentence, bodies)]
    if not 1 < len(parts) <= MOST_PARTS or any(not _is_question(part) for part in parts):
        return (asked,)
    whole: list[str] = []
    for part in parts:
        whole.append(stand_alone(part, [Turn(whole[-1])] if whole else [], bodies))
    return tuple(dict.fromkeys(whole))


def _is_question(part: str) -> bool:
    return part.endswith("?") and len(part.split()) > 1 or is_follow_up(part)


def _halves(sentence: str, bodies: Sequence[str]) -> list[str]:
    for joint in _SECOND.finditer(sentence):
        first, second = sentence[: joint.start()].rstrip(" ,"), sentence[joint.end() :]
        votes = _VOTES_BARE.match(second)
        if votes and _ASKS.match(first) and _n_own(first, "") >= 1:
            return [f"{first}?", f"{votes.group().capitalize()}{' on' if votes.group('on') else ''} it?"]
        n_own = _n_own(second, first) - (0 if _ASKS.match(second) else 1)
        is_safe = _ASKS.match(first) and not is_follow_up(second, bodies)
        if is_safe and n_own >= _FEWEST_OWN and _n_own(first, "") >= 1:
            return [f"{first}?", *_halves(second[0].upper() + second[1:], bodies)]
    return [sentence]


def _n_own(part: str, other: str) -> int:
    """How many words say what the part is about, those of the other part not counted."""
    for period in reversed(periods(part)):
        part = f"{part[: period.span.start]} {part[period.span.end :]}"
    others = set(words(other))
    return len({word for word in words(part) if word not in STOP_WORDS | _NOT_OWN | others})


def merged(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer made of those to the parts; a part that is not answered is said to be so in the warnings.

    At least one of ``answers`` is answered. Citations are numbered anew; hits come in turn from each part.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    warnings: list[str] = []
    for answer in _shortened(answers):
        if answer.abstention is not None:
            reason = answer.abstention.reason
            warnings.append(wording.PART_NOT_ANSWERED.format(question=answer.question, reason=reason))
            continue
        for sentence in answer.sentences:
            numbers = tuple(_number(citation, citations) for citation in _cited(sentence, answer))
            sentences.append(replace(sentence, citations=numbers))
        warnings += answer.warnings
    is_whole = all(answer.status == "answered" for answer in answers)
    best = next(answer for answer in answers if answer.answered)
    return replace(
        best,
        question=question,
        status="answered" if is_whole else "partial",
        sentences=tuple(sentences),
        citations=tuple(citations),
        warnings=tuple(dict.fromkeys(warnings)),
        hits=_in_turn([answer.hits for answer in answers]),
    )


def _shortened(answers: Sequence[Answer]) -> list[Answer]:
    """The answers with at most two sentences each, and at most four in all, each with one at least."""
    n_answered = sum(answer.answered for answer in answers)
    each = max(1, min(SENTENCES_A_PART, MOST_SENTENCES // n_answered))
    return [replace(answer, sentences=answer.sentences[:each]) for answer in answers]


def _cited(sentence: Sentence, answer: Answer) -> list[Citation]:
    return [citation for n in sentence.citations for citation in answer.citations if citation.n == n]


def _number(citation: Citation, known: list[Citation]) -> int:
    """The number of a citation in the merged answer, the one it has already where the words are the same."""
    place = (citation.passage_id, citation.start, citation.end)
    for each in known:
        if (each.passage_id, each.start, each.end) == place:
            return each.n
    known.append(replace(citation, n=len(known) + 1))
    return len(known)


def _in_turn(groups: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The first of each part, then the second of each; a window that several parts found stands once."""
    found: dict[int, Hit] = {}
    for hits in zip_longest(*groups):
        for hit in hits:
            if hit is not None:
                found.setdefault(hit.window.window_id, hit)
    return tuple(found.values())
