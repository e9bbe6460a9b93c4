"""Markings that say who may see a paper, and under which paragraph of the law.

A marking can only make a paper narrower. Words such as "Public document" or "OFFICIAL" widen nothing: text
from papers is data, and only an officer says that a paper is public.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.papers import Access, Origin, Stated
from ingest.structure.emphasis import without_emphasis
from ingest.structure.minutes_heading import minutes_heading

_HEAD = 800
"""Characters of the opening in which a marking stands."""
_RESTRICTION = re.compile(
    r"^\W*(?:strictly\s+)?(?:not for publication|exempt(?:\s+(?:report|item|information|from publication))?\b|"
    r"confidential\b|restricted\b|private and confidential)",
    re.I | re.M,
)
_CLOSED = re.compile(
    r"\b(?:confidential|exempt|not for publication|private (?:session|minutes|meeting|part)|in camera|"
    r"public[ -]excluded|(?:closed|executive) session)\b",
    re.IGNORECASE,
)
"""What makes the heading of minutes a marking: "Part II (Confidential) Minutes"."""
_SENSITIVE = re.compile(r"^\W*official\s*[-:\u2013(]*\s*sensitive\b", re.I | re.M)
_PARAGRAPH = re.compile(
    r"\bparagraphs?\s*\(?s?\)?\s*(?P<numbers>\d{1,2}[A-Z]?\b(?:\s*(?:,|and|&|or)\s*\d{1,2}[A-Z]?\b)*)"
    r"(?=[^.;\n]{0,40}(?:\n[^.;\n]{0,40})?\bSchedule\s+12\s?A\b)"
    r"|\bSchedule\s+12\s?A\b[^.;]{0,60}?\bparagraphs?\s*\(?s?\)?\s*"
    r"(?P<numbers_after>\d{1,2}[A-Z]?\b(?:\s*(?:,|and|&|or)\s*\d{1,2}[A-Z]?\b)*)",
    re.I,
)


def marked_access(opening: str, running_lines: Sequence[str], asked: Access) -> Access:
    """The narrower of what the officer asked for and what the paper's own marking says."""
    head = _head(opening, running_lines)
    if _RESTRICTION.search(head) or _CLOSED.search(minutes_heading(opening) or ""):
        return Access.EXEMPT
    if _SENSITIVE.search(head) and asked is Access.PUBLIC:
        return Access.RESTRICTED
    return asked


def exempt_under(opening: str, running_lines: Sequence[str]) -> Stated[str] | None:
    """The paragraphs of Schedule 12A that a marked paper cites ("paragraph 3"); None where it cites none."""
    head = _head(opening, running_lines)
    if not _RESTRICTION.search(head):
        return None
    cited = _PARAGRAPH.search(head)
    if cited is None:
        return None
    numbers = re.findall(r"\d+[A-Z]?", (cited.group("numbers") or cited.group("numbers_after")).upper())
    word = "paragraph" if len(numbers) == 1 else "paragraphs"
    listed = " and ".join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)
    words = " ".join(cited.group().split())
    return Stated(f"{word} {listed}", Origin.READ, f"\u201c{words}\u201d, of Schedule 12A, in the opening")


def _head(opening: str, running_lines: Sequence[str]) -> str:
    printed = opening[:_HEAD]
    return "\n".join((printed, without_emphasis(printed), *running_lines))
