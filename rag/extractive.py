"""The answer in the papers' own sentences: chosen, put in order, cited, and put right where later minutes did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.papers import Span
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording
from rag.abstain import is_cut
from rag.answer import Answer, Citations, Sentence
from rag.checking.verify import Verdict, is_quoted
from rag.choosing import (
    in_reading_order,
    introduce,
    is_under,
    other_side,
    resolved_first,
    select,
    telling_only,
    without_bare_outcomes,
    without_proposals,
    without_titles,
)
from rag.corrections import Correction
from rag.extract import Candidate
from rag.if_so import with_what_is_so
from rag.labels import day_name
from rag.marks import as_read
from rag.motions import tells_of_voting
from rag.notices import paper_warnings
from rag.question.query import Query, Wants
from rag.settled import Settled
from rag.table_rows import columns_over, head_of, with_columns
from rag.what_became import Became

FindCorrection = Callable[[PaperRecord, StoredPassage, str], Correction | None]
"""Finds what later minutes put right in words of a passage of a paper."""
FindWhatBecame = Callable[[Candidate], Became | None]
FindSettled = Callable[[Sequence[Candidate]], Settled | None]
"""Finds what was decided under the item of the sentences that are chosen, where they don't tell it."""


def extractive(
    query: Query,
    ranked: Sequence[Candidate],
    most: int,
    correction_of: FindCorrection,
    became_of: FindWhatBecame,
    settled_of: FindSettled,
) -> Answer:
    """At most ``most`` sentences, and after each what became of it, and what later minutes put right in it."""
    ranked = without_titles(without_proposals(query, telling_only(query, ranked)))
    ranked = resolved_first(query, without_bare_outcomes(query, ranked))
    chosen = with_what_is_so(query, ranked, select(ranked, most), most)
    warnings = list(paper_warnings([(each.hit.record, each.passage) for each in chosen]))
    other = other_side(query, ranked)
    if other is not None:
        chosen = [chosen[0], other, *(each for each in chosen[1:] if each is not other)][:most]
        days = {each.hit.record.date.value for each in (chosen[0], other) if each.hit.record.date}
        warnings.insert(0, wording.DISAGREE_ON_DAYS if len(days) > 1 else wording.DISAGREE)
    citations = Citations()
    sentences: list[Sentence] = []
    applied: dict[str, Correction] = {}
    became = _nearest_told(chosen, became_of)
    settled = settled_of(chosen)
    beside = settled.told if settled is not None else ()
    told_beside = (*became.values(), *beside)
    told_with = [(what.passage.passage_id, what.span) for what in told_beside]
    corrections = {
        _place(each): found for each in chosen if (found := _correction(each, correction_of)) is not None
    }
    correcting = {each.passage.passage_id for each in corrections.values()}
    if settled is not None and settled.is_asked:
        sentences += _settled(chosen[0], beside, citations, correction_of, applied)
        beside = ()
    for candidate in in_reading_order(chosen):
        is_told = any(_is_in(candidate, *each) for each in told_with)
        if candidate.passage.passage_id in correcting or is_told:
            continue
        is_entry = is_under(chosen[0], candidate)
        sentences.append(_sentence(query, candidate, citations, is_entry=is_entry))
        if _place(candidate) in became:
            sentences.append(_became(candidate, became[_place(candidate)], citations))
        correction = corrections.get(_place(candidate))
        if correction is not None and correction.passage.passage_id not in applied:
            applied[correction.passage.passage_id] = correction
            sentences.append(put_right(correction, citations))
        sentences += _settled(chosen[0], beside, citations, correction_of, applied)
        beside = ()
    unlike = dict.fromkeys(what.warning for what in told_beside if what.warning)
    is_partial = any(candidate.passage.is_truncated for candidate in chosen)
    return Answer(
        query.question,
        "partial" if is_partial else "answered",
        tuple(sentences),
        citations.all(),
        warnings=(*map(told, applied.values()), *unlike, *warnings),
    )


