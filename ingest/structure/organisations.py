"""The school, district or town whose board a paper is of, where the board bears no name of its own.

"Full Governing Board" and "Board of Education" are what thousands of boards are called. The heading above, or the
words behind, say whose board it is, and so does its name in full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.opening import as_title, without_tags

BOARD_OF = (
    r"(?:(?:Board|Court|Council)\s+of\s+(?:the\s+)?(?:County\s+|School\s+)?(?:Commissioners|Directors|Education|Governors|"
    r"Health|Management|Regents|Selectmen|Supervisors|Trustees)|Governing\s+Body)"
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
_TRUST = rf"(?:{_WORD},?\s+){{1,12}}?Trust"
_ORGANISATION = re.compile(
    rf"(?:The\s+)?(?P<name>(?!\w+(?:ing|tion|sion|ment|ure|al|iew|ort)\s+(?:of|at|for)\b)"
    rf"(?:(?P<school>{_SCHOOL})|{_TOWN}|{_TRUST}))"
)
"""The name of an organisation; "Expansion of Mill Lane School" is none."""
_NAMELESS = re.compile(
    rf"(?:Full\s+)?(?P<name>(?:Local\s+|Academy\s+|School\s+)?Governing\s+(?:Board|Body|Council|Committee)|{BOARD_OF}|"
    r"School\s+Board|Select\s+Board|City\s+Council|Town\s+Council|Village\s+Board|Common\s+Council)"
)
_COMMITTEE = re.compile(r".*\b(?:Committee|Sub-Committee|Subcommittee|Panel|Group)")
_FULL = re.compile(r"\bFull\s+(?=Governing\b)")
_PARTS = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*[\u2013\u2014|:]\s*")
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


def _heading(line: str) -> str:
    return as_title(without_tags(line).strip(" #*_"))


def _joined(organisation: re.Match[str], body: str) -> str:
    return f"{organisation.group('name')} {body}"
