"""Conversations, feedback, repeated requests and the audit, over HTTP."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.identity.roles import OWNER, Asker
from api.records.errors import RecordsError
from api.records.feedback import FeedbackVerdict
from api.records.jobs import JobKind
from api.service import Service

HandIn = Callable[..., dict[str, object]]
Run = Callable[..., Result]

QUESTION = "How many lamps in Mill Lane had failed?"


def test_a_conversation_makes_a_question_whole_and_is_listed_shown_and_deleted(client: TestClient) -> None:
    begun = client.post("/api/v1/conversations")
    assert begun.status_code == 201
    place = begun.headers["location"]
    client.post(f"{place}/questions", json={"question": "What was decided about the lamps in Mill Lane?"})
    answer = client.post(f"{place}/questions", json={"question": "How many of them had failed?"}).json()
    assert "lamps" in answer["record"]["understood_as"]
    shown = client.get(place).json()
    assert [turn["question"] for turn in shown["turns"]][1] == "How many of them had failed?"
    assert shown["turns"][1]["record_id"] == answer["record"]["id"]
    second = client.post("/api/v1/conversations").json()["conversation_id"]
    page = client.get("/api/v1/conversations", params={"limit": 1}).json()
    assert [each["conversation_id"] for each in page["conversations"]] == [second]
    rest = client.get("/api/v1/conversations", params={"limit": 1, "cursor": page["next"]}).json()
    assert (rest["conversations"][0]["conversation_id"], rest["next"]) == (
        begun.json()["conversation_id"],
        None,
    )
    assert client.delete(place).status_code == 204
    assert client.get(place).json()["code"] == "record_not_found"
    assert client.post(f"{place}/questions", json={"question": QUESTION}).status_code == 404


def _listed(client: TestClient, name: str, between: Callable[[str], object] = lambda last: None) -> list[str]:
    """The ids of a list, read in pages of two; ``between`` is given the last id of each page before the next."""
    ids, cursor = [], None
    id_name = {"conversations": "conversation_id", "feedback": "feedback_id"}.get(name, "job_id")
    while True:
        asked = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"/api/v1/{name}", params=asked)
        assert page.headers["etag"] == client.get(f"/api/v1/{name}", params=asked).headers["etag"]
        rows = page.json()["jobs" if id_name == "job_id" else name]
        ids += [row[id_name] for row in rows]
        cursor = page.json()["next"]
        if cursor is None:
            return ids
        # The number of an entry would tell how many everybody has made.
        with pytest.raises(ValueError, match="decode|Expecting|Extra"):
            json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        between(ids[-1])


def _others(service: Service, member: Asker, name: str) -> None:
    """Somebody else's entries in the same table."""
    if name == "conversations":
        service.conversations.begin(member.asker_id)
    elif name != "feedback":
        service.job_store.add(JobKind.EVALUATION, member, {})


def _make(service: Service, name: str) -> str:
    if name == "conversations":
        return service.conversations.begin(OWNER.asker_id).conversation_id
    if name == "feedback":
        given = service.feedback.give(
            "r", OWNER, FeedbackVerdict.WRONG, None, None, status=None, papers=frozenset()
        )
        return given.feedback_id
    return service.job_store.add(JobKind.EVALUATION, OWNER, {}).job_id


def _remove(service: Service, name: str, made: str) -> None:
    if name == "conversations":
        service.conversations.remove(made, OWNER.asker_id)
    elif name != "feedback":
        service.job_store.cancel(made, OWNER.asker_id)
        service.job_store.cancel(made, OWNER.asker_id)


