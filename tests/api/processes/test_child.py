"""A child process with a pipe: it is told things, listened to, and never outlives whoever started it."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from api.logs import LogStyle
from api.processes.child import ChildProcess
from api.processes.failing import Failed, error_of, failure
from api.records.errors import RecordNotFound
from api.taking_in.child import work
from api.taking_in.wire import ORDERS, REPLIES, Begun, End, Upload
from ingest.desks import Desks
from ingest.errors import LibraryLocked
from ingest.papers import Access
from ingest.readers.sandbox import Limits
from rag.errors import QuestionError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def arguments(tmp_path: Path) -> tuple[object, ...]:
    """Of the process that takes papers in, which says nothing before it is given one."""
    return tmp_path, Limits(), LogStyle("plain", "error"), 120.0


def test_what_is_told_is_answered_and_the_end_comes_once(arguments: tuple[object, ...]) -> None:
    heard: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    child = ChildProcess("told", work, arguments, heard.put, lambda: heard.put(None))
    assert child.send(ORDERS.to_bytes(Upload("0" * 32, "gone.txt", Access.PUBLIC, Desks(), None)))
    assert REPLIES.from_bytes(heard.get(timeout=60) or b"") == Begun()
    assert isinstance(REPLIES.from_bytes(heard.get(timeout=60) or b""), Failed)
    child.send(ORDERS.to_bytes(End()))
    assert heard.get(timeout=60) is None
    child.close()
    assert child.is_gone and heard.empty()
    assert child.how_it_ended == "exit status 0"
    assert not child.send(b"more")


def test_a_child_that_does_not_end_is_brought_to_its_end(arguments: tuple[object, ...]) -> None:
    child = ChildProcess("waiting", work, arguments, lambda said: None, lambda: None)
    child.close()
    assert child.is_gone and child.how_it_ended == f"exit status {-signal.SIGKILL}"


def test_a_child_whose_words_can_not_be_taken_is_brought_to_its_end(
    arguments: tuple[object, ...], caplog: pytest.LogCaptureFixture
) -> None:
    ended = threading.Event()

    def refuse(said: bytes) -> None:
        raise ValueError("no reply")

    child = ChildProcess("babbling", work, arguments, refuse, ended.set)
    assert child.send(ORDERS.to_bytes(Upload("0" * 32, "gone.txt", Access.PUBLIC, Desks(), None)))
    assert ended.wait(60)
    child.close()
    assert child.is_gone and child.how_it_ended == f"exit status {-signal.SIGKILL}"
    assert "babbling" in caplog.text and "no reply" in caplog.text


STARTING = """
import time
from api.logs import LogStyle
from api.processes.beginning import begin
from api.processes.child import ChildProcess

def work(theirs, style):
    begin(style, 1)
    theirs.send_bytes(b"ready")
    time.sleep(120)  # busy, and not listening

if __name__ == "__main__":
    style = LogStyle("plain", "error")
    child = ChildProcess("busy", work, (style,), lambda said: print(child.pid, flush=True), lambda: None)
    time.sleep(120)
"""


def test_a_busy_child_ends_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "starting.py"
    script.write_text(STARTING, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_an_error_of_ours_comes_back_as_its_class_and_a_fault_without_its_words() -> None:
    for error in (LibraryLocked("wait"), QuestionError("too long"), RecordNotFound("gone")):
        again = error_of(failure(1, error))
        assert type(again) is type(error) and str(again) == str(error)
    fault = error_of(failure(1, KeyError("secret words")))
    assert type(fault) is RuntimeError and "secret" not in str(fault)
