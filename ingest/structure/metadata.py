"""What a paper says of itself as a whole: kind, body, meeting date and time, title, author, status, access.

Each fact is read from the opening of the paper where it stands there; what is only likely is marked as
inferred, with what it was inferred from. What the paper does not show is left out. What an officer wrote
down about the paper stands before what was read.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.papers import Access, Facts, Kind, Origin, Stated, Supplied, Text
from ingest.structure.authors import author_of
from ingest.structure.body_names import body_of
from ingest.structure.conflicts import dates_in_name
from ingest.structure.dates import meeting_date
from ingest.structure.kinds import kind_of
from ingest.structure.markings import exempt_under, marked_access
from ingest.structure.opening import marked_head_of, opening_of
from ingest.structure.status import status_of
from ingest.structure.times import meeting_time
from ingest.structure.titles import title_of

_ITEM = re.compile(
    r"^\W*(?:agenda\s+item|exempt\s+item|item)(?:\s+(?:no\.?|number))?\s*:?\s+(\d{1,3}[a-z]?)\b(?!\s*[.:\u2013-]\s*\w)",
    re.IGNORECASE | re.MULTILINE,
)
_MEETING_NUMBER = re.compile(
    r"\bmeeting\s*\(?\s*(?:no\.?|number)\s*:?\s*(?P<after>\d{1,4})\b\)?|\b(?P<before>\d{1,4})(?:st|nd|rd|th)\s+meeting\b",
    re.I,
)


def facts(text: Text, name: str, access: Access, supplied: Supplied | None = None) -> Facts:
    """The facts of a paper; ``name`` is its file name, ``access`` what the officer asked for it.

    A marking such as "Not for publication" in the opening makes the paper exempt whatever was said. What
    is ``supplied`` takes the place of what was read. A paper without words has the day that its name gives.
    """
    given = supplied or Supplied()
    content, opening, head = text.content, opening_of(text.content), marked_head_of(text.content)
    kind = given.kind or kind_of(content, opening)
    body = given.body or body_of(content, opening)
    found = meeting_date(opening)
    when = Stated(found.day, Origin.READ, f"\u201c{found.words}\u201d in the opening") if found else None
    day = given.date or (when if content else _day_in(name))
    asked = given.access or access
    # Where there are no words, no marking among them can be seen.
    if given.is_doubtful or not (content or given.access):
        asked = max(asked, Access.RESTRICTED, key=lambda each: each.rank)
    return Facts(
        title=given.title or title_of(text, opening, kind.value, body, day, name),
        kind=kind,
        body=body,
        date=day,
        access=marked_access(head, text.running_lines, asked),
        agenda_number=given.agenda_number or _agenda_number(opening, kind.value),
        time=given.time or (meeting_time(opening, found.span) if found else None),
        status=given.status or status_of(content, opening, text.running_lines, kind.value),
        author=given.author or author_of(content, opening, kind.value),
        exempt_under=exempt_under(head, text.running_lines),
        meeting_number=_meeting_number(opening),
    )


def _day_in(name: str) -> Stated[date] | None:
    """The one whole date that the name of a file gives."""
    named = {each.day for each in dates_in_name(name)}
    day = named.pop() if len(named) == 1 else None
    return None if day is None else Stated(day, Origin.INFERRED, f"the name of the file, {name}")


def _agenda_number(opening: str, kind: Kind) -> Stated[str] | None:
    """The number of the one item that a paper is for; the minutes and the agenda are for all of them."""
    match = None if kind in (Kind.MINUTES, Kind.AGENDA) else _ITEM.search(opening)
    if match is None:
        return None
    words = " ".join(match.group().split())
    return Stated(match.group(1), Origin.READ, f"\u201c{words}\u201d in the opening")


def _meeting_number(opening: str) -> Stated[str] | None:
    match = _MEETING_NUMBER.search(opening)
    if match is None:
        return None
    words = " ".join(match.group().split())
    number = match.group("after") or match.group("before")
    return Stated(str(int(number)), Origin.READ, f"\u201c{words}\u201d in the opening")
