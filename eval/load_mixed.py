"""A steady stream of requests of all kinds while papers come and go: what fails, and what grows with time."""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from eval.load_clients import TIMEOUT_S, Health, by_status, in_seconds, watch_health
from eval.load_papers import come_and_go
from eval.load_requests import Requests, Send
from eval.served import Served, Usage

A_SECOND = 5.0
"""Requests a second."""
FIRST_STRETCH_S = 600.0
"""After so long, or a third of the time where that is less, growth is measured from."""
MOST_GROWTH = 5.0
"""Percent by which memory may grow after the first stretch."""
SLACK = 2
"""Files and threads that may be more than after the first stretch: connections come and go."""
_SAMPLE_EVERY_S = 2.0
_SHARE_LOOKED_AT = 0.1
"""Share of the time, before each of the two moments, over whose samples the median is taken."""
_SHARE_OF_STRETCH = 0.3
"""Most of the first stretch that is looked at: the service is still filling its caches at the beginning."""
_FAULT = 500


@dataclass
class Mixed:
    """What was seen in a mixed phase."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    health: Health = field(default_factory=Health)
    papers: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[float, Usage]] = field(default_factory=list)


async def mixed_phase(
    served: Served, questions: Iterator[str], papers: Iterator[bytes], minutes: float
) -> tuple[dict[str, str], list[str]]:
    """Send for so many minutes: the figures, and the bars that were missed."""
    seen, over = Mixed(), threading.Event()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    begun = time.monotonic()
    async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=TIMEOUT_S) as client:
        beside = [
            asyncio.create_task(asyncio.to_thread(watch_health, served.url, seen.health, over)),
            asyncio.create_task(asyncio.to_thread(_sample, served, seen, begun, over)),
            asyncio.create_task(come_and_go(client, papers, seen.papers, over)),
        ]
        await _stream(Requests(client, questions), seen, begun + minutes * 60)
        over.set()
        await asyncio.gather(*beside)
    return figures_and_misses(seen, minutes * 60)


async def _stream(requests: Requests, seen: Mixed, until: float) -> None:
    """Send at a steady pace, however long the replies take, and wait for the last ones."""
    under_way: set[asyncio.Task[None]] = set()
    next_at = time.monotonic()
    while next_at < until:
        await asyncio.sleep(max(0.0, next_at - time.monotonic()))
        kind, send = requests.drawn()
        task = asyncio.create_task(_timed(kind, send, seen))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        next_at += 1 / A_SECOND
    await asyncio.gather(*under_way)


async def _timed(kind: str, send: Send, seen: Mixed) -> None:
    begun = time.monotonic()
    try:
        reply = await send()
    except httpx.HTTPError as error:
        seen.faults[f"{kind}: {type(error).__name__}"] += 1
        return
    seen.seconds.setdefault(kind, []).append(time.monotonic() - begun)
    if reply.is_success:
        seen.statuses[str(reply.status_code)] += 1
        return
    is_json = "json" in reply.headers.get("content-type", "")
    told = f"{reply.status_code} {reply.json().get('code') if is_json else 'without a problem document'}"
    seen.statuses[told] += 1
    if reply.status_code >= _FAULT:
        seen.faults[f"{kind}: {told}"] += 1


def _sample(served: Served, seen: Mixed, begun: float, over: threading.Event) -> None:
    while not over.wait(_SAMPLE_EVERY_S):
        seen.samples.append((time.monotonic() - begun, served.usage()))


@dataclass(frozen=True)
class Held:
    """What the service held at a moment: medians over the time before it."""

    memory_mb: float
    n_files: float
    n_threads: float

    @classmethod
    def before(cls, moment_s: float, seen: Mixed, over_s: float) -> Held:
        """What was held before a moment, over so many seconds."""
        looked_at = [usage for at, usage in seen.samples if moment_s - over_s <= at <= moment_s]
        if not looked_at:
            raise ValueError(f"no sample in the {over_s:g} s before second {moment_s:g}")
        return cls(
            statistics.median(usage.memory_mb for usage in looked_at),
            statistics.median(usage.n_files for usage in looked_at),
            statistics.median(usage.n_threads for usage in looked_at),
        )


def figures_and_misses(seen: Mixed, seconds: float) -> tuple[dict[str, str], list[str]]:
    """What a phase of so many seconds came to, in words and figures, and the bars that were missed."""
    stretch_s = min(FIRST_STRETCH_S, seconds / 3)
    looked_at_s = min(seconds * _SHARE_LOOKED_AT, stretch_s * _SHARE_OF_STRETCH)
    first = Held.before(stretch_s, seen, looked_at_s)
    last = Held.before(seconds, seen, looked_at_s)
    growth = 100 * (last.memory_mb / first.memory_mb - 1)
    missed = {
        "a 5xx, or a request that was lost": bool(seen.faults),
        f"memory grew by {MOST_GROWTH:g} % or more": growth >= MOST_GROWTH,
        "open files grew": last.n_files > first.n_files + SLACK,
        "threads grew": last.n_threads > first.n_threads + SLACK,
        "health was not 200": bool(seen.health.unwell),
    }
    times = {
        f"{kind}: n, p50, p95, longest": f"{len(each):,}, {in_seconds(each)}"
        for kind, each in seen.seconds.items()
    }
    memory = f"{first.memory_mb:.0f} MB, {last.memory_mb:.0f} MB, {growth:+.1f} %"
    figures = {
        "requests, by status": by_status(seen.statuses),
        "5xx and lost": by_status(seen.faults),
        **times,
        "papers": by_status(seen.papers),
        **seen.health.figures(),
        f"memory (PSS) after {stretch_s:.0f} s and at the end, growth": memory,
        "open files": f"{first.n_files:g}, {last.n_files:g}",
        "threads": f"{first.n_threads:g}, {last.n_threads:g}",
    }
    return figures, [what for what, is_missed in missed.items() if is_missed]
