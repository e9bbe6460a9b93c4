"""A line that begins an item by a number of the paper's own kind: where its number, title and text begin and end.

The title is what is emphasised behind the number, or else the line; where a paper runs its titles on into their text
("25/060 Minutes. They were signed."), it is what stands before the first stop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.papers import Span
from ingest.structure.emphasis import blank_emphasis, emphasised
from ingest.structure.lines import DECISION, TOLD, Block
from ingest.structure.sentences import sentences
from ingest.structure.signs import EXEMPT, MAX_TITLE, RUN_ON_TITLE, is_title

_LONGEST_RUN_ON = 100
"""Characters of a title that runs on into its text."""
_FEWEST_RUN_ON = 2
"""Lines that are no titles as a whole: from as many on, all the titles of a paper may run on into their text."""
_MOST_WORDS = 30
_STOP = re.compile(r"[.:;\s*_]*")
_POINT_BEHIND = re.compile(r"\.\s+\((?:[ivx]+|[a-z]|\d{1,2})\)\s")
"""A list that begins on the line of the title."""
_PART_OF_SENTENCE = re.compile(r"(?P<title>[^:;\n]{2,80}?)\s*[:\u2013](?=\s)")


@dataclass(frozen=True)
class ItemNumber:
    """The number of an item as printed, and the places in its block.

    ``begin`` is where the number begins, ``start`` and ``end`` those of the title, ``text`` where the text of the item
    begins: behind the title, or with it where it is the beginning of a sentence; the end of the block where the title
    is all.
    """

    number: str
    begin: int
    start: int
    end: int
    text: int
    title: Block | None = None
    """The title where it stands in an earlier block, to whose item this one returns."""


def bare_line(block: Block) -> str:
    """The first line of a block with spaces for the marks of emphasis: as long as it is printed."""
    return blank_emphasis(block.text.partition("\n")[0])


def item_number(block: Block, number: str, match: re.Match[str], *, is_run_on: bool = False) -> ItemNumber:
    """The item that a block begins, by a match on its bare line with the groups ``before`` and ``title``.

    Args:
        block: The block.
        number: The number as it is told.
        match: Where it stands.
        is_run_on: Titles of this paper run on into their text.
    """
    start = match.start("title")
    title, text = _places(block, start, match.group("title").rstrip(), is_run_on=is_run_on)
    marking = EXEMPT.search(block.text, title.end, start + MAX_TITLE)
    if marking is not None and is_title(block.text[start : marking.end()]):
        # What is exempt begins with the title, so its marking may not stand behind it.
        title, text = Span(start, marking.end()), start if text == start else max(text, marking.end())
    return ItemNumber(number, match.start("before"), title.start, title.end, text)


def _places(block: Block, start: int, line: str, *, is_run_on: bool) -> tuple[Span, int]:
    """The title that begins at ``start``, and where the text begins."""
    marked = emphasised(block.text, start)
    if marked is not None:
        end = start + len(block.text[start : marked.end].rstrip(" .:"))
        return Span(start, end), _after(block.text, marked.end)
    if is_run_on and not line.isupper():
        return _run_on(block, start)
    if is_title(line, max_words=_MOST_WORDS) and not TOLD.search(line):
        return Span(start, start + len(line)), _after(block.text, start + len(line))
    title = RUN_ON_TITLE.match(line)
    length = title.end("title") if title else len(line)
    return Span(start, start + length), start if title else _after(block.text, start + length)


def _after(text: str, place: int) -> int:
    stop = _STOP.match(text, place)
    return stop.end() if stop else place


def _run_on(block: Block, start: int) -> tuple[Span, int]:
    """The title that runs on into the text: up to the first stop, or the first colon of a single sentence."""
    found = sentences(block.text, start)
    first = found[0] if found else Span(start, len(block.text))
    listed = _POINT_BEHIND.search(block.text, start, first.end)
    end = listed.start() if listed else start + len(block.text[start : first.end].rstrip(" .:"))
    is_cut = listed is not None or len(found) > 1
    if is_cut and end - start <= _LONGEST_RUN_ON and block.text[max(start, end - 2) : end - 1].isalnum():
        behind = _after(block.text, end)
        return Span(start, end), behind if DECISION.match(block.text, behind) else start
    part = _PART_OF_SENTENCE.match(block.text, start)
    if part is not None:
        return Span(start, part.end("title")), start
    is_whole = is_title(block.text[start:]) and not TOLD.search(block.text, start)
    end = len(block.text) if is_whole else start
    return Span(start, end), end


def runs_on(lines: Sequence[tuple[Block, re.Match[str]]]) -> bool:
    """Whether the titles of the items that these lines begin run on into their text."""
    told = [
        line
        for block, match in lines
        if emphasised(block.text, match.start("title")) is None and _goes_on(line := match.group("title"))
    ]
    return len(told) >= _FEWEST_RUN_ON


def _goes_on(line: str) -> bool:
    """Whether a line says more than a title."""
    is_whole = is_title(line, max_words=_MOST_WORDS) and not TOLD.search(line)
    return not is_whole or len(sentences(line)) > 1
