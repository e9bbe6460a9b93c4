"""A disk that is full for a while: what was accepted waits, what is refused leaves nothing behind."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.errors import NobodyFree
from api.identity.roles import OWNER
from api.jobs.runner import Jobs
from api.jobs.uploads import Uploads
from api.jobs.watch import Watch
from api.records.audit import Audit
from api.records.chain import Action, Deed
from api.records.database import Records
from api.records.errors import RecordsError
from api.records.jobs import Job, JobKind, JobState, JobStore, Made
from ingest.errors import DiskFull
from ingest.store.library import Library
from ingest.store.lock import WriterLock
from ingest.store.originals import Originals


@pytest.fixture
def store(own_library: Path) -> Iterator[JobStore]:
    with Records(own_library) as records, Library.open(own_library) as library:
        yield JobStore(records, library)


def _done(jobs: Jobs, store: JobStore, job: Job) -> Job:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        jobs.look()
        now = store.one(job.job_id, OWNER.asker_id, OWNER.scope)
        if now.state not in (JobState.QUEUED, JobState.RUNNING):
            return now
        time.sleep(0.02)
    raise AssertionError("the job has not ended")


@pytest.mark.parametrize(
    "error",
    [DiskFull("no room"), RecordsError("no room"), NobodyFree("all are busy")],
    ids=["papers", "records", "processes"],
)
def test_a_job_that_finds_no_room_waits_and_is_done_with_what_was_sent_for_it(
    store: JobStore, own_library: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("api.jobs.runner._NO_ROOM_S", 0.01)
    monkeypatch.setattr("api.jobs.runner._WAIT_S", 0.01)
    uploads, n_tries = Uploads(own_library), 0

    def run(job: Job, watch: Watch) -> Made:
        nonlocal n_tries
        n_tries += 1
        if n_tries <= 5:  # more often than a job may bring the service down
            raise error
        return Made({"sent": uploads.fetch(job.job_id).decode()})

    jobs = Jobs(store, uploads, own_library, run)
    job = jobs.submit(JobKind.UPLOAD, OWNER, {"name": "a.txt"}, b"lamps")
    done = _done(jobs, store, job)
    assert (done.state, done.result, n_tries) == (JobState.DONE, {"sent": "lamps"}, 6)
    assert jobs.drain(5)


def test_a_job_whose_file_is_gone_fails_and_is_not_tried_for_ever(store: JobStore, own_library: Path) -> None:
    uploads = Uploads(own_library)
    jobs = Jobs(
        store, uploads, own_library, lambda job, watch: Made({"sent": len(uploads.fetch(job.job_id))})
    )
    job = jobs.submit(JobKind.UPLOAD, OWNER, {"name": "a.txt"}, b"lamps")
    uploads.remove(job.job_id)
    done = _done(jobs, store, job)
    assert done.state is JobState.FAILED
    assert done.problem is not None
    assert "Send the file again" in done.problem["detail"]
    assert jobs.drain(5)


def test_an_entry_of_a_transaction_that_fails_is_nowhere(tmp_path: Path) -> None:
    with Records(tmp_path) as records:
        audit = Audit(records)
        audit.record(Deed(Action.READ, "a", "owner"))
        with pytest.raises(ZeroDivisionError), records.writing():
            audit.record(Deed(Action.READ, "b", "owner"))
            _ = 1 / 0
        assert audit.verify().problems == ()
        assert [link.fields()["asker"] for link in audit.entries()] == ["service", "a"]
        audit.record(Deed(Action.READ, "c", "owner"))
    with Records(tmp_path) as records:
        assert Audit(records).verify().problems == ()


def test_a_note_is_made_once_the_transaction_is_written_and_not_where_it_fails(tmp_path: Path) -> None:
    made: list[str] = []
    with Records(tmp_path) as records:
        with records.writing():
            records.once_written(lambda: made.append("written"))
            assert made == []
        with pytest.raises(ZeroDivisionError), records.writing():
            records.once_written(lambda: made.append("lost"))
            _ = 1 / 0
        with records.writing():
            pass
    assert made == ["written"]


def test_a_lock_holds_where_there_is_no_room_to_note_who_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("ingest.store.lock.os.pwrite", no_room)
    lock = WriterLock(tmp_path / "writer.lock")
    lock.release()


def test_an_original_for_which_there_is_no_room_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("ingest.store.originals.write_whole", no_room)
    content, sha256 = b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with pytest.raises(DiskFull, match="No space left"):
        Originals(tmp_path).keep(content, sha256)


def test_a_file_for_which_there_is_no_room_while_it_comes_is_not_called_malformed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*arguments: object, **options: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", no_room)
    reply = client.post("/api/v1/papers", files={"file": ("a.txt", b"lamps")})
    assert (reply.status_code, reply.json()["code"]) == (503, "not_recorded")
    assert "No space left on device" in reply.json()["detail"]


def test_an_upload_that_cannot_be_recorded_is_refused_and_not_done_all_the_same(
    client: TestClient, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(audit: Audit, deed: Deed) -> int:
        raise RecordsError("the disk is full. Nothing was recorded; make room and try again.")

    with monkeypatch.context() as while_full:
        while_full.setattr(Audit, "record", no_room)
        reply = client.post("/api/v1/papers", files={"file": ("a.txt", b"lamps")})
    assert (reply.status_code, reply.json()["code"]) == (503, "not_recorded")
    assert client.get("/api/v1/jobs").json()["jobs"] == []
