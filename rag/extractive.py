"""The answer in the papers' own sentences: chosen, put in order, cited, and put right where later minutes did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from rag.claims import asks_how_it_is, only_claimed
from rag.corrections import Correction
from rag.evidence import speaker_before
from rag.extract import Candidate
from rag.if_so import with_what_is_so
from rag.items import PassagesOf
from rag.labels import day_name
from rag.marks import as_read
from rag.motions import tells_of_voting
from rag.notices import paper_warnings
from rag.of_day import of_day_first
from rag.question.query import Query, Wants
from rag.replies import Replied, reply_to
from rag.settled import Settled
from rag.table_rows import columns_of_list, columns_over, head_of, with_columns
from rag.undone import Afterwards, FindEnding
from rag.what_became import Became

FindCorrection = Callable[[PaperRecord, StoredPassage, str], Correction | None]
"""Finds what later minutes put right in words of a passage of a paper."""
FindWhatBecame = Callable[[Candidate], Became | None]
FindSettled = Callable[[Sequence[Candidate]], Settled | None]
"""Finds what was decided under the item of the sentences that are chosen, where they don't tell it."""


@dataclass(frozen=True)
class Finders:
    """Find what is told beside the sentences of an answer; ``passages`` gives those of a paper by its id."""

    correction_of: FindCorrection
    became_of: FindWhatBecame
    settled_of: FindSettled
    ending_of: FindEnding
    passages: PassagesOf


def extractive(query: Query, ranked: Sequence[Candidate], most: int, finders: Finders) -> Answer:
    """At most ``most`` sentences; after each what became of it, what was replied, and what was put right later."""
    ranked = of_day_first(query, without_titles(without_proposals(query, telling_only(query, ranked))))
    ranked = resolved_first(query, without_bare_outcomes(query, ranked))
    chosen = with_what_is_so(query, ranked, select(ranked, most), most)
    warnings = list(paper_warnings([(each.hit.record, each.passage) for each in chosen]))
    other = other_side(query, ranked)
    if other is not None:
        chosen = [chosen[0], other, *(each for each in chosen[1:] if each is not other)][:most]
        days = {each.hit.record.date.value for each in (chosen[0], other) if each.hit.record.date}
        warnings.insert(0, wording.DISAGREE_ON_DAYS if len(days) > 1 else wording.DISAGREE)
    replies = _replies(query, chosen, finders.passages)
    telling = _Telling(query, _claims_first(chosen, replies), finders, replies)
    telling.tell()
    claimed = [] if telling.has_more else only_claimed(query, chosen, finders.passages)
    is_partial = any(candidate.passage.is_truncated for candidate in chosen)
    return Answer(
        query.question,
        "partial" if is_partial or claimed else "answered",
        tuple(telling.sentences),
        telling.citations.all(),
        warnings=(*telling.warnings, *claimed, *warnings),
    )


class _Telling:
    """The sentences of an answer while they are told, each with what belongs behind it."""

    def __init__(
        self,
        query: Query,
        chosen: Sequence[Candidate],
        finders: Finders,
        replies: Mapping[tuple[str, Span], Replied],
    ) -> None:
        self.citations = Citations()
        self.sentences: list[Sentence] = []
        self._query, self._finders, self._replies = query, finders, replies
        self._first, self._chosen = chosen[0], in_reading_order(chosen)
        self._became = _nearest_told(chosen, finders.became_of)
        self._settled = finders.settled_of(chosen)
        self._corrections = {
            _place(each): found
            for each in chosen
            if (found := _correction(each, finders.correction_of)) is not None
        }
        self._applied: dict[str, Correction] = {}
        self._undone = Afterwards(finders.ending_of, [(each.passage, each.span) for each in self._chosen])

    @property
    def has_more(self) -> bool:
        """Whether something is told of what became of a sentence, or of a reply to it."""
        return bool(self._replies or self._became or self._settled)

    @property
    def warnings(self) -> list[str]:
        """What is to be known of what is told beside the sentences."""
        unlike = dict.fromkeys(what.warning for what in self._outcomes if what.warning)
        return [*self._undone.warnings, *map(told, self._applied.values()), *unlike]

    def tell(self) -> None:
        """Tell all of it: first what was decided where that is the answer itself, else behind the first sentence."""
        correcting = {each.passage.passage_id for each in self._corrections.values()}
        beside = [
            *((what.passage.passage_id, what.span) for what in self._outcomes),
            *((reply.passage.passage_id, reply.span) for reply in self._replies.values()),
        ]
        is_due = self._settled is not None
        if self._settled is not None and self._settled.is_asked:
            self._tell_settled()
            is_due = False
        for candidate in self._chosen:
            is_told = any(_is_in(candidate, *each) for each in beside)
            is_told = is_told or self._undone.is_told(candidate.passage, candidate.span)
            if candidate.passage.passage_id in correcting or is_told:
                continue
            self._tell_one(candidate)
            if is_due:
                self._tell_settled()
                is_due = False

    @property
    def _outcomes(self) -> tuple[Became, ...]:
        return (*self._became.values(), *(self._settled.told if self._settled else ()))

    def _tell_one(self, candidate: Candidate) -> None:
        place, record = _place(candidate), candidate.hit.record
        is_entry = is_under(self._first, candidate)
        self.sentences.append(
            _sentence(self._query, candidate, self.citations, self._finders, is_entry=is_entry)
        )
        if place in self._became:
            self.sentences.append(_became(candidate, self._became[place], self.citations))
        if place in self._replies:
            self.sentences.append(_replied(candidate, self._replies[place], self.citations))
        self._put_right(self._corrections.get(place))
        self.sentences += self._undone.after(record, candidate.passage, candidate.span, self.citations)

    def _tell_settled(self) -> None:
        """Tell what was decided under the item of the first sentence, with what came of that later."""
        record = self._first.hit.record
        for each in self._settled.told if self._settled else ():
            self.sentences.append(_became(self._first, each, self.citations))
            begin = each.passage.span.start
            words = each.passage.text[each.span.start - begin : each.span.end - begin]
            self._put_right(self._finders.correction_of(record, each.passage, words))
            self.sentences += self._undone.after(record, each.passage, each.span, self.citations)

    def _put_right(self, correction: Correction | None) -> None:
        if correction is not None and correction.passage.passage_id not in self._applied:
            self._applied[correction.passage.passage_id] = correction
            self.sentences.append(put_right(correction, self.citations))


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


