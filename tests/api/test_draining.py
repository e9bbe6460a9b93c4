"""A service that is told to end finishes what it has begun; one that is told twice ends at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.draining import DRAIN_S
from ingest.papers import Scope
from ingest.store.library import Library

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from api.cli import main; main()"
QUESTION = "How many lamps in Mill Lane had failed?"
PAPER = "HARROWMERE PANEL\n\n1. Ferry\n\nThe Panel agreed that ferry number {number} would run on Sundays.\n"


@contextmanager
def _served(
    library: Path, program: str = PROGRAM, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running service and its address; a test that fails does not leave it behind."""
    options = ["--port", "0", "--workers", "1", "--library", str(library)]
    command = [sys.executable, "-c", program, "serve", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        try:
            assert process.stderr is not None
            # What is said of the index may come before the address.
            listens = next(
                filter(None, map(re.compile(r"listens on (http://\S+)").search, process.stderr)), None
            )
            assert listens is not None
            yield process, listens.group(1)
        finally:
            process.kill()


@pytest.fixture
def hanging(model_server) -> threading.Event:
    """Set once the model was asked; it never answers."""
    asked = threading.Event()

    def hang(handler) -> None:
        asked.set()
        model_server.is_ending.wait(120)

    model_server.behave = hang
    return asked


def _wait_for(is_so, limit_s: float = 60.0) -> None:
    until = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_questions_that_were_taken_are_answered_and_the_service_ends_well(shared_library: Path) -> None:
    with _served(shared_library) as (process, url), httpx.Client(base_url=url, timeout=60) as client:
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200
        with ThreadPoolExecutor(8) as pool:
            replies = [
                pool.submit(client.post, "/api/v1/ask", json={"question": f"{QUESTION} Number {number}"})
                for number in range(8)
            ]
            _wait_for(lambda: "requests_in_progress 9" in client.get("/metrics").text or replies[0].done())
            process.send_signal(signal.SIGTERM)
            begun = time.monotonic()
            assert [reply.result().status_code for reply in replies] == [200] * 8
        assert process.wait(60) == 0
        assert time.monotonic() - begun < DRAIN_S + 30  # far more where the machine has other things to do


def test_an_upload_that_was_taken_is_in_the_library_after_the_end_or_the_next_start(
    own_library: Path,
) -> None:
    with _served(own_library) as (process, url), httpx.Client(base_url=url, timeout=60) as client:
        for number in range(3):
            sent = {"file": (f"ferry-{number}.txt", PAPER.format(number=number).encode())}
            assert client.post("/api/v1/papers", files=sent).status_code == 202
        process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 0
    wanted = {f"ferry-{number}.txt" for number in range(3)}

    def is_all_there() -> bool:
        with Library.open(own_library) as library:
            return wanted <= {paper.name for paper in library.papers(Scope.owner())}

    if not is_all_there():
        with _served(own_library):
            _wait_for(is_all_there)


def test_it_ends_well_in_its_time_whatever_is_still_under_way(
    shared_library: Path, model_server, hanging: threading.Event
) -> None:
    settings = {"MINUTEBOOK_MODEL": "small", "MINUTEBOOK_MODEL_BASE_URL": model_server.address}
    sooner = f"import api.draining; api.draining.LAST_S = 1.0; {PROGRAM}"
    with _served(shared_library, sooner, **settings) as (process, url), ThreadPoolExecutor(1) as pool:
        reply = pool.submit(httpx.post, f"{url}/api/v1/ask", json={"question": QUESTION}, timeout=120)
        assert hanging.wait(60)
        process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert process.wait(60) == 0
        assert time.monotonic() - begun < DRAIN_S
        with pytest.raises(httpx.HTTPError):
            reply.result()


def test_a_second_signal_ends_it_at_once(
    shared_library: Path, model_server, hanging: threading.Event
) -> None:
    settings = {"MINUTEBOOK_MODEL": "small", "MINUTEBOOK_MODEL_BASE_URL": model_server.address}
    with _served(shared_library, **settings) as (process, url), ThreadPoolExecutor(1) as pool:
        reply = pool.submit(httpx.post, f"{url}/api/v1/ask", json={"question": QUESTION}, timeout=120)
        assert hanging.wait(60)
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.0)  # it waits for the model
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 128 + signal.SIGTERM
        with pytest.raises(httpx.HTTPError):
            reply.result()
