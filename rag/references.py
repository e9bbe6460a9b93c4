"""Minutes and resolutions named by their number, and whether words of a paper stand under one of that number.

The number is that of the item where the paper's items were read, else the one that begins the title above, the passage
itself, or the nearest passage before it that begins with one: "C 33/03/25: Sale of land".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.store.records import StoredPassage
from ingest.structure.dates import DATE
from ingest.structure.terms import fold

_LETTERS = r"(?:[A-Z]{1,5}[./-]?|(?-i:[A-Z]{1,3})\s)?"
_DIGITS = r"\d{1,4}(?:[./-]\d{1,4}){0,2}"
_DATED = rf"(?:of|dated|from|on)\s+(?:the\s+)?(?:{re.sub(r'[?]P<[a-z_]+>', '?:', DATE.pattern)})"
NUMBER = (
    rf"(?:no\.?\s*|number\s+|ref\.?\s+)?(?P<number>{_LETTERS}{_DIGITS})"
    r"(?![\w%]|[.,]\d)(?!\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
"""The number of a minute or resolution; to be read with IGNORECASE."""
POINT = r"\((?:[ivxl]{1,5}|[a-z]|\d{1,2})\)"
REFERENCE = re.compile(
    r"(?:\b(?:point|part|paragraph|para|clause|resolution)\s+\(?(?P<before>[ivxl]{1,5}|[a-z]|\d{1,2})\)?\s+"
    r"(?:of|in|to|under)\s+(?:the\s+)?(?:\w+\s+)?)?"
    rf"\b(?:minutes?|resolutions?|decisions?|items?)\s+(?:{_DATED}\s*,?\s*[(\[]\s*)?{NUMBER}\s*(?P<point>{POINT})?",
    re.IGNORECASE,
)
"""A decision that is named by the number of its minute or its own."""
OF_YEAR = re.compile(
    rf"(?<![\w/.-])(?P<before>(?!))?(?P<number>[A-Z]{{1,3}}[./-]?\s?\d{{1,4}}[./-]\d{{2,4}}(?:[./-]\d{{2,4}})?)"
    rf"(?![\w%/-]|[.,]\d)\s*(?P<point>{POINT})?"
)
"""A number of letters, running number and year that names a minute without that word: "C019/25"."""
_LEADING = re.compile(
    r"^\W*(?:(?:agenda\s+)?item\s+)?(?:no\.?\s*)?"
    r"(?P<number>(?-i:[A-Z]{1,3})[./-]?\s?\d{1,4}(?:[./-]\d{1,4}){0,2}|\d{1,4}/\d{2,4}(?:/\d{2,4})?)(?=[\s:.,)*]|$)(?!\.\d)",
    re.IGNORECASE,
)
"""A number with a letter or a year in it with which an item begins; "1." begins any list."""


def references_in(sentence: str) -> list[re.Match[str]]:
    """The minutes and resolutions that a sentence names by number: each with ``number``, ``point`` and ``before``."""
    worded = list(REFERENCE.finditer(sentence))
    ends = {match.end("number") for match in worded}
    return [*worded, *(match for match in OF_YEAR.finditer(sentence) if match.end("number") not in ends)]


def plain_number(number: str) -> str:
    """A number as it is compared: "C 33/03/25" and "c33/03/25" are one."""
    return re.sub(r"\s+", "", number).strip(".").lower()


def stands_under(number: str, passage: StoredPassage, of_paper: Sequence[StoredPassage]) -> bool:
    """Whether a passage stands under the item of a number; ``of_paper`` are all passages of its paper."""
    wanted = plain_number(number)
    own = number_of(passage)
    if own is not None:
        return own == wanted
    before = (
        leading_number(each.text)
        for each in reversed(of_paper)
        if each.span.start < passage.span.start
        and (each.item, each.item_title) == (passage.item, passage.item_title)
    )
    return next(filter(None, before), None) == wanted


def leading_number(text: str) -> str | None:
    """The number with which a title or a passage begins, as it is compared."""
    match = _LEADING.match(fold(text[:80]))
    return plain_number(match.group("number")) if match else None


def number_of(passage: StoredPassage) -> str | None:
    """The number of a passage's item, as it is compared; None where none is read or printed before it."""
    if passage.item:
        return plain_number(passage.item.strip(". "))
    return leading_number(passage.item_title or "") or leading_number(passage.text)
