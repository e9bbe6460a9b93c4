"""Whether two texts are the same words: aligned word by word, and each difference judged.

Formats differ in white space, line-end hyphens, bullets, list marks and page furniture; none of these makes
another text. A figure, a name, a negation or any other word that differs does.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.papers import Page

_TOKEN = re.compile(
    r"(?P<figure>\d+(?:[.,:/]\d+)*)|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[\u00a3$\u20ac%]"
    r"|(?<![\w)])[-\u2212\u2013](?=[\u00a3$\u20ac]?\d)"
)
_LIST_MARK = re.compile(
    r"[ \t]*(?:[-*\u2022\u25cf\u25aa\uf0b7][ \t]+)?\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivxl]{1,6})[.)](?=\s)",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_ATTACHED = re.compile(r"\b(?:PDF|DOCX?|XLSX?|PPTX?)\s+\d+(?:\.\d+)?\s*[KM]B\b")
"""What a committee website prints after the name of a file that can be fetched."""
_BORDER_LINES = 2
"""Lines at the top and at the foot of a page in which furniture is looked for."""
_ANCHOR = 6
"""Words in a row that stand once in each of two texts tie the one to the other."""
_EDGE_RUN = 3
"""Fewer words in a row, before the first or after the last anchor, are alike by chance."""
_EDGE_REACH = 50
"""Words beyond the length of the shorter side that are looked at before the first and after the last anchor."""
_MOST_COMPARED = 1_000_000
"""Product of the lengths of two stretches up to which they are compared word by word."""


@dataclass(frozen=True)
class Words:
    """The words of a text in order, folded, with what is needed to judge a difference.

    ``starts`` are where they begin (characters); ``marks`` says which only number an entry of a list; ``begins`` and
    ``ends`` say which are the first and the last of their line. Page furniture is left out.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    marks: tuple[bool, ...]
    begins: tuple[bool, ...]
    ends: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)

    def is_whole_lines(self, first: int, last: int) -> bool:
        """Whether the words from ``first`` up to ``last`` fill the lines that they stand in."""
        return first < last and self.begins[first] and self.ends[last - 1]


@dataclass(frozen=True)
class Hunk:
    """A stretch where two texts differ: words ``a0`` to ``a1`` of the one, ``b0`` to ``b1`` of the other."""

    a0: int
    a1: int
    b0: int
    b1: int

    def turned(self) -> Hunk:
        """The same, seen from the other text."""
        return Hunk(self.b0, self.b1, self.a0, self.a1)


def words_of(content: str, pages: Sequence[Page] = ()) -> Words:
    """The words of a text; ``pages`` help to know the furniture."""
    left_out = _furniture(content, pages)
    words: list[str] = []
    starts: list[int] = []
    marks: list[bool] = []
    begins: list[bool] = []
    ends: list[bool] = []
    start = 0
    for line in content.splitlines(keepends=True):
        if start not in left_out:
            mark = _LIST_MARK.match(line)
            n_mark = mark.end() if mark else 0
            first = len(words)
            for found in _TOKEN.finditer(_ATTACHED.sub(lambda size: " " * len(size.group()), line)):
                words.append(_folded(found.group()))
                starts.append(start + found.start())
                marks.append(found.end() <= n_mark)
            n_words = len(words) - first
            begins += [n == 0 for n in range(n_words)]
            ends += [n == n_words - 1 for n in range(n_words)]
        start += len(line)
    return Words(tuple(words), tuple(starts), tuple(marks), tuple(begins), tuple(ends))


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "'")


