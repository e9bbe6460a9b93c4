"""The audit tells what was asked for with fields too, the words kept or hashed as those of a question are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.records.asked import in_words
from api.records.audit import Audit
from api.records.database import Records

ClientOf = Callable[[Path], TestClient]
TOPIC = "lamps in Mill Lane"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")


def last(client: TestClient, action: str) -> dict[str, Any]:
    """The latest entry of an action."""
    entries = client.get("/api/v1/audit", params={"limit": 500}).json()["entries"]
    return [entry for entry in entries if entry["action"] == action][-1]


def test_fields_are_told_in_their_order_without_those_that_were_left_out() -> None:
    assert in_words({"topic": "lamps", "body": None, "kind": ["decision", "commitment"], "state": []}) == (
        "topic: lamps; kind: decision, commitment"
    )
    assert in_words({"body": None, "kind": []}) is None


@pytest.mark.parametrize(
    ("path", "asked", "words"),
    [
        (
            "timeline",
            {"topic": TOPIC, "date_from": "2025-01-01", "format": "md"},
            f"topic: {TOPIC}; date_from: 2025-01-01",
        ),
        (
            "ledger",
            {"body": "Harrowmere Safer Streets Panel", "kind": ["decision", "commitment"], "limit": 3},
            "body: Harrowmere Safer Streets Panel; kind: decision, commitment",
        ),
        ("ledger", {"owner": "Street Works Manager"}, "owner: Street Works Manager"),
    ],
)
def test_what_a_timeline_or_the_ledger_was_asked_for_is_kept_or_hashed_as_a_question(
    client_of: ClientOf,
    own_library: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    asked: dict[str, Any],
    words: str,
) -> None:
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "kept")
    client = client_of(own_library)
    assert client.get(f"/api/v1/{path}", params=asked).status_code == 200
    entry = last(client, "read")
    assert (entry["question_words"], entry["question_kept"], entry["detail"]["what"]) == (words, True, path)
    assert entry["papers"]
    monkeypatch.setenv("MINUTEBOOK_AUDIT_QUESTIONS", "hashed")
    client = client_of(own_library)
    assert client.get(f"/api/v1/{path}", params=asked).status_code == 200
    hashed = last(client, "read")
    assert (hashed["question_words"], hashed["question_kept"]) == (None, False)
    assert hashed["question"] == entry["question"]
    assert words.partition(": ")[2].partition(";")[0] not in json.dumps(hashed)
    with Records(own_library) as records:
        audit = Audit(records)
        assert audit.is_question_of(audit.entries(after=hashed["number"] - 1)[0], words)
        assert audit.verify().problems == ()


def test_the_whole_ledger_is_asked_for_with_no_words(client: TestClient) -> None:
    assert client.get("/api/v1/ledger").status_code == 200
    entry = last(client, "read")
    assert (entry["question"], entry["detail"]) == (None, {"what": "ledger"})


JULY = b"""HARROWMERE SAFER STREETS PANEL

Minutes of the meeting held on Tuesday 8 July 2025 at 10.00 am in the Council Chamber, Harrowmere

30. Street lighting in Mill Lane

The Street Works Manager presented the timetable for the repairs, as undertaken at the meeting on 4 March 2025.
"""


def test_the_papers_of_what_shows_how_a_promise_stands_are_on_record(
    client: TestClient, hand_in: Callable[..., dict[str, Any]]
) -> None:
    assert hand_in(client, "minutes-july.txt", JULY)["state"] == "done"
    rows = client.get("/api/v1/ledger", params={"kind": "commitment", "limit": 1}).json()["entries"]
    shown = {row["passage_id"].rsplit("-", 2)[0] for row in rows}
    traced = {each["passage_id"].rsplit("-", 2)[0] for row in rows for each in row["traces"]}
    assert traced - shown, "the promise is followed in another paper"
    assert {paper for paper, _ in last(client, "read")["papers"]} == shown | traced


def test_the_filters_of_a_search_are_told_behind_its_words(
    client_of: ClientOf, own_library: Path, kept
) -> None:
    client = client_of(own_library)
    client.post("/api/v1/search", json={"query": "lamps"})
    assert last(client, "searched")["question_words"] == "lamps"
    client.post("/api/v1/search", json={"query": "lamps", "filters": {"kind": "minutes"}})
    assert last(client, "searched")["question_words"] == "lamps; kind: minutes"


def test_kept_words_of_a_timeline_and_a_ledger_go_with_a_paper_that_they_showed(
    client_of: ClientOf, own_library: Path, kept
) -> None:
    client = client_of(own_library)
    client.get("/api/v1/timeline", params={"topic": "broken slabs in Castle Street"})
    client.get("/api/v1/ledger", params={"kind": "recommendation"})
    numbers = [entry["number"] for entry in _read(client)]
    assert all(entry["question_words"] for entry in _read(client))
    papers = client.get("/api/v1/papers").json()["papers"]
    (report,) = [paper["paper_id"] for paper in papers if paper["name"] == "report-june.txt"]
    assert all(report in dict(entry["papers"]) for entry in _read(client))
    assert client.delete(f"/api/v1/papers/{report}").status_code == 204
    assert [(entry["number"], entry["question_words"]) for entry in _read(client)] == [
        (number, None) for number in numbers
    ]
    with Records(own_library) as records:
        assert Audit(records).verify().problems == ()


def _read(client: TestClient) -> list[dict[str, Any]]:
    entries = client.get("/api/v1/audit", params={"limit": 500}).json()["entries"]
    return [entry for entry in entries if entry["action"] == "read"]


def test_what_an_answer_was_limited_to_is_told_but_not_the_name_of_a_body(client: TestClient) -> None:
    question = "How many lamps in Mill Lane had failed?"
    client.post("/api/v1/ask", json={"question": question})
    unlimited = last(client, "asked")
    assert unlimited["detail"] == {}
    asked = {"question": question, "date_from": "2025-01-01", "kind": "minutes", "body": "Harrowmere"}
    reply = client.post("/api/v1/ask", json=asked).json()
    entry = last(client, "asked")
    assert entry["detail"] == {"date_from": "2025-01-01", "kind": "minutes", "body": "named"}
    assert entry["question"] == unlimited["question"]
    assert "Harrowmere" not in json.dumps(entry)
    place = f"/api/v1/answers/{reply['record']['id']}/feedback"
    assert client.post(place, json={"verdict": "wrong", "question": question}).status_code == 201
