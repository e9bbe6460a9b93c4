"""What the service counts, and what it never says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from rag.assembly import assemble

QUESTION = "How many lamps in Mill Lane had failed?"


@pytest.fixture
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


def _samples(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def _value(client: TestClient, name: str, **labels: str) -> float:
    return _samples(client).get((f"minutebook_{name}", frozenset(labels.items())), 0.0)


def test_requests_are_counted_by_template_and_status(client: TestClient) -> None:
    for paper_id in ("0123456789ab", "another"):
        assert client.get(f"/api/v1/papers/{paper_id}").status_code == 404
    route = "/api/v1/papers/{paper_id}"
    assert _value(client, "http_requests_total", method="GET", route=route, status="404") == 2
    assert _value(client, "http_request_seconds_count", method="GET", route=route) == 2


def test_paths_and_methods_that_somebody_made_up_are_no_labels(client: TestClient) -> None:
    for number in range(20):
        client.request(f"MADEUP{number}", f"/nowhere/{number}?secret={number}")
    text = client.get("/metrics").text
    assert "nowhere" not in text and "secret" not in text and "MADEUP" not in text
    assert _value(client, "http_requests_total", method="other", route="none", status="404") + _value(
        client, "http_requests_total", method="other", route="none", status="405"
    ) == pytest.approx(20)


def test_questions_are_counted_by_what_came_of_them(client: TestClient) -> None:
    for question in (QUESTION, QUESTION, "What does the swimming pool cost to heat?"):
        client.post("/api/v1/ask", json={"question": question})
    assert _value(client, "questions_total", status="answered", mode="extractive") == 2
    assert _value(client, "questions_total", status="not_in_papers", mode="extractive") == 1
    assert _value(client, "questions_remembered_total") == 1
    assert _value(client, "answer_seconds_count") == 3
    assert _value(client, "answer_stage_seconds_count", stage="search") == 2


def test_only_public_papers_are_counted(client: TestClient) -> None:
    assert _value(client, "public_papers") == 0  # the papers of the library are restricted


def test_a_question_that_cannot_be_taken_is_counted_nowhere_as_answered(client: TestClient) -> None:
    assert client.post("/api/v1/ask", json={"question": "   "}).status_code == 422
    assert _value(client, "answer_seconds_count") == 0
