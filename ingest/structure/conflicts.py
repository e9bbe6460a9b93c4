"""Where what is known of a paper does not agree: both values are kept, and the reader is told of both.

The paper's own head counts over its file name and over what the file says in its metadata, and what an
officer wrote down counts over the head. Between papers of one meeting each keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from ingest.papers import Facts, Notice, Origin, Stated, Text
from ingest.structure.bodies import is_same_body
from ingest.structure.body_names import bodies_in, body_of, is_parent
from ingest.structure.dates import MONTH, dates_in, meeting_date, month_number, wrong_weekday
from ingest.structure.opening import opening_of
from ingest.structure.terms import fold

_JOINT = re.compile(r"(?<=\d)[._](?=\d)")
_GAP = re.compile(
    r"[_\s]+|(?<=[a-z])-(?=\d)|(?<=\d)-(?=[a-z])|(?<=[a-z])(?=\d)|(?<=(?<!\d)\d\d)(?=[a-z])", re.I
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})-((?:19|20)\d\d)(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_MONTH_AND_YEAR = re.compile(rf"(?<![a-z]){MONTH}[\s-]*(?P<number>(?:20)?\d\d)(?!\d)", re.I)
_LONGEST_TITLE = 160
CONFLICTING_DATE = "conflicting_date"
"""Code of the notice that a paper's day does not agree with its weekday, its file name or its title."""


@dataclass(frozen=True)
class NamedDate:
    """A date in a file name, as far as the name gives it; ``words`` are those of the name.

    A name such as "march26" may mean the year or the day: ``number`` 26 then stands for either.
    """

    words: str
    day: date | None = None
    month: int = 0
    number: int = 0

    def fits(self, other: date) -> bool:
        """Whether the name can mean this day."""
        if self.day is not None:
            return self.day == other
        return self.month == other.month and self.number in (other.year, other.year % 100, other.day)


def conflicts(text: Text, name: str, known: Facts) -> list[Notice]:
    """What does not agree about one paper, its file name and the title in its file."""
    opening = opening_of(text.content)
    found = [*_about_date(text, opening, name, known.date), *_about_body(text, opening, known.body)]
    return [Notice(code, message) for code, message in found]


def dates_in_name(name: str) -> list[NamedDate]:
    """The dates that a file name gives; whole ones only where there are any."""
    stem = _JOINT.sub("-", PurePath(name).stem)
    iso = _EIGHT.sub(lambda match: _eight_figures(match.group(1)), _DAY_FIRST.sub(r"\1/\2/\3", stem))
    whole = [NamedDate(each.words, each.day) for each in dates_in(_GAP.sub(" ", iso))]
    if whole:
        return whole
    return [
        NamedDate(
            " ".join(match.group().split()), None, month_number(match.group("month")), int(match["number"])
        )
        for match in _MONTH_AND_YEAR.finditer(stem)
    ]


def _eight_figures(figures: str) -> str:
    """20250311 or 11032025 with its parts told apart."""
    if figures[:2] in ("19", "20") and figures[4:6] <= "12":
        return f" {figures[:4]}-{figures[4:6]}-{figures[6:]} "
    return f" {figures[:2]}/{figures[2:4]}/{figures[4:]} "


def _about_date(text: Text, opening: str, name: str, known: Stated[date] | None) -> Iterator[tuple[str, str]]:
    code = CONFLICTING_DATE
    found = meeting_date(opening)
    if found:
        wrong = wrong_weekday(opening, found)
        if wrong:
            message = f"The paper says \u201c{wrong}\u201d, but {_day(found.day)} was a {found.day:%A}."
            yield code, f"{message} Check on which day the meeting was."
    if known is None:
        return
    chosen = f"{_day(known.value)} ({known.basis})"
    if known.origin is Origin.SUPPLIED and found and found.day != known.value:
        yield (
            code,
            f"The date is given as {chosen}; the paper itself says \u201c{found.words}\u201d. Check which is right.",
        )
    named = dates_in_name(name)
    if named and not any(each.fits(known.value) for each in named):
        words = named[0].words
        yield (
            code,
            f"The date is {chosen}, but the name of the file says \u201c{words}\u201d. Check which is right.",
        )
    titled = list(dates_in(text.title or ""))
    if titled and all(each.day != known.value for each in titled):
        words = titled[0].words
        yield (
            code,
            f"The date is {chosen}, but the title in the file says \u201c{words}\u201d. Check which is right.",
        )


def _about_body(text: Text, opening: str, known: Stated[str] | None) -> Iterator[tuple[str, str]]:
    if known is None:
        return
    code, chosen = "conflicting_body", f"\u201c{known.value}\u201d ({known.basis})"
    read = body_of(text.content, opening) if known.origin is Origin.SUPPLIED else None
    if read and not _is_one_name(read.value, known.value):
        yield (
            code,
            f"The body is given as {chosen}; the paper itself names \u201c{read.value}\u201d. Check which is right.",
        )
    # Some programs put half the first page there.
    title = text.title if text.title and len(text.title) <= _LONGEST_TITLE else ""
    titled = [body for body in bodies_in(title) if not is_parent(body)]
    said = " ".join(fold(opening).lower().split())
    titled = [] if any(body.lower() in said for body in titled) else titled
    if titled and not any(_is_one_name(body, known.value) for body in titled):
        yield (
            code,
            f"The body is {chosen}, but the title in the file names \u201c{titled[0]}\u201d. Check which is right.",
        )


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names are of one body, or one is the other with the body before it of which it is a part."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return is_same_body(one, other) or long.endswith(f" {short}")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
