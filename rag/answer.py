"""One question to one answer: find, choose, verify, and say plainly where the papers don't say.

The same object is what the command line prints, the service returns and an evaluation stores.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingest.papers import Access, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording
from rag.errors import ModelError
from rag.evidence import Evidence, gather
from rag.extract import (
    Candidate,
    candidates,
    in_reading_order,
    introduce,
    mark_length,
    other_side,
    select,
)
from rag.generate import Writer, Written, answer_prompt, write_answer
from rag.labels import passage_label
from rag.query import Query, Wants
from rag.retrieve import Found, Hit, Retriever
from rag.settings import Settings
from rag.verify import Verdict, is_quoted, verify

_FLOOR = 0.4
_PER_DECADE = 0.3
_FLOOR_RANGE = (0.9, 1.5)
"""Least support (cosine of the best sentence, plus that of its window, plus coverage) for an answer: it grows
with the library, since among more passages more come near by chance. See docs/decisions/004."""
_HARMLESS = frozenset({"running_lines"})
"""Notices that take nothing from the words of a paper; they stand in the catalogue only."""
KIND_GAP = 0.3
_NEAREST = 3
_FEWEST_WORDS = 4
"""Words of a passage worth showing as near: cells of a table and numbers of pages are not."""
_LONGEST_NEAREST = 240


@dataclass(frozen=True)
class Citation:
    """A marker that resolves to words of a stored paper; ``quote`` is verbatim, white space folded."""

    n: int
    passage_id: str
    document: str
    title: str
    label: str
    page: int | None
    quote: str
    start: int
    end: int
    access: Access

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with the numbers of its citations and what verifying it found."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "citations": list(self.citations), "verdict": self.verdict.value}


@dataclass(frozen=True)
class Nearest:
    """A passage that came near a question that the papers don't answer."""

    label: str
    quote: str


@dataclass(frozen=True)
class Abstention:
    """Why there is no answer, and what comes nearest."""

    reason: str
    nearest: tuple[Nearest, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "nearest": [{"label": each.label, "quote": each.quote} for each in self.nearest],
        }


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    ``hits`` are what the search found, best first; they are not part of the JSON object.
    """

    question: str
    status: wording.Status
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    abstention: Abstention | None = None
    mode: Literal["extractive", "generated"] = "extractive"
    model: str | None = None
    warnings: tuple[str, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()

    @property
    def answered(self) -> bool:
        return self.status in ("answered", "partial")

    @property
    def text(self) -> str:
        """The sentences with their markers; the reason where there is no answer."""
        if not self.sentences:
            return self.abstention.reason if self.abstention else ""
        return " ".join(f"{each.text} {''.join(f'[{n}]' for n in each.citations)}" for each in self.sentences)

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "answered": self.answered,
            "status": self.status,
            "abstention": self.abstention.to_json() if self.abstention else None,
            "answer": self.text,
            "sentences": [each.to_json() for each in self.sentences],
            "citations": [each.to_json() for each in self.citations],
            "mode": self.mode,
            "model": self.model,
            "warnings": list(self.warnings),
            "record": self.record,
        }


class Citations:
    """Numbers citations as sentences are added; the same words get the same number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._found: list[Citation] = []

    def cite(self, record: PaperRecord, passage: StoredPassage, span: Span) -> Citation:
        """The citation of a span of a passage, new or the one already given for it."""
        key = (passage.passage_id, span.start, span.end)
        if key in self._numbers:
            return self._found[self._numbers[key] - 1]
        words = passage.text[span.start - passage.span.start : span.end - passage.span.start]
        citation = Citation(
            n=len(self._found) + 1,
            passage_id=passage.passage_id,
            document=record.name,
            title=record.title.value,
            label=passage_label(record, passage),
            page=passage.page,
            quote=" ".join(words.split()),
            start=span.start,
            end=span.end,
            access=passage.access,
        )
        self._numbers[key] = citation.n
        self._found.append(citation)
        return citation

    def all(self) -> tuple[Citation, ...]:
        """Every citation so far, in order of its number."""
        return tuple(self._found)


