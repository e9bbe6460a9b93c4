"""What errors tell people who have no command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.problems import detail_of
from api.without_commands import without_commands
from eval.errors import GoldenError
from ingest.errors import LibraryDamaged, LibraryMissing

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("the index is damaged: run minutebook library rebuild", "the index is damaged."),
        (
            "It is no database. Restore the library from a backup (minutebook library restore).",
            "It is no database. Restore the library from a backup.",
        ),
        ("Check the disk, then run minutebook library check.", "Check the disk."),
        ("Entry 3 can't be read. Run minutebook audit verify.", "Entry 3 can't be read."),
        ("No paper is of the Minutebook Panel... so far", "No paper is of the Minutebook Panel... so far"),
    ],
)
def test_the_part_of_a_sentence_with_a_command_is_left_out(message: str, told: str) -> None:
    assert without_commands(message) == told


def test_what_the_asker_cannot_mend_is_for_whoever_runs_the_service(tmp_path: Path) -> None:
    missing = LibraryMissing(f"no library in {tmp_path}: run minutebook ingest PATH --library {tmp_path}")
    assert (
        detail_of(missing, tmp_path) == "no library in the library's folder. Tell whoever runs the service."
    )
    damaged = LibraryDamaged("the term index is damaged: run minutebook library rebuild")
    assert detail_of(damaged, tmp_path) == "the term index is damaged. Tell whoever runs the service."
    wrong = GoldenError(
        "line 3: no question.\nCorrect it and run again; minutebook eval check lists mistakes."
    )
    assert detail_of(wrong, tmp_path) == "line 3: no question.\nCorrect it and run again."


@pytest.mark.parametrize(
    ("method", "path", "sent", "told"),
    [
        (
            "GET",
            "/api/v1/timeline?entry_id=none-e1",
            {},
            "no entry none-e1 in the ledger. Take an id as the ledger gives it (entry_id in its JSON).",
        ),
        (
            "POST",
            "/api/v1/briefings",
            {"json": {"agenda": "no-agenda.pdf"}},
            "no agenda no-agenda.pdf was found, neither as a paper of the library nor as a file. Give the id or "
            "the file name of a paper as the catalogue has it, or add the agenda to the library first.",
        ),
        (
            "POST",
            "/api/v1/briefings/updates",
            {"files": {"draft": ("draft.json", b"{]")}},
            "draft.json: damaged (line 1, column 2: Expecting property name enclosed in double quotes). Put that "
            "place right, or take the file as Minutebook wrote it.",
        ),
    ],
)
def test_a_route_says_what_to_do_and_names_no_command(
    client: TestClient, method: str, path: str, sent: dict[str, object], told: str
) -> None:
    reply = client.request(method, path, **sent)  # type: ignore[arg-type] # keywords of several types
    assert reply.json()["detail"] == told
    assert reply.headers["content-type"] == "application/problem+json"


def test_the_command_line_says_the_same(run: Run, shared_library: Path) -> None:
    for command in (("timeline", "--entry", "none-e1"), ("brief", "--agenda", "no-agenda.pdf")):
        result = run(*command, "--library", shared_library)
        assert result.exit_code == 1
        assert "Take an id" in result.stderr or "Give the id or the file name" in result.stderr


def test_golden_questions_that_are_wrong_are_told_without_a_command(client: TestClient) -> None:
    reply = client.post("/api/v1/evaluations", files={"golden": ("golden.jsonl", b'{"id": 1}')})
    assert (reply.status_code, reply.json()["code"]) == (422, "golden_set_invalid")
    assert "minutebook" not in reply.json()["detail"]
    assert "golden.jsonl" in reply.json()["detail"]
