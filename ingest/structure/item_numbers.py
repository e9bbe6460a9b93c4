"""Items whose numbers show only beside each other: "MD.24/118", "9.1 GRAVEL SUPPLY", a run of headings "A." to "H.".

One line of the kind can be a planning reference, a paragraph or a point of a list. A run of them that counts on from
line to line, each of them a title, is the paper's own numbering.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.lines import TOLD, Block, begins_entry, looks_titled

_REFERENCE = re.compile(
    r"(?P<series>[A-Z]{1,6}[./ -]?\d{2,4}[./-])(?P<number>\d{1,4})[.:]?[^\S\n]+(?P<title>[A-Z\"\u201c][^\n]*)"
)
_LETTER = re.compile(r"(?P<series>)(?P<number>[A-Z])[.)][^\S\n]+(?P<title>\S[^\n]*)$")
_PART = re.compile(r"(?P<series>\d{1,2}\.)(?P<number>\d{1,2})[^\S\n]+(?P<title>[A-Z\"\u201c][^\n]*)$")
_NUMBERED_ITEM = re.compile(r"\d{1,3}(?:/\d{2,4}[.)]?|[.)])\s+[A-Z]")
_FEWEST = 3
"""Lines that make a run of references or letters."""
_FEWEST_PARTS = 2


@dataclass(frozen=True)
class ItemNumber:
    """The number of an item as printed, and where in its block the title begins and ends."""

    number: str
    start: int
    end: int


def item_numbers(pieces: Sequence[Block]) -> dict[int, ItemNumber]:
    """The blocks that begin an item by a number which other such lines bear out, keyed by their place."""
    found = _run(pieces, _REFERENCE, only_headings=False) or _run(pieces, _LETTER, only_headings=True)
    return found | _parts(pieces)


def _run(pieces: Sequence[Block], pattern: re.Pattern[str], *, only_headings: bool) -> dict[int, ItemNumber]:
    """The longest run of one series that counts on, where no item of an ordinary number stands before it."""
    runs: dict[str, list[tuple[int, int, ItemNumber]]] = defaultdict(list)
    for index, block in enumerate(pieces):
        match = pattern.match(block.text)
        if match is None or (only_headings and not block.is_heading):
            if _NUMBERED_ITEM.match(block.text) and not runs:
                return {}
            continue
        number = _as_number(match.group("number"))
        run = runs[match.group("series")]
        if number == run[-1][1] + 1 if run else not only_headings or number == 1:
            run.append((index, number, _found(match)))
    longest = max(runs.values(), key=len, default=[])
    return {index: number for index, _, number in longest} if len(longest) >= _FEWEST else {}


def _parts(pieces: Sequence[Block]) -> dict[int, ItemNumber]:
    """Titles such as "2.1 Lamps" below item 2: all of an item's, counted from 1, or any that are in capitals."""
    below: dict[str, list[tuple[int, re.Match[str]]]] = defaultdict(list)
    for index, block in enumerate(pieces):
        match = _PART.match(block.text)
        if match is not None and not block.is_heading:
            below[match.group("series")].append((index, match))
    return {index: _found(match) for each in below.values() for index, match in _titles(pieces, each)}


def _titles(
    pieces: Sequence[Block], entries: list[tuple[int, re.Match[str]]]
) -> list[tuple[int, re.Match[str]]]:
    """Those of the numbered lines below one item that are titles: all of them, those in capitals alone, or none."""
    numbers = [int(match.group("number")) for _, match in entries]
    counts_on = len(numbers) >= _FEWEST_PARTS and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    )
    if counts_on and numbers[0] <= 1 and all(_is_title(pieces, index, match) for index, match in entries):
        return entries
    capitals = [each for each in entries if each[1].group("title").isupper()]
    in_order = [int(match.group("number")) for _, match in capitals]
    are_titles = all(_is_title(pieces, index, match) for index, match in capitals)
    return capitals if are_titles and in_order == sorted(set(in_order)) else []


def _is_title(pieces: Sequence[Block], index: int, match: re.Match[str]) -> bool:
    """Whether the words behind a number are a title: in capitals, of a whole item ("6.0"), or over prose."""
    title = match.group("title")
    if not looks_titled(title.replace(":", "")) or TOLD.search(title):
        return False
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    is_over_prose = below is not None and not (begins_entry(below.text) or below.is_heading or below.is_row)
    return is_over_prose or title.isupper() or not int(match.group("number"))


def _as_number(printed: str) -> int:
    return int(printed) if printed.isdigit() else ord(printed) - ord("A") + 1


def _found(match: re.Match[str]) -> ItemNumber:
    number = f"{match.group('series')}{match.group('number')}"
    return ItemNumber(number, match.start("title"), match.end("title"))
