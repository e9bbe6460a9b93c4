"""What an agenda lists: its items, each with the words under it, and which of them are routine or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.papers import Passage, Role
from ingest.structure.lines import mark_length
from ingest.structure.terms import index_terms, stem

ROUTINE = re.compile(
    r"(?:apolog|(?:previous |confirmation of |approval of )?minutes\b|matters? arising|"
    r"(?:declarations?|disclosures?) of|members'? interests|urgent (?:items?|business|matters?)|petitions\b|"
    r"(?:public |written )?questions?(?: (?:from|by)\b|\W*$)|public (?:question|participation|speaking)|"
    r"(?:date|time)s?\b.{0,20}\bnext\b|next meeting|exclusion of|any other|a\.?o\.?c?\.?b\b|"
    r"chair(?:man|person)?'?s announcements|announcements|webcast|welcome|introductions|sederunt|"
    r"election of (?:a )?(?:vice-?|deputy )?chair|appointment of (?:a )?(?:vice-?|deputy )?chair|membership)",
    re.IGNORECASE,
)
"""How the titles of items begin that every agenda has and no briefing is written on."""
WITHDRAWN = re.compile(
    r"\b(?:item|report|paper)\s+(?:has\s+been\s+|is\s+|was\s+)?(?:now\s+)?withdrawn\b|^\W*withdrawn\b|\(withdrawn\)|[-\u2013:]\s*withdrawn\b",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"\s*(?:\(\s*(?:to follow|pages?\b[^)]*)\)|\bpages?\s+\d+\s*(?:[-\u2013]|to)\s*\d+)\s*$", re.IGNORECASE
)
_HOURS = re.compile(
    r"\s*\(\W*(?:(?:at|from|approx\w*|about)\W*)?\d{1,2}[.:]\d{2}\b[^)]*\)\s*$", re.IGNORECASE
)
_LETTER = re.compile(r"\([a-z]\)")
_NUMBER = re.compile(r"\d{1,3}")
_NEXT = re.compile(r"(?P<mark>\d{1,3}[.)]?\s+)(?P<title>[^\n]+)")
_ALIKE = 0.5
_FEWEST_PARTS, _LONGEST_TITLE = 2, 14
OF_MEETINGS = frozenset(
    stem(word)
    for word in "report reports update updates review oral first second third annual quarter public open forum item "
    "items discussion general business matter matters".split()
)
"""Terms of titles that say nothing of a subject."""


@dataclass(frozen=True)
class AgendaItem:
    """One item: its number and title as printed, and the ordinals of the passages that stand under it.

    ``begins`` is how many characters of the first of these are number and title; the rest are words on the item.
    """

    number: str
    title: str
    ordinals: tuple[int, ...] = ()
    begins: int = 0

    @property
    def is_routine(self) -> bool:
        return bool(ROUTINE.match(self.title))

    @property
    def heading(self) -> str:
        """The item as a briefing heads it."""
        return f"{self.number}. {self.title}"


def items_of(passages: Sequence[Passage], text_of: Sequence[str]) -> list[AgendaItem]:
    """The items in the order of their numbers as listed; ``text_of`` are the words of the passages.

    An item may be listed twice, with its title alone and then with the words on it. A number that goes on from the
    last item, at the head of a paragraph, is an item too: some agendas put the title and the words in one. Where an
    item such as "Updates" only lists others by letters, these are the items, numbered "8(a)".
    """
    found: dict[str, AgendaItem] = {}
    current: str | None = None
    last = 0
    for passage, text in zip(passages, text_of, strict=True):
        listed = _listed_after(last, passage, text)
        if listed is not None:
            number, title, begins = listed
            found[number] = AgendaItem(number, title, (passage.ordinal,), begins)
            current = number
        elif passage.item is not None and passage.role is Role.HEADER:
            current = _headed(found, passage.item, without_pages(text))
        elif current is not None and current in found:
            item = found[current]
            found[current] = AgendaItem(
                item.number, item.title, (*item.ordinals, passage.ordinal), item.begins
            )
        last = _as_number(current) or last
    said = {passage.ordinal: (passage, text) for passage, text in zip(passages, text_of, strict=True)}
    return [part for item in found.values() for part in _parts(item, [said[each] for each in item.ordinals])]


def _parts(item: AgendaItem, below: Sequence[tuple[Passage, str]]) -> list[AgendaItem]:
    """What an item lists, where its own title says nothing of a subject and titles are all it has; else the item."""
    lettered = [each for each in below if _LETTER.fullmatch(each[0].point or "")]
    is_list = _FEWEST_PARTS <= len(lettered) == len(below) and set(index_terms(item.title)) <= OF_MEETINGS
    titles = [without_pages(text[mark_length(text) :]) for _, text in lettered]
    if not is_list or any(not title or len(title.split()) > _LONGEST_TITLE for title in titles):
        return [item]
    return [
        AgendaItem(f"{item.number}{passage.point}", title, (passage.ordinal,), len(text))
        for title, (passage, text) in zip(titles, lettered, strict=True)
    ]


def _headed(found: dict[str, AgendaItem], number: str, title: str) -> str | None:
    """The item that a heading opens or comes back to; None for a heading of something else below it."""
    item = found.get(number)
    if item is None:
        found[number] = AgendaItem(number, title)
        return number
    return number if _is_alike(item.title, title) else None


def _is_alike(one: str, other: str) -> bool:
    terms, others = set(index_terms(one)), set(index_terms(other))
    return len(terms & others) >= _ALIKE * (min(len(terms), len(others)) or 1)


def _listed_after(last: int, passage: Passage, text: str) -> tuple[str, str, int] | None:
    """Number, title and their length, where a paragraph begins with the number that follows the last item's."""
    point = (passage.point or "").removeprefix("para ")
    if passage.role is Role.HEADER or not last or point != str(last + 1):
        return None
    match = _NEXT.match(text)
    return None if match is None else (point, without_pages(match.group("title")).rstrip(" :"), match.end())


def _as_number(number: str | None) -> int:
    match = _NUMBER.match(number or "")
    return int(match.group()) if match else 0


def without_pages(title: str) -> str:
    """A title without the pages that an agenda prints after it."""
    return _PAGES.sub("", " ".join(title.split())).strip(" .")


def without_hours(title: str) -> str:
    """A title without the hours that an agenda sets aside for the item."""
    return _HOURS.sub("", title) or title


def withdrawn(items: Sequence[AgendaItem], words: Sequence[Sequence[str]]) -> Iterator[str]:
    """The numbers of the items that the agenda says are withdrawn; ``words`` are those under each."""
    for item, texts in zip(items, words, strict=True):
        if any(WITHDRAWN.search(each) for each in (item.title, *texts)):
            yield item.number
