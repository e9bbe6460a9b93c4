"""The marks by which Markdown makes words bold or italic, taken out of a text."""

from __future__ import annotations

import re

from ingest.papers import Span

_PAIR = re.compile(
    r"(?<!\w)(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<words>[^\n*_]{0,200}?[^\s*_])(?P=mark)(?!\w)"
)
"""Words between two marks."""
_MARK = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3})(?=[\w(])|(?<=[\w.,:;)])(?:\*{1,3}|_{1,3})(?!\w)")
"""A mark at either end of words, whether its other half stands in the text or not."""
_STRONG = re.compile(r"(?<!\S)\*{2,3}(?=\S)|(?<=\S)\*{2,3}(?![\w*])")
"""A mark at either end of words that can be nothing else, as one star can."""


def without_emphasis(text: str) -> str:
    """The text as it reads where Markdown is shown: "it was **agreed**" without the marks."""
    return _PAIR.sub(lambda match: match.group("words"), text)


def blank_emphasis(text: str) -> str:
    """The same with a space for each mark: a text as long as it was."""
    return _PAIR.sub(lambda match: match.group("words").center(len(match.group())), text)


def emphasised(text: str, place: int) -> Span | None:
    """The words between two marks among which a place of the text stands; None where it stands in no emphasis."""
    line = text.find("\n", place)
    for pair in _PAIR.finditer(text, 0, len(text) if line < 0 else line):
        if pair.start("words") <= place < pair.end("words"):
            return Span(pair.start("words"), pair.end("words"))
    return None


def without_marks(text: str) -> str:
    """A piece of a text without any mark, also one whose other half stands before it or after: for matching."""
    return _MARK.sub("", text)


def for_showing(text: str) -> str:
    """A piece of a text without the marks that are surely marks; a star behind a word may lead to a note."""
    return _STRONG.sub("", without_emphasis(text))