@pytest.mark.usefixtures("jobs_wait")
@pytest.mark.parametrize("name", ["jobs", "evaluations", "conversations", "feedback"])
def test_a_list_comes_whole_in_order_and_tells_nothing_of_others(
    client: TestClient, service: Service, member: Asker, name: str
) -> None:
    client.get("/api/v1/audit")
    made = []
    for _ in range(5):
        _others(service, member, name)
        made.append(_make(service, name))
    in_order = made[:] if name == "feedback" else made[::-1]
    assert _listed(client, name) == in_order

    def meanwhile(last: str) -> None:
        _remove(service, name, last)
        made.append(_make(service, name))
        _others(service, member, name)

    given = _listed(client, name, meanwhile)
    assert given[:5] == in_order
    assert given[5:] == (made[5 : len(given)] if name == "feedback" else [])


def test_feedback_needs_the_answers_own_question_and_becomes_a_golden_draft(
    client: TestClient, own_library: Path, run: Run, tmp_path: Path
) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    place = f"/api/v1/answers/{answer['record']['id']}/feedback"
    wrong = {
        "verdict": "wrong",
        "note": "It was 15.",
        "question": "How many lamps in High Street had failed?",
    }
    assert client.post(place, json=wrong).status_code == 422
    assert client.post(place, json={"verdict": "rude"}).status_code == 422
    given = client.post(place, json={**wrong, "question": QUESTION})
    assert (given.status_code, given.json()["question"]) == (201, QUESTION)
    assert client.post("/api/v1/answers/none/feedback", json={"verdict": "wrong"}).status_code == 404
    assert client.post(place, json={"verdict": "not_the_source"}).json()["question"] is None
    listed = client.get("/api/v1/feedback").json()["feedback"]
    assert [each["verdict"] for each in listed] == ["wrong", "not_the_source"]
    assert "It was 15." in run("feedback", "list", "--library", own_library).stdout
    golden = tmp_path / "drafts.jsonl"
    exported = run("feedback", "export", "--golden", golden, "--library", own_library)
    assert "1 suggestions" in exported.stdout and "Left out: 1" in exported.stdout
    (draft,) = [json.loads(line) for line in golden.read_text("utf-8").splitlines()]
    assert (draft["question"], draft["status"]) == (QUESTION, "suggested")
    assert "wrong (It was 15.)" in draft["notes"] and "minutes-march.txt" in draft["notes"]
    checked = run("eval", "check", golden, "--library", own_library)
    assert "1 questions, 1 of them suggestions" in checked.stdout
    assert run("feedback", "export", "--golden", golden, "--library", own_library).exit_code == 2


def test_the_same_key_with_the_same_file_is_one_job_and_with_another_is_refused(
    client: TestClient, hand_in: HandIn
) -> None:
    def send(content: bytes, key: str) -> tuple[int, dict[str, str]]:
        files = {"file": ("a.txt", content)}
        response = client.post("/api/v1/papers", files=files, headers={"idempotency-key": key})
        return response.status_code, response.json()

    first = send(b"", "k1")
    assert first[0] == 202
    assert send(b"", "k1") == first
    assert send(b"other", "k1")[1]["code"] == "idempotency_key_reused"
    assert send(b"", "k2")[1]["job_id"] != first[1]["job_id"]
    assert len(client.get("/api/v1/jobs").json()["jobs"]) == 2


def test_nothing_is_answered_that_cannot_be_recorded(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.records.writing() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )

    def refuse(deed: object) -> int:
        raise RecordsError("service.sqlite: the disk is full. Nothing was recorded; make room and try again.")

    monkeypatch.setattr(service.audit, "record", refuse)
    for path, body in (
        ("ask", {"question": QUESTION}),
        ("search", {"query": "lamps"}),
        ("briefings", {"topic": "lamps"}),
    ):
        response = client.post(f"/api/v1/{path}", json=body)
        assert (response.status_code, response.json()["code"]) == (503, "not_recorded"), path
        assert "lamps had failed" not in response.text
    assert client.get("/api/v1/ledger").status_code == 503


