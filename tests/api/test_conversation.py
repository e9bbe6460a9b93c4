"""Follow-up questions and choices, on the command line and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.app import create_app
from api.settings import load
from rag.assembly import assemble

Run = Callable[..., Result]

FIRST = "How many lamps in Mill Lane had failed?"
FOLLOW_UP = "How many visits a year were allowed to mend them?"


@pytest.fixture
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


def test_ask_takes_the_question_before_and_shows_how_it_was_understood(
    run: Run, shared_library: Path
) -> None:
    at = ("--library", shared_library)
    shown = run("ask", "And in Castle Street?", "--after", FIRST, *at)
    assert shown.exit_code == 0, shown.stderr
    assert "Understood as: How many lamps in Castle Street had failed?" in shown.stdout
    printed = json.loads(run("ask", "And in Castle Street?", "--after", FIRST, "--json", *at).stdout)
    assert printed["record"]["understood_as"] == "How many lamps in Castle Street had failed?"


def test_an_empty_question_before_is_wrong_use(
    run: Run, shared_library: Path, one_line_of: Callable[[Result], str]
) -> None:
    result = run("ask", FIRST, "--after", "  ", "--library", shared_library)
    assert result.exit_code == 2
    assert "--after: the text is empty" in one_line_of(result)


def test_http_takes_a_conversation(client: TestClient) -> None:
    asked = {
        "question": "And in Castle Street?",
        "conversation": [{"question": FIRST, "answer": "14 of the 60."}],
    }
    response = client.post("/api/v1/ask", json=asked)
    assert response.status_code == 200
    assert response.json()["record"]["understood_as"] == "How many lamps in Castle Street had failed?"


@pytest.mark.parametrize(
    "conversation",
    [
        "And?",
        [{"answer": "14"}],
        [{"question": ""}],
        [{"question": "x", "colour": "red"}],
        [{"question": "x"}] * 51,
    ],
)
def test_a_conversation_of_another_shape_is_refused_with_its_place(
    client: TestClient, conversation: object
) -> None:
    response = client.post("/api/v1/ask", json={"question": FIRST, "conversation": conversation})
    assert response.status_code == 422
    assert "conversation" in response.json()["detail"]


def test_a_question_without_a_subject_is_given_back_with_what_to_ask(run: Run, shared_library: Path) -> None:
    result = run("ask", "Who attended?", "--library", shared_library)
    assert result.exit_code == 0
    assert "Which meeting do you mean?" in result.stdout
    assert "You could ask:\n  Who attended: " in result.stdout


def test_without_a_library_ask_as_json_is_an_answer_object_and_exit_status_1(run: Run) -> None:
    result = run("ask", FIRST, "--json", "--library", "nowhere")
    printed = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (printed["status"], printed["answered"]) == ("unavailable", False)
    assert "minutebook ingest" in printed["abstention"]["reason"]
    assert "no library" in result.stderr
