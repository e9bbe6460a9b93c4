"""An answer that a language model worded is recorded with the model and with the prompt that it was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

ClientOf = Callable[[Path], TestClient]
QUESTION = "How many of the lamps in Mill Lane had failed?"
KEYED = re.compile(r"\[(E\d+)\]([^\n]*)")


def word(handler) -> None:
    """Reply with a sentence that rests on the passage about the lamps."""
    prompt = "".join(str(message["content"]) for message in handler.asked["messages"])
    key = next(found for found, words in KEYED.findall(prompt) if "14 of the 60 lamps" in words)
    handler.say(f"- 14 of the 60 lamps had failed since October. [{key}]\n")


def test_the_audit_names_model_prompt_settings_and_papers_of_a_worded_answer(
    client_of: ClientOf, own_library: Path, model_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_server.behave = word
    monkeypatch.setenv("MINUTEBOOK_MODEL", "small")
    monkeypatch.setenv("MINUTEBOOK_MODEL_BASE_URL", model_server.address)
    monkeypatch.setenv("MINUTEBOOK_MODEL_TIMEOUT_S", "60")
    client = client_of(own_library)
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
