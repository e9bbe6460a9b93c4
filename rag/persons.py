"""Whether a sentence names a person or a body in a part: who moved, who was appointed, who holds an office, who came.

That a name stands in a sentence is not enough: "the Chair thanked Mr Pell" names nobody as the chair. So a name must
stand where English and minutes put it: "moved by NAME", "NAME (Chair)", "Treasurer: NAME", "NAME be elected Chair".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.emphasis import without_marks
from ingest.structure.terms import STOP_WORDS, fold, words
from rag.question.part import LEAVES, Part, PartAsked

TITLE = (
    r"(?:Councillors?|Cllrs?|COUNCILLORS?|Crs?|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prof(?:essor)?|Rev(?:erend)?|"
    r"Father|Canon|PC|DC|DI|DCI|Sgt|Sergeant|Inspector|(?:Chief )?Superintendent|(?:(?:Assistant |Deputy )?Chief )?"
    r"Constable|Alderman|Members?|(?:(?:Right|Rt)\.?\s+)?Hon(?:ourable)?)\.?"
)
_NO_NAME = (
    r"(?:Council|Committee|Sub|Board|Panel|Authority|Cabinet|Police|Crime|Commissioner|Office|Reports?|Agenda|Item|"
    r"Minutes?|Meeting|Annual|General|Plan|Strateg\w+|Partnership|Services?|Fire|Rescue|Community|County|City|Borough|"
    r"District|Parish|Town|Street|Road|Lane|Park|Avenue|Hall|House|School|Church|Centre|Station|Trust|Association|Union|"
    r"Group|Team|Unit|Department|Government|Home|Force|National|Local|Public|Health|Safer|Safety|Neighbourhoods?|"
    r"Chair\w*|Vice|Deputy|Assistant|Chief|Officers?|Executive|Constable|Manager|Director|Treasurer|Secretary|Clerk|"
    r"Section|Act|Order|Rule|Procedure|Standing|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|\w+day|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|The|This|That|These|Those|There|It|If|In|On|At|An?|And|"
    r"Of|For|To|By|With|No|Not|All|Also|Any|Resolved|Decision|Present|Apologies|Friends|Residents?|Members?|Motion|"
    r"Amendment|Propos\w+|Second\w*|Moved|Elected|Appointed|Next|New|Current|Call|Nominations?|Independent|Interim|"
    r"Business|Call|Report|Planning|Licensing|Heritage|Correspondence|Senior|Rep|Representative|His|Her|He|She|They|"
    r"Their|Our|We|You|Your|Background|Financial|Legal|Project|Lead|Head|University|College)\b"
)
SURNAME = rf"(?!(?i:{_NO_NAME}))[A-Z][\w'-]+"
"""A word that can be a name alone, where nothing but a name is to be looked for."""
_INITIALS = r"(?:[A-Z]\.?\s?){1,3}"
_FULL_NAME = rf"(?:(?:{SURNAME}|[A-Z]\.?)\s+(?:(?:de|van|von|der|la)\s+)?){{1,3}}{SURNAME}"
PERSON = rf"(?:\b{TITLE}\s+(?:{_INITIALS}\s*)?(?:{_FULL_NAME}|{SURNAME})|\b{_FULL_NAME})"
_LETTERS = r"\b(?:[A-Z]{2,3}|[A-Z]{1,3}Ma?c[A-Z])\b(?!\s(?:members?|reps?|officers?)\b)"
"""A name by its letters, as some minutes have it after the first time: IY, BMcT."""
_BODY = (
    r"\b(?:[Tt]he\s+)?(?:[A-Z][\w&'-]+,?\s+(?:(?:and|of|for|the)\s+)*){1,6}(?:Council|Committee|Board|Panel|Authority|Federation|"
    r"Union|Services?|Trust|Association|Company|Limited|Ltd|LLP|plc|Party|Group|Forum|Partnership|Society|Club)\b"
)
_ROLE = (
    r"(?:[Tt]he|[Aa]n?)\s+(?:(?:Vice|Deputy|Assistant|Chief|Police|Crime|Fire|Lead|Senior|Portfolio|and|Detective)[\s-]+){0,4}"
    r"(?:Chair\w*|Leader|Mayor|Commissioner|Clerk|Officer|Executive|Constable|Treasurer|Secretary|Superintendent|"
    r"Inspector|Convenor|Convener|President|PCC|Director|Manager|Holder)\b"
)
_NAMES = re.compile(rf"(?P<body>{_BODY})|(?P<person>{PERSON})|(?P<letters>{_LETTERS})")
_NAMES_AND_ROLES = re.compile(
    rf"(?P<body>{_BODY})|(?P<role>{_ROLE})|(?P<person>{PERSON})|(?P<letters>{_LETTERS})"
)
_SIGNS = {"body": "\x01", "role": "\x02", "person": "\x03", "letters": "\x04"}
"""What stands for a name while the words around it are looked at."""
_LONGEST = 4000
"""Characters of a text that are looked at; a sentence has no more."""
ACTOR = r"[\x01-\x04]"
_BESIDE = r"(?:\s*\([^()]*\))?,?\s+(?:(?:then|also|formally|duly|had|has|and)\s+)*"
_ON_A_MOTION = (
    r"(?:approve|adopt|accept|close|amend|table|reconsider|adjourn|extend|award|defer|enter|authori[sz]e|direct|deny|reject|"
    r"refer|postpone|ratify|confirm|appoint|elect|rescind|suspend|add|strike|grant|refuse|remove|recess)"
)
_ELSEWHERE = (
    rf"(?:(?=\s+to\s+{_ON_A_MOTION}\b)|"
    r"(?!\s+(?:[\w'-]+\s+){0,3}(?:up|down|away|out|into|house|home|forward|on|from|to)\b))"
)
"""What is moved up the agenda is not put to the vote."""


_ALONE = rf"(?-i:{SURNAME})(?=\s*(?:[,;.)/]|$|(?:and|or|that|to)\b|second))"
"""A surname without more, with which a name ends."""


def _done_by(verb: str, doer: str, made: str, alone: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{verb}|(?:{made})(?:\s+(?:was|were))?(?:\s+(?:made|put|moved))?)\s+by\s*:?\s+(?:{ACTOR}|{_ALONE})|"
        rf"{ACTOR}{_BESIDE}{verb}\b{_ELSEWHERE}|{ACTOR},[^.;\x01-\x04]{{1,80}},\s+{verb}\b{_ELSEWHERE}|"
        rf"\b(?:{doer})\b\.?(?:\s+by)?\s*[:|-]\s*(?:{ACTOR}|{_ALONE})|"
        rf"(?:^|[.;,)]\s*)(?:{doer})\b\.?\s+[\x03\x04]|(?:^|[.;,)]\s*|\band\s+){alone}|"
        rf"\bon\s+(?:the\s+|a\s+)?(?:{made})\s+(?:of|by)\s+(?:{ACTOR}|{_ALONE})",
        re.IGNORECASE,
    )


_MOVED = _done_by(
    "(?:moved|proposed|tabled|put forward)",
    "proposed|proposer|moved|mover|prop",
    "proposal|motion|amendment|proposition",
    rf"(?:moved|proposed)\s+{_ALONE}(?=[^.;]{{0,40}}\bseconded\s+(?-i:[A-Z]))",
)
_SECONDED = _done_by(
    "seconded", "seconded|seconder|second|2nd|sec", "seconding|second|2nd", rf"seconded\s+{_ALONE}"
)
_NAMED = re.compile(r"[\x01\x03]|\(\s*\x04")
_PERSON_NAMED = re.compile(r"\x03|\(\s*\x04")
_ROLE_APPOINTED = re.compile(
    r"[\x02\x04]\s+(?:has\s+|had\s+|have\s+)?(?:be|been|was|were|is|are|agreed|volunteered|will)\b"
)
"""An office or a name by its letters is one that somebody is appointed from only where the verb is its own."""
_APPOINTS = re.compile(
    r"\b(?:re-?)?(?:appoint|elect|nominat|co-?opt|chos|select|volunteer|represent)\w*|\b(?:named|confirmed|designated|"
    r"acts?|acting|serve[sd]?|serving)\s+as\b|\bagreed\s+to\s+(?:be|act|serve)\b|\btak\w+\s+on\b",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"(?<!not )(?<!those )\b(?:present|attend(?:ed|ance|ees?|ing)?|sederunt|participants?|took\s+part)\b",
    re.IGNORECASE,
)
_STAYED_AWAY = re.compile(r"\b(?:apolog\w+|absen\w+|unable\s+to\s+attend)\b", re.IGNORECASE)
_LEAVES = re.compile(LEAVES, re.IGNORECASE)
_BECOMES = (
    r"(?:be|was|were|is|are|as|been|being|act(?:s|ed|ing)?|became|becomes|in|took|elected|appointed|nominated|chosen|"
    r"re-?elected)"
)
_BETWEEN = (
    r"(?:(?:elected|re-?elected|appointed|nominated|chosen|confirmed|co-?opted|made|the|a|an|new|its|their|his|her|interim|"
    r"acting|act|as|to|on|continue|unanimously|duly|be|been|and|by|for|role|position|post|of)\s+)*"
)
_ELECTS = r"(?:elect|re-?elect|appoint|nominat|choose|chose|mak|made|nam|confirm|co-?opt)\w*"
_CHAIR = r"chair(?:man|woman|person)?"
_OFFICE_FORMS = {
    "chair": rf"(?<!vice )(?<!vice-)(?<!deputy )(?<!deputy-){_CHAIR}",
    "vice": r"(?:vice|deputy)",
    "rep": r"rep(?:resentative)?",
    "and": r"(?:and|&)",
}
_OF_ANY_BODY = frozenset(
    "council councils committee subcommittee board panel authority cabinet cc forum partnership group association "
    "trust community city county borough district parish town neighbourhood police crime fire rescue chair vice".split()
)
"""Words that do not tell one body from another."""
_CAPITALS = r"(?P<body>(?:[A-Z][\w&'-]*(?:\s+(?:of|and|for|the)(?=\s+[A-Z]))*\s*)+)"


def tells_part(text: str, asked: PartAsked, around: str = "") -> bool:
    """Whether the text names a person or a body in the part that is asked for.

    ``around`` is what stands over the text, and may say what a list of names is of. An office is of another body
    where what tells that body from others of its kind is no word of the question's body.
    """
    plain = without_marks(fold(" ".join(text.split())))[:_LONGEST]
    if asked.part is Part.OFFICE:
        return _holds_office(plain, asked)
    return _TELLS[asked.part](signed(plain), f"{fold(around)}\n{plain}")


def signed(plain: str) -> str:
    """A text with one of the signs ``ACTOR`` in place of each name of a person or a body, and of each office."""
    return _signed(_NAMES_AND_ROLES, plain)


_TELLS: dict[Part, Callable[[str, str], bool]] = {
    Part.MOVED: lambda signed, over: bool(_MOVED.search(signed)),
    Part.SECONDED: lambda signed, over: bool(_SECONDED.search(signed)),
    Part.APPOINTED: lambda signed, over: bool(
        _APPOINTS.search(over) and (_NAMED.search(signed) or _ROLE_APPOINTED.search(signed))
    ),
    Part.PRESENT: lambda signed, over: bool(_CAME.search(over) and _PERSON_NAMED.search(signed)),
    Part.ABSENT: lambda signed, over: bool(_STAYED_AWAY.search(over) and _NAMED.search(signed)),
    Part.LEFT: lambda signed, over: bool(_LEAVES.search(signed) and _NAMED.search(signed)),
}


def _signed(names: re.Pattern[str], plain: str) -> str:
    """The text with a sign in place of each name."""
    return names.sub(lambda match: _SIGNS[match.lastgroup or "person"], plain)


def _holds_office(plain: str, asked: PartAsked) -> bool:
    """Whether somebody is named in an office, and not in that of another body."""
    pattern = _office_pattern(asked.office)

    def kept(match: re.Match[str]) -> str:
        body = {word for word in words(match.group("body")) if word not in _OF_ANY_BODY | STOP_WORDS}
        return " " if asked.of and body and not body & asked.of else match.group()

    return bool(pattern.held.search(_signed(_NAMES, pattern.of_a_body.sub(kept, plain))))


@dataclass(frozen=True)
class _Office:
    """Where an office stands beside the body that it is of, and where a name stands as that of who holds it."""

    of_a_body: re.Pattern[str]
    held: re.Pattern[str]


@lru_cache(maxsize=16)
def _office_pattern(office: str) -> _Office:
    words = ["chair" if word.startswith("chair") else word for word in re.split(r"[\s-]+", office)]
    forms = [_OFFICE_FORMS.get("rep" if each.startswith("rep") else each, re.escape(each)) for each in words]
    if len(words) > 1 and words[-1] == "chair":
        forms[-1] = _CHAIR
    title = rf"\b{'[ -]+'.join(forms)}\b"
    who = r"[\x01\x03\x04]"
    chaired = (
        rf"|\b(?:chaired|presided\s+over)\s+by\s+{who}|{who}{_BESIDE}(?:chaired|chairs|presid(?:ed|ing))\b"
        if words == ["chair"]
        else ""
    )
    held = (
        rf"{who}\s*\([^()]*?{title}|{who},\s+(?:(?:the|its|our|new|acting|interim)\s+)*{title}|"
        rf"{title}\s*(?:[:,(|-]\s*)?(?:(?:was|is|be|elected|appointed)\s+)*[:,]?\s*{who}|"
        rf"{title}\s+(?:of|for)\s+(?:the\s+)?[^,.;()]{{1,80}},\s*{who}|"
        rf"{who}(?:\s*\([^()]*\))?[^.;()]{{0,60}}?\s{_BECOMES}\s+{_BETWEEN}{title}|"
        rf"\b{_ELECTS}\s+{who}\s+(?:(?:as|to|be|the|its|a|an)\s+)*{title}{chaired}"
    )
    of_a_body = rf"(?:(?i:{title})\s+(?:of|for|at)\s+(?:the\s+)?|(?<=\()(?i:{title})\s+){_CAPITALS}"
    return _Office(re.compile(of_a_body), re.compile(held, re.IGNORECASE))
