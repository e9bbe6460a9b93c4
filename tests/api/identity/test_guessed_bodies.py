"""A body that was guessed opens no paper to anybody: the rule through the service and the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.audit import Audit
from api.records.database import Records
from api.settings import load
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.assembly import assemble

GUESSED = "Fenmarsh Police and Crime Panel"
"""What is guessed: the papers below speak of the Panel, the Commissioner and one police force, and name no body."""
HARBOUR = "Norsey Harbour Panel"
EXEMPT = """Report on the purchase of vehicles

10 June 2025

1. The Police and Crime Commissioner asked the Panel to note the price of the vehicles of Fenmarsh Police.

2. The lowest price, from Trelvandor Limited, was £41,000.
"""
OPEN = EXEMPT.replace("Trelvandor", "Ostrimel").replace("purchase", "leasing")
SIDECAR = f"file,body\nsaid.txt,{GUESSED}\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for access, name, text in (
        (Access.EXEMPT, "guessed.txt", EXEMPT),
        (Access.EXEMPT, "said.txt", EXEMPT.replace("Trelvandor", "Quastimel")),
        (Access.PUBLIC, "open.txt", OPEN),
    ):
        folder = tmp_path / "papers" / access.value
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (tmp_path / "papers" / "exempt" / "papers.csv").write_text(SIDECAR, "utf-8")
    with Library.create_or_open(tmp_path / "library") as opened:
        for access in (Access.EXEMPT, Access.PUBLIC):
            Intake(opened, access=access, is_indexing=False).ingest([tmp_path / "papers" / access.value])
    return tmp_path / "library"


@pytest.fixture
def ask_as(library: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sends a request as an officer of the guessed body, as an officer of every body, or as an administrator."""
    askers = {
        "officer": (AskerRole.OFFICER, frozenset({GUESSED})),
        "every body": (AskerRole.OFFICER, None),
        "administrator": (AskerRole.ADMINISTRATOR, None),
    }
    with Records(library) as records:
        keys = {name: Keys(records).add(name, role, bodies=of).text for name, (role, of) in askers.items()}
    settings = load(library).settings
    with assemble(settings.for_answers()) as minutebook:
        client = TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )

        def ask(name: str, method: str, path: str, **sent: Any) -> Any:
            headers = {"authorization": f"Bearer {keys[name]}"}
            return client.request(method, f"/api/v1{path}", headers=headers, **sent)

        yield ask


def id_of(library: Path, name: str) -> str:
    with Library.open(library) as opened:
        return next(each.paper_id for each in opened.papers(Scope.owner()) if each.name == name)


def names(reply: Any) -> set[str]:
    return {paper["name"] for paper in reply.json()["papers"]}


def found(ask_as: Any, asker: str, words: str) -> str:
    return ask_as(asker, "POST", "/search", json={"query": words, "k": 50}).text


def test_the_officers_of_a_guessed_body_are_not_shown_its_exempt_paper_by_any_way(library, ask_as):
    with Library.open(library) as opened:
        assert {each.body.value for each in opened.papers(Scope.owner())} == {GUESSED}
    paper_id = id_of(library, "guessed.txt")
    assert names(ask_as("officer", "GET", "/papers")) == {"said.txt", "open.txt"}
    assert ask_as("officer", "GET", f"/papers/{paper_id}").status_code == 404
    assert ask_as("officer", "GET", f"/papers/{paper_id}/text?start=0&end=20").status_code == 404
    assert "Trelvandor" not in found(ask_as, "officer", "lowest price Trelvandor")
    asked = ask_as("officer", "POST", "/ask", json={"question": "What was the lowest price from Trelvandor?"})
    assert "Limited" not in asked.text or "Trelvandor Limited" not in asked.text
    assert "Quastimel" in found(ask_as, "officer", "lowest price Quastimel")


@pytest.mark.parametrize("asker", ["every body", "administrator"])
def test_who_sees_every_body_sees_it_and_is_told_why_others_do_not_and_what_to_do(library, ask_as, asker):
    paper_id = id_of(library, "guessed.txt")
    shown = ask_as(asker, "GET", f"/papers/{paper_id}").json()
    (told,) = [each for each in shown["notices"] if each["code"] == "body_not_certain"]
    assert f"the body of this paper was guessed ({GUESSED}" in told["message"]
    assert f'minutebook papers body {paper_id} "BODY"' in told["message"]
    said = ask_as(asker, "GET", f"/papers/{id_of(library, 'said.txt')}").json()
    assert not [each for each in said["notices"] if each["code"] == "body_not_certain"]