def _furniture(content: str, pages: Sequence[Page]) -> frozenset[int]:
    """Where the lines begin that are page numbers, or recur at most pages' borders, figures aside."""
    borders: list[tuple[int, str]] = []
    for page in pages:
        lines, start = [], page.span.start
        for line in content[page.span.start : page.span.end].splitlines(keepends=True):
            if line.strip():
                lines.append((start, " ".join(re.sub(r"\d+", "#", line).split()).casefold()))
            start += len(line)
        borders += dict.fromkeys([*lines[:_BORDER_LINES], *lines[-_BORDER_LINES:]])
    counts = Counter(line for _, line in borders)
    often = max(1, len(pages) // 2)
    return frozenset(
        start
        for start, line in borders
        if counts[line] > often or _PAGE_NUMBER.fullmatch(line.replace("#", "1"))
    )


def differences(a: Words, b: Words) -> list[Hunk]:
    """The stretches where two texts differ, in order; all else is aligned word by word.

    Time grows with the sum of the lengths where the texts are alike. Stretches that are moved are told as
    differences at both places.
    """
    anchors = _anchors(a.words, b.words)
    if not anchors:
        return _between(a.words, b.words, Hunk(0, len(a), 0, len(b)))
    (at_a, at_b), (last_a, last_b) = anchors[0], anchors[-1]
    hunks = _before(a.words, b.words, at_a, at_b)
    for next_a, next_b in anchors:
        if next_a > at_a or next_b > at_b:
            hunks += _between(a.words, b.words, Hunk(at_a, next_a, at_b, next_b))
        at_a, at_b = next_a + 1, next_b + 1
    # What follows the last anchor is what precedes the first one, read backwards.
    turned = _before(a.words[:last_a:-1], b.words[:last_b:-1], len(a) - last_a - 1, len(b) - last_b - 1)
    return hunks + [
        Hunk(len(a) - each.a1, len(a) - each.a0, len(b) - each.b1, len(b) - each.b0)
        for each in reversed(turned)
    ]


def _before(a: Sequence[str], b: Sequence[str], n_a: int, n_b: int) -> list[Hunk]:
    """The differences in the words that precede the first anchor: all of a pack may lie there."""
    while n_a and n_b and a[n_a - 1] == b[n_b - 1]:
        n_a, n_b = n_a - 1, n_b - 1
    reach = min(n_a, n_b) + _EDGE_REACH
    far = Hunk(0, max(0, n_a - reach), 0, max(0, n_b - reach))
    near = _between(a, b, Hunk(far.a1, n_a, far.b1, n_b), _EDGE_RUN)
    if far.a1 == far.b1 == 0:
        return near
    if near and (near[0].a0, near[0].b0) == (far.a1, far.b1):
        return [Hunk(0, near[0].a1, 0, near[0].b1), *near[1:]]
    return [far, *near]


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Places of words in a row that stand once in each, the most that keep their order (patience)."""
    ours, theirs = _once(a), _once(b)
    pairs = [(at, theirs[words]) for words, at in ours.items() if words in theirs]
    tails: list[int] = []
    tail_pairs: list[int] = []
    before: list[int] = []
    for number, (_, at_b) in enumerate(pairs):
        rank = bisect_left(tails, at_b)
        before.append(tail_pairs[rank - 1] if rank else -1)
        tails[rank : rank + 1] = [at_b]
        tail_pairs[rank : rank + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = tail_pairs[-1] if tail_pairs else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Each run of ``_ANCHOR`` words that stands once, in order, with its place."""
    runs = [tuple(words[at : at + _ANCHOR]) for at in range(len(words) - _ANCHOR + 1)]
    counts = Counter(runs)
    return {run: at for at, run in enumerate(runs) if counts[run] == 1}


def _between(a: Sequence[str], b: Sequence[str], gap: Hunk, shortest: int = 1) -> list[Hunk]:
    """The differences inside a gap; fewer than ``shortest`` equal words in a row count as different."""
    n_a, n_b = gap.a1 - gap.a0, gap.b1 - gap.b0
    if n_a * n_b == 0 or n_a * n_b > _MOST_COMPARED:
        return [gap] if n_a or n_b else []
    matcher = SequenceMatcher(None, a[gap.a0 : gap.a1], b[gap.b0 : gap.b1], autojunk=False)
    hunks = []
    at_a, at_b = gap.a0, gap.b0
    for block in matcher.get_matching_blocks():
        if 0 < block.size < shortest:
            continue
        next_a, next_b = gap.a0 + block.a, gap.b0 + block.b
        if next_a > at_a or next_b > at_b:
            hunks.append(Hunk(at_a, next_a, at_b, next_b))
        at_a, at_b = next_a + block.size, next_b + block.size
    return hunks


def is_harmless(a: Words, b: Words, hunk: Hunk) -> bool:
    """Whether a difference is one of hyphens or list marks only."""
    ours, theirs = _joined(a, hunk.a0, hunk.a1), _joined(b, hunk.b0, hunk.b1)
    if ours == theirs:
        return True
    # A mark that the other format does not print is no difference; another mark is.
    marks_a, marks_b = any(a.marks[hunk.a0 : hunk.a1]), any(b.marks[hunk.b0 : hunk.b1])
    if marks_a == marks_b:
        return False
    return _joined(a, hunk.a0, hunk.a1, with_marks=not marks_a) == _joined(
        b, hunk.b0, hunk.b1, with_marks=not marks_b
    )


def _joined(words: Words, first: int, last: int, *, with_marks: bool = True) -> list[str]:
    """The words with neighbouring ones joined, figures apart: "re ported" is "reported", "4 2" is not "42"."""
    joined: list[str] = []
    for at in range(first, last):
        word = words.words[at]
        if words.marks[at] and not with_marks:
            continue
        if joined and word[0].isalpha() and joined[-1][0].isalpha():
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def is_same_text(one: str, other: str) -> bool:
    """Whether two short texts are the same words but for white space, hyphens and list marks."""
    a, b = words_of(one), words_of(other)
    return all(is_harmless(a, b, hunk) for hunk in differences(a, b))