def _sentence(
    query: Query, candidate: Candidate, citations: Citations, finders: Finders, *, is_entry: bool
) -> Sentence:
    """The sentence as it is told; an entry of a list needs no other words before it than the list's own."""
    citation = citations.cite(candidate.hit.record, candidate.passage, candidate.span, candidate.hit.also_in)
    broken_off = wording.BROKEN_OFF if is_cut(candidate) else ""
    verdict = Verdict.SUPPORTED if is_quoted(citation.quote, candidate.hit.text) else Verdict.NOT_FOUND
    columns = columns_over(candidate.text, candidate.passage) or columns_of_list(
        candidate.text, candidate.passage
    )
    of_paper = finders.passages(candidate.passage.paper_id) if columns else ()
    head = head_of(columns, candidate.passage, of_paper)
    if head is not None:
        named = citations.cite(candidate.hit.record, head, head.span, candidate.hit.also_in)
        text = f"{as_read(with_columns(candidate.text, columns))} {broken_off}".strip()
        return Sentence(text, (citation.n, named.n), verdict)
    if (speaker := speaker_before(candidate.passage, candidate.span)) is not None:
        return Sentence(f"{speaker}: {as_read(citation.quote)} {broken_off}".strip(), (citation.n,), verdict)
    is_plain = is_entry or tells_of_voting(candidate.text)
    text = f"{'' if is_plain else introduce(candidate, query)} {as_read(citation.quote)} {broken_off}".strip()
    return Sentence(text, (citation.n,), verdict)


def _became(candidate: Candidate, what: Became, citations: Citations) -> Sentence:
    """The words that say what became of it, cited."""
    citation = citations.cite(candidate.hit.record, what.passage, what.span, candidate.hit.also_in)
    return Sentence(f"{what.lead} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)


def _replies(
    query: Query, chosen: Sequence[Candidate], passages: PassagesOf
) -> dict[tuple[str, Span], Replied]:
    """What was replied to each of the sentences, by its place; nothing where not what is so is asked."""
    if not asks_how_it_is(query):
        return {}
    found = ((each, reply_to(each, passages)) for each in chosen)
    return {_place(each): reply for each, reply in found if reply is not None}


def _claims_first(chosen: list[Candidate], replies: Mapping[tuple[str, Span], Replied]) -> list[Candidate]:
    """The sentences with that in front to which the first one replies, where it is among them."""
    first = _place(chosen[0])
    for each in chosen:
        reply = replies.get(_place(each))
        if reply is not None and (reply.passage.passage_id, reply.span) == first:
            return [each, *(other for other in chosen if other is not each)]
    return chosen


def _replied(candidate: Candidate, reply: Replied, citations: Citations) -> Sentence:
    """The words of those who replied, cited."""
    citation = citations.cite(candidate.hit.record, reply.passage, reply.span, candidate.hit.also_in)
    return Sentence(as_read(citation.quote), (citation.n,), Verdict.SUPPORTED)


def put_right(correction: Correction, citations: Citations) -> Sentence:
    """The words of the later minutes, cited."""
    passage = correction.passage
    citation = citations.cite(correction.record, passage, Span(passage.span.start, passage.span.end))
    return Sentence(f"{wording.PUT_RIGHT} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)
