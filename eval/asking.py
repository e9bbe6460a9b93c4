"""One golden question put to the service as its asker would, and scored: a line of ``items.jsonl``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from eval.golden import GoldBrief, GoldenRecord
from eval.items import Given, ItemError, item_line
from eval.library_words import LibraryWords
from eval.metrics.catalogue import all_failed, score_reply
from eval.metrics.score import Score
from eval.prices import PriceTable
from eval.replies import RankedHit, Reply
from eval.spending import Spending
from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing, BriefRequest
from rag.metering import Meter, metered
from rag.question.query import Filters

_FEWEST_HITS = 20
_log = logging.getLogger(__name__)


class Examiner:
    """Asks the questions of a golden set of one service, whose library must not change meanwhile."""

    def __init__(self, minutebook: Minutebook, prices: PriceTable | None = None) -> None:
        self._minutebook = minutebook
        self._papers = LibraryWords(minutebook.library)
        self._prices = prices

    def line(self, record: GoldenRecord) -> dict[str, object]:
        """The item of one question; an exception inside it is kept with it and ends nothing else."""
        started = perf_counter()
        try:
            given = self._ask(record)
            line = item_line(record, given, self._score(record, given))
        except Exception as problem:  # Whatever it is, it belongs to this question and must not end the run.
            error = ItemError.of(problem)
            _log.warning("question %s ended in an error: %s", record.id, error)
            _log.debug("question %s", record.id, exc_info=problem)
            failed = Given(took_ms=(perf_counter() - started) * 1000, error=error)
            line = item_line(record, failed, all_failed(str(error)))
        return line | {"origin": self._papers.origin(record).to_json()}

    def _ask(self, record: GoldenRecord) -> Given:
        """Put the question, and take what comes back as the JSON that would be sent."""
        wanted = record.filters
        filters = Filters(
            body=wanted.body, date_from=wanted.date_from, date_to=wanted.date_to, kind=wanted.document_type
        )
        scope = Scope.owner() if record.asker == "owner" else Scope.public()
        question = record.question
        if record.is_briefing:
            request = brief_request(record, filters)
            reply, took_ms, meter = _timed(lambda: self._minutebook.brief(request, scope=scope))
        else:
            reply, took_ms, meter = _timed(
                lambda: self._minutebook.ask(question, scope=scope, filters=filters)
            )
        hits = list(reply.hits) if isinstance(reply, Answer) else []
        if len(hits) < _FEWEST_HITS:
            # Settings may find fewer for an answer than the retrieval metrics have to see.
            hits = self._minutebook.search(question, scope=scope, filters=filters, k=_FEWEST_HITS)
        spent = Spending.of(meter.calls, self._minutebook.settings.model, self._prices)
        return Given(took_ms, reply.to_json(), [hit.to_json() for hit in hits], None, meter.stages_ms, spent)

    def _score(self, record: GoldenRecord, given: Given) -> dict[str, Score]:
        hits = [RankedHit.model_validate(hit) for hit in given.hits]
        return score_reply(record, Reply.model_validate(given.answer), hits, self._papers, given.spent)


def brief_request(record: GoldenRecord, filters: Filters) -> BriefRequest:
    """What the record wants prepared: its agenda or meeting, or its question as a topic.

    The filter date_to is never taken for as_of: it is inclusive, while as_of leaves the minutes of its day out.
    Where neither the record nor its subject gives a day, the question says it and the service has to read it.
    """
    wanted = record.brief or GoldBrief()
    is_topic = not (wanted.agenda or wanted.body)
    return BriefRequest(
        topic=record.question if is_topic else None,
        body=wanted.body,
        meeting_date=wanted.meeting_date,
        agenda=wanted.agenda,
        as_of=wanted.as_of,
        filters=filters,
    )


def _timed(work: Callable[[], Answer | Briefing]) -> tuple[Answer | Briefing, float, Meter]:
    """What comes of it, its milliseconds, and where they and the model's tokens went."""
    with metered() as meter:
        started = perf_counter()
        reply = work()
        return reply, (perf_counter() - started) * 1000, meter
