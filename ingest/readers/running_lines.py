"""Headers and footers that a paper prints on page after page: found by their repetition and left out.

They cut sentences in two at page breaks and would be quoted as if they were part of an item.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

EDGE_LINES = 4
# On a short page the lines near the edge are most of the page: fewer of them count as evidence.
EDGE_SHARE = 5
MIN_PAGES = 3
MIN_SHARE = 0.6
MAX_CHARACTERS = 120
_DIGITS = re.compile(r"\d+")
# "24." alone on a line is an item number, not a page number.
_ITEM_NUMBER = re.compile(r"\s*\(?\d+[.)]\s*")


@dataclass(frozen=True)
class RunningLines:
    """Pages without their running lines, and one example of each line with words that was taken out.

    Bare page numbers have no example: the page map keeps them.
    """

    pages: tuple[tuple[str, ...], ...]
    examples: tuple[str, ...]


def leave_out_running_lines(pages: Sequence[Sequence[str]]) -> RunningLines:
    """Take out lines that recur at the edges of pages once their digits are masked.

    A line counts when it stands among the first or last lines (four at most) of at least three pages, and
    of at least 60 % of the pages from its first to its last, so that the header of one report inside a
    pack is found. A bare number counts only when it grows from page to page. Pages that hold nothing but
    such lines stay as they are when that is all there is.
    """
    seen: dict[str, dict[int, str]] = defaultdict(dict)
    for number, lines in enumerate(pages):
        for place in _edge_places(lines, min(EDGE_LINES, 1 + _n_filled(lines) // EDGE_SHARE)):
            seen[_mask(lines[place])].setdefault(number, lines[place])
    n_lines = Counter(_mask(line) for lines in pages for line in lines)
    running = {
        mask: where
        for mask, where in seen.items()
        # What stands in the middle of pages more often than at their edges is a phrase of the paper.
        if n_lines[mask] <= 2 * len(where) and _is_running(mask, where)
    }
    if _ends_with_page_numbers(pages):
        running.setdefault("#", {}).update({number: str(number + 1) for number in range(len(pages))})
    kept = tuple(_without(lines, running, number) for number, lines in enumerate(pages))
    if not any(map(_n_filled, kept)):
        return RunningLines(tuple(map(tuple, pages)), ())
    examples = (next(iter(where.values())).strip() for mask, where in running.items() if _has_letters(mask))
    return RunningLines(kept, tuple(examples))


def _n_filled(lines: Sequence[str]) -> int:
    return sum(1 for line in lines if line.strip())


def _edge_places(lines: Sequence[str], depth: int) -> list[int]:
    """Where the first and the last ``depth`` lines that are not blank stand."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    return sorted(set(filled[:depth] + filled[-depth:]))


def _mask(line: str) -> str:
    return " ".join(_DIGITS.sub("#", line).split())


def _is_running(mask: str, where: dict[int, str]) -> bool:
    if len(where) < MIN_PAGES or len(mask) > MAX_CHARACTERS:
        return False
    if len(where) < MIN_SHARE * (max(where) - min(where) + 1):
        return False
    if _has_letters(mask):
        return not mask.startswith("- ")
    return _is_page_number(mask, where)


def _has_letters(line: str) -> bool:
    return any(character.isalpha() for character in line)


def _is_page_number(mask: str, where: dict[int, str]) -> bool:
    lines = list(where.values())
    if mask.count("#") not in {1, 2} or any(_ITEM_NUMBER.fullmatch(line) for line in lines):
        return False
    numbers = [int(found[0]) for line in lines if (found := _DIGITS.search(line))]
    return all(after > before for before, after in zip(numbers, numbers[1:], strict=False))


def _ends_with_page_numbers(pages: Sequence[Sequence[str]]) -> bool:
    """True for a paper, however short, whose every page ends with its own number."""
    last = [next((line.strip() for line in reversed(lines) if line.strip()), "") for lines in pages]
    return last == [str(number) for number in range(1, len(pages) + 1)]


def _without(lines: Sequence[str], running: dict[str, dict[int, str]], number: int) -> tuple[str, ...]:
    out = set()
    for place in _edge_places(lines, EDGE_LINES):
        where = running.get(_mask(lines[place]), {})
        if where and min(where) <= number <= max(where) + 1 and not _ITEM_NUMBER.fullmatch(lines[place]):
            out.add(place)
    return tuple(line for place, line in enumerate(lines) if place not in out)
