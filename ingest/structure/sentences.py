"""Sentence boundaries in committee prose, as spans; no character is lost between first and last word."""

from __future__ import annotations

import re

from ingest.papers import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms miss dr prof rev sir cllr cllrs councillor hon supt insp sgt no nos para paras p pp fig ref approx "
    "dept st rd ave ltd co inc plc vs viz etc e.g i.e eg ie cf al jan feb mar apr jun jul aug sep sept oct nov dec "
    "a.m p.m am pm tel ext vol v gov".split()
)
_END = re.compile(
    r"[.!?][\"'\u2019\u201d)\]]*(?=\s)|\n\s*\n|;(?=\s*\n)|\n(?=\s*(?:[-\u00b7\u2022*]|\([a-z0-9]{1,5}\)|[a-z]\))\s)"
)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_WORD_CHARACTERS = 20
"""Characters before a full stop in which the word that it ends is looked for; more than an abbreviation has."""
_NEXT = re.compile(r"\s+[\"'\u2018\u201c(]*(\S)")
_MARK = re.compile(
    r"\(?(?:\d{1,3}[a-z]?|[a-z]\d{0,2}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))\Z", re.IGNORECASE
)
"""A figure, a letter, or a Roman numeral to 89: how a list counts its entries. Words are none ("was ill.")."""
_BULLETS = "-\u00b7\u2022*"


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
    if _is_list_mark(text, begin, mark):
        return False
    # A look back to where the sentence began would take minutes where none ends for millions of characters.
    word = _LAST_WORD.search(text[max(begin, mark - _WORD_CHARACTERS) : mark])
    if word is None:
        return True
    last = word.group(1)
    return not (last.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(last))


def _is_list_mark(text: str, begin: int, mark: int) -> bool:
    """Whether the full stop at ``mark`` follows the number of a list entry, the first thing on its line."""
    first = max(begin, mark - _WORD_CHARACTERS)
    number = _MARK.search(text[first:mark])
    if number is None:
        return False
    place = _line_start(text, begin, first + number.start())
    if place > begin and text[place - 1] in _BULLETS and text[place : place + 1].isspace():
        place = _line_start(text, begin, place - 1)
    return place == begin or text[place - 1] == "\n"


def _line_start(text: str, begin: int, place: int) -> int:
    """Where the white space before ``place`` begins, on its line and not before ``begin``."""
    while place > begin and text[place - 1] != "\n" and text[place - 1].isspace():
        place -= 1
    return place
