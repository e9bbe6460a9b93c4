"""The ledger on the command line and over HTTP: the same rows, filtered the same way, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.app import create_app
from api.ledger import COLUMNS, LedgerOut, StateName, ledger_csv
from api.settings import load
from ingest.papers import Scope
from ingest.store.library import Library
from rag.assembly import assemble
from rag.ledger import STATES, Ledger, Wanted

Run = Callable[..., Result]
OneLine = Callable[[Result], str]


@pytest.fixture(scope="module")
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


def _entries(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["entries"]


def test_the_promise_stands_with_its_owner_its_time_and_where_it_is_printed(
    run: Run, shared_library: Path
) -> None:
    found = _entries(run("ledger", "--kind", "commitment", "--json", "--library", shared_library))
    entry = next(each for each in found if each["owner"] == "The Street Works Manager")
    assert (entry["due"], entry["state"], entry["item"]) == ("to the next meeting", "open", "12")
    assert entry["document"] == "minutes-march.txt"
    with Library.open(shared_library) as library:
        text = library.text(Scope.owner(), entry["passage_id"].split("-")[0])
    assert text is not None
    assert text[entry["start"] : entry["end"]] == entry["text"]


def test_over_http_come_the_rows_of_the_command_line(
    client: TestClient, run: Run, shared_library: Path
) -> None:
    for given in ({}, {"kind": "decision"}, {"owner": "manager"}, {"since": "2025-06-01"}, {"state": "open"}):
        options = [part for name, value in given.items() for part in (f"--{name}", value)]
        answer = client.get("/api/v1/ledger", params=given)
        assert answer.status_code == 200
        LedgerOut.model_validate(answer.json())
        assert answer.json()["entries"] == _entries(
            run("ledger", *options, "--json", "--library", shared_library)
        )


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "promise"},
        {"state": "done"},
        {"since": "soon"},
        {"since": "2025-06-01", "until": "2025-01-01"},
        {"x": "1"},
    ],
)
def test_a_filter_that_is_none_is_a_problem(client: TestClient, given: dict[str, str]) -> None:
    answer = client.get("/api/v1/ledger", params=given)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_no_paper_is_of_is_told(
    client: TestClient, run: Run, shared_library: Path, one_line_of: OneLine
) -> None:
    assert client.get("/api/v1/ledger", params={"body": "Ouse Drainage Board"}).status_code == 422
    result = run("ledger", "--body", "Ouse Drainage Board", "--library", shared_library)
    assert result.exit_code == 2
    assert "no paper is of a body called Ouse Drainage Board" in one_line_of(result)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--state", "done"), "no such state"),
        (("--since", "2025-06-01", "--until", "2025-01-01"), "is after --until"),
        (("--owner", " "), "the text is empty"),
        (("--since", "soonish"), "--since"),
        (("--csv", "nowhere/table.csv"), "there is no folder"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    run: Run, shared_library: Path, one_line_of: OneLine, options: tuple[str, ...], told: str
) -> None:
    result = run("ledger", *options, "--library", shared_library)
    assert result.exit_code in (1, 2)
    assert told in one_line_of(result)


def test_every_row_on_the_terminal_names_the_passage_that_it_stands_in(
    run: Run, shared_library: Path
) -> None:
    result = run("ledger", "--library", shared_library)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("meeting     kind")
    plain = " ".join(result.stdout.split())
    for entry in _entries(run("ledger", "--json", "--library", shared_library)):
        assert entry["passage_id"] in plain
        assert entry["label"] in plain
    assert plain.endswith("entries")


def test_the_table_for_a_spreadsheet_has_every_row(run: Run, shared_library: Path, tmp_path: Path) -> None:
    table = tmp_path / "ledger.csv"
    result = run("ledger", "--csv", table, "--library", shared_library)
    assert (result.exit_code, result.stdout) == (0, "")
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) - 1 == len(_entries(run("ledger", "--json", "--library", shared_library)))


FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "|cmd", "%0")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(formula: str, tmp_path: Path, run: Run) -> None:
    paper, library = tmp_path / "minutes.md", tmp_path / "library"
    words = f"{formula} would be paid"
    paper.write_text(
        "# Harrow Streets Panel\n\nMinutes of the meeting held on Tuesday 4 March 2025\n\n## 1 Lamps\n\n"
        f"RESOLVED: {words} to the contractor.\n",
        "utf-8",
    )
    assert run("ingest", paper, "--library", library, "--json").exit_code == 0
    with Library.open(library) as opened:
        rows = Ledger(opened).rows(Scope.owner(), Wanted())
    assert rows
    for row in csv.reader(io.StringIO(ledger_csv(rows).removeprefix("\ufeff"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r")) for cell in row)


def test_the_states_that_are_described_are_those_that_there_are() -> None:
    assert StateName.__args__ == STATES


def test_the_empty_ledger_is_an_empty_list(run: Run, shared_library: Path) -> None:
    result = run("ledger", "--until", "1999-01-01", "--library", shared_library)
    assert (result.exit_code, result.stdout) == (0, "0 entries\n")
