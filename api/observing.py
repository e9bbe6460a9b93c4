"""Counts, times and notes every request and every question as it passes, and changes nothing of either."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextvars import copy_context

import structlog
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as Connection

from api.answering.kept import KeptAnswers
from api.answering.pool import AnsweringProcesses
from api.metrics import UNMATCHED, Metrics, named
from api.settings import AppSettings
from api.tracing import Tracing
from ingest.papers import Scope
from rag.asking import Questions
from rag.assembly import Minutebook
from rag.events import Done, Event
from rag.metering import Meter, metered
from rag.question.conversation import Turn
from rag.question.query import Filters

NOT_SENT = 499
"""Status of a request whose asker went before a reply was begun, as proxies note it."""

log = structlog.stdlib.get_logger(__name__)


def observed(
    minutebook: Minutebook,
    settings: AppSettings,
    metrics: Metrics,
    processes: AnsweringProcesses | None,
    tracing: Tracing | None,
) -> Observed:
    """The way of a question: noted, remembered where that is worth it, and answered here or in another process."""
    questions: Questions = processes or minutebook.questions
    metrics.watch_library(minutebook)
    if processes is not None:
        metrics.watch_processes(processes)
    if settings.model is None and settings.kept_answers:
        questions = KeptAnswers(questions, minutebook.library, settings.kept_answers, metrics.remembered)
    return Observed(questions, metrics, tracing)


class Observer:
    """The outermost layer: what every request was, how it ended, and what it took."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = NOT_SENT, time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        scope.setdefault("state", {})
        try:
            with self._metrics.in_progress.track_inprogress():
                await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - begun)

    def _note(self, scope: Connection, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None) or UNMATCHED
        self._metrics.request(scope["method"], route, status, seconds)
        is_watching = route.startswith("/health") or route == "/metrics"
        note = log.debug if is_watching and status < 400 else log.info  # noqa: PLR2004
        note(
            "request",
            request_id=scope["state"].get("request_id"),
            method=named(scope["method"]),
            route=route,
            status=status,
            took_ms=round(seconds * 1000),
            asker=getattr(scope["state"].get("asker"), "asker_id", None),
        )


class Observed:
    """Questions on their way to whoever answers them."""

    def __init__(self, questions: Questions, metrics: Metrics, tracing: Tracing | None) -> None:
        self._questions = questions
        self._metrics = metrics
        self._tracing = tracing

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """See ``rag.asking.Asker.events``."""
        return self._noted(self._questions.events(question, scope, filters, before))

    def _noted(self, events: Iterator[Event]) -> Iterator[Event]:
        # The steps of a streamed answer may be taken by different threads: the meter goes with them.
        context, counting = copy_context(), metered()
        meter = context.run(counting.__enter__)
        begun, begun_ns = time.perf_counter(), time.time_ns()
        is_told = False
        try:
            while (event := context.run(next, events, None)) is not None:
                if isinstance(event, Done):
                    is_told = True
                    self._tell(event, meter, time.perf_counter() - begun, begun_ns)
                yield event
        except GeneratorExit:
            is_told = True  # nobody waits any more: no failure of ours
            raise
        finally:
            if not is_told:
                self._metrics.failed()
            close = getattr(events, "close", None)
            if close is not None:
                context.run(close)
            context.run(counting.__exit__, None, None, None)

    def _tell(self, done: Done, meter: Meter, seconds: float, begun_ns: int) -> None:
        self._metrics.answered(done.answer, meter, seconds)
        if self._tracing is not None:
            self._tracing.answered(done.answer, meter, begun_ns, time.time_ns())
