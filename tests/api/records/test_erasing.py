"""A paper that is taken out leaves every file of the folder, whatever the service had kept of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.records.audit import Audit
from api.records.database import Records
from ingest.store.library import Library

ClientOf = Callable[[Path], TestClient]
HandIn = Callable[..., dict[str, object]]
Run = Callable[..., Result]

QUESTION = "How many broken slabs did the survey find in Castle Street?"
CANARIES = (b"Castle Street", b"castle street", b"broken slabs", b"212 broken")


@pytest.fixture
def own_library(indexed_library: Path) -> Path:
    """With an index: it holds nothing of the words either."""
    return indexed_library


def _traces(folder: Path) -> list[str]:
    """Every file of the folder that holds a canary."""
    return [
        f"{file.relative_to(folder)}: {canary!r}"
        for file in folder.rglob("*")
        if file.is_file()
        for canary in CANARIES
        if canary in file.read_bytes()
    ]


def _leave_traces(client: TestClient, await_job: HandIn) -> tuple[str, str]:
    """Have the service keep words of the paper in every way it can; a conversation and a job."""
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert "212" in answer["answer"]
    said = {"verdict": "incomplete", "note": "Which broken slabs in Castle Street?"}
    place = f"/api/v1/answers/{answer['record']['id']}/feedback"
    assert client.post(place, json=said).json()["question"] == QUESTION
    conversation = client.post("/api/v1/conversations").headers["location"]
    asked = client.post(f"{conversation}/questions", json={"question": QUESTION})
    assert "212" in asked.json()["answer"]
    assert "212" in client.get(conversation).text
    briefing = {"topic": "pavements in Castle Street"}
    accepted = client.post("/api/v1/briefings", json=briefing, headers={"prefer": "respond-async"})
    job = accepted.headers["location"]
    assert await_job(client, job)["state"] == "done"
    assert "Castle Street" in client.get(f"{job}/result").text
    return conversation, job


def _report(client: TestClient) -> str:
    papers = client.get("/api/v1/papers").json()["papers"]
    return str(next(paper["paper_id"] for paper in papers if paper["name"] == "report-june.txt"))


def _questions_in_the_audit(client: TestClient) -> list[str | None]:
    entries = client.get("/api/v1/audit").json()["entries"]
    return [entry["question_words"] for entry in entries if entry["action"] == "asked"]


def _verify(folder: Path) -> None:
    with Records(folder) as records:
        checked = Audit(records).verify()
        assert checked.problems == ()
        assert any('"erased"' in link.entry for link in Audit(records).every())


def test_a_withdrawn_paper_leaves_conversations_jobs_feedback_and_audit(
    client_of: ClientOf, own_library: Path, await_job: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    conversation, job = _leave_traces(client, await_job)
    assert _traces(own_library)
    assert client.delete(f"/api/v1/papers/{_report(client)}").status_code == 204
    assert _traces(own_library) == []
    (turn,) = client.get(conversation).json()["turns"]
    assert (turn["question"], turn["answer"], turn["status"]) == (None, None, "answered")
    assert client.get(f"{job}/result").status_code == 404
    assert client.get("/api/v1/feedback").json()["feedback"][0]["note"] is None
    assert _questions_in_the_audit(client) == [None, None]
    _verify(own_library)


def test_a_command_that_withdraws_beside_the_service_reaches_its_records_too(
    client_of: ClientOf, own_library: Path, await_job: HandIn, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    _leave_traces(client, await_job)
    assert run("papers", "withdraw", "report-june.txt", "--library", own_library).exit_code == 0
    assert _traces(own_library) == []
    last = client.get("/api/v1/audit").json()["entries"]
    assert any((entry["action"], entry["asker"]) == ("withdrew", "owner") for entry in last)
    _verify(own_library)


def test_a_replaced_paper_takes_its_old_words_out_of_answers_and_leaves_questions(
    client_of: ClientOf,
    own_library: Path,
    await_job: HandIn,
    papers_folder: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    conversation, _ = _leave_traces(client, await_job)
    text = (papers_folder / "report-june.txt").read_text("utf-8")
    changed = papers_folder / "report-june.txt"
    try:
        changed.write_text(text.replace("212 broken", "213 broken"), "utf-8")
        assert run("ingest", changed, "--library", own_library).exit_code == 0
    finally:
        changed.write_text(text, "utf-8")
    (turn,) = client.get(conversation).json()["turns"]
    assert (turn["question"], turn["answer"]) == (QUESTION, None)
    service = client.app.state.service  # type: ignore[attr-defined]
    service.clear_out()
    assert all(b"212 broken" not in file.read_bytes() for file in own_library.rglob("*") if file.is_file())
    assert client.get(conversation).json()["turns"][0]["question"] == QUESTION
    assert client.get("/api/v1/feedback").json()["feedback"][0]["question"] == QUESTION
    assert _questions_in_the_audit(client) == [QUESTION, QUESTION]
    assert client.delete(f"/api/v1/papers/{_report(client)}").status_code == 204
    assert _traces(own_library) == []
    assert _questions_in_the_audit(client) == [None, None]
    _verify(own_library)


def test_a_newer_version_over_which_no_words_go_is_no_erasure(
    client_of: ClientOf, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    client.post("/api/v1/ask", json={"question": QUESTION})
    service = client.app.state.service  # type: ignore[attr-defined]
    with service.records.writing() as connection:
        connection.execute("UPDATE rests_on SET version = version + 1")
    service.clear_out()
    assert _questions_in_the_audit(client) == [QUESTION]
    assert [entry["action"] for entry in client.get("/api/v1/audit").json()["entries"]].count("erased") == 0
    assert client.delete(f"/api/v1/papers/{_report(client)}").status_code == 204
    assert _questions_in_the_audit(client) == [None]
    _verify(own_library)


def test_feedback_on_an_answer_without_citations_goes_with_what_was_looked_at(
    client_of: ClientOf, own_library: Path
) -> None:
    client = client_of(own_library)
    question = "What does the swimming pool cost to heat?"
    answer = client.post("/api/v1/ask", json={"question": question}).json()
    assert (answer["status"], answer["citations"]) == ("not_in_papers", [])
    said = {"verdict": "wrong", "note": "212 broken slabs, and no trees?", "question": question}
    client.post(f"/api/v1/answers/{answer['record']['id']}/feedback", json=said)
    assert client.get("/api/v1/feedback").json()["feedback"][0]["note"] == said["note"]
    assert client.delete(f"/api/v1/papers/{_report(client)}").status_code == 204
    (kept,) = client.get("/api/v1/feedback").json()["feedback"]
    assert (kept["note"], kept["question"]) == (None, None)
    assert _traces(own_library) == []


def test_an_answer_is_held_back_once_its_asker_may_not_see_its_paper(
    client: TestClient, own_library: Path
) -> None:
    from api.identity.roles import Asker, AskerRole
    from ingest.papers import Access

    service = client.app.state.service  # type: ignore[attr-defined]
    paper_id = _report(client)
    assert client.put(f"/api/v1/papers/{paper_id}/access", json={"access": "public"}).status_code == 200
    member = Asker.of("key-member", "A member", AskerRole.MEMBER)
    conversations, scope = service.conversations, member.scope
    begun = conversations.begin(member.asker_id)
    answer = service.minutebook.ask(QUESTION, scope=scope)
    assert answer.answered
    answer.record["id"] = "r1"
    conversations.add(begun.conversation_id, member.asker_id, scope, answer)
    (turn,) = conversations.one(begun.conversation_id, member.asker_id, scope).turns
    assert turn.answer is not None
    with Library.create_or_open(own_library) as library:
        library.set_access(paper_id, Access.EXEMPT)
    (turn,) = conversations.one(begun.conversation_id, member.asker_id, scope).turns
    assert (turn.question, turn.answer) == (QUESTION, None)
    assert [
        each.answer for each in conversations.one(begun.conversation_id, "key-member", scope).before()
    ] == [""]