def test_a_public_paper_of_a_guessed_body_says_nothing_of_it_to_anybody(library, ask_as):
    shown = ask_as("administrator", "GET", f"/papers/{id_of(library, 'open.txt')}").json()
    assert "body_not_certain" not in json.dumps(shown)


def test_once_an_administrator_says_the_body_its_officers_see_the_paper_with_the_next_request(
    library, ask_as
):
    paper_id = id_of(library, "guessed.txt")
    assert "Trelvandor" not in found(ask_as, "officer", "lowest price Trelvandor")
    body = {"body": f"  {GUESSED.upper()} ", "reason": "asked the clerk"}
    said = ask_as("administrator", "PUT", f"/papers/{paper_id}/body", json=body)
    assert (said.status_code, said.json()) == (200, {"paper_id": paper_id, "body": GUESSED})
    assert "Trelvandor" in found(ask_as, "officer", "lowest price Trelvandor")
    with Records(library) as records:
        entry = next(each.fields() for each in Audit(records).every() if "changed_body" in each.entry)
    assert entry["detail"] == {"to": GUESSED, "reason": "asked the clerk"}
    elsewhere = {"body": HARBOUR}
    ask_as("administrator", "PUT", f"/papers/{paper_id}/body", json=elsewhere)
    assert ask_as("officer", "GET", f"/papers/{paper_id}").status_code == 404


def test_officers_of_a_body_can_neither_claim_nor_change_a_paper_by_a_guess(library, ask_as):
    hidden, seen = id_of(library, "guessed.txt"), id_of(library, "open.txt")
    assert ask_as("officer", "PUT", f"/papers/{hidden}/body", json={"body": GUESSED}).status_code == 404
    for method, path, sent in (
        ("PUT", "/body", {"json": {"body": GUESSED}}),
        ("PUT", "/access", {"json": {"access": "exempt"}}),
        ("DELETE", "", {}),
    ):
        refused = ask_as("officer", method, f"/papers/{seen}{path}", **sent)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert "guessed" in ask_as("officer", "DELETE", f"/papers/{seen}").json()["detail"]


@pytest.mark.parametrize("body", ["", " ", "7", "\u202eharbour\n", "x" * 201])
def test_what_is_no_name_of_a_body_is_refused(library, ask_as, body):
    paper_id = id_of(library, "guessed.txt")
    refused = ask_as("administrator", "PUT", f"/papers/{paper_id}/body", json={"body": body})
    assert (refused.status_code, refused.json()["code"]) == (422, "request_invalid")


def test_the_command_says_the_body_and_tells_of_a_name_that_no_other_paper_has(library, run):
    before = json.loads(
        run("papers", "list", "--as", f"officer:{GUESSED}", "--json", "--library", library).stdout
    )
    assert {paper["name"] for paper in before["papers"]} == {"said.txt", "open.txt"}
    result = run("papers", "body", "guessed.txt", GUESSED.lower(), "--json", "--library", library)
    assert json.loads(result.stdout) == {"paper_id": id_of(library, "guessed.txt"), "body": GUESSED}
    assert result.stderr == ""
    after = json.loads(
        run("papers", "list", "--as", f"officer:{GUESSED}", "--json", "--library", library).stdout
    )
    assert {paper["name"] for paper in after["papers"]} == {"said.txt", "open.txt", "guessed.txt"}
    odd = run("papers", "body", "guessed.txt", "Fenmarsh Police and Crime Pannel", "--library", library)
    assert f"The nearest: {GUESSED}" in odd.stderr


def test_the_intake_says_that_the_body_was_guessed_and_how_to_set_it(run, tmp_path):
    paper = tmp_path / "new.txt"
    paper.write_text(EXEMPT, "utf-8")
    result = run("ingest", paper, "--access", "restricted", "--json", "--library", tmp_path / "another")
    (taken,) = json.loads(result.stdout)["papers"]
    (told,) = [each for each in taken["warnings"] if "officers of single bodies do not see it" in each]
    assert f"It is restricted, and the body of this paper was guessed ({GUESSED}" in told
    assert f'minutebook papers body {taken["paper_id"]} "BODY"' in told
