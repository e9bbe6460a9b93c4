"""Tells the service to end in the middle of its work: ``drains.py --rounds 10``.

In each round somebody reads an answer as a language model writes it, and papers were just accepted, some of them
large enough to be at work on. Then SIGTERM. The service must end within 20 seconds with status 0; a model that is done
in time must have its answer told to the end, and one that never ends must not hold the service up; and at the next
start every accepted paper is taken in, once. Models that end and models that never do take turns. Prints a Markdown
table; exit status 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from bad_model import model_server, settings_of, slowly
from made_papers import file_name, words_of
from served import Served, make_library, paper_of, served, unfinished, wait_for

from api.records.audit import Audit
from api.records.database import Records
from ingest.papers import Scope
from ingest.store.library import Library

MOST_S = 20.0
SHORT_S, ENDLESS_S = 3.0, 600.0
"""How long the two models write."""
LAST_SIGNAL_S = 1.0
N_SMALL = 3
N_TURNS = 12
"""Papers made up into one large one."""
DONE_LIMIT_S = 1800.0
QUESTION = "What was agreed about lamp one?"


@dataclass
class Reader:
    """Somebody who reads an answer as it is written; ``names`` are those of the events that came."""

    names: list[str] = field(default_factory=list)
    is_cut: bool = False

    def read(self, url: str) -> None:
        """Runs in a thread of its own."""
        try:
            with httpx.stream(
                "POST",
                f"{url}/api/v1/ask",
                json={"question": QUESTION},
                headers={"accept": "text/event-stream"},
                timeout=ENDLESS_S,
            ) as reply:
                for line in reply.iter_lines():
                    if line.startswith("event: "):
                        self.names.append(line.removeprefix("event: "))
        except httpx.HTTPError:
            self.is_cut = True


@dataclass
class Round:
    """What one end of the service gave; ``n_left`` are the jobs that were left for the next start."""

    is_endless: bool
    took_s: float
    status: int
    reader: Reader
    n_left: int = 0

    def problems(self) -> list[str]:
        """What must not be."""
        found = []
        if self.status != 0:
            found.append(f"exit status {self.status}")
        if self.took_s > MOST_S:
            found.append(f"ended after {self.took_s:.1f} s")
        if not self.is_endless and self.reader.names[-1:] != ["done"]:
            found.append(f"the answer ended with {self.reader.names[-1:]}")
        return found


def send(client: httpx.Client, number: int) -> list[str]:
    """Hand in one large paper and some small ones; their names."""
    large = "".join(words_of(number, turn) for turn in range(N_TURNS))
    papers = {file_name(number): large.encode()}
    papers |= {f"r{number}p{each}.txt": paper_of(f"r{number}p{each}") for each in range(N_SMALL)}
    for name, content in papers.items():
        reply = client.post("/api/v1/papers", files={"file": (name, content)})
        if reply.status_code != httpx.codes.ACCEPTED:
            raise SystemExit(f"an upload was answered with {reply.status_code}: {reply.text}")
    return list(papers)


def end(running: Served, number: int, wait_s: float, *, is_endless: bool) -> tuple[Round, list[str]]:
    """Have it work, and tell it to end; how it ended, and the papers that it had accepted."""
    reader = Reader()
    reading = threading.Thread(target=reader.read, args=(running.url,))
    with running.client() as client:
        names = send(client, number)
        reading.start()
        wait_for(lambda: bool(reader.names) or reader.is_cut, 600, "a first sentence")
    time.sleep(wait_s)
    running.process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    status = running.process.wait(120)
    took_s = time.monotonic() - begun
    reading.join()
    return Round(is_endless, took_s, status, reader), names


def missing(running: Served, library: Path, names: list[str]) -> tuple[int, list[str]]:
    """How many jobs the last end had left, and what is not as it was accepted once they are done."""
    with running.client() as client:
        n_left = unfinished(client)
        wait_for(lambda: not unfinished(client), DONE_LIMIT_S, "the jobs that were left")
        jobs = client.get("/api/v1/jobs", params={"limit": 100}).json()["jobs"]
    problems = [f"a job is {job['state']}: {job['problem']}" for job in jobs if job["state"] != "done"]
    with Library.open(library) as opened:
        there = [paper.name for paper in opened.papers(Scope.owner())]
        problems += opened.check()
    problems += [f"{name} is there {there.count(name)} times" for name in names if there.count(name) != 1]
    with Records(library) as records:
        return n_left, [*problems, *Audit(records).verify().problems]


def main(rounds: int, seed: int) -> int:
    """All rounds over one library; the exit status."""
    chance, ended, names = random.Random(seed), list[Round](), list[str]()
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder, model_server(slowly(SHORT_S)) as model:
        library = make_library(Path(folder), "one")
        for number in range(rounds + 1):
            is_endless = number % 2 == 1
            model.behave = slowly(ENDLESS_S if is_endless else SHORT_S)
            with served(library, workers=1, **settings_of(model, ENDLESS_S)) as running:
                n_left, wrong = missing(running, library, names)
                problems += wrong
                if ended:
                    ended[-1].n_left = n_left
                if number == rounds:
                    break
                done, sent = end(running, number, chance.uniform(0, LAST_SIGNAL_S), is_endless=is_endless)
            names += sent
            ended.append(done)
            problems += [f"round {number + 1}: {each}" for each in done.problems()]
            print(f"round {number + 1} of {rounds}: {done.took_s:.1f} s", file=sys.stderr)
    report(ended, len(names), problems)
    return 1 if problems else 0


def report(ended: list[Round], n_papers: int, problems: list[str]) -> None:
    """The table."""
    whole = sum(each.reader.names[-1:] == ["done"] for each in ended)
    endless = [each.took_s for each in ended if each.is_endless]
    print("| the service, told to end | |\n|---|---|")
    print(f"| rounds, of these with a model that never ends | {len(ended)}, {len(endless)} |")
    print(f"| longest end | {max(each.took_s for each in ended):.1f} s |")
    print(f"| exit status 0 | {sum(each.status == 0 for each in ended)} |")
    print(f"| answers told to the end | {whole} |")
    print(
        f"| papers accepted, jobs that were left and went on | {n_papers}, {sum(each.n_left for each in ended)} |"
    )
    print(f"| problems | {len(problems)} |")
    for problem in problems[:20]:
        print(f"- {problem}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.rounds, given.seed))
