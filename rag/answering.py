"""One question to one answer: find, choose, verify, and say plainly where the papers don't say."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache, partial

from ingest.papers import Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording
from rag.abstain import reason_to_abstain
from rag.answer import Abstention, Answer, Nearest
from rag.attendance import attendance, attendance_asked
from rag.cautions import asks_if_it_is_so, asks_what_was_decided
from rag.choosing import other_side
from rag.corrections import Correction, Corrections
from rag.current import latest_only
from rag.doubts import doubted
from rag.errors import ModelError
from rag.events import Done, Event, StartedOver, sentences_of
from rag.extract import Candidate
from rag.extractive import FindCorrection, Finders, extractive, told, without_bare_corrections
from rag.finding.hits import Found
from rag.finding.retrieve import Retriever
from rag.labels import day_name, passage_label
from rag.metering import stage
from rag.model.chat import Writer
from rag.model.draft import Draft
from rag.model.generate import Reply, request
from rag.notices import paper_warnings
from rag.of_name import of_name_first
from rag.of_place import of_place_named
from rag.proceedings import kinds_read, proceedings
from rag.question.meetings import MOST_NEAREST
from rag.question.proceedings import Proceedings
from rag.question.query import Filters, Query
from rag.ranking import ranked_for
from rag.recommended import put_off, recommended
from rag.recording import Considered, record_of
from rag.settings import Settings
from rag.settled import Settled, settled
from rag.standing import have_changed
from rag.tables.answering import from_cell, from_comparison
from rag.taken_up import taken_up
from rag.undone import Ending, Undoings, Undone
from rag.what_became import Became, what_became

_NO_FILTERS = Filters()
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
        self._corrections = Corrections(library)
        self._undoings = Undoings(library)

    @property
    def is_writing(self) -> bool:
        """Whether a language model writes: its sentences come as they are ready."""
        return self._writer is not None

    def answer(self, query: Query, scope: Scope, filters: Filters = _NO_FILTERS) -> Answer:
        """The answer; every failure of a model ends in the extractive one, with a warning."""
        return next(event.answer for event in self.events(query, scope, filters) if isinstance(event, Done))

    def events(
        self,
        query: Query,
        scope: Scope,
        filters: Filters = _NO_FILTERS,
        listing: Proceedings | None = None,
    ) -> Iterator[Event]:
        """The answer as it comes about: sentences that are verified already, and last the whole.

        ``filters`` are those that ``query`` was made with; they are for the record. With ``listing`` it is
        listed from the minutes among the papers that the query selects, where they hold any of it.
        Closing the iterator ends the request to a model.
        """
        begun = time.monotonic()
        with self._library.one_state():
            found, ranked, reason = self._read(query, scope)
            listed = self._attendance(query, scope)
            if listed is None and listing:
                listed = self._listed(listing, query, scope)
            compared = self._compared(query, found, scope) if listed is None else None
        considered = Considered(tuple(each.passage.passage_id for each in ranked))
        if isinstance(listed, Answer):
            answer = listed
            yield from sentences_of(answer)
        elif listed is not None:
            answer = _abstain(query, "not_in_papers", listed, ranked)
        elif compared is not None:
            answer = compared
            yield from sentences_of(answer)
        elif reason is not None:
            answer = _abstain(query, *reason, ranked)
        elif self._writer is not None:
            written, considered = yield from self._generated(query, found, ranked, self._writer, scope)
            if isinstance(written, Answer):
                answer = written
            else:
                found, answer = self._without_model(query, scope)
                yield from sentences_of(answer)
                answer = replace(answer, warnings=(*answer.warnings, written))
        else:
            answer = self._extractive(query, found, ranked, scope)
            yield from sentences_of(answer)
        answer = replace(
            answer, warnings=(*_respelled(found), *_read_as(query), *_month_read(query), *answer.warnings)
        )
        if compared is None:
            answer = doubted(query, found, answer, cache(partial(self._library.passages, scope)))
        record = record_of(
            answer, considered, filters, self._settings, self._library.snapshot(), time.monotonic() - begun
        )
        yield Done(replace(answer, record=record, hits=found.hits))

    def _read(
        self, query: Query, scope: Scope
    ) -> tuple[Found, Sequence[Candidate], tuple[wording.Status, str] | None]:
        """What is found, its sentences in order, and why they are no answer; best read from one state."""
        with stage("search"):
            found = self._retriever.retrieve(query, scope=scope, k=self._settings.k)
        with stage("choose"):
            passages = cache(partial(self._library.passages, scope))
            ranked = of_name_first(query, of_place_named(query, ranked_for(query, found, passages)))
            return found, ranked, reason_to_abstain(query, found, ranked, passages)

    def _attendance(self, query: Query, scope: Scope) -> Answer | str | None:
        """Whether somebody was at the meeting whose papers the query selects, where that is asked."""
        if query.selection.papers is None or attendance_asked(query.question) is None:
            return None
        records = self._library.papers(scope, query.selection)
        told = attendance(query, records, partial(self._library.passages, scope))
        is_corrected = isinstance(told, Answer) and self._is_put_right(told, records, scope)
        return None if is_corrected else told

    def _is_put_right(self, answer: Answer, records: Sequence[PaperRecord], scope: Scope) -> bool:
        """Whether later minutes put something right in what an answer cites."""
        held = {
            each.passage_id: (record, each)
            for record in records
            for each in self._library.passages(scope, record.paper_id)
        }
        return any(
            self._corrections.of(*held[each.passage_id], each.quote, scope) is not None
            for each in answer.citations
        )

    def _listed(self, listing: Proceedings, query: Query, scope: Scope) -> Answer | str | None:
        """The list; why there is none; or None where searching may do better."""
        records = self._library.papers(scope, query.selection)
        answer = proceedings(listing, query, records, self._library, scope)
        if answer is not None or listing not in (Proceedings.DECISIONS, Proceedings.ACTIONS):
            return answer
        is_minuted = any(record.kind.value in kinds_read(listing) for record in records)
        reason = wording.NONE_IN_MINUTES if is_minuted else wording.NO_MINUTES
        papers = ", ".join(sorted(record.name for record in records))
        return reason.format(listing=listing.value, papers=papers)

    def _generated(
        self, query: Query, found: Found, ranked: Sequence[Candidate], writer: Writer, scope: Scope
    ) -> Generator[Event, None, tuple[Answer | str, Considered]]:
        """The model's answer, or why there is none; what it told until then is taken back."""
        considered = Considered((), model=writer.name)
        told = 0
        try:
            asked = request(query.question, found.hits, self._settings)
            considered = Considered(
                tuple(each.passage.passage_id for each in asked.evidence), asked, writer.name
            )
            draft = Draft(query.question, writer.name, asked.evidence)
            reply = Reply(writer, asked)
            with closing(reply.sentences()) as sentences:
                for sentence in sentences:
                    with stage("verify"):
                        ready = draft.add(sentence)
                    if ready is not None:
                        told += 1
                        yield ready
                    considered = replace(considered, verdicts=draft.verdicts, n_refused=reply.n_refused)
                    if len(draft) == self._settings.max_sentences:
                        break
            considered = replace(considered, n_refused=reply.n_refused)
            if reply.is_abstention:
                answer = _abstain(query, "not_in_papers", wording.NOT_IN_PAPERS, ranked)
                answer = replace(answer, mode="generated", model=writer.name)
            else:
                answer = draft.answer(reply.n_refused)
                answer = replace(answer, warnings=(*self._put_right(answer, found, scope), *answer.warnings))
            if not have_changed([hit.record for hit in found.hits], self._library, scope):
                return answer, considered
            why = wording.CHANGED_MEANWHILE
        except ModelError as error:
            why = wording.NO_SUCH_MODEL_REPLY.format(why=error)
        if told:
            yield StartedOver(why)
        return why, considered

    def _without_model(self, query: Query, scope: Scope) -> tuple[Found, Answer]:
        """The answer in the papers' own sentences, as they are once the model has ended, and what was found."""
        with self._library.one_state():
            found, ranked, reason = self._read(query, scope)
            if reason is not None:
                return found, _abstain(query, *reason, ranked)
            return found, self._extractive(query, found, ranked, scope)

    def _put_right(self, answer: Answer, found: Found, scope: Scope) -> list[str]:
        """What later minutes put right or undid in the sources of a model's answer."""
        held = {passage.passage_id: (hit.record, passage) for hit in found.hits for passage in hit.passages}
        corrections = (
            self._corrections.of(*held[each.passage_id], each.quote, scope)
            for each in answer.citations
            if each.passage_id in held
        )
        undone = (each.warning for each in self._undone(answer, found, scope))
        return list(dict.fromkeys([*undone, *(told(each) for each in corrections if each)]))

    def _undone(self, answer: Answer, found: Found, scope: Scope) -> list[Undone]:
        """What later minutes undid of what an answer cites."""
        held = {passage.passage_id: (hit.record, passage) for hit in found.hits for passage in hit.passages}
        undone = (
            self._undoings.of(*held[each.passage_id], Span(each.start, each.end), scope)
            for each in answer.citations
            if each.passage_id in held
        )
        return [each for each in undone if each is not None]

    def _correction_of(self, scope: Scope) -> FindCorrection:
        def correction_of(record: PaperRecord, passage: StoredPassage, text: str) -> Correction | None:
            return self._corrections.of(record, passage, text, scope)

        return correction_of

    def _compared(self, query: Query, found: Found, scope: Scope) -> Answer | None:
        """The rows of one table that the question wants compared, where one is about every word of it."""
        with stage("choose"):
            passages = cache(partial(self._library.passages, scope))
            answer = from_comparison(
                query, found, passages, self._correction_of(scope), sees_all=scope.is_whole
            )
            return None if answer is None or self._undone(answer, found, scope) else answer

    def _extractive(self, query: Query, found: Found, ranked: Sequence[Candidate], scope: Scope) -> Answer:
        correction_of = self._correction_of(scope)

        passages = cache(partial(self._library.passages, scope))

        def became_of(candidate: Candidate) -> Became | None:
            return what_became(candidate, passages)

        def settled_of(chosen: Sequence[Candidate]) -> Settled | None:
            return settled(query, found, chosen, passages)

        is_asked = asks_what_was_decided(query) or asks_if_it_is_so(query)

        def ending_of(record: PaperRecord, passage: StoredPassage, span: Span) -> Ending | None:
            undone = self._undoings.of(record, passage, span, scope, is_asked=is_asked)
            if undone is not None or query.asks_recommendation:
                return undone
            ending = put_off(record, span, self._library, scope)
            return ending or taken_up(record, passage, span, self._library, scope)

        with stage("choose"):
            compared = recommended(query, ranked, self._library, scope, correction_of, ending_of)
            current, day = latest_only(query, ranked)
            if compared is not None:
                return compared
            cell = from_cell(query, found, passages, correction_of)
            if (
                cell is not None
                and other_side(query, current) is None
                and not self._undone(cell, found, scope)
            ):
                return cell
            current = without_bare_corrections(query, current, ranked, correction_of)
            answer = extractive(
                query,
                current,
                self._settings.max_sentences,
                Finders(correction_of, became_of, settled_of, ending_of, passages),
            )
            is_changed = any(each.text.startswith(wording.LATER) for each in answer.sentences)
            as_of = () if day is None or is_changed else (wording.AS_OF.format(day=day_name(day)),)
            return replace(answer, warnings=(*answer.warnings, *as_of))


def _respelled(found: Found) -> list[str]:
    """Names of the question that were read as another spelling."""
    read_as = [(name, meant) for name, meant in found.variants.unknown.items() if meant]
    return [wording.RESPELLED.format(name=name, meant=meant.capitalize()) for name, meant in read_as]


def _read_as(query: Query) -> list[str]:
    """Bodies that the question calls by a part of their name, with the name in full."""
    return [
        wording.READ_AS.format(words=each.words, body=each.only)
        for each in query.called
        if each.only is not None
    ]


def _month_read(query: Query) -> list[str]:
    """What a month without a year was read as, and the other meetings that it fits."""
    if query.month is None:
        return []
    words, meeting = query.month.words, query.month.name
    days = [day_name(day) for day in query.month.others[-MOST_NEAREST:]]
    if not days:
        return [wording.MONTH_READ_AS.format(words=words, meeting=meeting)]
    return [wording.MONTH_READ_AS_LATEST.format(words=words, meeting=meeting, others=" and ".join(days))]


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


def _warnings(chosen: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(paper_warnings([(each.hit.record, each.passage) for each in chosen]))
