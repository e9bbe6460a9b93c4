"""The opening of a paper: the lines in which it introduces itself, before its business begins."""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.papers import Span
from ingest.structure.emphasis import without_emphasis

LENGTH = 3000
"""Characters of the paper in which it introduces itself."""
BODY_WORD = (
    r"(?:Panel|Board|Committee|Council|Authority|Forum|Cabinet|Executive|Commission|Assembly|Partnership|"
    r"Sub-Committee|Subcommittee|Group|Trust)"
)
_LONGEST_LINE = 230
_BUSINESS = re.compile(
    r"(?:minutes|decision)\s*:$|\((?:i|1|a)\)\s|(?!\d{1,2}[.:]\d\d\s*[ap])\d{1,3}(?:[./]\d+)*[.)]\s+\S|\d{1,3}/\d{2,4}\s+\S|"
    r"\d\.\d\s+[A-Z]",
    re.IGNORECASE,
)
"""A line with which the business of a paper begins."""
_TAG = re.compile(r"</?\w+>")
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_SMALL = frozenset({"and", "of", "for", "the", "in"})
_INNER = _SMALL | frozenset({"on", "by", "le", "la", "de", "upon", "under", "next", "y"})
"""Words that are small inside the name of a place: "Stoke-on-Trent"."""
_PREFIXES = frozenset({"co", "re", "pre", "post", "non", "anti", "de", "multi", "inter", "well", "ex"})
"""What is joined to a word with a hyphen and makes no second name of it."""
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_MOST_SPACES = 40
_SPACES = re.compile(rf"(?P<kept>[^\S\n]{{{_MOST_SPACES}}})[^\S\n]+")


def opening_of(content: str) -> str:
    """The lines before the business begins: up to the first long paragraph, numbered item or label.

    Marks of emphasis are left out, so that "**Item:** 6" reads as "Item: 6".
    """
    return without_emphasis("\n".join(_lines_before(_begins_business, content)))


def marked_head_of(content: str) -> str:
    """The lines in which a marking of the whole paper may stand: the opening, and numbered headings with a mark."""
    return "\n".join(_lines_before(_BUSINESS.match, content))


def _lines_before(begins: Callable[[str], object], content: str) -> list[str]:
    """The lines before the first that is very long or that ``begins`` something else."""
    kept: list[str] = []
    for line in content[:LENGTH].split("\n"):
        stripped = line.strip()
        if len(stripped) > _LONGEST_LINE or begins(stripped):
            break
        if stripped or (kept and kept[-1]):  # thousands of blank lines would take the patterns minutes
            kept.append(stripped)
    return kept


def _begins_business(line: str) -> bool:
    return bool(_BUSINESS.match(_HEADING_MARK.sub("", line, count=1)))


def without_gaps(content: str) -> str:
    """The text without long runs of blank lines and spaces, which would take some patterns hours to cross."""
    return _SPACES.sub(r"\g<kept>", _BLANK_LINES.sub("\n\n", content))


def as_title(line: str) -> str:
    """Capitals made title case, so that one pattern reads both: "Sub-Committee", "Stoke-on-Trent"."""
    if not line.isupper():
        return line
    return " ".join(word.lower() if word.lower() in _SMALL else _capitalised(word) for word in line.split())


def _capitalised(word: str) -> str:
    first, *rest = word.split("-")
    if first.lower() in _PREFIXES:
        return word.capitalize()
    return "-".join(
        (
            first.capitalize(),
            *(each.lower() if each.lower() in _INNER else each.capitalize() for each in rest),
        )
    )


def without_tags(line: str) -> str:
    """A line without the markup that some stored papers still hold."""
    return _TAG.sub("", line)


def line_around(text: str, span: Span) -> Span:
    """The line, or lines, in which a span stands."""
    stop = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, stop if stop >= 0 else len(text))
