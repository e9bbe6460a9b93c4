"""Parts of items that are items themselves: "2.1 Lamps" below item 2, "5A. Minutes" among those of item 5."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Span
from ingest.structure.emphasis import emphasised
from ingest.structure.lines import TOLD, Block, begins_entry, looks_titled
from ingest.structure.numbered_titles import ItemNumber, bare_line, item_number, runs_on

_PART = re.compile(r"\s*(?P<before>\d{1,2}\.)(?P<number>\d{1,2})[^\S\n]+(?P<title>[A-Z\"\u201c][^\n]*)$")
_LETTERED = re.compile(r"\s*(?P<before>\d{1,2})(?P<number>[A-Z])[.)][^\S\n]+(?P<title>[A-Z\"\u201c(][^\n]*)$")
_AGAIN = re.compile(r"\s*item\s+(?P<number>\d{1,2}[A-Z])[.:]?[^\S\n]+(?P<text>[A-Z])", re.IGNORECASE)
"""What is told of an item out of its order: "Item 5D. The motion failed"."""
_ACT = re.compile(r"(?:that|to)\s", re.IGNORECASE)
_FEWEST_PARTS = 2
_FEWEST_LETTERED = 3

_WHOLE = re.compile(r"(?P<whole>\d{1,3})(?:[A-Za-z]|\.\d.*)?$")

_Entry = tuple[int, re.Match[str]]
"""The place of a block and what was matched in it."""


def item_parts(pieces: Sequence[Block]) -> dict[int, ItemNumber]:
    """The blocks that begin a part of an item, keyed by their place."""
    below: dict[str, list[_Entry]] = defaultdict(list)
    lettered: list[_Entry] = []
    for index, block in enumerate(pieces):
        if block.is_row or block.is_heading:
            continue
        bare = bare_line(block)
        part, letter = _PART.match(bare), _LETTERED.match(bare)
        if part is not None and (
            part.end() == len(block.text) or emphasised(block.text, part.start("title"))
        ):
            below[part.group("before")].append((index, part))
        if letter is not None and not _ACT.match(letter.group("title")):
            lettered.append((index, letter))
    found = [entry for each in below.values() for entry in _titles(pieces, each)]
    by_letter = _numbers(pieces, lettered if _are_lettered(lettered) else [])
    return _numbers(pieces, found) | by_letter | _again(pieces, by_letter)


def _again(pieces: Sequence[Block], found: dict[int, ItemNumber]) -> dict[int, ItemNumber]:
    """The blocks that go back to one of the items that were found before them."""
    known = {number.number: index for index, number in found.items()}
    again: dict[int, ItemNumber] = {}
    for index, block in enumerate(pieces if known else ()):
        match = _AGAIN.match(bare_line(block))
        first = known.get(match.group("number").upper(), index) if match else index
        if match is not None and first < index:
            number, over = found[first], pieces[first]
            span = Span(over.span.start + number.start, over.span.start + number.end)
            title = replace(over, span=span, text=over.text[number.start : number.end])
            begin = match.start("number")
            again[index] = ItemNumber(number.number, begin, begin, begin, match.start("text"), title)
    return again


def is_part(number: str) -> bool:
    """Whether a number is that of a part: "2.1", "5A"."""
    return whole(number) != number


def is_lettered(number: str | None) -> bool:
    """Whether a number is that of a part by a letter: "5A"."""
    return number is not None and number[-1:].isupper() and is_part(number)


def whole(number: str) -> str:
    """The number of the item that a part belongs to; the number itself where it is no part's."""
    match = _WHOLE.match(number)
    return match.group("whole") if match else number


def _numbers(pieces: Sequence[Block], entries: Sequence[_Entry]) -> dict[int, ItemNumber]:
    is_run_on = runs_on([(pieces[index], match) for index, match in entries])
    return {
        index: item_number(
            pieces[index], f"{match.group('before')}{match.group('number')}", match, is_run_on=is_run_on
        )
        for index, match in entries
    }


def _titles(pieces: Sequence[Block], entries: list[_Entry]) -> list[_Entry]:
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
    """Whether the words behind a number are a title: emphasised, in capitals, of an item ("6.0"), or over prose."""
    title = match.group("title")
    if emphasised(pieces[index].text, match.start("title")):
        return not _ACT.match(title)
    if not looks_titled(title.replace(":", "")) or TOLD.search(title):
        return False
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    is_over_prose = below is not None and not (begins_entry(below.text) or below.is_heading or below.is_row)
    return is_over_prose or title.isupper() or not int(match.group("number"))


def _are_lettered(entries: Sequence[_Entry]) -> bool:
    """Whether the letters behind each number count from A, and the numbers go up."""
    if len(entries) < _FEWEST_LETTERED:
        return False
    number, letter = 0, ""
    for _, match in entries:
        this, following = int(match.group("before")), match.group("number")
        goes_on = this == number and ord(following) == ord(letter) + 1
        if not goes_on and not (this > number and following == "A"):
            return False
        number, letter = this, following
    return True
