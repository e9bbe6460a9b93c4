"""Whether a paper says of itself that it is a draft, or that it was confirmed.

Only words about the paper itself count: its headings, its running headers, and the lines with which minutes
end. "The draft budget" and "the minutes of 4 March were confirmed" are about something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.papers import Kind, Origin, Stated, Status

_TAIL = 600
"""Characters at the end in which minutes are signed, or said to await it."""
_PAPER = r"(?:minutes?|agenda|report|notes|decisions?|paper)"
_DRAFT_ALONE = re.compile(
    r"^\W*(?:(?:status|version)\s*[:|]\s*)?(?:first|second|third|final)?\s*(?:draft|unconfirmed|unapproved)"
    r"(?:\s*(?:v(?:ersion)?\.?\s*)?\d+(?:\.\d+)?)?\W*$",
    re.I | re.M,
)
_DRAFT_PAPER = re.compile(
    rf"^\W*(?:agenda,?\s+(?:decisions\s+)?and\s+)?(?:draft|unconfirmed|unapproved)\s+(?:public\s+)?{_PAPER}\b(?P<rest>[^\n]*)$"
    rf"|^[^\n]{{0,90}}\b{_PAPER}\s*[-:\u2013,]?\s*[(\[]?\s*\b(?:draft|unconfirmed|unapproved)\b\s*[)\]]?\W*$",
    re.I | re.M,
)
_AWAITING = re.compile(
    r"\b(?:subject to|awaiting|pending|to be|not yet|until)\s+(?:formal(?:ly)?\s+)?(?:their\s+)?"
    r"(?:confirm(?:ation|ed)|approv(?:al|ed)|ratif(?:ication|ied)|agree(?:ment|d)|adopt(?:ion|ed))\b"
    r"(?:\s+(?:and\s+sign(?:ature|ed)|as\s+an?\s+[\w ]{0,24}record))?\s+(?:at|by|on)\s+(?:the|its|their|a)\s+"
    r"(?:\w+\s+){0,4}(?:meeting|panel|board|committee|council|authority|cabinet)\b",
    re.I,
)
_CONFIRMED_ALONE = re.compile(
    rf"^\W*(?:status\s*[:|]\s*)?(?:confirmed|approved)(?:\s+{_PAPER})?\W*$"
    rf"|^\W*(?:agenda\s+and\s+)?(?:confirmed|approved)\s+minutes\b(?!\s+of\s+(?:the\s+)?(?:previous|last))[^\n]{{0,90}}$"
    rf"|^[^\n]{{0,90}}\b{_PAPER}\s*[-:\u2013]?\s*[(\[]\s*(?:confirmed|approved)\s*[)\]]\W*$",
    re.I | re.M,
)
_AS_A_RECORD = re.compile(
    r"^(?!.*\bminutes of\b)(?!.*\bto be\b)[^\n]{0,60}\b(?:signed|confirmed|approved|agreed)\b[^\n]{0,40}"
    r"\bas an? (?:true |accurate |correct |fair |and )+record\b(?P<rest>[^\n]*(?:\n+[^\n]*){0,3})",
    re.I | re.M,
)
_A_NAME_OR_DAY = re.compile(r"\d{1,2}\s*(?:st|nd|rd|th)?\s+\w{3,9}\.?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_THE_MINUTES = re.compile(r"\b(?:minutes|notes|record)\b", re.I)
_OF_A_MEETING = re.compile(r"\bminutes of\b(?!.{0,200}\bthese\b)", re.I)
_OF_EARLIER = re.compile(r"\s+of\s+(?:the\s+)?(?:previous|last)\b", re.I)


def status_of(content: str, opening: str, running_lines: Sequence[str], kind: Kind) -> Stated[Status] | None:
    """What the paper says of how far it has come; None where it says nothing.

    A paper that bears both kinds of words counts as a draft.
    """
    end = content.rstrip()[-_TAIL:]
    running = "\n".join(running_lines)
    for words, where in (
        (_draft(opening), "in the opening"),
        (_draft(running), "in the headers or footers"),
        *_awaited(opening, end, kind),
    ):
        if words is not None:
            return Stated(Status.DRAFT, Origin.READ, f"\u201c{words}\u201d {where}")
    if kind is not Kind.MINUTES:
        return None
    for words, where in (
        (_confirmed(opening), "in the opening"),
        (_confirmed(running), "in the headers or footers"),
        (_signed(end), "at the end"),
    ):
        if words is not None:
            return Stated(Status.CONFIRMED, Origin.READ, f"\u201c{words}\u201d {where}")
    return None


def _awaited(opening: str, end: str, kind: Kind) -> tuple[tuple[str | None, str], ...]:
    """The words that await confirmation, and where; only minutes do."""
    if kind is not Kind.MINUTES:
        return ()
    return (
        (_awaiting(opening.split("\n")), "in the opening"),
        (_awaiting(end.split("\n")[1:], is_named=True), "at the end"),
    )


def _confirmed(head: str) -> str | None:
    match = _CONFIRMED_ALONE.search(head)
    return None if match is None else _words(match)


def _draft(head: str) -> str | None:
    alone = _DRAFT_ALONE.search(head)
    if alone:
        return _words(alone)
    for match in _DRAFT_PAPER.finditer(head):
        if not _OF_EARLIER.match(match.group("rest") or ""):
            return _words(match)
    return None


def _awaiting(lines: Sequence[str], *, is_named: bool = False) -> str | None:
    """The line that says that the minutes await confirmation; with ``is_named`` it must speak of them."""
    for number, line in enumerate(lines):
        match = _AWAITING.search(f"{line} {lines[number + 1]}" if number + 1 < len(lines) else line)
        if match is None or match.start() >= len(line) or _OF_A_MEETING.search(line):
            continue
        if not is_named or _THE_MINUTES.search(match.string):
            return _words(match)
    return None


def _signed(tail: str) -> str | None:
    """The words that sign the minutes; a block for a signature that nobody dated is not signed."""
    for match in _AS_A_RECORD.finditer(tail):
        if _A_NAME_OR_DAY.search(match.group()):
            return _words(match)
    return None


def _words(match: re.Match[str]) -> str:
    return " ".join(match.group().split()).strip(" *_|")[:90]
