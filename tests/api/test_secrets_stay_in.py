"""Keys, questions and words of papers reach no log, no metric and no span, whatever happens to the request."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from api.app import create_app
from api.logs import LogFormat, LogStyle, start_logging
from api.settings import load
from api.tracing import Tracing
from rag.assembly import Minutebook, assemble

KEY = "canarykey0123456789"
WORD = "Quokkabridge"
PAPER = f"""HARROWMERE SAFER STREETS PANEL

1. {WORD} crossing

The Panel agreed that the crossing at {WORD} would be lit from May 2025 at a cost of £{{cost}}.
"""
COST = "987,123"


@pytest.fixture
def minutebook(own_library: Path) -> Iterator[Minutebook]:
    with assemble(load(own_library).settings.for_answers()) as opened:
        yield opened


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level


class _Broken:
    """Fails with the question in the words of its error, as careless code would."""

    def events(self, question, scope, filters, before=()):
        try:
            raise ValueError(f"the question {question!r} was {KEY}")
        except ValueError as error:
            raise RuntimeError(f"could not answer {question!r}") from error


@pytest.mark.parametrize("form", ["plain", "json"])
def test_no_canary_is_in_logs_metrics_or_spans(
    form: LogFormat, minutebook: Minutebook, own_library: Path, logging_as_before: None
) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    settings = load(own_library).settings
    app = create_app(minutebook, settings, tracing=Tracing(provider, settings))
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    told = io.StringIO()
    with redirect_stderr(told):
        start_logging(LogStyle(form, "debug"))
        statuses = _use_everything(client, app)
    metrics = client.get("/metrics").text
    assert {200, 404, 422, 500} <= statuses, statuses
    lines = told.getvalue()
    assert lines.count("request_id") >= 9
    exported = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "retrieve" in exported
    for canary in (KEY, WORD, WORD.lower(), WORD.upper(), COST, "lamps", "canaryquery", "canaryfile"):
        assert canary not in lines, lines
        assert canary not in metrics
        assert canary not in exported


def _use_everything(client: TestClient, app) -> set[int]:
    headers = {"authorization": f"Bearer {KEY}", "cookie": f"session={KEY}", "x-note": KEY}
    question = f"What did the Panel agree about {WORD} and its lamps?"
    sent = {"file": ("canaryfile.txt", PAPER.format(cost=COST).encode())}
    replies = [
        client.post("/api/v1/papers", files=sent, data={"access": "public"}, headers=headers),
        client.post("/api/v1/ask", json={"question": question}, headers=headers),
        client.post("/api/v1/ask", json={"question": "   ", "body": WORD}, headers=headers),
        client.post("/api/v1/ask", content=f'{{"question": "{WORD}"', headers=headers),
        client.post("/api/v1/search", json={"query": WORD}, headers=headers),
        client.get(f"/api/v1/papers/{WORD}?canaryquery={KEY}", headers=headers),
        client.get(f"/{WORD}?canaryquery={WORD}", headers=headers),
        client.request(WORD.upper(), "/docs", headers=headers),
        client.get("/health/ready"),
    ]
    app.state.service.minutebook.answer_through(_Broken())
    replies.append(client.post("/api/v1/ask", json={"question": question}, headers=headers))
    return {reply.status_code for reply in replies}


def test_an_error_is_logged_as_its_class_and_its_places(logging_as_before: None) -> None:
    told = io.StringIO()
    with redirect_stderr(told):
        start_logging(LogStyle("json", "info"))
        try:
            list(_Broken().events("secret words", None, None))
        except RuntimeError:
            logging.getLogger("api.anything").exception("it %s", "failed")
    event = json.loads(told.getvalue())
    assert event["event"] == "it failed"
    assert event["error"] == "RuntimeError from ValueError"
    assert any("test_secrets_stay_in.py" in place for place in event["places"])
    assert "secret words" not in told.getvalue()


def test_what_other_libraries_say_below_a_warning_is_not_logged(logging_as_before: None) -> None:
    told = io.StringIO()
    with redirect_stderr(told):
        start_logging(LogStyle("plain", "debug"))
        logging.getLogger("httpx").info("HTTP Request: GET https://example.org/?q=words")
        logging.getLogger("api.x").info("kept")
        print("", file=sys.stderr)
    assert "example.org" not in told.getvalue()
    assert "event=kept" in told.getvalue()
