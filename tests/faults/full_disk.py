"""Fills the disk under the running service, and makes room again: ``full_disk.py --tries 12``.

The library lies on a small disk of its own: a tmpfs where one may be mounted, in a namespace of this run alone (the
script starts itself again there); elsewhere every process of the service is forbidden to make files grow
(RLIMIT_FSIZE), which needs no rights. In each try so much is left free, from nothing up to some MB, and then everybody
goes on: papers are sent and withdrawn, questions asked in four ways, answers judged. What can't be kept must be refused
with a problem document (503 or 507) and no word of an answer; every answer that was given must be in the audit; no
paper may be searchable in part. Once there is room all must go on by itself: the same process, every accepted paper
taken in, the audit whole. Prints a Markdown table; exit status 1 where any of this fails.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from disks import Ballast, Disk, Forbidden, small_disk
from made_papers import file_name, words_of
from model_faults import WAYS, Reply
from served import Served, make_library, paper_of, served, unfinished, wait_for

from api.records.audit import Audit
from api.records.database import Records
from api.records.errors import RecordNotFound
from ingest.papers import Scope
from ingest.store.library import Library

LEFT_BYTES = (0, 4096, 65_536, 262_144, 1_048_576, 4_194_304)
"""What is left free, in turn: the disk is then full at another place of the work each time."""
REFUSED = frozenset((503, 507))
SPOOLED_BYTES = 2_500_000
QUESTION = "What was agreed about lamp one?"
N_TURNS = 12
DONE_LIMIT_S = 1800.0
_INSIDE = "MINUTEBOOK_FULL_DISK_INSIDE"


@dataclass
class Seen:
    """What happened so far."""

    uploads: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    accepted: dict[str, str] = field(default_factory=dict)
    """The name of each accepted paper, by the id of its job."""
    records: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def refused(self, reply: httpx.Response) -> None:
        """Look that a refusal is a problem document."""
        if reply.status_code not in REFUSED:
            self.problems.append(
                f"{reply.request.url.path} was answered with {reply.status_code}: {reply.text[:200]}"
            )
        elif reply.headers["content-type"] != "application/problem+json" or not reply.json()["detail"]:
            self.problems.append(f"{reply.request.url.path} was refused without a reason")


def send(client: httpx.Client, name: str, content: bytes, seen: Seen) -> None:
    """Hand a paper in."""
    reply = client.post("/api/v1/papers", files={"file": (name, content)}, data={"access": "public"})
    seen.uploads[reply.status_code] += 1
    if reply.status_code == httpx.codes.ACCEPTED:
        seen.accepted[reply.json()["job_id"]] = name
    else:
        seen.refused(reply)


def send_no_paper(client: httpx.Client, seen: Seen) -> None:
    """Hand in a file that is too large to be held in memory until it has come, and is no paper."""
    reply = client.post("/api/v1/papers", files={"file": ("large.pdf", bytes(SPOOLED_BYTES))})
    seen.uploads[reply.status_code] += 1
    if reply.status_code != httpx.codes.ACCEPTED:
        seen.refused(reply)


def ask(client: httpx.Client, seen: Seen) -> None:
    """Ask in every way; an answer with words must be on record, and anything else must hold none."""
    for way in WAYS:
        reply = way(client, QUESTION)
        seen.answers[reply.status] += 1
        if reply.status != httpx.codes.OK and reply.status not in REFUSED:
            seen.problems.append(f"{way.__name__} was answered with {reply.status}")
        if reply.words and reply.record_id is None:
            seen.problems.append(f"{way.__name__} gave words without a record: {reply.words[:60]!r}")
        if reply.record_id is not None:
            seen.records.append(reply.record_id)
            judge(client, reply, seen)


def judge(client: httpx.Client, answer: Reply, seen: Seen) -> None:
    """Give feedback on an answer."""
    reply = client.post(f"/api/v1/answers/{answer.record_id}/feedback", json={"verdict": "wrong"})
    if reply.status_code != httpx.codes.CREATED:
        seen.refused(reply)


def withdraw(client: httpx.Client, name: str, seen: Seen) -> None:
    """Take the paper of that name out, where it is there."""
    papers = client.get("/api/v1/papers", params={"limit": 100}).json()["papers"]
    for paper in papers:
        if paper["name"] == name:
            reply = client.delete(f"/api/v1/papers/{paper['paper_id']}")
            if reply.status_code == httpx.codes.NO_CONTENT:
                seen.withdrawn.append(name)
            else:
                seen.refused(reply)


def one_try(running: Served, disk: Disk, library: Path, number: int, seen: Seen) -> None:
    """Fill the disk, go on, make room, and look that all is as it was told."""
    with running.client() as client:
        disk.fill(LEFT_BYTES[number % len(LEFT_BYTES)])
        try:
            send(client, f"t{number}a.txt", paper_of(f"t{number}a"), seen)
            large = "".join(words_of(number, turn) for turn in range(N_TURNS))
            send(client, file_name(number), large.encode(), seen)
            send_no_paper(client, seen)
            withdraw(client, f"t{number - 1}b.txt", seen)
            for _ in range(3):
                ask(client, seen)
                seen.problems += _halves(library, number, large)
        finally:
            disk.clear()
        send(client, f"t{number}b.txt", paper_of(f"t{number}b"), seen)
        wait_for(lambda: not unfinished(client), DONE_LIMIT_S, "the jobs of accepted papers")
        ready = client.get("/health/ready")
        if ready.status_code != httpx.codes.OK:
            seen.problems.append(f"not ready with room again: {ready.text}")
    seen.problems += _halves(library, number, large)


def _halves(library: Path, number: int, large: str) -> Iterator[str]:
    """The papers of this try that are there with other words than were sent."""
    wanted = {f"t{number}{each}.txt": paper_of(f"t{number}{each}").decode() for each in "ab"}
    wanted[file_name(number)] = large
    with Library.open(library) as opened:
        for paper in opened.papers(Scope.owner()):
            sent = wanted.get(paper.name)
            if sent is not None and opened.text(Scope.owner(), paper.paper_id).split() != sent.split():
                yield f"{paper.name} is there with other words than were sent"


def afterwards(running: Served, library: Path, seen: Seen) -> Iterator[str]:
    """What is not as it was told, with room on the disk and all jobs ended."""
    with running.client() as client:
        for job_id, name in seen.accepted.items():
            job = client.get(f"/api/v1/jobs/{job_id}").json()
            if job.get("state") != "done":
                yield f"{name} was accepted, and its job is {job.get('state')}: {job.get('problem')}"
    if running.process.poll() is not None:
        yield "the service ended"
    yield from running.unexpected()
    with Library.open(library) as opened:
        there = Counter(paper.name for paper in opened.papers(Scope.owner()))
        for name in seen.accepted.values():
            if there[name] != (name not in seen.withdrawn):
                yield f"{name} is there {there[name]} times"
        yield from opened.check()
    with Records(library) as records:
        audit = Audit(records)
        yield from audit.verify().problems
        for record_id in seen.records:
            try:
                audit.of_record(record_id)
            except RecordNotFound:
                yield f"answer {record_id} was given and is not in the audit"


def run(folder: Path, tries: int, *, is_small: bool) -> int:
    """All tries over one library below the folder; the exit status."""
    library, seen = make_library(folder, "one"), Seen()
    (folder / "tmp").mkdir()
    with served(library, workers=1, TMPDIR=str(folder / "tmp")) as running:
        disk: Disk = Ballast(folder) if is_small else Forbidden(running.process.pid)
        for number in range(tries):
            one_try(running, disk, library, number, seen)
            print(f"try {number + 1} of {tries}: {seen.uploads}, {seen.answers}", file=sys.stderr)
        problems = [*seen.problems, *afterwards(running, library, seen)]
    report(tries, seen, problems, is_small=is_small)
    is_refused = bool(REFUSED & seen.uploads.keys())
    return 1 if problems or not is_refused else 0


def report(tries: int, seen: Seen, problems: list[str], *, is_small: bool) -> None:
    """The table."""

    def told(counts: Counter[int]) -> str:
        return ", ".join(f"{n} x {status}" for status, n in sorted(counts.items()))

    print(f"| a full disk ({'tmpfs' if is_small else 'RLIMIT_FSIZE'}) | |\n|---|---|")
    print(f"| tries | {tries} |")
    print(f"| uploads by status | {told(seen.uploads)} |")
    print(f"| questions by status | {told(seen.answers)} |")
    print(f"| answers given | {len(seen.records)} |")
    print(f"| papers accepted, and withdrawn | {len(seen.accepted)}, {len(seen.withdrawn)} |")
    print(f"| problems | {len(problems)} |")
    for problem in problems[:20]:
        print(f"- {problem}")


def main(tries: int, by: str) -> int:
    """Choose the disk; the exit status."""
    if os.environ.pop(_INSIDE, None):
        with small_disk() as folder:
            return run(folder, tries, is_small=True)
    alone = ["unshare", "--mount", "--map-root-user"]
    if by == "tmpfs" or (by == "any" and subprocess.run([*alone, "true"], check=False).returncode == 0):
        again = [*alone, sys.executable, *sys.argv]
        return subprocess.run(again, check=False, env={**os.environ, _INSIDE: "1"}).returncode
    with tempfile.TemporaryDirectory() as made:
        return run(Path(made), tries, is_small=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tries", type=int, default=12)
    parser.add_argument("--by", choices=("any", "tmpfs", "limit"), default="any")
    given = parser.parse_args()
    sys.exit(main(given.tries, given.by))
