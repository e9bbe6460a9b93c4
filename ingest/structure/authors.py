"""Who a report is by: its "Report of" line, its author line, or the officer to contact about it."""

from __future__ import annotations

import re

from ingest.papers import Kind, Origin, Stated

_ENDS = 1500
"""Characters at the end of a report in which the author or the officer to contact is named."""
_LONGEST = 160
_GAP = r"\s*(?:[:|\t\u2013-]\s*)+(?:\|\s*)?"
_AUTHOR = re.compile(
    rf"^\W*(?:report\s+)?authors?(?:\(s\))?(?:\s+(?:of\s+(?:the\s+)?report|and\s+(?:title|job\s+title)))?{_GAP}(?P<name>[^\n]+)$",
    re.I | re.M,
)
_REPORT_OF = re.compile(
    r"^\W*(?:joint\s+)?report\s+(?:of|by|from)(?:\s*[:|\t]\s*|\s+)(?:the\s+)?(?P<name>[^\n]+)$", re.I | re.M
)
_CONTACT = re.compile(
    rf"^\W*(?:contact\s+officers?|officers?\s+(?:to\s+)?contact|lead\s+officers?|contact)(?:{_GAP}|\s*:?\s*\n\s*)"
    r"(?P<name>[^\n]+)$",
    re.I | re.M,
)
_HANGING = re.compile(r"(?:\b(?:and|of|for|the|to)|[,&])$", re.I)
_REST = re.compile(
    r"\s*(?:[,;(]?\s*\b(?:tel(?:ephone)?|e-?mail|ext(?:ension)?|phone|contact)\b.*|\s[\w.+-]+@\S+.*|"
    r",?\s*\(?\+?0\d[\d ]{6,}.*)$",
    re.I,
)
_NO_NAME = re.compile(r"(?:n/?a|none|tbc|see\b.*|(?:the\s+)?meeting\b.*|as\s+above)\W*$", re.I)


def author_of(content: str, opening: str, kind: Kind) -> Stated[str] | None:
    """The author of a report or similar paper, as printed; None for agendas and minutes, and where none is named.

    The officer to contact about a report that names nobody else is inferred to be its author.
    """
    if kind in (Kind.MINUTES, Kind.AGENDA):
        return None
    end = content.rstrip()[-_ENDS:]
    for pattern, text, where in (
        (_AUTHOR, opening, "in the opening"),
        (_REPORT_OF, opening, "in the opening"),
        (_AUTHOR, end, "at the end"),
    ):
        name, line = _named(pattern, text)
        if name:
            return Stated(name, Origin.READ, f"\u201c{line}\u201d {where}")
    for text, where in ((opening, "in the opening"), (end, "at the end")) if kind is Kind.REPORT else ():
        name, line = _named(_CONTACT, text)
        if name:
            return Stated(name, Origin.INFERRED, f"the officer to contact, \u201c{line}\u201d {where}")
    return None


def _named(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The name and the words that give it, on one line; both empty where there is none."""
    for match in pattern.finditer(text):
        name, stop = match.group("name").strip(), match.end()
        while _HANGING.search(name) and stop < len(text) and len(name) < _LONGEST:
            following = text[stop + 1 :].split("\n", 1)[0].strip()
            if not following:
                break
            name, stop = f"{name} {following}", stop + 1 + len(text[stop + 1 :].split("\n", 1)[0])
        name = _REST.sub("", name).strip(" |*_.,;:-\u2013")
        if name and len(name) <= _LONGEST and not _NO_NAME.match(name):
            return name, " ".join(text[match.start() : stop].split())[:_LONGEST]
    return "", ""
