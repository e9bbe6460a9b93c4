"""Feedback tells nobody what its papers tell them no more."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from starlette.testclient import TestClient


def _feedback(client: TestClient, who: dict[str, str]) -> tuple[Any, Any]:
    (kept,) = client.get("/api/v1/feedback", headers=who).json()["feedback"]
    return kept["note"], kept["question"]


def test_the_words_of_feedback_are_shown_only_while_its_papers_may_be_seen(
    guarded: Any, faults: Callable[[str], ModuleType]
) -> None:
    client, member, evaluator = guarded.client, guarded.as_("member"), guarded.as_("evaluator")
    administrator = guarded.as_("administrator")
    question = "What did the Panel decide about the quay?"
    answer = client.post("/api/v1/ask", json={"question": question}, headers=member).json()
    assert answer["citations"], answer
    said = {"verdict": "incomplete", "note": "Who pays for the quay?", "question": question}
    place = f"/api/v1/answers/{answer['record']['id']}/feedback"
    assert client.post(place, json=said, headers=member).status_code == 201
    assert _feedback(client, evaluator) == (said["note"], question)
    papers = {each["passage_id"].rsplit("-", 2)[0] for each in answer["citations"]}
    for access, shown in (("exempt", (None, None)), ("public", (said["note"], question))):
        for paper_id in papers:
            changed = client.put(
                f"/api/v1/papers/{paper_id}/access", json={"access": access}, headers=administrator
            )
            assert changed.status_code == 200, changed.text
        assert _feedback(client, evaluator) == shown
        assert _feedback(client, administrator) == (said["note"], question)
