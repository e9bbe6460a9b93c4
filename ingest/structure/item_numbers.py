"""Items whose numbers show only beside each other: "MD.24/118", "C012/25", "25/051", "B.2310", headings "A." to "H.".

One line of the kind can be a planning reference, a paragraph or a point of a list. A run of them that counts on from
line to line, each of them a title, is the paper's own numbering.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.structure.emphasis import emphasised
from ingest.structure.item_parts import item_parts
from ingest.structure.lines import Block
from ingest.structure.numbered_titles import ItemNumber, bare_line, item_number, runs_on
from ingest.structure.signs import is_title

_CALLED = r"\s*(?:(?i:(?:agenda\s+)?item|minute)(?:\s+(?i:no)\.?)?\s+)?"
_TITLE = r"[.:]?[^\S\n]+(?:[:\u2013-][^\S\n]+)?(?P<title>(?:[A-Z\"'\u2018\u201c(]|\d+[a-z]).*)"
_NUMBERS = (
    r"(?P<before>[A-Z]{1,6}[./ -]?\d{2,4}[./-])(?P<number>\d{1,4})(?P<after>)",
    r"(?P<before>[A-Z]{1,4}[./ -]?)(?P<number>\d{1,4})(?P<after>/\d{2}(?:/(?:\d{2}|20\d{2}))?|/20\d{2}(?:[/-]\d{2})?)",
    r"(?P<before>)(?P<number>\d{1,4})(?P<after>/\d{2}|/20\d{2})",
    r"(?P<before>(?:20)?\d{2}/)(?P<number>\d{1,4})(?P<after>)",
    r"(?P<before>[A-Z]{1,3}\.)(?P<number>\d{1,5})(?P<after>)",
)
"""Series and number in the year; number in the year and year, with letters before them and without; year and number;
letters and number."""
_REFERENCES = tuple(re.compile(_CALLED + each + _TITLE) for each in _NUMBERS)
_LETTER = re.compile(r"(?P<before>)(?P<number>[A-Z])(?P<after>)[.)][^\S\n]+(?P<title>\S[^\n]*)$")
_EMPHASISED = re.compile(
    _CALLED + r"(?P<before>)(?P<number>\d{1,3})(?P<after>)[.):]?[^\S\n]+(?P<title>[A-Z\"'\u2018\u201c(\d].*)"
)
"""A number that tells nothing by itself; it is an item's where it or its title is emphasised."""
_NUMBERED_ITEM = re.compile(r"\d{1,3}(?:/\d{2,4}[.)]?|[.)])\s+[A-Z]")
_ACT = re.compile(r"(?:that|to)\s", re.IGNORECASE)
"""How an entry begins that says what is to be done, and is no title."""
_FEWEST = 3
"""Lines that make a run."""
_MOST_LEFT_OUT = 2
"""Numbers that a run may leave out once it is one: of items that are printed elsewhere."""


@dataclass(frozen=True)
class _Line:
    """A line that may begin an item: its place among the blocks, its number, and what tells one series from others."""

    index: int
    value: int
    series: tuple[int, str, str]
    match: re.Match[str]


def item_numbers(pieces: Sequence[Block]) -> dict[int, ItemNumber]:
    """The blocks that begin an item by a number which other such lines bear out, keyed by their place."""
    run = (
        _longest(pieces, _references(pieces))
        or _longest(pieces, _emphasised(pieces), is_parted=False)
        or _longest(pieces, _headings(pieces))
    )
    is_run_on = runs_on([(pieces[line.index], line.match) for line in run])
    found = {
        line.index: item_number(pieces[line.index], _told(line.match), line.match, is_run_on=is_run_on)
        for line in run
    }
    return item_parts(pieces) | found


def _references(pieces: Sequence[Block]) -> Iterator[_Line]:
    for index, block in enumerate(pieces):
        if block.is_row or block.is_attendee:
            continue
        bare = bare_line(block)
        for kind, pattern in enumerate(_REFERENCES):
            match = pattern.match(bare)
            if match is not None:
                yield _line(index, kind, match)


def _emphasised(pieces: Sequence[Block]) -> Iterator[_Line]:
    for index, block in enumerate(pieces):
        match = None if block.is_row or block.is_attendee else _EMPHASISED.match(bare_line(block))
        if match is None or not (
            emphasised(block.text, match.start("number")) or emphasised(block.text, match.start("title"))
        ):
            continue
        is_in_list = index > 0 and pieces[index - 1].text.rstrip().endswith(":")
        marked = emphasised(block.text, match.start("title"))
        title = block.text[match.start("title") : marked.end] if marked else match.group("title")
        if is_title(title) and not _ACT.match(title) and not is_in_list:
            yield _line(index, 0, match)


def _headings(pieces: Sequence[Block]) -> Iterator[_Line]:
    for index, block in enumerate(pieces):
        match = _LETTER.match(block.text) if block.is_heading else None
        if match is not None:
            yield _line(index, 0, match)


def _line(index: int, kind: int, match: re.Match[str]) -> _Line:
    printed = match.group("number")
    value = int(printed) if printed.isdigit() else ord(printed) - ord("A") + 1
    return _Line(index, value, (kind, match.group("before"), match.group("after")), match)


def _longest(pieces: Sequence[Block], lines: Iterator[_Line], *, is_parted: bool = True) -> list[_Line]:
    """The longest run of one series that counts on, where no item of an ordinary number stands before it.

    Args:
        pieces: The blocks of the paper.
        lines: Those that may begin an item, in order.
        is_parted: Other headings may stand between the items.
    """
    runs: dict[tuple[int, str, str], list[list[_Line]]] = defaultdict(list)
    for line in lines:
        of_series = runs[line.series]
        run = next((each for each in reversed(of_series) if _counts_on(each, line)), None)
        if run is None:
            of_series.append([line])
        else:
            run.append(line)
    longest = max((run for each in runs.values() for run in each), key=len, default=[])
    if len(longest) < _FEWEST or any(_NUMBERED_ITEM.match(each.text) for each in pieces[: longest[0].index]):
        return []
    places = {line.index for line in longest}
    between = range(longest[0].index, longest[-1].index)
    if not is_parted and any(pieces[index].is_heading and index not in places for index in between):
        return []
    return longest


def _counts_on(run: Sequence[_Line], line: _Line) -> bool:
    most = 1 + (_MOST_LEFT_OUT if len(run) >= _FEWEST else 0)
    return 1 <= line.value - run[-1].value <= most


def _told(match: re.Match[str]) -> str:
    """The number of an item, on which two papers agree however many spaces stand in it."""
    return " ".join(f"{match.group('before')}{match.group('number')}{match.group('after')}".split())
