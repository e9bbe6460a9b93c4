"""Clients of a service under load, and what they saw: questions one after another, and looks at its health."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection

import httpx

TIMEOUT_S = 60.0
LOOK_EVERY_S = 0.25
GOOD = 200
TURNED_AWAY = (429, 503)


@dataclass
class Health:
    """Seconds that each look at the health of the service took, and how many did not say 200."""

    seconds: list[float] = field(default_factory=list)
    unwell: int = 0

    def figures(self) -> dict[str, str]:
        """What it came to, in words and figures."""
        return {
            "health p95, longest": ", ".join(f"{each * 1000:.0f} ms" for each in cuts(self.seconds)[1:]),
            "health not 200": str(self.unwell),
        }


@dataclass
class Tally:
    """What the clients of one phase saw; seconds."""

    answered: list[float] = field(default_factory=list)
    turned_away: int = 0
    without_retry_after: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    health: Health = field(default_factory=Health)
    uploads: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_s: float = 0.0
    memory_mb: tuple[float, float] = (0.0, 0.0)


async def ask_on(
    client: httpx.AsyncClient, questions: Iterator[str], over: threading.Event, tally: Tally
) -> None:
    """One client: the next question when the last is answered; one that is turned away comes back when told to."""
    while not over.is_set():
        begun = time.monotonic()
        try:
            reply = await client.post("/api/v1/ask", json={"question": next(questions)})
        except httpx.HTTPError as error:
            tally.lost[type(error).__name__] += 1
            continue
        if reply.status_code == GOOD:
            tally.answered.append(time.monotonic() - begun)
        elif reply.status_code in TURNED_AWAY:
            tally.turned_away += 1
            wait_s = reply.headers.get("retry-after", "")
            tally.without_retry_after += not wait_s.isdecimal()
            await rest(float(wait_s or 1), over)
        else:
            tally.lost[str(reply.status_code)] += 1


async def rest(seconds: float, over: threading.Event) -> None:
    """Wait so long, or until all is over."""
    until = time.monotonic() + seconds
    while not over.is_set() and (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(left, LOOK_EVERY_S))


def watch_health(url: str, health: Health, over: threading.Event) -> None:
    """Look at the health of the service until all is over, from a process of its own.

    In this one the clients' work would hold the looks up, and be counted as the service's.
    """
    ours, theirs = Pipe()
    looking = get_context("spawn").Process(target=_look, args=(url, theirs), daemon=True)
    looking.start()
    theirs.close()
    over.wait()
    ours.send_bytes(b"over")
    seen = json.loads(ours.recv_bytes())
    looking.join()
    health.seconds, health.unwell = seen["seconds"], seen["unwell"]


def _look(url: str, theirs: Connection) -> None:
    """Look at the health until something comes over the pipe, and send what was seen."""
    seconds, unwell = list[float](), 0
    with httpx.Client(base_url=url, timeout=TIMEOUT_S) as client:
        for path in itertools.cycle(("/health/live", "/health/ready")):
            begun = time.monotonic()
            try:
                unwell += client.get(path).status_code != GOOD
            except httpx.HTTPError:
                unwell += 1
            seconds.append(time.monotonic() - begun)
            if theirs.poll(LOOK_EVERY_S):
                break
    theirs.send_bytes(json.dumps({"seconds": seconds, "unwell": unwell}).encode())


def cuts(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and longest; not a number where there are none."""
    if len(seconds) < 2:  # noqa: PLR2004
        return (float("nan"),) * 3
    found = statistics.quantiles(seconds, n=100, method="inclusive")
    return found[49], found[94], max(seconds)


def in_seconds(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and longest, for people."""
    return ", ".join(f"{each:.2f} s" for each in cuts(seconds))


def by_status(seen: Counter[str]) -> str:
    """How often each was seen, for people."""
    return ", ".join(f"{count:,} x {what}" for what, count in sorted(seen.items())) or "0"


def rows(name: str, figures: dict[str, str]) -> list[str]:
    """Rows of a Markdown table: phase, what, figure."""
    return [f"| {name} | {what} | {figure} |" for what, figure in figures.items()]


def figures_of(tally: Tally) -> dict[str, str]:
    """What a phase came to, in words and figures."""
    n = len(tally.answered)
    figures = {
        "questions a second": f"{n / tally.seconds:.1f}",
        "p50, p95, longest": in_seconds(tally.answered),
        "lost": by_status(tally.lost),
        "turned away with 429 or 503, of them without Retry-After": f"{tally.turned_away}, {tally.without_retry_after}",
        **tally.health.figures(),
        "CPU of the service for a question": f"{tally.cpu_s / max(n, 1) * 1000:.0f} ms",
        "memory of the service at the beginning and the end": "{:.0f} MB, {:.0f} MB".format(*tally.memory_mb),
    }
    if tally.uploads:
        figures["papers sent, by what became of them"] = by_status(tally.uploads)
    return figures
