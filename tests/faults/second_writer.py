"""Starts a second service and a second ingest on a library that is being written to: ``second_writer.py --tries 20``.

A service runs and takes papers in all the while. In each try ``minutebook serve`` is started once more and
``minutebook ingest`` twice, all at once. The second service must be refused in one line; each ingest must either have
had its turn (status 0) or be refused in one line that says who is writing. Then the library must be sound
(``quick_check`` and our own check) and hold exactly the papers that were accepted or reported as new, once each.
Prints a Markdown table; exit status 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from served import PROGRAM, Served, make_library, paper_of, served, unfinished, wait_for

from ingest.papers import Scope
from ingest.store.library import Library

START_LIMIT_S = 600.0
DONE_LIMIT_S = 1800.0
_SERVED = re.compile(r"minutebook: .*process \d+ serves this library already\.")
_WRITING = re.compile(r"minutebook: .*(process \w+ is writing to this library|another process is writing)")


@dataclass
class Seen:
    """What became of the second ones; ``names`` are the papers that must be there."""

    n_services_refused: int = 0
    n_turns: int = 0
    n_refused: int = 0
    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Sender:
    """Hands papers in until it is told to stop."""

    def __init__(self, running: Served, seen: Seen) -> None:
        self._running, self._seen = running, seen
        self.is_over = threading.Event()

    def go_on(self) -> None:
        """Runs in a thread of its own; one paper after the other, so that the writer has breaks."""
        with self._running.client() as client:
            for number in itertools.count():
                if self.is_over.is_set():
                    return
                name = f"sent{number}"
                reply = client.post("/api/v1/papers", files={"file": (f"{name}.txt", paper_of(name))})
                if reply.status_code != httpx.codes.ACCEPTED:
                    self._seen.problems.append(f"an upload was answered with {reply.status_code}")
                    return
                self._seen.names.append(f"{name}.txt")
                wait_for(lambda: not unfinished(client), DONE_LIMIT_S, "an upload to be taken in")


def _started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def one_try(library: Path, folder: Path, number: int, seen: Seen) -> None:
    """All three second ones at once."""
    files = [folder / f"second{number}{each}.txt" for each in "ab"]
    for file in files:
        file.write_bytes(paper_of(file.stem))
    second = _started("serve", "--port", "0", "--workers", "0", "--library", str(library))
    ingests = [_started("ingest", "--json", str(file), "--library", str(library)) for file in files]
    try:
        _judge_service(second, seen)
        for ingest in ingests:
            _judge_ingest(ingest, seen)
    finally:
        for each in (second, *ingests):
            each.kill()
            each.wait()


def _judge_service(second: subprocess.Popen[str], seen: Seen) -> None:
    _, said = second.communicate(timeout=START_LIMIT_S)
    lines = said.splitlines()
    if second.returncode == 1 and len(lines) == 1 and _SERVED.match(lines[0]):
        seen.n_services_refused += 1
    else:
        seen.problems.append(f"a second service ended with {second.returncode}: {said[:300]}")


def _judge_ingest(ingest: subprocess.Popen[str], seen: Seen) -> None:
    told, said = ingest.communicate(timeout=START_LIMIT_S)
    lines = [line for line in said.splitlines() if line.startswith("minutebook: ")]
    if ingest.returncode == 0:
        seen.n_turns += 1
        seen.names += [
            Path(paper["path"]).name for paper in json.loads(told)["papers"] if paper["status"] == "new"
        ]
    elif ingest.returncode == 1 and len(lines) == 1 and _WRITING.match(lines[0]):
        seen.n_refused += 1
    else:
        seen.problems.append(f"an ingest ended with {ingest.returncode}: {said[:300]}")


def problems_of(library: Path, seen: Seen) -> list[str]:
    """Everything that is not as it should be, once nobody writes any more."""
    connection = sqlite3.connect(f"{(library / 'library.sqlite').as_uri()}?mode=ro", uri=True)
    try:
        quick = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
    finally:
        connection.close()
    problems = [*seen.problems, *(line for line in quick if line != "ok")]
    with Library.open(library) as opened:
        problems += opened.check()
        there = Counter(paper.name for paper in opened.papers(Scope.owner()))
    wanted = Counter([*seen.names, "one.txt"])
    return problems + [
        f"{name}: {there[name]} in the library, not 1" for name in there | wanted if there[name] != 1
    ]


def main(tries: int) -> int:
    """All tries over one library; the exit status."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as made:
        library = make_library(Path(made), "one")
        with served(library) as running:
            sender = Sender(running, seen)
            sending = threading.Thread(target=sender.go_on)
            sending.start()
            for number in range(tries):
                one_try(library, Path(made), number, seen)
                print(f"try {number + 1} of {tries}: {seen.n_turns} turns", file=sys.stderr)
            sender.is_over.set()
            sending.join()
            n_sent = sum(name.startswith("sent") for name in seen.names)
        problems = problems_of(library, seen)
    print("| two writers | |\n|---|---|")
    print(f"| second services refused in one line | {seen.n_services_refused} of {tries} |")
    print(f"| second ingests that had their turn, refused in one line | {seen.n_turns}, {seen.n_refused} |")
    print(f"| papers taken in by the service meanwhile | {n_sent} |")
    print(f"| problems | {len(problems)} |")
    for problem in problems[:20]:
        print(f"- {problem}")
    return 1 if problems or not n_sent else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tries", type=int, default=20)
    sys.exit(main(parser.parse_args().tries))
