"""The audit tells what was done, all of it, and nothing that was not."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.paging import Listing
from api.records.chain import Action, Deed
from api.records.errors import RecordsError
from api.service import Service
from ingest.errors import DiskFull
from ingest.store.library import Library

HandIn = Callable[..., dict[str, Any]]
QUESTION = "How many lamps in Mill Lane had failed?"


def _entries(client: TestClient, action: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = client.get("/api/v1/audit", params={"limit": 500}).json()["entries"]
    return [entry for entry in entries if entry["action"] == action]


def _paper(client: TestClient) -> str:
    papers = client.get("/api/v1/papers").json()["papers"]
    return str(next(paper["paper_id"] for paper in papers if paper["name"] == "minutes-march.txt"))


def test_a_change_that_is_refused_is_not_told_as_made(client: TestClient, hand_in: HandIn) -> None:
    (paper,) = hand_in(client, "a.txt", b"1. Lamps\n\nThey were lit.\n", access="exempt")["papers"]
    place = f"/api/v1/papers/{paper['paper_id']}"
    refused = client.put(f"{place}/access", json={"access": "public"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request_invalid")
    assert "Hand it in again with access public" in refused.json()["detail"]
    assert client.get(place).json()["access"] == "exempt"
    assert _entries(client, "changed_access") == []
    assert client.put(f"{place}/access", json={"access": "exempt"}).status_code == 200
    assert len(_entries(client, "changed_access")) == 1


@pytest.mark.parametrize(
    ("done", "act"),
    [
        ("changed_access", lambda client, place: client.put(f"{place}/access", json={"access": "exempt"})),
        ("changed_body", lambda client, place: client.put(f"{place}/body", json={"body": "Fenwick Panel"})),
        ("withdrew", lambda client, place: client.delete(place)),
    ],
)
def test_a_change_that_fails_is_told_as_refused_after_it_was_recorded(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, done: str, act: Callable[[TestClient, str], Any]
) -> None:
    def full(*given: object, **more: object) -> None:
        raise DiskFull("the disk is full. Make room.")

    for name in ("set_access", "set_body", "withdraw"):
        monkeypatch.setattr(Library, name, full)
    paper_id = _paper(client)
    assert act(client, f"/api/v1/papers/{paper_id}").status_code == 503
    (told,), (refused,) = _entries(client, done), _entries(client, "refused")
    assert told["papers"] == refused["papers"] == [[paper_id, 1]]
    assert told["request"] == refused["request"]
    assert refused["detail"] == {"what": done, "why": "library_unavailable"}


def test_a_change_that_was_made_before_an_error_is_not_told_as_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withdraw_and_fail(library: Library, *given: object, **more: object) -> None:
        really_withdraw(library, *given, **more)
        raise DiskFull("the disk is full. Make room.")

    really_withdraw: Callable[..., None] = Library.withdraw
    monkeypatch.setattr(Library, "withdraw", withdraw_and_fail)
    assert client.delete(f"/api/v1/papers/{_paper(client)}").status_code == 503
    assert len(_entries(client, "withdrew")) == 1
    assert _entries(client, "refused") == []


def test_a_conversation_that_is_read_again_is_recorded_with_the_papers_of_its_answers(
    client: TestClient,
) -> None:
    place = client.post("/api/v1/conversations").headers["location"]
    assert client.get(place).json()["turns"] == []
    assert _entries(client, "read") == []
    assert client.post(f"{place}/questions", json={"question": QUESTION}).json()["answered"]
    assert "14" in client.get(place).json()["turns"][0]["answer"]
    (read,) = _entries(client, "read")
    assert read["papers"] == [[_paper(client), 1]]
    assert read["detail"] == {"what": "conversation", "conversation": place.rpartition("/")[2]}


def test_a_conversation_that_cannot_be_recorded_is_not_shown(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.records.errors import RecordsError

    place = client.post("/api/v1/conversations").headers["location"]
    client.post(f"{place}/questions", json={"question": QUESTION})

    def refuse(deed: object) -> int:
        raise RecordsError("service.sqlite: the disk is full.")

    monkeypatch.setattr(service.audit, "record", refuse)
    assert client.get(place).status_code == 503


def _home_made(*key: int) -> str:
    """A cursor that no page gave, with the mark that a real one has."""
    real = Listing("audit", (int, int), "None None").cursor((1, 1))
    mark = json.loads(base64.urlsafe_b64decode(real + "=" * (-len(real) % 4)))[0]
    return base64.urlsafe_b64encode(json.dumps([mark, *key]).encode()).decode().rstrip("=")


def test_every_export_of_the_audit_is_recorded_and_a_table_takes_no_cursor(client: TestClient) -> None:
    client.post("/api/v1/search", json={"query": "lamps"})
    refused = client.get("/api/v1/audit", params={"format": "csv", "cursor": _home_made(0, 9)})
    assert (refused.status_code, refused.json()["code"]) == (422, "request_invalid")
    assert "leave the cursor out" in refused.json()["detail"]
    shown = client.get("/api/v1/audit", params={"cursor": _home_made(0, 10**9)}).json()
    assert [entry["action"] for entry in shown["entries"]] == ["began", "searched", "exported"]
    table = client.get("/api/v1/audit", params={"format": "csv"}).text.removeprefix("\ufeff")
    actions = [row["action"] for row in csv.DictReader(io.StringIO(table))]
    assert actions == ["began", "searched", "exported", "exported"]


def test_the_pages_of_one_export_end_though_each_is_recorded(client: TestClient) -> None:
    for _ in range(3):
        client.post("/api/v1/search", json={"query": "lamps"})
    asked: dict[str, Any] = {"limit": 1}
    numbers: list[int] = []
    while len(numbers) < 50:
        page = client.get("/api/v1/audit", params=asked).json()
        numbers += [entry["number"] for entry in page["entries"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert numbers == [1, 2, 3, 4, 5]
    assert len(_entries(client, "exported")) == 6


def test_a_problem_tells_no_path_of_the_machine_and_no_command(
    client: TestClient, service: Service, own_library: Path
) -> None:
    missing = client.get("/api/v1/papers/0123456789ab").json()
    assert missing["detail"] == "no paper 0123456789ab. See GET /api/v1/papers."
    service.records.close()
    failed = client.post("/api/v1/ask", json={"question": QUESTION})
    assert failed.status_code == 503
    assert "service.sqlite" in failed.json()["detail"]
    assert str(own_library.parent) not in failed.text


def test_an_error_of_the_library_tells_no_path_over_http(
    client: TestClient, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*given: object, **more: object) -> None:
        raise DiskFull(f"{own_library}/library.sqlite: the disk is full. Make room in {own_library}.")

    monkeypatch.setattr(Library, "set_access", locked)
    failed = client.put(f"/api/v1/papers/{_paper(client)}/access", json={"access": "exempt"})
    assert failed.json()["detail"] == "library.sqlite: the disk is full. Make room in the library's folder."


def test_who_reads_feedback_and_drafts_golden_questions_of_it_is_recorded(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    place = f"/api/v1/answers/{answer['record']['id']}/feedback"
    client.post(place, json={"verdict": "wrong", "note": "It was 15.", "question": QUESTION})
    client.get("/api/v1/feedback")
    client.get("/api/v1/feedback/golden", params={"format": "csv"})
    (read,), (exported, *_) = _entries(client, "read"), _entries(client, "exported")
    papers = [[_paper(client), 1]]
    assert (read["detail"], read["papers"]) == ({"what": "feedback", "verdicts": "1"}, papers)
    told = {"what": "feedback", "format": "csv", "questions": "1"}
    assert (exported["detail"], exported["papers"]) == (told, papers)
    assert "It was 15." not in json.dumps([read, exported])


def test_of_feedback_without_words_no_paper_is_told(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    client.post(f"/api/v1/answers/{answer['record']['id']}/feedback", json={"verdict": "wrong"})
    client.get("/api/v1/feedback")
    client.get("/api/v1/feedback/golden")
    (read,), (exported, *_) = _entries(client, "read"), _entries(client, "exported")
    assert (read["papers"], exported["papers"], exported["detail"]["questions"]) == ([], [], "0")


def test_conversations_that_are_begun_and_deleted_are_recorded(client: TestClient) -> None:
    place = client.post("/api/v1/conversations").headers["location"]
    conversation = place.rpartition("/")[2]
    assert client.delete("/api/v1/conversations/none").status_code == 404
    assert client.delete(place).status_code == 204
    (begun,), (deleted,) = _entries(client, "began_conversation"), _entries(client, "deleted")
    assert begun["detail"] == {"conversation": conversation}
    assert deleted["detail"] == {"what": "conversation", "conversation": conversation}


def _uploaded(client: TestClient) -> str:
    sent = client.post("/api/v1/papers", files={"file": ("a.txt", b"1. Lamps\n\nThey were lit.\n")})
    return sent.headers["location"]


@pytest.mark.usefixtures("jobs_wait")
def test_a_job_that_is_cancelled_or_deleted_is_recorded(client: TestClient) -> None:
    place = _uploaded(client)
    for state in (204, 204, 404):
        assert client.delete(place).status_code == state
    told = {"what": "upload", "job": place.rpartition("/")[2]}
    (cancelled,), (deleted,) = _entries(client, "cancelled"), _entries(client, "deleted")
    assert cancelled["detail"] == {**told, "state": "queued"}
    assert deleted["detail"] == {**told, "state": "cancelled"}


@pytest.mark.usefixtures("jobs_wait")
def test_what_cannot_be_recorded_is_not_begun_cancelled_or_deleted(
    client: TestClient, service: Service, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = client.post("/api/v1/conversations").headers["location"]
    job = _uploaded(client)
    really_record = service.audit.record

    def refuse(deed: Deed) -> int:
        if deed.action in (Action.BEGAN_CONVERSATION, Action.CANCELLED, Action.DELETED, Action.READ):
            raise RecordsError("service.sqlite: the disk is full.")
        return really_record(deed)

    monkeypatch.setattr(service.audit, "record", refuse)
    for refused in (
        client.post("/api/v1/conversations"),
        client.delete(conversation),
        client.delete(job),
        client.get("/api/v1/feedback"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (503, "not_recorded")
    assert [each["conversation_id"] for each in _conversations(client)] == [conversation.rpartition("/")[2]]
    assert client.get(job).json()["state"] == "queued"
    assert (own_library / "uploads" / job.rpartition("/")[2]).exists()


def _conversations(client: TestClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get("/api/v1/conversations").json()["conversations"]
    return listed
