"""The sections of a briefing: which of the sentences on a subject belong under which heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Kind, Role, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences as split
from ingest.structure.terms import index_terms
from rag.extract import Candidate
from rag.figures import quantities

_PROMISE = re.compile(
    r"\b(?:agreed|offered|undertook|promised|would|will|to)\b.{0,160}\b(?:provided?|report(?:ed)? back|circulated?|"
    r"submitted|b(?:r)?ought back|shared?|follow(?:ed)? up|responded|look (?:at|into)|write to|written to|sent|"
    r"supplied|presented)\b"
    r"|\bbe (?:requested|asked|invited) to (?:provide|submit|report|bring|prepare|circulate|arrange)\b|\bactions?\s*:",
    re.IGNORECASE | re.DOTALL,
)
_PROMISER = re.compile(
    r"\b(?:agreed|offered|undertook|promised|requested|asked|actions?\s*:|confirmed that|report back)\b",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(
    r"(?:it|this|these|that|those|they|he|she|in response|the figures?|however)\b", re.IGNORECASE
)
NAME = re.compile(r"\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)+\b")


@dataclass(frozen=True)
class Material:
    """The sentences a subject's sections are chosen from, best first, and the items that are about it."""

    pool: list[Candidate]
    main: frozenset[tuple[str, str | None]]
    names: frozenset[str]
    own: frozenset[str] | None = None

    def is_before_meeting(self, candidate: Candidate) -> bool:
        """Whether a sentence stands in a paper that is put to the meeting, or for a topic in a main one."""
        if self.own is None:
            return self.is_main(candidate)
        return candidate.passage.paper_id in self.own

    def is_main(self, candidate: Candidate) -> bool:
        return item_of(candidate) in self.main


def item_key(record: PaperRecord, passage: StoredPassage) -> tuple[str, str | None]:
    """What counts as one thing: a whole report, or one item of minutes."""
    return record.paper_id, None if record.kind.value is Kind.REPORT else passage.item_title


def item_of(candidate: Candidate) -> tuple[str, str | None]:
    return item_key(candidate.hit.record, candidate.passage)


def key_of(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.paper_id, candidate.span.start


def _in_order(chosen: Iterable[Candidate]) -> list[Candidate]:
    """By meeting date, then by place in the paper."""
    return sorted(
        chosen,
        key=lambda each: (
            each.hit.record.date.value if each.hit.record.date else date.min,
            each.passage.paper_id,
            each.span.start,
        ),
    )


def _take(pool: Iterable[Candidate], most: int) -> list[Candidate]:
    """The first ``most`` that say different things, in the order of the papers."""
    kept: list[Candidate] = []
    said: list[set[str]] = []
    for candidate in pool:
        terms = set(index_terms(candidate.text))
        if any(len(terms & other) >= 0.8 * min(len(terms), len(other)) for other in said):
            continue
        kept.append(candidate)
        said.append(terms)
        if len(kept) == most:
            break
    return _in_order(kept)


def _is_prose(candidate: Candidate) -> bool:
    return len(candidate.text.split()) >= 6 and not candidate.text.endswith(":")


def _sought(material: Material) -> list[Candidate]:
    return _take(
        (
            each
            for each in material.pool
            if material.is_before_meeting(each)
            and each.passage.role is Role.RECOMMENDATION
            and _is_prose(each)
        ),
        6,
    )


def _background(material: Material) -> list[Candidate]:
    fitting = [
        each
        for each in material.pool
        if material.is_main(each)
        and each.passage.role is Role.PARAGRAPH
        and _is_prose(each)
        and not quantities(each.text)
    ]
    return _take(fitting, 9)


def _figures(material: Material) -> list[Candidate]:
    fitting = [
        each
        for each in material.pool
        if material.is_main(each)
        and each.passage.role in (Role.PARAGRAPH, Role.DISCUSSION)
        and _is_prose(each)
        and quantities(each.text)
    ]
    return _take(fitting, 7)


def _discussion(material: Material) -> list[Candidate]:
    fitting = [
        each
        for each in material.pool
        if material.is_main(each)
        and each.passage.role is Role.DISCUSSION
        and _is_prose(each)
        and not _is_promise(each)
    ]
    return _take(fitting, 9)


def _decisions(material: Material) -> list[Candidate]:
    return _take(
        (each for each in material.pool if material.is_main(each) and each.passage.role is Role.RESOLUTION), 8
    )


def _promises(material: Material) -> list[Candidate]:
    """Promises on the subject itself, and elsewhere where they name what the subject's papers name."""
    fitting = [
        _with_antecedent(each)
        for each in material.pool
        if _is_promise(each)
        and (material.is_main(each) or material.names & set(NAME.findall(each.passage.text)))
    ]
    return _take(fitting, 8)


def _interests(material: Material) -> list[Candidate]:
    papers = {paper_id for paper_id, _ in material.main}
    return _take(
        (
            each
            for each in material.pool
            if each.passage.role is Role.INTEREST
            and each.passage.paper_id in papers
            and "declared" in each.text
        ),
        4,
    )


PARTS: tuple[tuple[str, Callable[[Material], Sequence[Candidate]]], ...] = (
    ("What is asked of the meeting", _sought),
    ("Decided before", _decisions),
    ("Promised earlier: check what has come back", _promises),
    ("Background", _background),
    ("Figures", _figures),
    ("What was said", _discussion),
    ("Declared interests", _interests),
)


def _is_promise(candidate: Candidate) -> bool:
    is_minuted = candidate.hit.record.kind.value is Kind.MINUTES
    return bool(is_minuted and _PROMISE.search(candidate.text) and _PROMISER.search(candidate.text))


def _with_antecedent(candidate: Candidate) -> Candidate:
    """A promise that begins with "It" or "The figures" reaches back to the sentence that says of what."""
    if not _ANAPHOR.match(candidate.text):
        return candidate
    passage = candidate.passage
    offset = passage.span.start
    before = [each for each in split(passage.text) if each.end + offset <= candidate.span.start]
    if not before:
        return candidate
    start = before[-1].start
    start += mark_length(passage.text[start : before[-1].end])
    span = Span(start + offset, candidate.span.end)
    text = " ".join(passage.text[span.start - offset : span.end - offset].split())
    return replace(candidate, span=span, text=text)
