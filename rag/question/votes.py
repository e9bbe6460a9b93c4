"""Who voted how is asked: that only a sentence which records votes by name can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ingest.structure.terms import fold, stem
from rag.question.somebody import Somebody, somebody


class Side(StrEnum):
    """How somebody voted."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


@dataclass(frozen=True)
class VoteAsked:
    """Votes that a question asks for: those of ``sides``, all where there are none, of ``voter``, or of anybody."""

    sides: frozenset[Side]
    voter: Somebody | None = None

    @property
    def name(self) -> str:
        """What is asked in words that follow "records": "how Mr Pell voted on it", "who voted against it"."""
        if self.voter:
            return f"how {self.voter.printed} voted on it"
        voted = " or ".join(side.value for side in (Side.FOR, Side.AGAINST) if side in self.sides)
        told = [f"voted {voted} it"] if voted else []
        told += ["abstained"] if Side.ABSTAINED in self.sides else []
        return f"who {' or '.join(told) or 'voted, and how'}"


VOTING_WORDS = frozenset(
    stem(word)
    for word in (
        "vote voted votes voting voter voters against favour favor support supported oppose opposed abstain abstained "
        "abstention abstentions abstaining dissent dissented dissenting cast casting way recorded record ballot motion "
        "amendment proposal proposition item recommendation resolution decision member members councillor councillors "
        "cllr cllrs ask asked yes no aye approve approved reject rejected refuse refused pass passed adopt adopted "
        "name named names"
    ).split()
)
"""Stems of words of any vote, which do not tell what it was on."""
_MEMBERS = r"(?:members?|councillors?|cllrs?|officers?|persons?|people|part(?:y|ies)|groups?|one|ones)"
_WHO = rf"^(?:(?:and|so|but) )?(?:who|which (?:of the )?(?:[\w'-]+ ){{0,3}}?{_MEMBERS})\b"
_CAST = r"(?:voted|votes|abstained|abstains|dissented|dissents|cast (?:\w+ )?votes?)\b"
_ASKS_WHO = re.compile(
    rf"{_WHO}(?: (?:of|on|from) the(?: [\w'-]+){{1,8}}?)?(?: (?:was|were|are|is)(?: (?:it|the|those))?(?: {_MEMBERS})?"
    rf"(?: (?:who|that))?)?(?: (?:\w+ly|all|also|then|each|both|else))? {_CAST}"
    r"(?! (?:in as|as (?:the )?(?:chair|vice)))|"
    r"^whose (?:votes?|dissents?|abstentions?)\b|"
    rf"{_WHO}.*\b(?:votes?|dissents?|abstentions?)\b.*\brecorded\b|"
    rf"^how (?:did|has|have) (?:each|every|the individual|individual)\b.*\bvoted?\b|"
    r"^(?:what were|list|give|name) the names of (?:those|the \w+) (?:who|that) (?:voted|abstained|dissented)\b"
)
_ASKS_HOW = re.compile(
    r"^(?:how|which way) (?:did|has|had) (?P<used>.+?) (?:use|used|cast|exercised?) (?:his|her|their|its|the|a)"
    r" (?:(?:own|second|or|casting|deciding) )*votes?\b|"
    r"^(?:how|which way) (?:did|has|had) (?P<how>.+?) voted?\b|^how (?P<voted>.+?) voted\b|"
    r"^(?:did|has|had) (?P<did>.+?) (?:vote|voted|abstain|abstained|dissent|dissented)\b|"
    r"^what (?:was|were|is) (?P<whose>.+?)'s? votes?\b",
    re.IGNORECASE,
)
_SIDES = (
    (Side.AGAINST, re.compile(r"\bagainst\b|\bdissent\w*|\boppos\w*|\bvoted? (?:no|down|it down)\b")),
    (
        Side.FOR,
        re.compile(r"\bvot\w+ (?:\w+ )?(?:for|in favou?r|yes|with|to)\b|\bin favou?r\b|\bfor (?:or|and)\b"),
    ),
    (Side.ABSTAINED, re.compile(r"\babst(?:ain|ention)\w*")),
)


_TAKES_SIDE = re.compile(
    rf"{_WHO}(?: (?:\w+ly|all|also|then|else))? "
    r"(?:(?P<against>opposed|objected to|disagreed with|(?:was|were) against)|"
    r"(?:supported|backed|favou?red|(?:was|were) (?:for|in favou?r of)))\b"
)
_FATE = re.compile(
    r"^(?:and |so |but )?what (?:happened|became|came|was the (?:result|outcome|fate)|were the results) (?:to|of|with) "
    r"(?P<mover>.+?)(?:'s|(?<=s)') (?:[\w-]+ ){0,2}?(?:motion|amendment|proposal|proposition)\b",
    re.IGNORECASE,
)
_VOTING_BODY = (
    r"(?:they|we|it|everyone|everybody|(?:the\s+)?(?:[\w'-]+\s+){0,6}?(?:members?|councillors?|cllrs?|crs|governors|trustees|"
    r"council|committee|sub-?committee|board|panel|authority|cabinet|assembly|forum|trust))"
)
_ASKS_RESULT = re.compile(
    rf"^(?:and\s+)?how\s+(?:did|has|have|had)\s+{_VOTING_BODY}\s+(?:all\s+)?vote\b|"
    r"^(?:and\s+)?what\s+(?:was|were|is)\s+the\s+(?:votes?|voting|vote\s+count|result\s+of\s+the\s+vote|division)\s+(?:on|for|about|in|to)\b|"
    r"^(?:and\s+)?how\s+did\s+the\s+vote\s+(?:on\b.*\s+)?(?:go|come\s+out|end)\b"
)


@lru_cache(maxsize=16)
def result_asked(question: str) -> bool:
    """Whether a question asks how the vote of a whole body went: by how many, and by whom where that is recorded."""
    return bool(_ASKS_RESULT.search(" ".join(fold(question).lower().split())))


@lru_cache(maxsize=16)
def vote_asked(question: str) -> VoteAsked | None:
    """The votes that a question asks for by name; None where it asks for none, or only for how many there were."""
    printed = " ".join(fold(question).split())
    lower = printed.lower()
    sides = frozenset(side for side, pattern in _SIDES if pattern.search(lower))
    if _ASKS_WHO.search(lower):
        return VoteAsked(sides)
    how = _ASKS_HOW.search(printed)
    voter = somebody(next(each for each in how.groups() if each)) if how else None
    # Whether somebody voted against is told by any vote of theirs.
    return VoteAsked(frozenset(), voter) if voter else None


@lru_cache(maxsize=16)
def side_asked(question: str) -> VoteAsked | None:
    """The votes that "who opposed it" may ask for; None for other questions.

    Unlike ``vote_asked`` it may also be what somebody said: where no vote is recorded, it is no question of votes.
    """
    match = _TAKES_SIDE.search(" ".join(fold(question).lower().split()))
    if match is None:
        return None
    return VoteAsked(frozenset((Side.AGAINST if match.group("against") else Side.FOR,)))


@lru_cache(maxsize=16)
def mover_asked(question: str) -> Somebody | None:
    """Who put the motion of which a question asks what became; None where it asks for nothing of the kind."""
    match = _FATE.match(" ".join(fold(question).split()))
    return somebody(match.group("mover")) if match else None
