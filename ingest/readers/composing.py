"""Blocks of text put together into one Text with offsets that hold.

The HTML and Word readers add blocks in reading order; only this file counts characters for them.
"""

from __future__ import annotations

import re

from ingest.errors import NoText
from ingest.papers import NO_WORDS, Heading, Notice, Span, Text
from ingest.readers.characters import clean, hidden_notices

BLOCK_GAP = "\n\n"
_LONGEST_TITLE = 1_000
LINE_GAP = "\n"
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{2,}")


def fold_spaces(text: str) -> str:
    """One ordinary space for every run of spaces, tabs and no-break spaces; no blank lines, lines trimmed."""
    lines = (line.strip() for line in _SPACES.sub(" ", text).split("\n"))
    return _BLANK_LINES.sub("\n", "\n".join(lines)).strip()


def has_words(content: str) -> bool:
    """Whether there is a single letter or digit in it."""
    return any(character.isalnum() for character in content)


def require_words(content: str, name: str, advice: str) -> None:
    """Refuse a text without a single letter or digit.

    Raises:
        NoText: There is nothing to search; ``advice`` says what to do.
    """
    if not has_words(content):
        raise NoText(f"{name}: no words were found. {advice}")


def no_words(found: str) -> Notice:
    """That a sound file is kept although it holds no words; ``found`` says what there is, and what to do."""
    return Notice(NO_WORDS, f"{found} Until then it is kept but can't be searched or quoted.")


class Composer:
    """Collects blocks in order and keeps the spans of the headings among them.

    ``n_hidden`` counts the hidden characters taken out so far.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self.n_hidden = 0

    def add(self, text: str, *, level: int | None = None, is_next_line: bool = False) -> None:
        """Add a block; nothing happens when it holds only white space.

        Args:
            text: Any spacing; it is folded, line breaks inside stay (not in headings).
            level: 1 to 9 when the file marks the block as a heading.
            is_next_line: True for a list entry or table row that belongs directly under the block before.
        """
        cleaned = clean(text)
        self.n_hidden += cleaned.n_hidden
        block = fold_spaces(cleaned.text)
        if not block:
            return
        if level is not None:
            block = block.replace("\n", " ")
        if self._parts:
            self._append(LINE_GAP if is_next_line else BLOCK_GAP)
        start = self._length
        self._append(block)
        if level is not None:
            self._headings.append(Heading(Span(start, self._length), level))

    @property
    def has_words(self) -> bool:
        return any(map(has_words, self._parts))

    def one_line(self) -> str:
        """All blocks on one line, for a cell of a table."""
        return " ".join("".join(self._parts).split())

    def finish(
        self, *, name: str, form: str, notices: tuple[Notice, ...] = (), title: str | None = None
    ) -> Text:
        """The Text of all blocks.

        Raises:
            NoText: No block holds a letter or a digit.
        """
        content = "".join(self._parts)
        require_words(content, name, "If it holds pictures of pages, run text recognition on it first.")
        return Text(
            content=content,
            format=form,
            headings=tuple(self._headings),
            notices=notices + hidden_notices(self.n_hidden),
            title=tidy_title(title),
        )

    def _append(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)


def tidy_title(title: str | None) -> str | None:
    """A title from a file's own metadata on one line, or None when it says nothing.

    It stands on every label of the paper, so the words after the first 1,000 characters are left out.
    """
    if title is None:
        return None
    return fold_spaces(clean(title).text).replace("\n", " ")[:_LONGEST_TITLE].strip() or None
