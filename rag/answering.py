"""One question to one answer: find, choose, verify, and say plainly where the papers don't say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording
from rag.abstain import is_cut, reason_to_abstain
from rag.answer import Abstention, Answer, Citations, Nearest, Sentence
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
from rag.generate import Reply, Writer, answer_prompt, write_answer
from rag.labels import passage_label
from rag.query import Query
from rag.retrieve import Found, Retriever
from rag.settings import Settings
from rag.verify import Verdict, is_quoted, verify

_HARMLESS = frozenset({"running_lines"})
"""Notices that take nothing from the words of a paper; they stand in the catalogue only."""
_NEAREST = 3
_FEWEST_WORDS = 4
"""Words of a passage worth showing as near: cells of a table and numbers of pages are not."""
_LONGEST_NEAREST = 240


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
        ranked = candidates(query, found)
        reason = reason_to_abstain(
            query, found, ranked, lambda paper_id: self._library.passages(scope, paper_id)
        )
        if reason is not None:
            return _abstain(query, *reason, ranked)
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
            return self._fallback(query, ranked, str(error))
        if written is None:
            return replace(
                _abstain(query, "not_in_papers", wording.NOT_IN_PAPERS, ranked),
                mode="generated",
                model=self._writer.name,
            )
        verified = _verified(query, written, evidence, self._writer.name)
        return verified or self._fallback(query, ranked, "no sentence that its sources bear out")

    def _fallback(self, query: Query, ranked: Sequence[Candidate], why: str) -> Answer:
        plain = _extractive(query, ranked, self._settings.max_sentences)
        return replace(plain, warnings=(*plain.warnings, wording.NO_SUCH_MODEL_REPLY.format(why=why)))


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
    return wording.BROKEN_OFF if is_cut(candidate) else ""


def _verified(query: Query, written: Reply, evidence: Sequence[Evidence], model: str) -> Answer | None:
    """The model's sentences that their sources bear out; None when none of them is."""
    by_key = {each.key: each for each in evidence}
    citations = Citations()
    sentences: list[Sentence] = []
    used: list[Evidence] = []
    for sentence in written.sentences:
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
    n_left_out = written.n_refused + len(written.sentences) - len(sentences)
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
