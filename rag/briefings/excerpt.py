"""The words of papers that a briefing is made of, and how they become its cited sentences.

A point of a briefing is a few of its own words, such as "Open since 13 June 2024:", and the words of papers that
they introduce. Those of the papers are always quoted from where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Span
from ingest.store.ledger import StoredEntry
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences
from ingest.structure.terms import index_terms
from rag.answer import Citations, Sentence
from rag.checking.verify import Verdict, verify
from rag.extract import Candidate
from rag.labels import day_name
from rag.marks import as_read
from rag.model.evidence import source_of
from rag.progress import Trace
from rag.wording import BROKEN_OFF

_SAME = 0.8
_ENDS = ".!?"
_STOPS = ".!?:;\u2013\u2026"
_FEWEST_DECIDED = 3
_ANNOUNCED = re.compile(r"[*_\s]*(?:RESOLVED|AGREED|DECIDED|Resolved|Agreed|Decided)\b[*_:\s\u2013-]*")
_LINK = re.compile(r"\s*(?:[;,]\s*(?:and|or)?|\s(?:and|or))\s*$", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:asked|wished\s+to\s+know|enquired|questioned)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Excerpt:
    """Words of a paper; ``span`` is of the paper's text and lies inside the passage.

    ``score`` is how well they fit the subject, higher for better, and only comparable within one subject;
    ``also_in`` are the other papers that hold the same words.
    """

    record: PaperRecord
    passage: StoredPassage
    span: Span
    score: float = 0.0
    also_in: tuple[PaperRecord, ...] = ()

    @classmethod
    def of(cls, candidate: Candidate) -> Excerpt:
        """A sentence that a search found."""
        hit = candidate.hit
        return cls(hit.record, candidate.passage, candidate.span, candidate.score, hit.also_in)

    @classmethod
    def of_entry(cls, stored: StoredEntry, record: PaperRecord) -> Excerpt:
        """The words of an entry of the ledger."""
        return cls(record, stored.passage, stored.entry.span).without_link()

    @classmethod
    def of_trace(cls, trace: Trace) -> Excerpt:
        """What a later paper says of an entry."""
        start = trace.passage.span.start
        begin = mark_length(trace.passage.text[trace.span.start - start : trace.span.end - start])
        found = cls(trace.record, trace.passage, Span(trace.span.start + begin, trace.span.end))
        return found.with_reply() if _ASKED.search(found.text) else found

    @classmethod
    def of_passage(cls, record: PaperRecord, passage: StoredPassage, *, is_marked: bool = False) -> Excerpt:
        """A whole passage, with the letter or number before it where ``is_marked``."""
        begin = 0 if is_marked else mark_length(passage.text)
        return cls(record, passage, Span(passage.span.start + begin, passage.span.end))

    def overlaps(self, other: Excerpt) -> bool:
        """Whether both hold some of the same words of the same passage."""
        return self.passage.passage_id == other.passage.passage_id and self.span.overlaps(other.span)

    def since(self, start: int) -> Excerpt:
        """The same words without what stands before ``start``, a place in the paper's text."""
        return replace(self, span=Span(max(start, self.span.start), self.span.end))

    def without_link(self) -> Excerpt:
        """The same words without the "; and" that links them to the next entry of their list."""
        start = self.passage.span.start
        words = self.passage.text[self.span.start - start : self.span.end - start]
        link = _LINK.search(words)
        return replace(self, span=Span(self.span.start, self.span.start + link.start())) if link else self

    def with_reply(self) -> Excerpt:
        """The same words with the sentence after them in their passage, where there is one."""
        start = self.passage.span.start
        after = [each for each in sentences(self.passage.text) if each.start + start >= self.span.end]
        return replace(self, span=Span(self.span.start, after[0].end + start)) if after else self

    @property
    def is_broken_off(self) -> bool:
        """Whether the source is cut off just behind these words."""
        rest = self.passage.text[self.span.end - self.passage.span.start :]
        return self.passage.is_truncated and not rest.strip() and self.text[-1:] not in _ENDS

    def without_announcement(self) -> Excerpt:
        """The same words without a "RESOLVED" or "AGREED" before them, where more than that is left."""
        start = self.passage.span.start
        words = self.passage.text[self.span.start - start : self.span.end - start]
        announced = _ANNOUNCED.match(words)
        if announced is None or len(words[announced.end() :].split()) < _FEWEST_DECIDED:
            return self
        return self.since(self.span.start + announced.end())

    def reaching_back(self, start: int) -> Excerpt:
        """The same words with those before them from ``start`` on."""
        return replace(self, span=Span(start, self.span.end))

    @property
    def text(self) -> str:
        """The words on one line."""
        start = self.passage.span.start
        return " ".join(self.passage.text[self.span.start - start : self.span.end - start].split())

    @property
    def key(self) -> tuple[str, int]:
        """What tells one place in the papers from another."""
        return self.passage.paper_id, self.span.start

    @property
    def day(self) -> date:
        """The day of the meeting; the first day there is where the paper gives none."""
        return self.record.date.value if self.record.date else date.min

    @property
    def day_name(self) -> str:
        """The day as people write it."""
        return day_name(self.record.date.value) if self.record.date else "undated"


