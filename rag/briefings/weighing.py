"""How much each sentence of a paper tells: what a summary chooses its points from.

A sentence weighs more for lying near the middle of what the paper is about, for what it does in the paper, for the
figures in it, and for the length of its item. Sentences that stand on no feet of their own are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection, StoredPassage, StoredWindow
from ingest.structure.lines import mark_length
from ingest.structure.terms import index_terms
from rag.briefings.tellable import is_speakers, reaching_back, stands_alone
from rag.figures import has_money, quantities

_TOLD = frozenset({Role.DISCUSSION, Role.PARAGRAPH, Role.RESOLUTION, Role.RECOMMENDATION})
_POINTING = re.compile(
    r"\b(?:these|those|this (?:role|suggestion|request|point|concern|sum|figure|matter)|that (?:sum|figure|date|"
    r"change)|(?:the|a) (?:latter|former|same|others|new one|remaining)|one of them|do so|doing so)\b",
    re.IGNORECASE,
)
"""Words that may point at something said before."""
_BY_ROLE = {Role.RECOMMENDATION: 0.1, Role.RESOLUTION: 0.1}
_FIGURED, _MONEYED, _TITLED, _ITEM = 0.08, 0.06, 0.15, 0.2
_LEANS, _LATER = 0.15, 0.05
_ALIKE, _CROWDED = 0.45, 0.07
_REPEATED = 0.6
"""Share of the words of the shorter of two sentences from which they say the same thing."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Point:
    """A sentence that can be told by itself; ``span`` leaves out list marks, ``text`` is verbatim, white space folded.

    ``weight`` is about 0 to 1.2, higher tells more, and is only comparable within one paper. ``vector`` (384,) is of
    unit length.
    """

    record: PaperRecord
    passage: StoredPassage
    span: Span
    text: str
    weight: float
    vector: Vector

    @property
    def place(self) -> tuple[str, str | None]:
        """The item that it stands under."""
        return self.record.paper_id, self.passage.item_title


@dataclass(frozen=True, eq=False)
class _Sentence:
    """A sentence as it is stored, before it is known what it weighs."""

    passage: StoredPassage
    span: Span
    text: str
    vector: Vector


def points_of(library: Library, scope: Scope, record: PaperRecord) -> list[Point]:
    """The sentences of a paper that the asker may see and that can stand alone, the weightiest first."""
    found = list(_sentences(library, scope, record))
    if not found:
        return []
    middle = _mean([each.vector for each in found])
    lengths = Counter[str | None]()
    for each in found:
        lengths[each.passage.item_title] += len(each.text.split())
    title = frozenset(index_terms(record.title.value))
    longest = max(lengths.values())
    points = [
        Point(
            record,
            each.passage,
            each.span,
            each.text,
            _weight(each, middle, title, lengths[each.passage.item_title] / longest),
            each.vector,
        )
        for each in found
        if stands_alone(each.passage, each.span, each.text) and not is_speakers(each.passage, each.span)
    ]
    return sorted(points, key=lambda point: (-point.weight, point.span.start))


def _sentences(library: Library, scope: Scope, record: PaperRecord) -> Iterable[_Sentence]:
    with library.one_state():
        windows = library.windows_of(scope, record.paper_id)
        passages = library.passages_in(scope, (window.window_id for window in windows))
        table = library.vectors(scope, Selection(papers=frozenset({record.paper_id})))
    rows = {
        (int(window), int(number)): row
        for row, (window, number) in enumerate(zip(table.window_ids, table.sentence_numbers, strict=True))
    }
    seen: set[int] = set()
    for window in windows:
        for number, span in enumerate(window.sentences[:-1]):
            row = rows.get((window.window_id, number))
            if span.start in seen or row is None:
                continue
            seen.add(span.start)
            yield from _within(window, span, passages.get(window.window_id, []), table.matrix[row])


def _within(
    window: StoredWindow, span: Span, passages: Sequence[StoredPassage], vector: Vector
) -> Iterable[_Sentence]:
    """The sentence without its list mark, where it lies wholly in one passage of the paper's own words."""
    passage = next((each for each in passages if each.span.holds(span)), None)
    if passage is None or passage.role not in _TOLD:
        return
    raw = window.text[span.start - window.span.start : span.end - window.span.start]
    start = span.start + mark_length(raw)
    whole = reaching_back(passage, Span(start, span.end))
    text = " ".join(passage.text[whole.start - passage.span.start : whole.end - passage.span.start].split())
    if text:
        yield _Sentence(passage, whole, text, vector)


def _weight(sentence: _Sentence, middle: Vector, title: frozenset[str], item_share: float) -> float:
    """The cosine to the paper's mean, and what else counts for or against the sentence."""
    terms = frozenset(index_terms(sentence.text))
    weight = float(sentence.vector @ middle) + _ITEM * item_share
    weight += _TITLED * (len(terms & title) / len(title) if title else 0.0)
    weight += _BY_ROLE.get(sentence.passage.role, 0.0)
    weight += _FIGURED if quantities(sentence.text) else 0.0
    weight += _MONEYED if has_money(sentence.text) else 0.0
    weight -= _LEANS if _POINTING.search(sentence.text) else 0.0
    weight -= (
        _LATER
        if sentence.span.start > sentence.passage.span.start + mark_length(sentence.passage.text)
        else 0.0
    )
    return weight


def _mean(vectors: Sequence[Vector]) -> Vector:
    total = np.sum(np.stack(vectors), axis=0)
    length = float(np.linalg.norm(total))
    return np.asarray(total / length if length else total, dtype=np.float32)


def spread(points: Sequence[Point], most: int, most_words: int, told: Iterable[str] = ()) -> list[Point]:
    """At most ``most`` points of ``most_words`` words together that say different things, the weightiest first.

    Each that is chosen makes those like it, and those of its item, weigh less (maximal marginal relevance,
    Carbonell and Goldstein 1998). What repeats a sentence in ``told`` is left out.
    """
    said = [frozenset(index_terms(text)) for text in told]
    chosen: list[Point] = []
    per_item: Counter[tuple[str, str | None]] = Counter()
    left, n_left = list(points), most_words
    while left and len(chosen) < most:
        best = max(left, key=lambda point: _marginal(point, chosen, per_item))
        left.remove(best)
        terms = frozenset(index_terms(best.text))
        n_words = len(best.text.split())
        if n_words > n_left or any(_repeats(terms, other) for other in said):
            continue
        chosen.append(best)
        said.append(terms)
        per_item[best.place] += 1
        n_left -= n_words
    return chosen


def _marginal(point: Point, chosen: Sequence[Point], per_item: Mapping[tuple[str, str | None], int]) -> float:
    likest = max((float(point.vector @ each.vector) for each in chosen), default=0.0)
    return point.weight - _ALIKE * max(likest, 0.0) - _CROWDED * per_item.get(point.place, 0)


def _repeats(terms: frozenset[str], other: frozenset[str]) -> bool:
    fewest = min(len(terms), len(other))
    return bool(fewest) and len(terms & other) >= _REPEATED * fewest