def without_bare_corrections(
    query: Query, current: Sequence[Candidate], ranked: Sequence[Candidate], correction_of: FindCorrection
) -> list[Candidate]:
    """The candidates ``current``; in place of one that only puts a figure right, the sentence which it puts right.

    That sentence, one of ``ranked``, is told with the correction after it: alone neither says what the figure is of.
    """
    if query.wants not in (Wants.NUMBER, Wants.MONEY):
        return list(current)
    corrected: dict[str, Candidate] = {}
    for each in ranked:
        correction = _correction(each, correction_of) if each.holds_kind else None
        if correction is not None:
            corrected.setdefault(correction.passage.passage_id, each)
    placed: dict[tuple[str, Span], Candidate] = {}
    for each in current:
        instead = corrected.get(each.passage.passage_id)
        told = each if instead is None else replace(instead, score=each.score)
        placed.setdefault((told.passage.paper_id, told.span), told)
    return list(placed.values())


def _place(candidate: Candidate) -> tuple[str, Span]:
    return candidate.passage.passage_id, candidate.span


def _nearest_told(chosen: Sequence[Candidate], became_of: FindWhatBecame) -> dict[tuple[str, Span], Became]:
    """By the place of each sentence what became of it; an outcome is of the last of those that it would be told of."""
    told: dict[tuple[str, Span], tuple[Candidate, Became]] = {}
    for each in sorted(chosen, key=lambda each: each.span.start):
        what = became_of(each)
        if what is not None:
            told[what.passage.passage_id, what.span] = (each, what)
    return {_place(candidate): what for candidate, what in told.values()}


def _is_in(candidate: Candidate, passage_id: str, span: Span) -> bool:
    """Whether a sentence is among the words of a passage that tell what became of another one."""
    return candidate.passage.passage_id == passage_id and span.holds(candidate.span)


def _correction(candidate: Candidate, correction_of: FindCorrection) -> Correction | None:
    return correction_of(candidate.hit.record, candidate.passage, candidate.text)


def told(correction: Correction) -> str:
    """The warning that an answer carries where later minutes put a source right."""
    day = day_name(correction.record.date.value) if correction.record.date else "a later meeting"
    said = wording.CORRECTED if correction.right else wording.STRUCK_OUT
    return said.format(wrong=correction.wrong, right=correction.right, day=day)


def _sentence(query: Query, candidate: Candidate, citations: Citations, *, is_entry: bool) -> Sentence:
    """The sentence as it is told; an entry of a list needs no other words before it than the list's own."""
    citation = citations.cite(candidate.hit.record, candidate.passage, candidate.span, candidate.hit.also_in)
    broken_off = wording.BROKEN_OFF if is_cut(candidate) else ""
    verdict = Verdict.SUPPORTED if is_quoted(citation.quote, candidate.hit.text) else Verdict.NOT_FOUND
    columns = columns_over(candidate.text, candidate.passage)
    head = head_of(columns, candidate.hit.passages) if columns else None
    if head is not None:
        named = citations.cite(candidate.hit.record, head, head.span, candidate.hit.also_in)
        text = f"{as_read(with_columns(candidate.text, columns))} {broken_off}".strip()
        return Sentence(text, (citation.n, named.n), verdict)
    is_plain = is_entry or tells_of_voting(candidate.text)
    text = f"{'' if is_plain else introduce(candidate, query)} {as_read(citation.quote)} {broken_off}".strip()
    return Sentence(text, (citation.n,), verdict)


def _became(candidate: Candidate, what: Became, citations: Citations) -> Sentence:
    """The words that say what became of it, cited."""
    citation = citations.cite(candidate.hit.record, what.passage, what.span, candidate.hit.also_in)
    return Sentence(f"{what.lead} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)


def _settled(
    candidate: Candidate,
    beside: Sequence[Became],
    citations: Citations,
    correction_of: FindCorrection,
    applied: dict[str, Correction],
) -> list[Sentence]:
    """What was decided under the item of a sentence, with what later minutes put right in it."""
    sentences = []
    for each in beside:
        sentences.append(_became(candidate, each, citations))
        begin = each.passage.span.start
        words = each.passage.text[each.span.start - begin : each.span.end - begin]
        correction = correction_of(candidate.hit.record, each.passage, words)
        if correction is not None and correction.passage.passage_id not in applied:
            applied[correction.passage.passage_id] = correction
            sentences.append(put_right(correction, citations))
    return sentences


def put_right(correction: Correction, citations: Citations) -> Sentence:
    """The words of the later minutes, cited."""
    passage = correction.passage
    citation = citations.cite(correction.record, passage, Span(passage.span.start, passage.span.end))
    return Sentence(f"{wording.PUT_RIGHT} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)