@dataclass(frozen=True)
class Point:
    """One sentence of a briefing: words of its own and of papers in turn."""

    pieces: tuple[str | Excerpt, ...]

    @classmethod
    def of(cls, *pieces: str | Excerpt) -> Point:
        """A point of these pieces; empty words are left out."""
        return cls(tuple(piece for piece in pieces if piece))

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """The words of papers in it."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Excerpt))

    @property
    def n_words(self) -> int:
        """How long it is, in words."""
        return sum(len((piece if isinstance(piece, str) else piece.text).split()) for piece in self.pieces)

    def cited(self, citations: Citations) -> Sentence:
        """The sentence, each quotation in it cited and checked against its passage."""
        said, numbers, verdicts = [], [], []
        for piece in self.pieces:
            if isinstance(piece, str):
                said.append(piece)
                continue
            citation = citations.cite(piece.record, piece.passage, piece.span, piece.also_in)
            said.append(f"{as_read(citation.quote)} {BROKEN_OFF if piece.is_broken_off else ''}".strip())
            numbers.append(citation.n)
            verdicts.append(verify(citation.quote, [source_of(piece.record, piece.passage)]))
        is_sound = verdicts and all(each is Verdict.SUPPORTED for each in verdicts)
        verdict = Verdict.SUPPORTED if is_sound else Verdict.PARTLY
        return Sentence(_joined(said), tuple(dict.fromkeys(numbers)), verdict)


def _joined(said: Sequence[str]) -> str:
    """Pieces as one text: each ends with a stop, but for one that leads on or is led on from with a dash."""
    told = ""
    for piece in said:
        if piece.startswith("\u2013"):
            told = told.rstrip(" .;,")
        elif told and told[-1] not in _STOPS:
            told += "."
        told = f"{told} {piece}".strip()
    return told if told[-1:] in _STOPS else f"{told}."


def sentences_of(record: PaperRecord, passage: StoredPassage) -> Iterator[Excerpt]:
    """The sentences of a passage, without the list marks before them."""
    for span in sentences(passage.text):
        begin = span.start + mark_length(passage.text[span.start : span.end])
        start = passage.span.start
        yield Excerpt(record, passage, Span(start + begin, start + span.end))


def in_order(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """By day of the meeting, then by place in the paper."""
    return sorted(excerpts, key=lambda each: (each.day, each.passage.paper_id, each.span.start))


def distinct(excerpts: Iterable[Excerpt], most: int, before: Sequence[Excerpt] = ()) -> list[Excerpt]:
    """The first ``most`` that say different things, and nothing that ``before`` says."""
    kept: list[Excerpt] = []
    said = [frozenset(index_terms(each.text)) for each in before]
    for excerpt in excerpts:
        if len(kept) == most:
            break
        terms = frozenset(index_terms(excerpt.text))
        if not terms or any(len(terms & other) >= _SAME * min(len(terms), len(other)) for other in said):
            continue
        kept.append(excerpt)
        said.append(terms)
    return kept
