"""The heading under which minutes stand: "Regular Meeting Minutes", "DRAFT Minutes of meeting held on 4 March 2025".

An agenda names minutes too, of the meeting before, and a report may speak of them. The heading of minutes stands
among the first lines, before those who were there, and bears the kind of meeting, its body or its day.
"""

from __future__ import annotations

import re

from ingest.structure.dates import DATE
from ingest.structure.emphasis import without_emphasis
from ingest.structure.opening import BODY_WORD

_MOST_LINES = 12
"""Lines with words in which the heading stands."""
_STATE = (
    r"(?:(?:first|final|draft|unconfirmed|unapproved|unsigned|confirmed|approved|public[ -]excluded|public|open|action)"
    r"\s+)"
)
_MARKING = (
    r"(?:[(\[]?\s*(?:part\s+(?:[ivx\d]+|one|two|[ab])|confidential|exempt|private|closed|public|open|draft)\s*"
    r"[)\]]?\s*[,:\u2013-]?\s*)"
)
_SITTING = (
    r"(?:(?:regular|special|ordinary|annual|general|extraordinary|emergency|additional|monthly|quarterly|inaugural|"
    r"full|joint|public|open|closed|executive|work|study|business|organi[sz]ational|statutory|termly|autumn|spring|"
    r"summer|board|council|committee|community|parish|town|governing|governors['\u2019]?|trustees['\u2019]?|body|trust)\s+)"
)
_MEETING = r"(?:meeting|session|workshop|assembly|agm|egm)"
_PEOPLE = r"(?:governors|governing\s+(?:body|board)|trustees|directors|members)"
_ALONE = re.compile(
    rf"{_STATE}*{_MARKING}*{_SITTING}*(?:{_MEETING}\s+)?{_STATE}*minutes?\s*(?:[(\[]\s*(?:draft|unconfirmed|confirmed|"
    rf"approved|public|open|confidential|exempt|part\s+\w+)\s*[)\]])?",
    re.IGNORECASE,
)
"""One part of a heading, between dashes, that calls what follows minutes."""
_BARE = re.compile(rf"{_STATE}*minutes?", re.IGNORECASE)
_OF_BODY = re.compile(
    rf"(?!\w+(?:ing|tion|al|iew)\s+of\b)(?![^\n]*\b(?:to|on|about|from|with|by)\b)[\w'\u2019 ,.&()-]{{0,80}}"
    rf"\b(?:{BODY_WORD}|{_PEOPLE}|board\s+of\s+\w+)\s+{_SITTING}*(?:{_MEETING}\s+)?minutes",
    re.IGNORECASE,
)
"""One part of a heading in which the name of a body stands before the word."""
_A_BODY = re.compile(rf"\b(?:{BODY_WORD}|{_PEOPLE}|{_MEETING})\b", re.IGNORECASE)
_MINUTES_OF = re.compile(
    rf"{_STATE}*{_MARKING}*(?:minutes?|notes?(?=[^\n]*\b{_MEETING}\b))(?:\s+and\s+actions?)?(?:\s+\(draft\))?\s+(?:of|from|for)\b"
    rf"(?!\s+(?:the\s+|its\s+|our\s+)?(?:previous|last|preceding|earlier|outstanding)\b)"
    rf"(?=[^\n]*(?:\b{_MEETING}s?\b|\bheld\b|\bproceedings\b|\b{BODY_WORD}\b|\b{_PEOPLE}\b))",
    re.IGNORECASE,
)
_AT_A_MEETING = re.compile(r"at\s+an?\s+(?:\w+\s+)?meeting\s+of\b[^\n]*\bheld\b", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[\u2013\u2014|:,]|\s-)\s+|\s*[\u2013\u2014|]\s*")
_BEFORE_BUSINESS = re.compile(
    r"\W*(?:(?:members?\s+|also\s+|those\s+)?present|in\s+attendance|attend(?:ance|ees)|apolog\w*|sederunt|absent|welcome|declarations?\b|"
    r"disclosures?\b|matters\s+arising|call\s+to\s+order|roll\s+call|public\s+(?:forum|participation|questions))\b|"
    r"[^\n]*\b(?:agenda|summoned|invited|will\s+be\s+held)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?:[-\u2013\u2022\u00b7*]|o\s)\s*")
_REPORT = re.compile(
    r"^\W*(?:(?:joint )?report (?:of|by|from|to)\b|report author|for\s*:\s*(?:decision|information|discussion))",
    re.IGNORECASE | re.MULTILINE,
)


def minutes_heading(opening: str) -> str | None:
    """The line that calls the paper minutes; None where there is none, or a report only speaks of minutes."""
    if _REPORT.search(opening):
        return None
    lines = [without_emphasis(line).lstrip("# ").strip() for line in opening.split("\n") if line.strip()][
        :_MOST_LINES
    ]
    for number, line in enumerate(lines):
        if _BEFORE_BUSINESS.match(line):
            return None
        around = " ".join(lines[max(0, number - 2) : number + 3])
        if heads_minutes(line) and (not _BARE.fullmatch(line) or DATE.search(around)):
            return line
    return None


def heads_minutes(line: str) -> bool:
    """Whether a line, without marks of a heading, calls what follows minutes."""
    if _ENTRY.match(line):
        return False
    if _MINUTES_OF.match(line) or _AT_A_MEETING.match(line):
        return True
    rest = DATE.sub("", line)
    parts = [part.strip() for part in _DASH.split(rest) if part.strip()]
    if len(parts) > 1 and not _A_BODY.search(rest):
        parts = [part for part in parts if not _BARE.fullmatch(part)]  # "Response times: minutes"
    if len(parts) > 1 and _A_BODY.search(parts[0]) and any(_MINUTES_OF.match(part) for part in parts[1:]):
        return True
    return any(_ALONE.fullmatch(part) or _OF_BODY.fullmatch(part) for part in parts)
