"""Asks too much with one key, and guesses at many: ``floods.py --requests 1000 --guesses 10000``.

A real service with a quota of requests for each asker. Beyond the quota nothing but 429 with Retry-After may come, and
never a server error. Then keys are guessed: after the first few each guess is told to wait, the memory of the process
stays flat, health is answered, and a good key from the same address is let in all the while. Prints a Markdown table;
exit status 1 where anything is otherwise.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from askers import MEMBER, keys_for
from attacked import bearer, served
from secret_papers import make_library

QUOTA, GUESSES_A_MINUTE = 120, 30
MINUTE_S = 60.0
WARM_UP = 500
MOST_GROWTH = 0.05


@dataclass
class Flood:
    """What came back of many requests; ``n_minutes`` is how many windows of a minute they may have touched."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits_s: list[int] = field(default_factory=list)
    n_minutes: int = 1
    seconds: float = 0.0

    def add(self, reply: httpx.Response) -> None:
        """Count a reply, and how long it asks to wait."""
        self.statuses[reply.status_code] += 1
        if reply.status_code == 429:
            self.waits_s.append(int(reply.headers.get("retry-after", "0")))

    def end(self, begun: float) -> None:
        """It took from ``begun`` (``time.monotonic``) until now."""
        self.seconds = time.monotonic() - begun
        self.n_minutes = int(self.seconds // MINUTE_S) + 2

    def faults(self, let_through: int, quota: int) -> list[str]:
        """What is not as it must be; ``let_through`` is the status within the quota."""
        found = []
        if set(self.statuses) - {let_through, 429}:
            found.append(f"other replies than {let_through} and 429: {dict(self.statuses)}")
        if self.statuses[let_through] > quota * self.n_minutes or not self.statuses[429]:
            found.append(f"{self.statuses[let_through]} let through of {quota} a minute")
        if not all(1 <= wait <= MINUTE_S for wait in self.waits_s):
            found.append("429 without a Retry-After of 1 to 60 seconds")
        return found


def ask_too_much(client: httpx.Client, key: str, n: int) -> Flood:
    """So many requests with one key."""
    flood, begun = Flood(), time.monotonic()
    for number in range(n):
        if number % 4:
            flood.add(client.get("/api/v1/papers", headers=bearer(key)))
        else:
            flood.add(client.post("/api/v1/ask", json={"question": "Quay?"}, headers=bearer(key)))
    flood.end(begun)
    return flood


def guess(client: httpx.Client, good: str, n: int, pid: int) -> tuple[Flood, list[int], list[int]]:
    """So many guesses: what came of them, statuses of the good key and of health between them, memory in bytes."""
    flood, begun = Flood(), time.monotonic()
    between, memory = [], []
    for number in range(n):
        flood.add(client.get("/api/v1/papers", headers=bearer(f"mbk_{secrets.token_urlsafe(40)}")))
        if number >= min(WARM_UP, n // 4) and number % max(1, n // 100) == 0:
            between.append(client.get("/api/v1/me", headers=bearer(good)).status_code)
            between.append(client.get("/health/live").status_code)
            memory.append(resident(pid))
    flood.end(begun)
    return flood, between, memory


def resident(pid: int) -> int:
    """Memory of a process, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Send both floods and print what came of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--guesses", type=int, default=10_000)
    given = parser.parse_args(arguments)
    limits = {"requests_per_minute": QUOTA, "refused_per_minute": GUESSES_A_MINUTE}
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        make_library(Path(folder) / "papers", library)
        keys = keys_for(library)
        with (
            served(library, **limits) as service,
            httpx.Client(base_url=service.address, timeout=60) as client,
        ):
            flood = ask_too_much(client, keys[MEMBER.name], given.requests)
            guesses, between, memory = guess(client, keys["evaluator"], given.guesses, service.pid)
    growth = max(memory[len(memory) // 2 :]) / memory[0] - 1
    faults = [*flood.faults(200, QUOTA), *guesses.faults(401, GUESSES_A_MINUTE)]
    if set(between) - {200}:
        faults.append(f"a good key and health meanwhile: {dict(Counter(between))}")
    if growth > MOST_GROWTH:
        faults.append(f"memory grew by {growth:.1%}")
    sys.stdout.write(
        "| flood | let through | told to wait | seconds |\n|---|---:|---:|---:|\n"
        f"| {given.requests:,} requests with one key, {QUOTA} a minute | {flood.statuses[200]} | "
        f"{flood.statuses[429]:,} | {flood.seconds:.0f} |\n"
        f"| {given.guesses:,} guessed keys, {GUESSES_A_MINUTE} a minute | 0 | {guesses.statuses[429]:,} "
        f"(and {guesses.statuses[401]} refused) | {guesses.seconds:.0f} |\n\n"
        f"Memory {memory[0] / 2**20:.0f} MiB, grown by {growth:+.1%}; {len(between)} requests of others between.\n"
    )
    sys.stdout.write("".join(f"{each}\n" for each in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
