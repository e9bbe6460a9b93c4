"""Dates as people write them on a command line."""

from __future__ import annotations

import re
from datetime import date

from api.errors import WrongUse

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")
_FORM = 'Write it as 2019-09-24 or "24 September 2019".'


def parse_date(written: str, given_as: str) -> date:
    """The date that was written, ISO or with the month's name (three letters are enough).

    Raises:
        WrongUse: It is not of either form, or no day of the calendar; names ``given_as``.
    """
    parts = _parts(" ".join(written.split()).lower())
    if parts is None:
        raise WrongUse(f"{given_as}: {written[:80]!r} is not a date. {_FORM}")
    try:
        return date(*parts)
    except ValueError as error:
        raise WrongUse(f"{given_as}: there is no {written[:80]!r} in the calendar. {_FORM}") from error


def _parts(written: str) -> tuple[int, int, int] | None:
    iso = _ISO.fullmatch(written)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    named = _WRITTEN.fullmatch(written)
    if named is None:
        return None
    month = _month(named[2])
    return None if month is None else (int(named[3]), month, int(named[1]))


def _month(name: str) -> int | None:
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(name) or (name == "sept" and number == 9):
            return number
    return None
