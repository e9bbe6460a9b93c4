"""Kills the service while papers are sent, questions asked and answers judged: ``kill_service.py --rounds 20``.

Four clients note what was acknowledged: an upload by its 202, an answer by the id of its record, feedback by its own.
The service is killed with SIGKILL between 50 ms and 3 s after the first acknowledgement of a round, and started again
over the same library. Then every acknowledged paper must be in the library once and whole, its job done once, every
answer in the audit, every word of feedback kept, and the audit's chain whole. What a client sent and got no reply to
it sends again with its Idempotency-Key, as clients do: that must not make a second paper. Prints a Markdown table;
exit status 1 on any failure.
"""

from __future__ import annotations

import argparse
import itertools
import queue
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from served import Served, make_library, paper_of, served, unfinished, wait_for

from api.records.audit import Audit
from api.records.database import Records
from api.records.errors import RecordNotFound
from api.records.feedback import FeedbackBox
from ingest.papers import Scope
from ingest.store.library import Library

FIRST_KILL_S, LAST_KILL_S = 0.05, 3.0
N_CLIENTS = 4
FIRST_LIMIT_S, DONE_LIMIT_S = 600.0, 1800.0
READY_S = 5.0
LEAST_UPLOADS = 2


@dataclass
class Acknowledged:
    """What the service said that it has; ``cut`` are the uploads to which it said nothing any more."""

    jobs: dict[str, str] = field(default_factory=dict)
    """The name of each paper, by the id of its job."""
    records: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)
    """When each job that was seen done had ended."""
    cut: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    n_sent_again: int = 0

    @property
    def n(self) -> int:
        """How much it said."""
        return sum(self.by_kind)

    @property
    def by_kind(self) -> tuple[int, int, int]:
        """How many uploads, answers and verdicts it said that it has."""
        return len(self.jobs), len(self.records), len(self.feedback)


class Client:
    """Sends papers, asks, and judges answers, in turn, until the service is gone."""

    def __init__(self, running: Served, names: Iterator[str], seen: Acknowledged, first: int) -> None:
        self._running, self._names, self._seen, self._first = running, names, seen, first
        self.gone = threading.Event()

    def go_on(self) -> None:
        """Runs in a thread of its own."""
        deeds = itertools.cycle((self._send, self._ask))
        with self._running.client() as client:
            for deed in itertools.islice(deeds, self._first, None):
                if self.gone.is_set():
                    return
                try:
                    deed(client)
                except httpx.HTTPError:
                    return  # killed in the middle: nothing was acknowledged

    def _send(self, client: httpx.Client) -> None:
        try:
            name = self._seen.cut.get_nowait()
            self._seen.n_sent_again += 1
        except queue.Empty:
            name = next(self._names)
        try:
            reply = client.post(
                "/api/v1/papers",
                files={"file": (f"{name}.txt", paper_of(name))},
                headers={"idempotency-key": name},
            )
        except httpx.HTTPError:
            self._seen.cut.put(name)
            raise
        if self._is_fine(reply, 202):
            self._seen.jobs[reply.json()["job_id"]] = name
        self.gone.wait(0.1)  # what is acknowledged has to be taken in later

    def _ask(self, client: httpx.Client) -> None:
        reply = client.post(
            "/api/v1/ask", json={"question": f"What was agreed about lamp {next(self._names)}?"}
        )
        if not self._is_fine(reply, 200):
            return
        record_id = reply.json()["record"]["id"]
        self._seen.records.append(record_id)
        said = {"verdict": "incomplete", "note": "made up"}
        reply = client.post(f"/api/v1/answers/{record_id}/feedback", json=said)
        if self._is_fine(reply, 201):
            self._seen.feedback.append(reply.json()["feedback_id"])

    def _is_fine(self, reply: httpx.Response, status: int) -> bool:
        if reply.status_code != status:
            self._seen.problems.append(f"{reply.request.url.path} was answered with {reply.status_code}")
        return reply.status_code == status


def use_and_kill(running: Served, names: Iterator[str], delay_s: float, seen: Acknowledged) -> None:
    """Have it used from all sides and end it at once, so long after the first acknowledgement of each kind."""
    clients = [Client(running, names, seen, number) for number in range(N_CLIENTS)]
    threads = [threading.Thread(target=client.go_on) for client in clients]
    before = seen.by_kind
    for thread in threads:
        thread.start()
    wait_for(
        lambda: all(now > then for now, then in zip(seen.by_kind, before, strict=True)),
        FIRST_LIMIT_S,
        "a first acknowledgement of each kind",
    )
    time.sleep(delay_s)
    running.process.send_signal(signal.SIGKILL)
    running.process.wait()
    for client in clients:
        client.gone.set()
    for thread in threads:
        thread.join()


