"""A public question set on its way to a golden set: papers by file name, and records as JSON has them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.papers import Span
from ingest.structure.sentences import sentences

MOST_WORDS = 60
"""Words of a gold quote; longer gold is cut into several, or no hit could ever cover one."""
_FEWEST_WORDS = 8
_LONGEST_NAME = 80
_ODD = re.compile(r"[^A-Za-z0-9._-]+")

Record = dict[str, object]


@dataclass(frozen=True)
class Limits:
    """How much is taken of a set: at most so many questions and papers, both from 1."""

    questions: int = 500
    papers: int = 2_000


@dataclass
class PaperShelf:
    """The papers of a set under names that any file system takes; the same words are kept once.

    A library takes the same text in once, so a second name for it would be found nowhere.
    """

    texts: dict[str, str] = field(default_factory=dict)
    _name_of: dict[str, str] = field(default_factory=dict)

    def add(self, wished: str, text: str) -> str:
        """Keep a text; returns the file name under which it is kept."""
        folded = hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()
        if folded not in self._name_of:
            name = self._free_name(wished)
            self.texts[name] = text
            self._name_of[folded] = name
        return self._name_of[folded]

    def _free_name(self, wished: str) -> str:
        stem = _ODD.sub("-", wished).strip("-.")[:_LONGEST_NAME] or "paper"
        name, number = f"{stem}.txt", 2
        while name in self.texts:
            name, number = f"{stem}-{number}.txt", number + 1
        return name


@dataclass(frozen=True)
class Imported:
    """What an importer makes of a set; ``left_out`` counts what it could not use, by reason."""

    papers: dict[str, str]
    records: list[Record]
    left_out: Counter[str]


def quotes_of(text: str) -> list[str]:
    """The text as gold quotes: sentences together up to 60 words each, white space folded, nothing left out."""
    spans: list[Span] = []
    for sentence in sentences(text):
        joined = Span(spans[-1].start, sentence.end) if spans else sentence
        if spans and _n_words(text, joined) <= MOST_WORDS:
            spans[-1] = joined
        else:
            spans.append(sentence)
    if len(spans) > 1 and _n_words(text, spans[-1]) < _FEWEST_WORDS:
        # "Thank you." alone would be found in any hit of the paper.
        spans[-2:] = [Span(spans[-2].start, spans[-1].end)]
    return [" ".join(text[span.start : span.end].split()) for span in spans]


def sentence_around(text: str, span: Span) -> str:
    """The sentences that a span touches, white space folded."""
    touched = [each for each in sentences(text) if each.overlaps(span)]
    whole = Span(touched[0].start, touched[-1].end) if touched else span
    return " ".join(text[whole.start : whole.end].split())


def in_turn(groups: Sequence[Sequence[Record]], most: int) -> Iterator[Record]:
    """The first of each group, then the second of each, up to ``most``: a part of a set that has all of its papers."""
    longest = max((len(group) for group in groups), default=0)
    spread = (group[place] for place in range(longest) for group in groups if place < len(group))
    for _, record in zip(range(most), spread, strict=False):
        yield record


def _n_words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())
