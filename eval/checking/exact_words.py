"""Are these the very words: quotes held against papers, and what differs where they are not.

Stricter than the metrics, which look for most of a quote's words: what a person wrote down as a quote should be one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.papers import Span
from ingest.structure.sentences import sentences

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
_WORD = re.compile(r"\S+")
_NEAR = 0.5
"""Share of a quote's words that a stretch of a paper must hold to be worth showing."""
_MOST_DIFFERENCES = 3


@dataclass(frozen=True)
class Nearest:
    """The sentences of a paper that come nearest to a quote, and what the two have otherwise."""

    text: str
    differences: tuple[str, ...]
    share: float


def plain(text: str) -> str:
    """Quotation marks, dashes, ligatures and no-break spaces in their plain form, white space to single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_PLAIN)).split())


def letters(text: str) -> str:
    """Only letters and figures, in lower case."""
    return "".join(character for character in plain(text).lower() if character.isalnum())


def nearest(text: str, quote: str) -> Nearest | None:
    """Where a text comes nearest to a quote that is not in it; None where not half of its words stand together."""
    wanted = _keys(quote)
    found = list(_WORD.finditer(text))
    if not wanted or not found:
        return None
    first, held = _best_stretch([_key(match.group()) for match in found], wanted)
    share = held / len(wanted)
    if share < _NEAR:
        return None
    last = min(first + len(wanted), len(found)) - 1
    near = _whole_sentences(text, Span(found[first].start(), found[last].end()))
    return Nearest(near, _differences(near, quote), share)


def _best_stretch(held: Sequence[str], wanted: Sequence[str]) -> tuple[int, int]:
    """Where a stretch as long as the quote has most of its words, and how many; the first of equals."""
    left, size = Counter(wanted), len(wanted)
    n_shared = best = place = 0
    for index, key in enumerate(held):
        n_shared += left[key] > 0
        left[key] -= 1
        if index >= size:
            gone = held[index - size]
            left[gone] += 1
            n_shared -= left[gone] > 0
        if n_shared > best:
            best, place = n_shared, max(0, index - size + 1)
    return place, best


def _whole_sentences(text: str, span: Span) -> str:
    touched = [each for each in sentences(text) if each.overlaps(span)]
    if not touched:
        return " ".join(text[span.start : span.end].split())
    return " ".join(text[touched[0].start : touched[-1].end].split())


def _differences(near: str, quote: str) -> tuple[str, ...]:
    """What differs inside the stretch that both have; what only the paper's sentence has at its ends does not."""
    theirs, ours = plain(near).split(), plain(quote).split()
    matcher = SequenceMatcher(
        None, [_key(word) for word in theirs], [_key(word) for word in ours], autojunk=False
    )
    told: list[str] = []
    steps = matcher.get_opcodes()
    for number, (step, a0, a1, b0, b1) in enumerate(steps):
        is_end = number in (0, len(steps) - 1)
        if step == "equal" or (step == "delete" and is_end):
            continue
        has, says = " ".join(theirs[a0:a1]), " ".join(ours[b0:b1])
        told.append(_told(has, says))
    return tuple(told[:_MOST_DIFFERENCES])


def _told(has: str, says: str) -> str:
    if not has:
        return f"the paper lacks \u201c{says}\u201d"
    if not says:
        return f"the quote lacks \u201c{has}\u201d"
    return f"the paper has \u201c{has}\u201d, the quote \u201c{says}\u201d"


def _keys(text: str) -> list[str]:
    return [_key(word) for word in _WORD.findall(text)]


def _key(word: str) -> str:
    return letters(word) or word
