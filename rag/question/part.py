"""Who is asked for: the part that somebody played, or the office that somebody holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ingest.structure.terms import STOP_WORDS, fold, words


class Part(StrEnum):
    """What somebody was or did, as it is said where nobody is named."""

    OFFICE = "holds that office"
    APPOINTED = "was appointed"
    MOVED = "moved it"
    SECONDED = "seconded it"
    PRESENT = "attended"
    ABSENT = "sent apologies"
    LEFT = "left or stood down"


@dataclass(frozen=True)
class PartAsked:
    """A part that a question asks for.

    ``office`` is what the office is called, in lower case, empty for none; ``of`` are the words of the body that it is
    of, as far as the question says so.
    """

    part: Part
    office: str = ""
    of: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The part in words that follow "who": "seconded it", "is the treasurer"."""
        return f"is the {self.office}" if self.part is Part.OFFICE else self.part.value


_OFFICE_NOUN = (
    r"(?:(?:vice|deputy)[ -]chair(?:man|woman|person)?|chair(?:man|woman|person)?|"
    r"convenor|convener|president|treasurer|secretary|clerk|examiner|auditor|"
    r"commissioner|mayor|leader|provost|officer|manager|director|executive|constable|superintendent|inspector|"
    r"sergeant|rep|representative|champion|trustee|governor|spokes(?:man|woman|person)|co-?ordinator|solicitor|"
    r"registrar|warden|observer|lead member|portfolio holder)"
)
_NO_TITLE = (
    r"(?:of|for|in|to|by|on|at|as|be|the|a|an|elected|re-?elected|appointed|nominated|chosen|made|named|confirmed|proposed|"
    r"co-?opted|selected)\b"
)
"""Words that no title begins with or holds."""
_WHO = (
    r"^(?:(?:and|so|but) )?(?:who|whom|which (?:\w+ ){0,2}"
    r"(?:members?|councillors?|officers?|persons?|people|governors?|trustees?))\b"
)
_OFFICE = re.compile(
    rf"\b(?:as|to be|is|was|are|were|be|been|elected|appointed|nominated|chosen|made|becomes?|became|named|"
    rf"confirmed)\s+(?:as\s+)?(?:(?:the|a|an|its|our|their|new|newly|elected|current|present|interim|acting|next|first|old|former|"
    rf"previous)\s+)*(?P<office>(?:(?!{_NO_TITLE})[\w'&-]+\s+){{0,4}}?{_OFFICE_NOUN})s?\b(?!'s)"
)
_CHAIRS = re.compile(
    r"\bwho (?P<vice>(?:vice|deputy)[ -])?"
    r"(?:chair(?:s|ed)|presided|took the chair|was in the chair|(?:is|was) chairing)\b"
)
_APPOINTED = re.compile(r"\b(?:re-?)?(?:appointed|elected|nominated|co-?opted|chosen|selected)\b")
_MOVED = re.compile(
    rf"{_WHO} (?:\w+ly |first |then )?(?:moved|proposed|put forward|tabled|moves|proposes)\b"
    r"(?! (?:\w+ )?(?:away|out|in|house|home|into|from)\b)|\bwho (?:was|were) (?:the )?(?:mover|proposer)s?\b|"
    r"\b(?:moved|proposed) by (?:whom|who)\b|"
    r"^by whom (?:was|were) .*\b(?:moved|proposed|tabled)\b|^who (?:was|were) .*\b(?:moved|proposed|put forward) by\W*$"
)
_SECONDED = re.compile(
    rf"{_WHO} (?:\w+ly |then )?(?:(?:moved|proposed) (?:and|or) )?second(?:ed|s)\b|"
    r"\bwho (?:was|were) (?:the )?seconders?\b|\bseconded by (?:whom|who)\b|"
    r"^by whom (?:was|were) .*\bseconded\b"
)
LEAVES = (
    r"\b(?:(?:stand(?:s|ing)?|stood|step(?:s|ped|ping)?)\s+down|"
    r"resign\w*|retir(?:e[sd]?|ing)|left|leav(?:e|es|ing))\b"
)
"""Words for going: from a meeting, or out of an office."""
_LEFT = re.compile(rf"{_WHO}[^?]*?{LEAVES}")
_PRESENT = re.compile(
    rf"{_WHO}[^?]*?\b(?:attended|attends|(?:was|were|is|are) (?:present|in attendance|there)|took part|"
    r"(?:was|were) at (?:the )?(?:[\w'-]+ ){0,6}?(?:meeting|session|sitting))\b"
)
_OF = re.compile(
    r"\W*(?:of|for|to|at)?\s*(?:the\s+)?(?P<body>.+?)(?:\s+(?:in|on|at|during|since|when|who)\b.*)?\W*$"
)
_ABSENT = re.compile(
    rf"{_WHO}[^?]*?\b(?:apologi[sz]ed|apolog(?:y|ies)|(?:was|were|is|are) (?:absent|missing|not (?:present|there))|"
    r"missed (?:the |that )?(?:[\w'-]+ ){0,6}?(?:meeting|session|sitting)|"
    r"(?:did not|didn't) (?:attend|come|turn up))\b"
)


@lru_cache(maxsize=16)
def part_asked(question: str) -> PartAsked | None:
    """The part or office that a question asks somebody for; None where it asks for nothing of the kind."""
    asked = " ".join(fold(question).lower().split())
    if _SECONDED.search(asked):
        return PartAsked(Part.SECONDED)
    if _MOVED.search(asked):
        return PartAsked(Part.MOVED)
    if not re.match(_WHO, asked):
        return None
    if _ABSENT.search(asked):
        return PartAsked(Part.ABSENT)
    if _LEFT.search(asked):
        return PartAsked(Part.LEFT)
    if chairs := _CHAIRS.search(asked):
        office = "vice-chair" if chairs.group("vice") else "chair"
        return PartAsked(Part.OFFICE, office, _body_asked(asked[chairs.end() :]))
    if held := _OFFICE.search(asked):
        return PartAsked(
            Part.OFFICE, " ".join(held.group("office").split()), _body_asked(asked[held.end() :])
        )
    if _APPOINTED.search(asked):
        return PartAsked(Part.APPOINTED)
    return PartAsked(Part.PRESENT) if _PRESENT.search(asked) else None


def _body_asked(rest: str) -> frozenset[str]:
    """The words of the body that stands after the name of an office in a question, without dates."""
    match = _OF.match(rest)
    return frozenset(words(match.group("body"))) - STOP_WORDS if match else frozenset()
