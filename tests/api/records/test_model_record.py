"""What a language model worded is recorded with the model and with the prompt that it was given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.records.audit import Audit
from api.records.database import Records
from prompts.loader import load

ClientOf = Callable[[Path], TestClient]
QUESTION = "How many of the lamps in Mill Lane had failed?"
TOPIC = "street lighting in Mill Lane"
KEYED = re.compile(r"\[(E\d+)\]([^\n]*)")


def word(handler) -> None:
    """Reply with a sentence that rests on the passage about the lamps."""
    prompt = "".join(str(message["content"]) for message in handler.asked["messages"])
    key = next(found for found, words in KEYED.findall(prompt) if "14 of the 60 lamps" in words)
    handler.say(f"- 14 of the 60 lamps had failed since October. [{key}]\n")


@pytest.fixture
def client(
    client_of: ClientOf, own_library: Path, model_server, monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    """A service with a language model."""
    model_server.behave = word
    monkeypatch.setenv("MINUTEBOOK_MODEL", "small")
    monkeypatch.setenv("MINUTEBOOK_MODEL_BASE_URL", model_server.address)
    monkeypatch.setenv("MINUTEBOOK_MODEL_TIMEOUT_S", "60")
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "hashed")
    return client_of(own_library)


def entries_of(client: TestClient, action: str) -> list[dict[str, Any]]:
    entries = client.get("/api/v1/audit", params={"limit": 500}).json()["entries"]
    return [entry for entry in entries if entry["action"] == action]


def test_the_audit_names_model_prompt_settings_and_papers_of_a_worded_answer(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert (answer["mode"], answer["model"]) == ("generated", "small")
    entries = client.get("/api/v1/audit").json()["entries"]
    (entry,) = [each for each in entries if each["record"] == answer["record"]["id"]]
    for name in ("prompt", "settings", "library"):
        assert entry[name] == answer["record"][name] is not None, name
    assert (entry["model"], entry["status"], entry["asker"]) == ("small", answer["status"], "owner")
    shown = {each["passage_id"] for each in answer["citations"]}
    assert shown
    papers = client.get("/api/v1/papers").json()["papers"]
    versions = {paper["paper_id"]: paper["version"] for paper in papers}
    assert entry["papers"]
    assert all(versions[paper_id] == version for paper_id, version in entry["papers"])
    assert all(any(each.startswith(paper_id) for paper_id, _ in entry["papers"]) for each in shown)
    assert entry["question"] not in (None, QUESTION)
    assert QUESTION not in entry["hashed"]


@pytest.mark.parametrize(
    ("path", "asked", "named"),
    [
        ("briefings", {"topic": TOPIC, "as_of": "2026-01-01"}, "briefing_section"),
        ("briefings?job=true", {"topic": TOPIC, "as_of": "2026-01-01"}, "briefing_section"),
        ("summaries", {"paper": "minutes-march.txt"}, "summary"),
    ],
)
def test_the_audit_names_model_and_prompt_of_a_briefing_and_of_a_summary(
    client: TestClient, await_job: Callable[..., dict[str, Any]], path: str, asked: dict[str, str], named: str
) -> None:
    reply = client.post(f"/api/v1/{path}", json=asked)
    assert reply.status_code in (200, 202), reply.text
    if reply.status_code == 202:
        assert await_job(client, reply.headers["location"])["state"] == "done"
    (entry,) = [each for each in entries_of(client, "briefed") if each["status"] == "drafted"]
    prompt = load(named)
    assert (entry["model"], entry["prompt"]) == ("small", prompt.fingerprint)
    assert entry["detail"]["prompt"] == f"{named} v{prompt.version}"
    assert entry["detail"].get("as_of") == asked.get("as_of")
    assert entry["settings"] and entry["library"] and entry["papers"]
    assert TOPIC not in json.dumps(entry)


def test_a_draft_brought_up_to_date_is_recorded_with_the_model(client: TestClient) -> None:
    draft = client.post("/api/v1/briefings", json={"topic": TOPIC, "format": "docx"})
    sent = {"draft": ("draft.docx", draft.content)}
    assert client.post("/api/v1/briefings/updates", files=sent).status_code == 200
    (_, updated) = entries_of(client, "briefed")
    assert (updated["model"], updated["prompt"]) == ("small", load("briefing_section").fingerprint)


def test_an_evaluation_is_recorded_with_its_golden_set_and_the_model(
    client: TestClient, await_job: Callable[..., dict[str, Any]]
) -> None:
    asked = {
        "id": "q1",
        "question": QUESTION,
        "type": "single_fact",
        "answerable": True,
        "answers": ["14"],
        "nuggets": [{"text": "14 lamps had failed", "vital": True}],
        "evidence": [
            {"document": "minutes-march.txt", "quote": "14 of the 60 lamps had failed since October"}
        ],
    }
    sent = {"golden": ("golden.jsonl", json.dumps(asked).encode())}
    accepted = client.post("/api/v1/evaluations", files=sent)
    job = await_job(client, accepted.headers["location"])
    assert job["state"] == "done", job
    (begun, entry) = entries_of(client, "evaluated")
    for each in (begun, entry):
        assert each["detail"]["golden_sha256"] == job["golden_sha256"]
    assert (entry["model"], entry["settings"]) == ("small", job["settings_hash"])
    prompt = load("answer")
    assert (entry["prompt"], entry["detail"]["prompt"]) == (prompt.fingerprint, f"answer v{prompt.version}")


def test_a_sentence_that_goes_out_early_is_recorded_with_its_question_which_only_the_whole_answer_keeps(
    client_of: ClientOf, client: TestClient, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    wanted = {"accept": "text/event-stream"}
    assert "event: sentence" in client.post("/api/v1/ask", json={"question": QUESTION}, headers=wanted).text
    early, whole = entries_of(client, "asked")
    assert early["question"] == whole["question"] is not None
    assert early["papers"] and early["detail"] == {"told": "a sentence before the answer"}
    assert (early["question_kept"], early["question_words"]) == (False, None)
    assert (whole["question_kept"], whole["question_words"]) == (True, QUESTION)
    with Records(own_library) as records:
        assert Audit(records).verify().problems == ()


def test_without_a_model_none_is_named(client_of: ClientOf, own_library: Path) -> None:
    client = client_of(own_library)
    assert client.post("/api/v1/briefings", json={"topic": TOPIC}).status_code == 200
    (entry,) = entries_of(client, "briefed")
    assert (entry["model"], entry["prompt"], entry["detail"]) == (None, None, {})
