"""The real service as a process of its own, for the fault runs: started, waited for, and never left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library

START_LIMIT_S = 600.0
PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
_PAPER = """MILL LANE PANEL

Minutes of the meeting held on Tuesday 4 March 2025

1. Lamp {name}

The Panel agreed that lamp {name} would be mended by contract {name}.
"""


@dataclass(frozen=True)
class Served:
    """A running service; ``ready_s`` is what passed between its start and the first 200 of /health/ready."""

    process: subprocess.Popen[bytes]
    url: str
    ready_s: float
    said: Callable[[], str]
    """What it wrote to standard error so far."""

    def unexpected(self) -> list[str]:
        """The lines of its log that tell of an error which nobody expected, with the places that it went through."""
        return [line for line in self.said().splitlines() if "places=" in line or "Traceback" in line]

    def client(self, timeout_s: float = 300.0) -> httpx.Client:
        """A client of it; the caller's to close."""
        return httpx.Client(base_url=self.url, timeout=timeout_s)


@contextmanager
def served(library: Path, *, workers: int = 0, **settings: str) -> Iterator[Served]:
    """The service over a library, ready; killed after the block where it still runs.

    Raises:
        SystemExit: It did not become ready within ``START_LIMIT_S``; with what it said.
    """
    command = [*PROGRAM, "serve", "--port", "0", "--workers", str(workers), "--library", str(library)]
    environment = {
        **os.environ,
        "MINUTEBOOK_REQUESTS_PER_MINUTE": "0",
        "MINUTEBOOK_JOBS_PER_ASKER": "0",
        "MINUTEBOOK_MIN_FREE_MB": "0",
        **settings,
    }
    with tempfile.TemporaryFile() as told:

        def said() -> str:
            return os.pread(told.fileno(), 10_000_000, 0).decode("utf-8", "replace")

        begun = time.monotonic()
        process = subprocess.Popen(command, stderr=told, stdout=subprocess.DEVNULL, env=environment)
        try:
            url = _ready(process, said, begun + START_LIMIT_S)
            yield Served(process, url, time.monotonic() - begun, said)
        finally:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], said: Callable[[], str], until: float) -> str:
    """The address of the service, once it says that it is ready."""
    while time.monotonic() < until and process.poll() is None:
        listens = re.search(r"listens on (http://\S+)", said())
        if listens is not None:
            try:
                if httpx.get(f"{listens[1]}/health/ready", timeout=5).status_code == httpx.codes.OK:
                    return listens[1]
            except httpx.HTTPError:
                pass  # not yet
        time.sleep(0.02)
    raise SystemExit(f"the service did not become ready: {said()}")


def wait_for(is_so: Callable[[], bool], limit_s: float, what: str) -> None:
    """Come back once it is so.

    Raises:
        SystemExit: It isn't within the time.
    """
    until = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit(f"{what}: not within {limit_s:g} s")
        time.sleep(0.05)


def unfinished(client: httpx.Client) -> int:
    """How many of the latest 100 jobs wait or run."""
    jobs = client.get("/api/v1/jobs", params={"limit": 100}).raise_for_status().json()["jobs"]
    return sum(job["state"] in ("queued", "running") for job in jobs)


def paper_of(name: str) -> bytes:
    """A small paper in which the name stands several times, and in no other paper."""
    return _PAPER.format(name=name).encode()


def make_library(folder: Path, *names: str) -> Path:
    """A library of such papers, public ones."""
    papers = folder / "first"
    papers.mkdir()
    for name in names:
        (papers / f"{name}.txt").write_bytes(paper_of(name))
    with Library.create_or_open(folder / "library") as created:
        Intake(created, access=Access.PUBLIC).ingest([papers])
    return folder / "library"