def test_every_answer_is_in_the_audit_and_can_be_taken_out_as_a_table(
    client: TestClient, own_library: Path, run: Run, tmp_path: Path
) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    client.post("/api/v1/search", json={"query": "=HYPERLINK lamps"})
    entries = client.get("/api/v1/audit").json()["entries"]
    asked = next(entry for entry in entries if entry["action"] == "asked")
    assert asked["record"] == answer["record"]["id"]
    assert asked["papers"] == [[answer["citations"][0]["passage_id"].rsplit("-", 2)[0], 1]]
    assert (asked["status"], asked["settings"]) == (answer["status"], answer["record"]["settings"])
    assert QUESTION not in json.dumps(entries)
    rows = list(
        csv.DictReader(io.StringIO(client.get("/api/v1/audit?format=csv").text.removeprefix("\ufeff")))
    )
    assert [row["action"] for row in rows][:3] == ["began", "asked", "searched"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())
    verified = run("audit", "verify", "--library", own_library, "--json")
    assert json.loads(verified.stdout)["sound"] is True
    head = json.loads(verified.stdout)["head"]
    assert run("audit", "verify", "--library", own_library, "--head", head).exit_code == 0
    assert run("audit", "verify", "--library", own_library, "--head", f"2:{'0' * 64}").exit_code == 1
    out = tmp_path / "audit.csv"
    assert run("audit", "export", "--format", "csv", "-o", out, "--library", own_library).exit_code == 0
    assert out.read_text("utf-8").count("\n") == len(entries) + 2
    none = run("audit", "export", "--format", "json", "--to", "2001-01-01", "--library", own_library)
    assert (none.exit_code, none.stdout) == (0, "")


def test_a_backup_carries_the_records_and_a_check_finds_what_was_changed(
    client: TestClient, service: Service, own_library: Path, run: Run, tmp_path: Path
) -> None:
    client.post("/api/v1/ask", json={"question": QUESTION})
    checked = run("library", "check", "--library", own_library)
    assert checked.exit_code == 0, checked.stdout
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    assert run("library", "backup", backup, "--library", own_library).exit_code == 0
    client.post("/api/v1/ask", json={"question": QUESTION})
    assert run("library", "restore", backup, "--library", restored).exit_code == 0
    told = json.loads(run("audit", "verify", "--library", restored, "--json").stdout)
    assert (told["sound"], told["entries"]) == (True, 2)
    with service.records.writing() as connection:
        connection.execute("UPDATE audit SET entry = replace(entry, 'answered', 'ansvered') WHERE number = 2")
    checked = run("library", "check", "--library", own_library)
    assert checked.exit_code == 1
    assert "audit entry 2 or its place in the chain was changed" in checked.stdout


@pytest.mark.parametrize("name", [f"{'é' * 200}.jsonl", f"{'😀' * 100}", f"a.{'é' * 250}"])
def test_a_golden_set_may_have_any_name_that_is_taken(client: TestClient, questions: Path, name: str) -> None:
    sent = client.post("/api/v1/evaluations", files={"golden": (name, questions.read_bytes())})
    assert sent.status_code == 202, sent.text
    refused = client.post("/api/v1/evaluations", files={"golden": (name, b'{"id": "q1"}')})
    assert (refused.status_code, refused.json()["code"]) == (422, "golden_set_invalid")
    assert refused.json()["detail"].startswith(f"{name}, line 1")


def test_an_evaluation_is_a_job_and_a_wrong_set_is_refused_at_once(
    client: TestClient, questions: Path, await_job: HandIn
) -> None:
    refused = client.post("/api/v1/evaluations", files={"golden": ("set.jsonl", b'{"id": "q1"}')})
    assert (refused.status_code, refused.json()["code"]) == (422, "golden_set_invalid")
    assert "/tmp" not in refused.json()["detail"]
    sent = {"golden": ("set.jsonl", questions.read_bytes())}
    job = await_job(client, client.post("/api/v1/evaluations", files=sent).headers["location"])
    assert job["state"] == "done"
    assert job["totals"]["n_questions"] == 2  # type: ignore[index]
    assert client.get("/api/v1/evaluations").json()["jobs"][0]["job_id"] == job["job_id"]