class Answerer:
    """Answers questions from a library, in the papers' own sentences or a verified model's."""

    def __init__(
        self, library: Library, retriever: Retriever, settings: Settings, writer: Writer | None = None
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._settings = settings
        self._writer = writer

    def answer(self, query: Query, scope: Scope) -> Answer:
        """The answer; every failure of a model ends in the extractive one, with a warning."""
        begun = time.monotonic()
        found = self._retriever.retrieve(query, scope=scope, k=self._settings.k)
        answer = self._decide(query, found, scope)
        took_ms = round((time.monotonic() - begun) * 1000)
        record = {
            "library": self._library.snapshot(),
            "prompt": answer_prompt().fingerprint if answer.mode == "generated" else None,
            "settings": self._settings.fingerprint(),
            "took_ms": took_ms,
        }
        return replace(answer, record=record, hits=found.hits)

    def _decide(self, query: Query, found: Found, scope: Scope) -> Answer:
        if not found.hits:
            return _abstain(query, "not_in_papers", wording.NO_PAPERS, ())
        ranked = candidates(query, found)
        if not ranked or _support(ranked, found) < floor(found.n_windows):
            reason = f"{wording.NOT_IN_PAPERS} {wording.NOTHING_CLOSE.format(n_windows=found.n_windows)}"
            return _abstain(query, "not_in_papers", reason, ranked)
        if _is_of_another_body(query, ranked[0]):
            reason = f"{wording.NOT_IN_PAPERS} {wording.OTHER_BODY.format(body=' / '.join(sorted(query.named)))}"
            return _abstain(query, "not_in_papers", reason, ranked)
        if not _holds_kind(query, ranked):
            reason = f"{wording.NOT_IN_PAPERS} {wording.KIND_OF_ANSWER.format(wanted=query.wants.value)}"
            return _abstain(query, "not_in_papers", reason, ranked)
        cut = self._cut_off(query, ranked, scope)
        if cut is not None:
            return _abstain(query, "cut_off", cut, ranked)
        if self._writer is None:
            return _extractive(query, ranked, self._settings.max_sentences)
        return self._generated(query, found, ranked)

    def _generated(self, query: Query, found: Found, ranked: Sequence[Candidate]) -> Answer:
        if self._writer is None:
            raise ModelError("no language model is configured. Set MINUTEBOOK_MODEL.")
        evidence = gather(found.hits, self._settings.evidence_tokens)
        try:
            written = write_answer(self._writer, query.question, evidence)
        except ModelError as error:
            plain = _extractive(query, ranked, self._settings.max_sentences)
            return replace(plain, warnings=(*plain.warnings, wording.NO_SUCH_MODEL_REPLY.format(why=error)))
        if written is None:
            return replace(
                _abstain(query, "not_in_papers", wording.NOT_IN_PAPERS, ranked),
                mode="generated",
                model=self._writer.name,
            )
        return _verified(query, written, evidence, self._writer.name) or replace(
            _extractive(query, ranked, self._settings.max_sentences),
            warnings=(wording.NO_SUCH_MODEL_REPLY.format(why="no sentence that its sources bear out"),),
        )

    def _cut_off(self, query: Query, ranked: Sequence[Candidate], scope: Scope) -> str | None:
        """What to say when the words that were asked for are just those that the source lacks."""
        best = ranked[0]
        item = [
            passage
            for passage in self._library.passages(scope, best.passage.paper_id)
            if passage.item == best.passage.item and passage.item_title == best.passage.item_title
        ]
        cut = [passage for passage in item if passage.is_truncated]
        if not cut:
            return None
        place = f"item {best.passage.item}" if best.passage.item else "this item"
        if best.passage.is_truncated and best.span.end == best.passage.span.end:
            point = passage_label(best.hit.record, best.passage, is_marked=False)
            return f"{wording.CUT_OFF_POINT.format(place=point)} {wording.GET_FULL_TEXT.format(place=place)}"
        if query.point and (not query.item or query.item == best.passage.item):
            asked = [passage for passage in cut if passage.point and passage.point.strip("()") == query.point]
            if asked:
                point = passage_label(best.hit.record, asked[0], is_marked=False)
                return (
                    f"{wording.CUT_OFF_POINT.format(place=point)} {wording.GET_FULL_TEXT.format(place=place)}"
                )
        has_decision = any(passage.role is Role.RESOLUTION for passage in item)
        if query.asks_decision and not has_decision and query.wants is Wants.ANYTHING:
            return f"{wording.CUT_OFF_ITEM.format(place=place)} {wording.GET_FULL_TEXT.format(place=place)}"
        return None


def _is_of_another_body(query: Query, best: Candidate) -> bool:
    """True when the question names a body in full and the best sentence is from another one's paper."""
    body = best.hit.record.body
    return bool(query.named and body and body.value not in query.named)


def _holds_kind(query: Query, ranked: Sequence[Candidate]) -> bool:
    """True when a sentence near the best one holds the kind of thing that was asked for."""
    return any(each.holds_kind for each in ranked if each.score >= ranked[0].score - KIND_GAP)


def floor(n_windows: int) -> float:
    """The least support for an answer in a library of so many windows."""
    low, high = _FLOOR_RANGE
    return min(high, max(low, _FLOOR + _PER_DECADE * math.log10(max(n_windows, 1))))


def _support(ranked: Sequence[Candidate], found: Found) -> float:
    cosine = max(hit.cosine for hit in found.hits)
    whole = max(hit.whole_cosine for hit in found.hits)
    return cosine + whole + max(candidate.coverage for candidate in ranked)


def _abstain(query: Query, status: wording.Status, reason: str, ranked: Sequence[Candidate]) -> Answer:
    nearest = tuple(
        Nearest(passage_label(each.hit.record, each.passage), _shorten(each.text))
        for each in [each for each in ranked if len(each.text.split()) >= _FEWEST_WORDS][:_NEAREST]
    )
    return Answer(
        query.question, status, abstention=Abstention(reason, nearest), warnings=_warnings(ranked[:1])
    )


def _shorten(text: str) -> str:
    return (
        text if len(text) <= _LONGEST_NEAREST else text[: _LONGEST_NEAREST - 1].rsplit(" ", 1)[0] + "\u2026"
    )


def _extractive(query: Query, ranked: Sequence[Candidate], most: int) -> Answer:
    chosen = select(ranked, most)
    warnings = list(_warnings(chosen))
    other = other_side(query, ranked)
    if other is not None:
        chosen = [chosen[0], other, *(each for each in chosen[1:] if each is not other)][:most]
        warnings.insert(0, wording.DISAGREE)
    citations = Citations()
    sentences = []
    for candidate in in_reading_order(chosen):
        citation = citations.cite(candidate.hit.record, candidate.passage, candidate.span)
        text = f"{introduce(candidate, query)} {citation.quote} {_cut_mark(candidate)}".strip()
        verdict = Verdict.SUPPORTED if is_quoted(citation.quote, candidate.hit.text) else Verdict.NOT_FOUND
        sentences.append(Sentence(text, (citation.n,), verdict))
    is_partial = any(candidate.passage.is_truncated for candidate in chosen)
    return Answer(
        query.question,
        "partial" if is_partial else "answered",
        tuple(sentences),
        citations.all(),
        warnings=tuple(warnings),
    )


def _cut_mark(candidate: Candidate) -> str:
    """Said after a sentence that the source breaks off."""
    is_last = candidate.passage.is_truncated and candidate.span.end == candidate.passage.span.end
    return wording.BROKEN_OFF if is_last else ""


def _verified(
    query: Query, written: Sequence[Written], evidence: Sequence[Evidence], model: str
) -> Answer | None:
    """The model's sentences that their sources bear out; None when none of them is."""
    by_key = {each.key: each for each in evidence}
    citations = Citations()
    sentences: list[Sentence] = []
    used: list[Evidence] = []
    for sentence in written:
        sources = [by_key[key] for key in sentence.keys]
        verdict = verify(sentence.text, [source.passage.text for source in sources])
        if verdict in (Verdict.CONTRADICTED, Verdict.NOT_FOUND):
            continue
        cited = tuple(
            citations.cite(source.hit.record, source.passage, _without_mark(source.passage)).n
            for source in sources
        )
        sentences.append(Sentence(sentence.text, cited, verdict))
        used.extend(sources)
    if not sentences:
        return None
    n_left_out = len(written) - len(sentences)
    warnings = [wording.UNSUPPORTED_LEFT_OUT.format(n=n_left_out)] if n_left_out else []
    warnings += _paper_warnings([(each.hit.record, each.passage) for each in used])
    is_whole = all(sentence.verdict is Verdict.SUPPORTED for sentence in sentences) and not n_left_out
    return Answer(
        query.question,
        "answered" if is_whole else "partial",
        tuple(sentences),
        citations.all(),
        mode="generated",
        model=model,
        warnings=tuple(warnings),
    )


def _without_mark(passage: StoredPassage) -> Span:
    return Span(passage.span.start + mark_length(passage.text), passage.span.end)


def _warnings(chosen: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(_paper_warnings([(each.hit.record, each.passage) for each in chosen]))


def _paper_warnings(used: Sequence[tuple[PaperRecord, StoredPassage]]) -> list[str]:
    """What the reader must know of the papers that were used, each thing once."""
    found: list[str] = []
    undated = sorted({record.name for record, _ in used if record.date is None})
    if undated:
        found.append(wording.UNDATED.format(papers=", ".join(undated)))
    for record in {record.paper_id: record for record, _ in used}.values():
        found += [
            wording.EXTRACTION.format(document=record.name, notice=notice.message)
            for notice in record.notices
            if notice.code not in _HARMLESS
        ]
    return found
