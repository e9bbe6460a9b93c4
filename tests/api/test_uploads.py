"""Papers handed in over HTTP: accepted at once, taken in by a job, and gone without a trace when withdrawn."""

from __future__ import annotations

import io
import json
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.file_names import upload_name
from api.settings import load
from rag.assembly import assemble

HandIn = Callable[..., dict[str, object]]

QUESTION = "How many lamps in Mill Lane had failed?"
LAMPS = b"1. Lamps\n\nThey were lit.\n"


@pytest.fixture
def client_of() -> Iterator[Callable[[Path], TestClient]]:
    """Makes a client of a service over a library; the service ends with the test."""
    closers: list[Callable[[], object]] = []

    def make(library: Path) -> TestClient:
        settings = load(library).settings
        minutebook = assemble(settings.for_answers(), resident=True)
        app = create_app(minutebook, settings)
        closers.extend(
            [minutebook.close, app.state.service.records.close, lambda: app.state.service.drain(5)]
        )
        return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)

    yield make
    for close in reversed(closers):
        close()


@pytest.fixture
def client(client_of: Callable[[Path], TestClient], own_library: Path) -> TestClient:
    return client_of(own_library)


def _only(job: dict[str, object]) -> dict[str, object]:
    """The one paper of a job that was done."""
    assert job["state"] == "done", job
    papers = job["papers"]
    assert isinstance(papers, list)
    (paper,) = papers
    assert isinstance(paper, dict)
    return paper


def test_a_paper_is_uploaded_found_replaced_and_withdrawn(
    client: TestClient, own_library: Path, hand_in: HandIn
) -> None:
    words = "HARROWMERE SAFER STREETS PANEL\n\n1. Ferry\n\nThe Panel agreed that the ferry would run on Sundays.\n"

    def send(text: str) -> dict[str, object]:
        return _only(hand_in(client, "ferry.txt", text.encode(), access="public"))

    new = send(words)
    assert new["status"] == "new"
    paper_id = new["paper_id"]
    shown = client.get(f"/api/v1/papers/{paper_id}").json()
    assert shown["access"] == "public"
    assert any("ferry would run" in passage["text"] for passage in shown["passages"])
    asked = {"question": "What did the Panel agree about the ferry?"}
    assert "Sundays" in client.post("/api/v1/ask", json=asked).json()["answer"]
    assert send(words) == {**new, "status": "unchanged"}
    assert send(words.replace("Sundays", "Mondays"))["status"] == "replaced"
    found = client.post("/api/v1/search", json={"query": "ferry"}).json()
    assert "Sundays" not in json.dumps(found)
    assert client.delete(f"/api/v1/papers/{paper_id}").status_code == 204
    assert client.get(f"/api/v1/papers/{paper_id}").status_code == 404
    assert client.delete(f"/api/v1/papers/{paper_id}").status_code == 404
    kept = b"".join(file.read_bytes() for file in own_library.rglob("*") if file.is_file())
    assert b"ferry would run" not in kept and b"ferri" not in kept
    assert "ferry" not in json.dumps(client.get("/api/v1/papers").json())
    assert "ferry" not in json.dumps(client.post("/api/v1/search", json={"query": "ferry"}).json())


def test_an_upload_is_accepted_as_a_job_and_restricted_unless_said_otherwise(
    client: TestClient, hand_in: HandIn
) -> None:
    job = hand_in(client, "a.txt", LAMPS)
    assert (job["kind"], job["problem"]) == ("upload", None)
    paper = client.get(f"/api/v1/papers/{_only(job)['paper_id']}").json()
    assert paper["access"] == "restricted"


def test_an_upload_that_waits_long_to_be_accepted_is_not_lost(
    client: TestClient, own_library: Path, await_job: HandIn
) -> None:
    service = client.app.state.service
    with ThreadPoolExecutor(1) as sender:
        with service.records.writing():
            sent = sender.submit(client.post, "/api/v1/papers", files={"file": ("a.txt", LAMPS)})
            until = time.monotonic() + 30
            while not (staged := list((own_library / "uploads").glob("*[0-9a-f]"))):
                assert time.monotonic() < until
                time.sleep(0.01)
            os.utime(staged[0], (time.time() - 3600,) * 2)
            service.jobs.sweep()
        accepted = sent.result()
    assert accepted.status_code == 202
    assert await_job(client, accepted.headers["location"])["state"] == "done"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), b"%PDF-1.7\nnothing"])
def test_an_upload_that_cannot_be_read_fails_with_the_reason(
    client: TestClient, hand_in: HandIn, content: bytes
) -> None:
    job = hand_in(client, "paper.pdf", content)
    assert job["state"] == "failed"
    problem = job["problem"]
    assert isinstance(problem, dict)
    assert problem["code"] == "paper_rejected"
    assert "paper.pdf" in problem["detail"]
    assert client.get(f"/api/v1/jobs/{job['job_id']}/result").json()["code"] == "no_result"
    assert len(client.get("/api/v1/papers").json()["papers"]) == 3


