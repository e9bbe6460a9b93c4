"""Papers taken in by a process of its own, over a real library."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.errors import IntakeUnavailable
from api.jobs.uploads import Uploads
from api.logs import LogStyle
from api.opening import wait_for_writing
from api.records.errors import RecordsError
from api.taking_in.process import TakingIn
from api.taking_in.wire import Upload
from ingest.desks import Desks
from ingest.papers import Access, Scope
from ingest.readers.sandbox import Limits
from ingest.store.library import Library
from ingest.telling import Progress
from rag.stopping import GivenUp, stoppable

QUIET = LogStyle("plain", "error")
FERRY = b"HARROWMERE PANEL\n\n1. Ferry\n\nThe Panel agreed that the ferry would run on Sundays.\n"
OWNER = Scope.owner()


@pytest.fixture
def taking_in(own_library: Path) -> Iterator[TakingIn]:
    started = TakingIn(own_library, Limits(), QUIET)
    yield started
    started.close()


@pytest.fixture
def sent(own_library: Path) -> Callable[..., Upload]:
    """Puts a file where a job's upload lies."""

    def send(content: bytes = FERRY, name: str = "ferry.txt") -> Upload:
        job_id = os.urandom(16).hex()
        Uploads(own_library).keep(job_id, content)
        return Upload(job_id, name, Access.PUBLIC, Desks(), None)

    return send


def _names(library: Path) -> set[str]:
    with Library.open(library) as opened:
        return {paper.name for paper in opened.papers(OWNER)}


def _wait_for(is_so: Callable[[], bool], limit_s: float = 60.0) -> None:
    until = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_files_are_taken_in_by_one_process_that_is_started_for_the_first(
    taking_in: TakingIn, sent: Callable[..., Upload], own_library: Path
) -> None:
    assert taking_in.pid is None
    told: list[Progress] = []
    (outcome,) = taking_in.take_in(sent(), told.append)
    pid = taking_in.pid
    assert (outcome.status, outcome.path) == ("new", "ferry.txt") and outcome.passages
    assert [each.stage for each in told] == ["storing"]
    (again,) = taking_in.take_in(sent(), told.append)
    assert (again.status, again.paper_id) == ("unchanged", outcome.paper_id)
    (bad,) = taking_in.take_in(sent(b"%PDF-1.7\nnothing", "bad.pdf"), told.append)
    assert bad.status == "rejected" and "bad.pdf" in (bad.reason or "")
    assert taking_in.pid == pid != os.getpid()
    with Library.open(own_library) as library:
        assert library.paper(OWNER, outcome.paper_id or "").access is Access.PUBLIC
        assert library.check() == []


def test_an_error_comes_back_as_what_it_was(taking_in: TakingIn) -> None:
    with pytest.raises(RecordsError, match="Send the file again"):
        taking_in.take_in(Upload("0" * 32, "gone.txt", Access.PUBLIC, Desks(), None), lambda told: None)


def test_others_write_while_a_file_is_in_hand(
    taking_in: TakingIn, sent: Callable[..., Upload], own_library: Path
) -> None:
    withdrawn = []

    def withdraw(told: Progress) -> None:
        with wait_for_writing(own_library, 10.0) as library:
            paper = next(each for each in library.papers(OWNER) if each.name == "report-june.txt")
            library.withdraw(paper.paper_id, "by request")
            withdrawn.append(paper.name)

    taking_in.take_in(sent(), withdraw)
    assert withdrawn and _names(own_library) == {"minutes-march.txt", "minutes-june.txt", "ferry.txt"}


def test_a_file_whose_process_is_killed_is_taken_in_by_another(
    taking_in: TakingIn, sent: Callable[..., Upload], own_library: Path
) -> None:
    killed: list[int] = []

    def kill_once(told: Progress) -> None:
        if not killed and taking_in.pid is not None:
            killed.append(taking_in.pid)
            os.kill(taking_in.pid, signal.SIGKILL)

    (outcome,) = taking_in.take_in(sent(), kill_once)
    assert outcome.status in ("new", "unchanged")  # it may have been stored before the kill
    assert killed and taking_in.pid not in (None, *killed)
    assert "ferry.txt" in _names(own_library)


def test_a_file_that_ends_every_process_is_given_up_and_the_next_one_is_taken_in(
    taking_in: TakingIn, sent: Callable[..., Upload]
) -> None:
    def kill(told: Progress) -> None:
        if taking_in.pid is not None:
            os.kill(taking_in.pid, signal.SIGSTOP)  # or it might be done before it is killed
            os.kill(taking_in.pid, signal.SIGKILL)

    # Its text is long enough that what is told arrives before all of it is stored.
    heavy = b"\n\n".join(b"%d. Lamp number %d was lit in Mill Lane." % (n, n) for n in range(1, 300))
    with pytest.raises(IntakeUnavailable, match=r"heavy\.txt.*exit status -9.*Split the file"):
        taking_in.take_in(sent(heavy, "heavy.txt"), kill)
    (outcome,) = taking_in.take_in(sent(), lambda told: None)
    assert outcome.status == "new"


def test_work_that_nobody_wants_any_more_ends_and_lets_go_of_the_library(
    taking_in: TakingIn, sent: Callable[..., Upload], own_library: Path
) -> None:
    stop = threading.Event()

    def told(progress: Progress) -> None:
        stop.set()

    heavy = b"\n\n".join(b"%d. Lamp number %d was lit in Mill Lane." % (n, n) for n in range(1, 300))
    with stoppable(stop), pytest.raises(GivenUp):
        taking_in.take_in(sent(heavy, "heavy.txt"), told)
    assert taking_in.pid is None
    with wait_for_writing(own_library, 1.0) as library:
        assert library.check() == []


def test_a_process_without_papers_ends_and_another_takes_the_next(
    own_library: Path, sent: Callable[..., Upload]
) -> None:
    taking_in = TakingIn(own_library, Limits(), QUIET, idle_s=0.2)
    try:
        for content, status in ((FERRY, "new"), (FERRY, "unchanged")):
            (outcome,) = taking_in.take_in(sent(content), lambda told: None)
            assert outcome.status == status
            _wait_for(lambda: taking_in.pid is None)
    finally:
        taking_in.close()
