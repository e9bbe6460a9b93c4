"""What kind of paper it is: minutes, report, agenda or decision, by the words that such papers use."""

from __future__ import annotations

import re

from ingest.papers import Kind, Origin, Stated
from ingest.structure.minutes_heading import minutes_heading
from ingest.structure.opening import BODY_WORD, without_gaps

_SIGNS: tuple[tuple[Kind, re.Pattern[str], int], ...] = (
    (Kind.MINUTES, re.compile(r"^\s*(?:draft\s+)?minutes\s*:\s*$", re.I | re.M), 3),
    (Kind.MINUTES, re.compile(r"\bminutes of (?:a|the) (?:\w+ )?(?:meeting|proceedings)", re.I), 2),
    (
        Kind.MINUTES,
        re.compile(
            r"^[^\w\n]*(?:draft\s+|confirmed\s+|unconfirmed\s+)?"
            r"(?:minutes?|notes(?: and actions)? (?:of|from) (?:a|the) \w* ?meeting)\b"
            r"(?!\s+of\s+(?:the\s+)?(?:previous|last))[^.:]{0,80}$",
            re.I | re.M,
        ),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(
            r"^[^\w\n]*(?:UNANIMOUSLY )?RESOLVED\b|^[^\w\n]*(?:Resolved|Agreed)\s*[:\u2013-]|it was agreed that\s*:",
            re.M,
        ),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(r"\b(?:following|main) (?:main )?points were (?:made|noted|raised)\b", re.I),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(r"^[^\w\n]*(?:present|in attendance|apologies(?: for absence)?)\s*:", re.I | re.M),
        1,
    ),
    (Kind.MINUTES, re.compile(r"\bis filed with these minutes\b|\btaken as read\b", re.I), 2),
    (
        Kind.REPORT,
        re.compile(r"^[^\w\n]*(?:joint )?report (?:of|by|from)\b|^[^\w\n]*report author\b", re.I | re.M),
        3,
    ),
    (
        Kind.REPORT,
        re.compile(
            rf"^[^\w\n]*[A-Z][^:\n]{{0,80}}\b(?:{BODY_WORD})\s*[:\u2013\u2014-]\s*(?:(?:draft|final|interim|joint)\s+)?"
            r"report (?:of|by)\b",
            re.I | re.M,
        ),
        3,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"\b(?:purpose of (?:the |this )?(?:report|paper)|"
            r"this (?:paper|report) (?:seeks|provides|presents|sets out|asks|informs))",
            re.I,
        ),
        2,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"^[^\w\n]*(?:\d+\.?\s*)?(?:officer )?recommendations?\s*:?\s*$|"
            r"^[^\w\n]*(?:background papers|(?:financial |legal )?implications)\b",
            re.I | re.M,
        ),
        1,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"\b(?:board|panel|committee|authority|council|cabinet)\s+(?:is|are)\s+(?:asked|recommended|invited|requested)\b",
            re.I,
        ),
        1,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"^[^\w\n]*(?:report )?authors?\s*[:|\t]|^[^\w\n]*for\s*:\s*(?:decision|information|discussion)",
            re.I | re.M,
        ),
        1,
    ),
    (
        Kind.AGENDA,
        re.compile(
            r"^[^\w\n]*(?:supplementary |public )?agenda\s*$|^[^\w\n]*agenda\b(?! item| and )[^\n]{0,90}$",
            re.I | re.M,
        ),
        5,
    ),
    (
        Kind.AGENDA,
        re.compile(
            rf"^(?![^\n]*\b(?:of|to|the)\b)[^\w\n]*[^\n]{{0,80}}\b(?:{BODY_WORD}|meeting|session)[^\S\n]+agenda\b"
            r"(?! item| and )[^\n]{0,40}$",
            re.I | re.M,
        ),
        5,
    ),
    (
        Kind.AGENDA,
        re.compile(
            r"\b(?:you are (?:hereby )?(?:summoned|invited to (?:attend|an?|the) )|members are (?:hereby )?summoned)",
            re.I,
        ),
        5,
    ),
    (
        Kind.AGENDA,
        re.compile(r"\b(?:you are (?:hereby )?invited|will be held (?:on|at)|members are reminded)", re.I),
        2,
    ),
    (
        Kind.DECISION,
        re.compile(
            r"^[^\w\n]*(?:record of (?:executive |delegated )?decision|decision notice|"
            r"notice of (?:the )?(?:executive |delegated |officer )?decision\b(?=\s*(?:$|[\u2013\u2014:|-]|under\b))|"
            r"decisions? (?:list|sheet|record))",
            re.I | re.M,
        ),
        6,
    ),
)
_WEIGHT_OF_HEADING = 4


def kind_of(content: str, opening: str) -> Stated[Kind]:
    """The kind with most signs; OTHER, inferred, where there are too few."""
    content = without_gaps(content)
    scores = {kind: 0 for kind in Kind}
    seen: dict[Kind, str] = {}
    for kind, sign, weight in _SIGNS:
        match = sign.search(opening if kind in (Kind.AGENDA, Kind.DECISION) else content)
        if match:
            scores[kind] += weight
            seen.setdefault(kind, " ".join(match.group().split())[:60])
    heading = minutes_heading(opening)
    if heading is not None:
        scores[Kind.MINUTES] += _WEIGHT_OF_HEADING
        seen[Kind.MINUTES] = " ".join(heading.split())[:60]
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] < 2:
        return Stated(Kind.OTHER, Origin.INFERRED, "no sign of minutes, report, agenda or decision")
    if best is Kind.MINUTES and scores[Kind.REPORT] >= 4 and scores[Kind.MINUTES] <= 4:
        best = Kind.REPORT
    return Stated(best, Origin.READ, f"the words \u201c{seen[best]}\u201d")