def _pack_of(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.txt", content)
    return buffer.getvalue()


def test_an_uploaded_pack_gives_what_became_of_each_paper(client: TestClient, hand_in: HandIn) -> None:
    ferry = "HARROWMERE PANEL\n\n1. Ferry\n\nThe Panel agreed that the ferry would run on Sundays.\n"
    job = hand_in(client, "pack.zip", _pack_of(ferry=ferry, empty=""), access="public")
    new, empty = job["papers"]  # type: ignore[misc]
    assert (new["status"], new["reason"], empty["status"]) == ("new", None, "rejected")
    assert new["path"] == "pack.zip!/ferry.txt"
    assert "empty" in str(empty["reason"])
    assert client.get(f"/api/v1/papers/{new['paper_id']}").json()["access"] == "public"
    again = _only(hand_in(client, "pack.zip", _pack_of(ferry=ferry), access="public"))
    assert (again["status"], again["paper_id"]) == ("unchanged", new["paper_id"])


def test_an_uploaded_pack_without_one_paper_fails_with_the_reasons(
    client: TestClient, hand_in: HandIn
) -> None:
    pack = _pack_of(**{f"empty-{number}": "" for number in range(5)})
    problem = hand_in(client, "pack.zip", pack)["problem"]
    assert isinstance(problem, dict)
    assert problem["code"] == "paper_rejected"
    assert "empty-0.txt" in problem["detail"]
    assert problem["detail"].endswith("And 2 more.")


def test_an_upload_beyond_the_limit_is_refused(
    own_library: Path, client_of: Callable[[Path], TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_MAX_UPLOAD_MB", "1")
    response = client_of(own_library).post("/api/v1/papers", files={"file": ("big.txt", b"lamps " * 300_000)})
    assert response.status_code == 413
    assert response.json()["code"] == "request_too_large"


def test_while_a_command_writes_an_upload_waits_and_questions_are_answered(
    client: TestClient, own_library: Path, await_job: HandIn
) -> None:
    from ingest.store.library import Library

    with Library.create_or_open(own_library):
        accepted = client.post("/api/v1/papers", files={"file": ("a.txt", LAMPS)})
        assert accepted.status_code == 202
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200
        assert client.get(accepted.headers["location"]).json()["state"] in ("queued", "running")
    assert await_job(client, accepted.headers["location"])["state"] == "done"


def test_questions_and_uploads_at_the_same_time_all_end_well(client: TestClient, hand_in: HandIn) -> None:
    asked = threading.Barrier(6)

    def upload(number: int) -> object:
        asked.wait()
        content = f"{number}. Lamps\n\nLamp number {number} was lit in Mill Lane.\n".encode()
        return hand_in(client, f"lamp-{number}.txt", content)["state"]

    def ask(number: int) -> int:
        asked.wait()
        return client.post("/api/v1/ask", json={"question": QUESTION}).status_code

    with ThreadPoolExecutor(6) as pool:
        uploads = [pool.submit(upload, number) for number in range(3)]
        answers = [pool.submit(ask, number) for number in range(3)]
    assert [each.result() for each in uploads] == ["done"] * 3
    assert [each.result() for each in answers] == [200] * 3
    assert len(client.get("/api/v1/papers").json()["papers"]) == 6


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\minutes.pdf", "minutes.pdf"),
        ("mi\x1bnu\u202etes\n.txt", "minutes.txt"),
        ("<script>.txt", "<script>.txt"),
        ("cafe\u0301.txt", "café.txt"),
    ],
)
def test_an_uploaded_name_loses_its_folders_and_control_characters(given: str, kept: str) -> None:
    assert upload_name(given) == kept


@pytest.mark.parametrize("given", ["", None, "..", "/", "\x00", "a" * 300])
def test_an_upload_without_a_usable_name_is_invalid(client: TestClient, given: str | None) -> None:
    from api.errors import WrongUse

    with pytest.raises(WrongUse, match="needs a name"):
        upload_name(given)


def test_a_pack_that_is_cancelled_says_what_was_taken_in_before(
    client: TestClient, await_job: HandIn
) -> None:
    papers = {
        f"lamp-{number:02}": f"{number}. Lamp {number}\n\nIt was lit in street {number}.\n"
        for number in range(40)
    }
    sent = {"file": ("pack.zip", _pack_of(**papers))}
    place = client.post("/api/v1/papers", files=sent, data={"access": "public"}).headers["location"]
    assert client.get(f"{place}/result").json()["code"] == "no_result"
    until = time.monotonic() + 120
    while len(client.get("/api/v1/papers").json()["papers"]) < 5:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert client.delete(place).status_code == 204
    job = await_job(client, place)
    assert (job["state"], job["problem"], job["result"]) == ("cancelled", None, f"{place}/result")
    told = client.get(f"{place}/result").json()["papers"]
    live = {paper["paper_id"]: paper["name"] for paper in client.get("/api/v1/papers").json()["papers"]}
    stored = {paper_id: name for paper_id, name in live.items() if name.startswith("lamp-")}
    assert 2 <= len(stored) < 40
    assert {each["paper_id"]: each["path"] for each in told} == {
        paper_id: f"pack.zip!/{name}" for paper_id, name in stored.items()
    }
    assert {each["status"] for each in told} == {"new"}
    entries = client.get("/api/v1/audit").json()["entries"]
    (entry,) = (each for each in entries if each["action"] == "uploaded" and each["papers"])
    assert {paper_id for paper_id, _ in entry["papers"]} == set(stored)
    assert client.delete(f"/api/v1/papers/{next(iter(stored))}").status_code == 204
    assert client.get(f"{place}/result").json()["code"] in ("record_not_found", "no_result")
    assert client.delete(place).status_code == 204
