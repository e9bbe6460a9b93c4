"""Oral evidence as committees of parliaments print it: numbered questions, each before the answers to it."""

from __future__ import annotations

import re

_NUMBERED = re.compile(
    r"(?P<number>Q\d{1,4})[.:)]?\s+(?:[A-Z][\w.'\u2019-]*\s+){0,6}[A-Z][\w.'\u2019-]*(?:\s*\([^():]{1,80}\))?\s*:\s+\S"
)
_FIRST_BEYOND_QUARTERS = 5


def question_number(text: str) -> str | None:
    """The number with which a question to a witness begins ("Q14 Tessa Lyle: What has been spent?"); else None.

    "Q1" to "Q4" begin the lines of quarters too: there the line must ask something.
    """
    found = _NUMBERED.match(text)
    if found is None:
        return None
    number = found.group("number")
    return number if int(number[1:]) >= _FIRST_BEYOND_QUARTERS or "?" in text else None


def is_question_number(label: str | None) -> bool:
    """Whether a label is that of such a question: what is answered to it bears it too."""
    return bool(label and re.fullmatch(r"Q\d{1,4}", label))
