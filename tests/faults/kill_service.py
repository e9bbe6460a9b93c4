"""Kills the service while papers are sent and questions asked: ``kill_service.py --rounds 20``.

Four clients send made-up papers and ask questions, and note what was acknowledged: an upload by its 202, an answer by
the id of its record. The service is killed with SIGKILL between 50 ms and 2 s after the first acknowledgement, and
started again over the same library until its jobs are done. Then every acknowledged paper must be in the library with
its words, every answer that was given must be in the audit, and the audit must be whole. Prints a Markdown table; exit
status 1 on any failure.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api.records.audit import Audit
from api.records.database import Records
from api.records.errors import RecordNotFound
from ingest.intake import Intake
from ingest.papers import Scope
from ingest.store.library import Library

FIRST_KILL_S, LAST_KILL_S = 0.05, 2.0
N_CLIENTS = 4
PAUSE_S = 0.1
START_LIMIT_S, DONE_LIMIT_S = 120.0, 900.0
_PAPER = "MILL LANE PANEL\n\n1. Lamp {name}\n\nThe Panel agreed that lamp {name} would be mended by contract {name}.\n"


@dataclass
class Acknowledged:
    """What the service said that it has."""

    papers: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How much it said."""
        return len(self.papers) + len(self.records)


@contextmanager
def served(library: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The service in a process of its own, and its address; killed after the block."""
    program = [sys.executable, "-c", "from api.cli import main; main()"]
    command = [*program, "serve", "--port", "0", "--workers", "0", "--library", str(library)]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stderr=told, stdout=subprocess.DEVNULL, env=dict(os.environ))
        try:
            until = time.monotonic() + START_LIMIT_S
            while not (found := re.search(rb"listens on (http://\S+)", os.pread(told.fileno(), 100_000, 0))):
                if time.monotonic() > until or process.poll() is not None:
                    said = os.pread(told.fileno(), 100_000, 0).decode("utf-8", "replace")
                    raise SystemExit(f"the service did not start: {said}")
                time.sleep(0.05)
            yield process, found.group(1).decode()
        finally:
            process.kill()
            process.wait()


def send_and_ask(url: str, names: Iterator[str], seen: Acknowledged, gone: threading.Event) -> None:
    """One client, until the service is gone."""
    with httpx.Client(base_url=url, timeout=60) as client:
        while not gone.is_set():
            name = next(names)
            try:
                sent = {"file": (f"{name}.txt", _PAPER.format(name=name).encode())}
                reply = client.post("/api/v1/papers", files=sent)
                time.sleep(PAUSE_S)  # what is acknowledged has to be taken in later
                if reply.status_code == 202:
                    seen.papers.append(name)
                else:
                    seen.problems.append(f"an upload was answered with {reply.status_code}")
                reply = client.post("/api/v1/ask", json={"question": f"What was agreed about lamp {name}?"})
                if reply.status_code == 200:
                    seen.records.append(reply.json()["record"]["id"])
                else:
                    seen.problems.append(f"a question was answered with {reply.status_code}")
            except httpx.HTTPError:
                return  # killed in the middle: nothing was acknowledged


def one_round(library: Path, names: Iterator[str], delay_s: float, seen: Acknowledged) -> None:
    """Start, use, kill."""
    gone = threading.Event()
    with served(library) as (process, url):
        clients = [
            threading.Thread(target=send_and_ask, args=(url, names, seen, gone)) for _ in range(N_CLIENTS)
        ]
        for client in clients:
            client.start()
        n_before, until = seen.n, time.monotonic() + START_LIMIT_S
        while seen.n == n_before and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        gone.set()
        for client in clients:
            client.join()


def finish(library: Path) -> None:
    """Start the service again and wait until its jobs are done."""
    with served(library) as (_, url), httpx.Client(base_url=url, timeout=60) as client:
        until = time.monotonic() + DONE_LIMIT_S
        while True:
            jobs = client.get("/api/v1/jobs", params={"limit": 100}).json()["jobs"]
            if all(job["state"] not in ("queued", "running") for job in jobs):
                return
            if time.monotonic() > until:
                raise SystemExit("the jobs that were left are not done")
            time.sleep(0.2)


def check(library: Path, seen: Acknowledged) -> list[str]:
    """Everything that is not as it was acknowledged."""
    problems = list(seen.problems)
    with Library.open(library) as opened:
        scope = Scope.owner()
        words = {paper.name: opened.text(scope, paper.paper_id) for paper in opened.papers(scope)}
        problems += opened.check()
    for name in seen.papers:
        text = words.get(f"{name}.txt")
        if text is None or f"contract {name}" not in text:
            problems.append(f"{name}.txt was acknowledged and is not in the library")
    with Records(library) as records:
        audit = Audit(records)
        problems += audit.verify().problems
        for record_id in seen.records:
            try:
                audit.of_record(record_id)
            except RecordNotFound:
                problems.append(f"answer {record_id} was given and is not in the audit")
    return problems


def main(rounds: int, seed: int) -> int:
    """All rounds over one library; the exit status."""
    chance, seen = random.Random(seed), Acknowledged()
    names = _Shared(f"n{number}x{chance.randrange(10**9)}" for number in itertools.count())
    with tempfile.TemporaryDirectory() as folder:
        library, first = Path(folder) / "library", Path(folder) / "first.txt"
        first.write_text(_PAPER.format(name="one"), "utf-8")
        with Library.create_or_open(library) as created:
            Intake(created).ingest([first])
        problems: list[str] = []
        for _ in range(rounds):
            one_round(library, names, chance.uniform(FIRST_KILL_S, LAST_KILL_S), seen)
            finish(library)
            problems += check(library, seen)
            seen.problems.clear()
    print("| the service, killed | |\n|---|---|")
    print(f"| kills | {rounds} |")
    print(f"| uploads acknowledged, answers given | {len(seen.papers):,}, {len(seen.records):,} |")
    print(f"| problems | {len(problems)} |")
    for problem in problems[:20]:
        print(f"- {problem}")
    return 1 if problems else 0


class _Shared:
    """An iterator that several threads may use."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source, self._guard = source, threading.Lock()

    def __iter__(self) -> _Shared:
        return self

    def __next__(self) -> str:
        with self._guard:
            return next(self._source)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Kills the service while it is used, and looks what is lost."
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(main(arguments.rounds, arguments.seed))
