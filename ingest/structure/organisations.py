"""The school, district or town whose board a paper is of, where the board bears no name of its own.

"Full Governing Board" and "Board of Education" are what thousands of boards are called. The heading above, or the
words behind, say whose board it is, and so does its name in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.structure.opening import as_title, without_tags

BOARD_OF = (
    r"(?:(?:Board|Court|Council)\s+of\s+(?:the\s+)?(?:County\s+|School\s+)?(?:Commissioners|Directors|Education|Governors|"
    r"Health|Management|Regents|Selectmen|Supervisors|Trustees)|Governing\s+Body|Municipal\s+District)"
)
"""Bodies that are not called by their last word."""
_MOST_LINES = 8
"""Lines with words in which the paper says whose it is."""
_WORD = r"(?:[A-Z][\w.'\u2019-]*|\(\w+\)|&|and|at|for|in|of|the)"
_SCHOOL = (
    rf"(?:{_WORD},?\s+){{1,12}}?(?:School|Schools|Academy|Academies|College|University|Federation|Nursery|Sixth\s+Form|"
    r"School\s+District)(?:\s+\(\w+\))?(?:,?\s+(?:(?:No\.?|Number|#)\s*)?\d+)?"
)
_TOWN = r"(?:Town|City|Village|Township|County)\s+of\s+[A-Z][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]*){0,3}"
_COUNTY = r"[A-Z][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]*){0,3}\s+County"
_TRUST = rf"(?:{_WORD},?\s+){{1,12}}?Trust"
_ORGANISATION = re.compile(
    rf"(?:The\s+)?(?P<name>(?!\w+(?:ing|tion|sion|ment|ure|al|iew|ort)\s+(?:of|at|for)\b)"
    rf"(?:(?P<school>{_SCHOOL})|{_TOWN}|{_COUNTY}|{_TRUST}))"
)
"""The name of an organisation; "Expansion of Mill Lane School" is none."""
_NAMELESS = re.compile(
    rf"(?:Full\s+)?(?P<name>(?:Local\s+|Academy\s+|School\s+)?Governing\s+(?:Board|Body|Council|Committee)|{BOARD_OF}|"
    r"School\s+Board|Select\s+Board|City\s+Council|Town\s+Council|Village\s+Board|Common\s+Council)"
)
_COMMITTEE = re.compile(r".*\b(?:Committee|Sub-Committee|Subcommittee|Panel|Group)")
_FULL = re.compile(r"\bFull\s+(?=Governing\b)")
_PARTS = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*[\u2013\u2014|:]\s*")
_CORPORATION = re.compile(
    r"(?:[Tt]he\s+)?(?:Corporation\s+of\s+(?:the\s+)?)?(?P<name>(?:(?:London|Metropolitan|Royal|Rural|Regional)\s+)?"
    r"(?:Borough|City|County|District|Municipality|Shire|Town|Township|Village)\s+of\s+[A-Z][\w'\u2019-]*"
    r"(?:,?\s+(?:and\s+|of\s+|the\s+|upon\s+|on\s+)?[A-Z][\w'\u2019-]*){0,4})"
)
"""A place that is governed by one council, as it stands above the minutes of that council."""
_COUNCIL_MET = re.compile(
    r"\b(?:meeting|minutes|session)\s+of\s+(?:the\s+)?(?:full\s+)?council\b(?!['\u2019])|"
    r"\b(?:regular|ordinary|special|annual|extraordinary|full)\s+council\s+(?:meeting|minutes|agenda|session)\b|"
    r"^\W*council\s+(?:meeting|minutes|agenda)\b",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"(?P<place>(?!(?:County|District|Town|City|Parish|Borough)\b)\S.*?)(?:\s+(?:County|District|City|Borough|Metropolitan|Town|Unitary|Regional))*"
    r"\s+Council"
)
_CABINET = re.compile(
    r"(?:(?:draft\s+)?(?:minutes|notes|meeting|agenda|decisions|report)\s+(?:of|to|for)\s*:?\s+(?:a\s+)?(?:(?:the\s+)?meeting\s+of\s+)?)?"
    r"(?:the\s+)?(?P<name>Cabinet|Executive)(?:\s+(?:Meeting|Minutes|Agenda))?(?=\s*(?:$|[,:|\u2013\u2014]|-\s|held\b|on\b))",
    re.IGNORECASE,
)
"""A line for the cabinet of a council and no other body: "Executive Board" bears a name of its own."""
_BEHIND = r"\s+(?:of|at|for)\s+(?:the\s+)?"


def of_organisation(body: str, lines: Sequence[str]) -> str:
    """The name of a body with that of the organisation which the opening names above or behind it.

    A committee takes the name of the school in the paper's first line only where it stands right below it. "Full" is
    left out: it tells which members meet, and no other board.
    """
    body = _FULL.sub("", body)
    heads = [_heading(line) for line in lines if line.strip()][:_MOST_LINES]
    nameless = _NAMELESS.fullmatch(body)
    if nameless is None:
        is_below = len(heads) > 1 and _COMMITTEE.fullmatch(body) and heads[1].startswith(body)
        above = _ORGANISATION.fullmatch(heads[0]) if is_below else None
        return _joined(above, body) if above and above.group("school") else body
    own = nameless.group("name")
    behind = re.compile(rf"{re.escape(own)}{_BEHIND}{_ORGANISATION.pattern}(?=\W|$)")
    for head in heads:
        found = behind.search(head)
        whole = (_ORGANISATION.fullmatch(part.strip()) for part in _PARTS.split(head))
        found = found or next(filter(None, whole), None)
        if found:
            return _joined(found, own)
    return own


def council_of(lines: Sequence[str]) -> str | None:
    """The council of the town or shire in the heading, where the opening says that the council met; else None."""
    heads = [_heading(line) for line in lines if line.strip()][:_MOST_LINES]
    if not any(_COUNCIL_MET.search(head) for head in heads):
        return None
    wholes = (_CORPORATION.fullmatch(part.strip()) for head in heads for part in _PARTS.split(head))
    found = next(filter(None, wholes), None)
    return f"{found.group('name')} Council" if found else None


def is_organisation(line: str) -> bool:
    """Whether a line is the name of a town, borough or shire and nothing else."""
    return bool(_CORPORATION.fullmatch(_heading(line)))


def below_council(body: str, lines: Sequence[str]) -> str:
    """The council's cabinet, by its place, where a line right below the council's name is for the cabinet alone."""
    council = _COUNCIL.fullmatch(body)
    if council is None:
        return body
    heads = [_heading(line) for line in lines if line.strip()][:_MOST_LINES]
    below = (under for head, under in pairwise(heads) if head.replace("&", "and") == body)
    cabinet = next(filter(None, map(_CABINET.match, below)), None)
    return f"{council.group('place')} {cabinet.group('name').capitalize()}" if cabinet else body


def _heading(line: str) -> str:
    return as_title(without_tags(line).strip(" #*_"))


def _joined(organisation: re.Match[str], body: str) -> str:
    return f"{organisation.group('name')} {body}"
