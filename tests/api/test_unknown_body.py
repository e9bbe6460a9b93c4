"""A body given beside a question that no paper is of: refused over every entry, with the nearest names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

ABSENT = "Nonsuch Panel"
KNOWN = "Harrowmere Safer Streets Panel"


@pytest.mark.parametrize("path", ["ask", "search"])
def test_the_service_refuses_it_as_a_fault_of_the_question(client: TestClient, path: str) -> None:
    def asked(body: str) -> dict[str, object]:
        question = "What was decided about the lamps?"
        return (
            {"question": question, "body": body}
            if path == "ask"
            else {"query": question, "filters": {"body": body}}
        )

    response = client.post(f"/api/v1/{path}", json=asked(ABSENT))
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "question_invalid"
    assert f"no paper is of a body called {ABSENT}" in problem["detail"]
    assert KNOWN in problem["detail"]
    assert client.post(f"/api/v1/{path}", json=asked(KNOWN)).status_code == 200


def test_a_name_without_end_is_not_repeated_in_full(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "lamps", "body": "Nonsuch " * 500})
    assert response.status_code == 422
    assert len(response.text) < 2_000


@pytest.mark.parametrize("command", [("ask", "What of the lamps?"), ("search", "lamps"), ("papers", "list")])
def test_the_commands_refuse_it_and_name_the_nearest(
    run: Callable[..., Result],
    one_line_of: Callable[[Result], str],
    shared_library: Path,
    command: tuple[str, ...],
) -> None:
    result = run(*command, "--body", ABSENT, "--library", shared_library)
    assert result.exit_code == 2
    assert KNOWN in one_line_of(result)
