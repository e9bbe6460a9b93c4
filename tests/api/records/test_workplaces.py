"""What a job writes while it runs lies in the library's folder, for its owner alone, and never outlasts the job."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.identity.roles import OWNER, Asker
from api.jobs.runner import Jobs
from api.jobs.uploads import Uploads
from api.jobs.watch import Watch
from api.records.database import Records
from api.records.jobs import Job, JobKind, JobState, JobStore, Made
from eval.run import run_golden
from ingest.store.library import Library

HandIn = Callable[..., dict[str, Any]]
JOB_ID = "0123456789abcdef" * 2


@pytest.fixture
def store(own_library: Path) -> Iterator[JobStore]:
    with Records(own_library) as records, Library.open(own_library) as library:
        yield JobStore(records, library)


def test_an_evaluation_writes_its_answers_into_the_librarys_folder_and_they_go_with_the_job(
    client: TestClient, own_library: Path, questions: Path, await_job: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int, int]] = []

    def run_and_look(golden: Path, out: Path, *given: Any) -> Any:
        summary = run_golden(golden, out, *given)
        n_lines = len((out / "items.jsonl").read_text("utf-8").splitlines())
        seen.append((golden.parent, golden.parent.stat().st_mode & 0o777, n_lines))
        return summary

    monkeypatch.setattr("api.jobs.tasks.run_golden", run_and_look)
    sent = {"golden": ("set.jsonl", questions.read_bytes())}
    job = await_job(client, client.post("/api/v1/evaluations", files=sent).headers["location"])
    assert job["state"] == "done", job
    ((folder, mode, n_lines),) = seen
    assert (folder.parent, mode, n_lines) == (own_library / "uploads", 0o700, 2)
    assert list((own_library / "uploads").iterdir()) == []


def _await_end(store: JobStore) -> None:
    until = time.monotonic() + 30
    while store.n_waiting:
        assert time.monotonic() < until
        time.sleep(0.02)


_WRITING = """
import sys, time
from pathlib import Path
from api.jobs.uploads import Uploads

with Uploads(Path(sys.argv[1])).workplace(sys.argv[2]) as folder:
    (folder / "run").mkdir()
    (folder / "run" / "items.jsonl").write_text("words of an exempt paper")
    print("written", flush=True)
    time.sleep(60)
"""


def _leave_words(library: Path, job_id: str) -> Path:
    """Have a process killed while it writes for a job; the folder that it leaves."""
    command = [sys.executable, "-c", _WRITING, str(library), job_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.kill()
    folder = library / "uploads" / f"{job_id}.work"
    assert (folder / "run" / "items.jsonl").exists()
    return folder


def test_what_a_kill_left_of_a_job_that_has_ended_is_swept_away(store: JobStore, own_library: Path) -> None:
    left, living = _leave_words(own_library, JOB_ID), store.add(JobKind.EVALUATION, OWNER, {})
    at_work = _leave_words(own_library, living.job_id)
    jobs = Jobs(store, Uploads(own_library), own_library, lambda job, watch: Made({}))
    long_ago = time.time() - 60
    for folder in (left, at_work):
        os.utime(folder, (long_ago, long_ago))
    jobs.sweep()
    assert not left.exists()
    assert at_work.exists()


def test_what_a_kill_left_of_a_job_that_waits_is_gone_before_any_job_is_begun(
    store: JobStore, own_library: Path
) -> None:
    job = store.add(JobKind.EVALUATION, OWNER, {})
    folder, seen = _leave_words(own_library, job.job_id), list[bool]()

    def run(job: Job, watch: Watch) -> Made:
        seen.append(folder.exists())
        return Made({})

    jobs = Jobs(store, Uploads(own_library), own_library, run)
    jobs.look()
    _await_end(store)
    assert jobs.drain(10)
    assert seen == [False]


def test_a_workplace_is_empty_though_a_kill_left_words_in_it(own_library: Path) -> None:
    _leave_words(own_library, JOB_ID)
    with Uploads(own_library).workplace(JOB_ID) as folder:
        assert list(folder.iterdir()) == []
    assert not folder.exists()


def test_a_job_that_waits_is_not_begun_for_somebody_who_is_let_in_no_more(
    store: JobStore, own_library: Path, officer: Asker
) -> None:
    begun: list[Job] = []

    def run(job: Job, watch: Watch) -> Made:
        begun.append(job)
        return Made({})

    jobs = Jobs(store, Uploads(own_library), own_library, run, lambda asker: asker == OWNER)
    refused, done = (jobs.submit(JobKind.UPLOAD, asker, {}, b"lamps") for asker in (officer, OWNER))
    jobs.look()
    _await_end(store)
    assert jobs.drain(10)
    ended = store.one(refused.job_id, officer.asker_id, officer.scope)
    assert ended.state is JobState.CANCELLED
    assert (ended.problem or {})["code"] == "not_permitted"
    assert [each.job_id for each in begun] == [done.job_id]
    assert not (own_library / "uploads" / refused.job_id).exists()
