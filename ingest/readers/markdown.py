"""Markdown: kept as it was written, so that a quote stays verbatim, with its headings found.

Only headings with leading ``#`` count (CommonMark 0.31, section 4.2); a ``#`` inside a fenced block of
code does not.
"""

from __future__ import annotations

import re

from ingest.papers import Heading, Span, Text
from ingest.readers.characters import clean, hidden_notices
from ingest.readers.composing import require_words
from ingest.readers.plain_text import decode, long_line_notices

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?P<words>\S.*)$")
_CLOSING_MARKS = re.compile(r"[ \t]+#+[ \t]*$")


def read_markdown(data: bytes, name: str) -> Text:
    """Text of a Markdown file, character for character, with its headings without the marks.

    Raises:
        UnsupportedFormat: The bytes are not text.
        NoText: There is no letter or digit in it.
    """
    cleaned = clean(decode(data, name))
    require_words(cleaned.text, name, "Check that the right file was sent.")
    notices = hidden_notices(cleaned.n_hidden) + long_line_notices(cleaned.text)
    return Text(
        content=cleaned.text, format="markdown", headings=find_headings(cleaned.text), notices=notices
    )


def find_headings(content: str) -> tuple[Heading, ...]:
    """The headings in order; each span covers the words only, without marks and outer spaces."""
    headings: list[Heading] = []
    fence: str | None = None
    start = 0
    for line in content.split("\n"):
        mark = _FENCE.match(line)
        if fence is not None:
            is_closed = mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = None if is_closed else fence
        elif mark is not None:
            fence = mark[1]
        elif (heading := _heading(line, start)) is not None:
            headings.append(heading)
        start += len(line) + 1
    return tuple(headings)


def _heading(line: str, start: int) -> Heading | None:
    found = _HEADING.match(line)
    if found is None:
        return None
    words = _CLOSING_MARKS.sub("", found["words"]).rstrip()
    first = start + found.start("words")
    # "# #" is an empty heading: it names nothing.
    return Heading(Span(first, first + len(words)), len(found[1])) if words.strip("#") else None
