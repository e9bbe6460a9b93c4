"""Each role in each body through the real service: what docs/http-api.md grants is done, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.records.audit import Audit
from api.records.database import Records
from ingest.papers import Scope
from ingest.store.library import Library

V1 = "/api/v1"
EVERYBODY = ("member", "evaluator", "harbour officer", "lighthouse officer", "administrator")
OFFICERS = {"harbour officer", "lighthouse officer", "administrator"}
GOLDEN = json.dumps(
    {
        "id": "q1",
        "question": "What is the lowest price for the ferry for the quay?",
        "type": "single_fact",
        "answerable": True,
        "answers": ["£41,000"],
        "nuggets": [{"text": "£41,000", "vital": True}],
        "evidence": [],
    }
)
ASKED = {"question": "What is the lowest price for the ferry for the quay?"}


def statuses(guarded: Any, method: str, path: str, **sent: Any) -> dict[str, int]:
    return {
        name: guarded.client.request(method, f"{V1}{path}", headers=guarded.as_(name), **sent).status_code
        for name in EVERYBODY
    }


def allowed(found: dict[str, int]) -> set[str]:
    assert set(found.values()) <= {200, 201, 202, 204, 403, 404}, found
    return {name for name, status in found.items() if status < 300}


def papers_of(guarded: Any) -> dict[str, str]:
    with Library.open(guarded.library) as library:
        return {record.name: record.paper_id for record in library.papers(Scope.owner())}


def named(guarded: Any, word: str) -> str:
    return next(paper_id for name, paper_id in papers_of(guarded).items() if word in name)


def last(guarded: Any) -> dict[str, Any]:
    with Records(guarded.library) as records:
        return list(Audit(records).every())[-1].fields()


@pytest.mark.parametrize(
    ("method", "path", "sent", "who"),
    [
        ("POST", "/ask", {"json": ASKED}, set(EVERYBODY)),
        ("POST", "/search", {"json": {"query": "ferry"}}, set(EVERYBODY)),
        ("POST", "/briefings", {"json": {"topic": "the ferry for the quay"}}, set(EVERYBODY)),
        ("GET", "/ledger", {}, set(EVERYBODY)),
        ("GET", "/papers", {}, set(EVERYBODY)),
        ("GET", "/jobs", {}, set(EVERYBODY)),
        ("GET", "/conversations", {}, set(EVERYBODY)),
        ("GET", "/feedback", {}, {"evaluator", "administrator"}),
        ("GET", "/evaluations", {}, {"evaluator", "administrator"}),
        ("POST", "/evaluations", {"files": {"golden": ("g.jsonl", GOLDEN)}}, {"evaluator", "administrator"}),
        ("POST", "/papers", {"files": {"file": ("a.txt", b"The Panel met.")}}, OFFICERS),
        ("GET", "/audit", {}, {"administrator"}),
        ("GET", "/audit?format=csv", {}, {"administrator"}),
        ("GET", "/sessions", {}, {"administrator"}),
        ("DELETE", "/sessions", {}, {"administrator"}),
    ],
)
def test_each_role_does_what_it_is_for(guarded, method, path, sent, who):
    assert allowed(statuses(guarded, method, path, **sent)) == who


@pytest.mark.parametrize(
    ("word", "readers"),
    [
        ("brelvanto", set(EVERYBODY)),
        ("cradelmop", {"harbour officer", "administrator"}),
        ("drostimel", {"harbour officer", "administrator"}),
        ("glenstropa", {"lighthouse officer", "administrator"}),
        ("harvelisk", {"lighthouse officer", "administrator"}),
    ],
)
def test_each_class_of_each_body_is_read_by_those_it_is_for(guarded, word, readers):
    assert allowed(statuses(guarded, "GET", f"/papers/{named(guarded, word)}")) == readers


@pytest.mark.parametrize(
    ("word", "keeper"), [("brelvanto", "harbour officer"), ("falmistra", "lighthouse officer")]
)
def test_a_public_paper_is_changed_by_the_officers_of_its_body_and_administrators(guarded, word, keeper):
    paper_id = named(guarded, word)
    changed = statuses(guarded, "PUT", f"/papers/{paper_id}/access", json={"access": "public"})
    assert allowed(changed) == {keeper, "administrator"}
    assert changed["member"] == changed["evaluator"] == 403
    said = statuses(guarded, "PUT", f"/papers/{paper_id}/body", json={"body": "Norsey Harbour Panel"})
    assert allowed(said) == {"administrator"}


def test_an_evaluator_and_an_officer_never_see_each_others_jobs_and_conversations(guarded):
    files = {"golden": ("g.jsonl", GOLDEN)}
    job = guarded.client.post(f"{V1}/evaluations", files=files, headers=guarded.as_("evaluator"))
    place = job.headers["location"].removeprefix(V1)
    assert allowed(statuses(guarded, "GET", place)) == {"evaluator"}
    begun = guarded.client.post(f"{V1}/conversations", headers=guarded.as_("harbour officer"))
    one = f"/conversations/{begun.json()['conversation_id']}"
    assert allowed(statuses(guarded, "GET", one)) == {"harbour officer"}


def test_feedback_of_a_member_becomes_a_golden_question_that_an_evaluator_can_read(guarded, run, tmp_path):
    as_member = guarded.as_("member")
    answer = guarded.client.post(f"{V1}/ask", json=ASKED, headers=as_member).json()
    given = {"verdict": "incomplete", "note": "The weeks are missing.", **ASKED}
    place = f"{V1}/answers/{answer['record']['id']}/feedback"
    for other in ("evaluator", "harbour officer", "administrator"):
        assert guarded.client.post(place, json=given, headers=guarded.as_(other)).status_code == 404
    assert guarded.client.post(place, json=given, headers=as_member).status_code == 201
    (read,) = guarded.client.get(f"{V1}/feedback", headers=guarded.as_("evaluator")).json()["feedback"]
    assert (read["note"], read["question"]) == ("The weeks are missing.", ASKED["question"])
    golden = tmp_path / "golden.jsonl"
    exported = run("feedback", "export", "--golden", golden, "--library", guarded.library)
    assert exported.exit_code == 0, exported.stderr
    assert ASKED["question"] in golden.read_text("utf-8")


def test_an_officers_feedback_on_what_an_evaluator_may_not_see_keeps_its_words_from_them(guarded):
    asked = {"question": "What is the lowest price for the tender for the quay?"}
    as_officer = guarded.as_("harbour officer")
    answer = guarded.client.post(f"{V1}/ask", json=asked, headers=as_officer).json()
    given = {"verdict": "wrong", "note": "Pelturine was not the lowest.", **asked}
    guarded.client.post(f"{V1}/answers/{answer['record']['id']}/feedback", json=given, headers=as_officer)
    shown = guarded.client.get(f"{V1}/feedback", headers=guarded.as_("evaluator")).json()["feedback"]
    assert [(each["note"], each["question"]) for each in shown] == [(None, None)]
    whole = guarded.client.get(f"{V1}/feedback", headers=guarded.as_("administrator")).json()["feedback"]
    assert whole[0]["note"] == "Pelturine was not the lowest."


def test_taking_the_audit_out_is_in_the_audit(guarded):
    guarded.client.get(f"{V1}/audit?format=csv", headers=guarded.as_("administrator"))
    assert (last(guarded)["action"], last(guarded)["role"]) == ("exported", "administrator")
