"""Sentence boundaries in committee prose, as spans; no character is lost between first and last word."""

from __future__ import annotations

import re

from ingest.papers import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms miss dr prof rev sir cllr cllrs councillor hon supt insp sgt no nos para paras p pp fig ref approx "
    "dept st rd ave ltd co inc plc vs viz etc e.g i.e eg ie cf al jan feb mar apr jun jul aug sep sept oct nov dec "
    "a.m p.m am pm tel ext vol".split()
)
_END = re.compile(
    r"[.!?][\"'\u2019\u201d)\]]*(?=\s)|\n\s*\n|;(?=\s*\n)|\n(?=\s*(?:[-\u00b7\u2022*]|\([a-z0-9]{1,5}\)|[a-z]\))\s)"
)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_NEXT = re.compile(r"\s+[\"'\u2018\u201c(]*(\S)")
_LIST_MARK = re.compile(
    r"(?:^|\n)\s*(?:[-\u00b7\u2022*]\s+)?(?:\(?[a-z0-9]{1,5}[.)]|[-\u00b7\u2022*])\s*$", re.IGNORECASE
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences of ``text[start:end]``, trimmed of white space, in order.

    A list entry, a table row and a block end a sentence as a full stop does. Initials ("K. Culverwell"),
    titles ("Mr.") and decimals do not.
    """
    stop = len(text) if end is None else end
    found: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.group()[0] in ".!?" and not _is_end(text, begin, match.start(), match.end()):
            continue
        _append(found, text, begin, match.end())
        begin = match.end()
    _append(found, text, begin, stop)
    return found


def _append(found: list[Span], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    trimmed = piece.strip()
    if not any(character.isalnum() for character in trimmed):
        return
    first = begin + len(piece) - len(piece.lstrip())
    found.append(Span(first, first + len(trimmed)))


def _is_end(text: str, begin: int, mark: int, after: int) -> bool:
    """Whether the full stop at ``mark`` ends a sentence that began at ``begin``."""
    following = _NEXT.match(text, after)
    if following is None:
        return True
    if following.group(1).islower():
        return False
    if text[mark] != ".":
        return True
    before = text[begin:mark]
    if _LIST_MARK.search(text[begin : mark + 1]):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    last = word.group(1)
    return not (last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper()))