def problems_of(running: Served, library: Path, seen: Acknowledged) -> list[str]:
    """Everything that is not as it was acknowledged, once all jobs are done."""
    with running.client() as client:
        wait_for(lambda: not unfinished(client), DONE_LIMIT_S, "the jobs that were left")
        problems = [*seen.problems, *_of_jobs(client, seen)]
    seen.problems.clear()
    problems += running.unexpected()
    return [*problems, *_of_papers(library, seen), *_of_records(library, seen)]


def _of_jobs(client: httpx.Client, seen: Acknowledged) -> Iterator[str]:
    for job_id, name in seen.jobs.items():
        job = client.get(f"/api/v1/jobs/{job_id}").json()
        if job.get("state") != "done":
            yield f"the job of {name} is {job.get('state', job)}"
        elif seen.ended.setdefault(job_id, job["ended_at"]) != job["ended_at"]:
            yield f"the job of {name} was done, and was done again"


def _of_papers(library: Path, seen: Acknowledged) -> Iterator[str]:
    with Library.open(library) as opened:
        yield from opened.check()
        scope = Scope.owner()
        papers = {paper.name: paper.paper_id for paper in opened.papers(scope)}
        for name, n in Counter(paper.name for paper in opened.papers(scope)).items():
            if n > 1:
                yield f"{name} is in the library {n} times"
        for name in seen.jobs.values():
            paper_id = papers.get(f"{name}.txt")
            if paper_id is None or opened.text(scope, paper_id).split() != paper_of(name).decode().split():
                yield f"{name}.txt was acknowledged and is not in the library as it was sent"


def _of_records(library: Path, seen: Acknowledged) -> Iterator[str]:
    with Records(library) as records:
        audit = Audit(records)
        yield from audit.verify().problems
        kept = {given.feedback_id for given in FeedbackBox(records).every()}
        yield from (f"feedback {each} was kept and is gone" for each in seen.feedback if each not in kept)
        for record_id in seen.records:
            try:
                audit.of_record(record_id)
            except RecordNotFound:
                yield f"answer {record_id} was given and is not in the audit"


def main(rounds: int, seed: int, ready_s: float) -> int:
    """All rounds over one library; the exit status."""
    chance, seen = random.Random(seed), Acknowledged()
    names = _Shared(f"n{number}x{chance.randrange(10**9)}" for number in itertools.count())
    problems: list[str] = []
    starts: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(Path(folder), "one")
        for number in range(rounds + 1):
            with served(library) as running:
                starts.append(running.ready_s)
                problems += problems_of(running, library, seen)
                if number < rounds:
                    use_and_kill(running, names, chance.uniform(FIRST_KILL_S, LAST_KILL_S), seen)
            print(
                f"kill {number} of {rounds}: {seen.n} acknowledged, {len(problems)} problems", file=sys.stderr
            )
    if len(seen.jobs) < LEAST_UPLOADS or not seen.records or not seen.feedback:
        problems.append("too little was acknowledged to tell anything")
    if max(starts) > ready_s:
        problems.append(f"a start took {max(starts):.1f} s")
    report(rounds, seen, starts, problems)
    return 1 if problems else 0


def report(rounds: int, seen: Acknowledged, starts: list[float], problems: list[str]) -> None:
    """The table."""
    told = f"{len(seen.jobs):,}, {len(seen.records):,}, {len(seen.feedback):,}"
    print("| the service, killed | |\n|---|---|")
    print(f"| kills | {rounds} |")
    print(f"| uploads, answers, verdicts on answers acknowledged | {told} |")
    print(f"| uploads cut off, and sent again with their key | {seen.n_sent_again} |")
    print(
        f"| longest and median time until it was ready | {max(starts):.1f}, {sorted(starts)[len(starts) // 2]:.1f} s |"
    )
    print(f"| problems | {len(problems)} |")
    for problem in problems[:20]:
        print(f"- {problem}")


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
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ready-s", type=float, default=READY_S, help="longest time until it may be ready")
    arguments = parser.parse_args()
    sys.exit(main(arguments.rounds, arguments.seed, arguments.ready_s))
