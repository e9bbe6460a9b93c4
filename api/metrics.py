"""What the service counts about itself, in the form that Prometheus reads.

Every label comes from a closed list: a route's template and never a path, the status of an answer and never its
words. Nothing is said of papers beyond the public ones: the number of exempt papers is itself something that not
everybody may know.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from api.answering.pool import AnsweringProcesses
from api.problems import problem_replies
from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.metering import Meter
from rag.model.evidence import count_tokens

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 20.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "none"
"""The route of a request that no route takes: its path is whatever somebody chose to send."""


class Metrics:
    """The counts of one service; any thread may add to them."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        self._requests = Counter(
            "minutebook_http_requests", "Requests.", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "minutebook_http_request_seconds",
            "From the first byte of a request to the last of its reply.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_progress = Gauge(
            "minutebook_http_requests_in_progress", "Requests being answered now.", registry=registry
        )
        self._questions = Counter(
            "minutebook_questions",
            "Questions by what came of them: the status of the answer, or failed.",
            ("status", "mode"),
            registry=registry,
        )
        self._remembered = Counter(
            "minutebook_questions_remembered",
            "Questions whose answer was still known from before.",
            registry=registry,
        )
        self._answer_seconds = Histogram(
            "minutebook_answer_seconds",
            "From the question to the whole answer, waiting included.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "minutebook_answer_stage_seconds",
            "What the parts of an answer took.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._model_calls = Counter(
            "minutebook_model_calls", "Requests to the language model.", registry=registry
        )
        self._model_tokens = Counter(
            "minutebook_model_tokens",
            "Tokens that the language model was sent and wrote, counted here on the safe side.",
            ("direction",),
            registry=registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is over; ``route`` is a template, or ``UNMATCHED``."""
        method = named(method)
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    def answered(self, answer: Answer, meter: Meter, seconds: float) -> None:
        """Count a question that was answered, or that the papers don't answer."""
        self._questions.labels(answer.status, answer.mode).inc()
        self._answer_seconds.observe(seconds)
        for stage, spent_ms in meter.stages_ms.items():
            self._stage_seconds.labels(stage).observe(spent_ms / 1000)
        for prompt, reply in meter.calls:
            self._model_calls.inc()
            self._model_tokens.labels("sent").inc(count_tokens(prompt))
            self._model_tokens.labels("written").inc(count_tokens(reply) if reply else 0)

    def failed(self) -> None:
        """Count a question that ended in an error."""
        self._questions.labels("failed", "none").inc()

    def remembered(self) -> None:
        """Count an answer that was known from before."""
        self._remembered.inc()

    def watch(self, name: str, told: str, look: Callable[[], float]) -> None:
        """Tell what ``look`` gives whenever the counts are asked for."""
        Gauge(f"minutebook_{name}", told, registry=self.registry).set_function(look)

    def watch_library(self, minutebook: Minutebook) -> None:
        """Tell what anyone may know of the library."""
        library = minutebook.library
        self.watch(
            "public_papers", "Papers that anyone may read.", lambda: len(library.papers(Scope.public()))
        )
        self.watch(
            "index_is_current",
            "1 where the index is of the library as it is; search is exact otherwise.",
            lambda: float(minutebook.has_current_index),
        )

    def watch_processes(self, processes: AnsweringProcesses) -> None:
        """Tell of the processes that answer."""
        self.watch("answering_ready", "Answering processes that take questions.", lambda: processes.n_ready)
        self.watch(
            "answering_wanted", "Answering processes that there should be.", lambda: processes.n_wanted
        )
        self.watch("answering_waiting", "Questions that wait for a process.", lambda: processes.n_waiting)

    def text(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self.registry)


def named(method: str) -> str:
    """The method of a request as it is told: one that somebody made up is a word of theirs, and stays out."""
    return method if method in _METHODS else "other"


metrics = APIRouter(tags=["operations"])


@metrics.get("/metrics", response_class=Response, responses=problem_replies())
def show_metrics(request: Request) -> Response:
    """Counts and times of the service for Prometheus; for administrators."""
    return Response(metrics_of(request).text(), headers={"content-type": CONTENT_TYPE_LATEST})


def metrics_of(request: Request) -> Metrics:
    """The counts of the service that the application was made with."""
    found = request.app.state.metrics
    if not isinstance(found, Metrics):
        raise TypeError(f"the application holds {type(found).__name__}, no Metrics. Make it with create_app.")
    return found
