"""How the service holds up under load, measured and not tested: ``python -m eval.load LIBRARY``.

Starts the real ``minutebook serve`` over a copy of the library, has so many clients ask it over HTTP, each its next
question when it has the answer to the last, and prints one Markdown table. The phases: questions of which no two are
the same; the same few over and over; more clients than there is room for; and, where papers are given, questions
while the papers are taken in over and over. Meanwhile somebody looks at the health of the service four times a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.latency import questions_for
from eval.served import Served, serving
from ingest.papers import Scope
from ingest.store.library import Library

N_REPEATED = 20
"""Different questions in the phase in which they come again and again."""
OVERLOAD = 6
"""Times the clients of the other phases in the phase of overload."""
_LOOK_EVERY_S = 0.25
_TIMEOUT_S = 60.0
_MOST_QUESTIONS = 50_000
_PAUSE_BETWEEN_UPLOADS_S = 1.0
_GOOD = 200
_TURNED_AWAY = (429, 503)
_MIB = 1024 * 1024


@dataclass
class Tally:
    """What the clients of one phase saw; seconds."""

    answered: list[float] = field(default_factory=list)
    turned_away: int = 0
    without_retry_after: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    health: list[float] = field(default_factory=list)
    unwell: int = 0
    uploads: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_s: float = 0.0
    memory_mb: tuple[float, float] = (0.0, 0.0)


async def phase(
    served: Served, questions: Iterator[str], n_clients: int, seconds: float, papers: Path | None
) -> Tally:
    """Ask for so many seconds, and wait for the answers that are under way then."""
    tally = Tally()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=n_clients + 4)
    async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=_TIMEOUT_S) as client:
        usage = served.usage()
        begun = time.monotonic()
        until = begun + seconds
        over = threading.Event()
        beside = [asyncio.create_task(asyncio.to_thread(_watch, served.url, tally, over))]
        if papers is not None:
            beside.append(asyncio.create_task(_upload(client, papers, tally, over)))
        await asyncio.gather(*(_ask(client, questions, until, tally) for _ in range(n_clients)))
        tally.seconds = time.monotonic() - begun
        after = served.usage()
        tally.cpu_s, tally.memory_mb = after.cpu_s - usage.cpu_s, (usage.memory_mb, after.memory_mb)
        over.set()
        await asyncio.gather(*beside)
    return tally


async def _ask(client: httpx.AsyncClient, questions: Iterator[str], until: float, tally: Tally) -> None:
    """One client: the next question when the last is answered; one that is turned away comes back when told to."""
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            reply = await client.post("/api/v1/ask", json={"question": next(questions)})
        except httpx.HTTPError as error:
            tally.lost[type(error).__name__] += 1
            continue
        if reply.status_code == _GOOD:
            tally.answered.append(time.monotonic() - begun)
        elif reply.status_code in _TURNED_AWAY:
            tally.turned_away += 1
            wait_s = reply.headers.get("retry-after", "")
            tally.without_retry_after += not wait_s.isdecimal()
            await asyncio.sleep(min(int(wait_s or 1), max(0.0, until - time.monotonic())))
        else:
            tally.lost[str(reply.status_code)] += 1


def _watch(url: str, tally: Tally, over: threading.Event) -> None:
    """Look at the health of the service from a thread of its own: the clients' loop has other things to do."""
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
        for path in itertools.cycle(("/health/live", "/health/ready")):
            begun = time.monotonic()
            reply = client.get(path)
            tally.health.append(time.monotonic() - begun)
            tally.unwell += reply.status_code != _GOOD
            if over.wait(_LOOK_EVERY_S):
                return


async def _upload(client: httpx.AsyncClient, papers: Path, tally: Tally, over: threading.Event) -> None:
    """Send the papers one after another for ever, each with a line more, so that it has to be read again."""
    files = sorted(path for path in papers.rglob("*") if path.suffix in (".txt", ".md"))
    for number, path in enumerate(itertools.cycle(files)):
        content = path.read_bytes() + f"\n\nSent for the {number}th time.\n".encode()
        sent = {"file": (path.name, content)}
        reply = await client.post("/api/v1/papers", files=sent, data={"access": "public"})
        tally.uploads[reply.status_code] += 1
        if over.is_set():
            return
        await asyncio.sleep(_PAUSE_BETWEEN_UPLOADS_S)


def rows(name: str, tally: Tally) -> list[str]:
    """Rows of a Markdown table: phase, what, figure."""
    n = len(tally.answered)
    figures = {
        "questions a second": f"{n / tally.seconds:.1f}",
        "p50, p95, longest": ", ".join(f"{each:.2f} s" for each in _cuts(tally.answered)),
        "lost": ", ".join(f"{count} x {what}" for what, count in tally.lost.items()) or "0",
        "turned away with 429 or 503, of them without Retry-After": f"{tally.turned_away}, {tally.without_retry_after}",
        "health p95, longest": ", ".join(f"{each * 1000:.0f} ms" for each in _cuts(tally.health)[1:]),
        "health not 200": str(tally.unwell),
        "CPU of the service for a question": f"{tally.cpu_s / max(n, 1) * 1000:.0f} ms",
        "memory of the service at the beginning and the end": "{:.0f} MB, {:.0f} MB".format(*tally.memory_mb),
    }
    if tally.uploads:
        figures["papers sent, by status"] = ", ".join(
            f"{count} x {status}" for status, count in sorted(tally.uploads.items())
        )
    return [f"| {name} | {what} | {figure} |" for what, figure in figures.items()]


def _cuts(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and longest; not a number where there are none."""
    if len(seconds) < 2:  # noqa: PLR2004
        return (float("nan"),) * 3
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49], cuts[94], max(seconds)


def different_questions(library: Path) -> list[str]:
    """Questions of which no two are the same, in an order that looks random and stays the same."""
    with Library.open(library) as opened:
        asked = questions_for(opened, _MOST_QUESTIONS)
        words = sorted(
            {
                " ".join(
                    sorted({word for word in passage.text.split() if word.isalpha() and len(word) > 5})[:4]
                )
                for record in opened.papers(Scope.owner())
                for passage in opened.passages(Scope.owner(), record.paper_id)
            }
        )
    asked += [f"What do the papers say about {each}?" for each in words if each.count(" ") == 3]  # noqa: PLR2004
    random.Random(1).shuffle(asked)  # noqa: S311 - varied, not hidden
    return list(dict.fromkeys(asked))


def main(arguments: argparse.Namespace) -> None:
    """Run the phases over a copy of the library and print what they gave."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        library = Path(shutil.copytree(arguments.library, Path(folder) / "library"))
        different = different_questions(library)
        supply = iter(different)
        served = stack.enter_context(serving(library, arguments.workers))
        warm = asyncio.run(phase(served, supply, 4, 5.0, None))
        phases: list[tuple[str, Iterator[str], int, Path | None]] = [
            (f"{arguments.clients} clients, all questions different", supply, arguments.clients, None),
            (
                f"{arguments.clients} clients, {N_REPEATED} questions again and again",
                itertools.cycle(different[:N_REPEATED]),
                arguments.clients,
                None,
            ),
            (f"{arguments.clients * OVERLOAD} clients", supply, arguments.clients * OVERLOAD, None),
        ]
        if arguments.papers is not None:
            phases.append(
                (
                    f"{arguments.clients} clients while papers come",
                    supply,
                    arguments.clients,
                    arguments.papers,
                )
            )
        told = [f"| warm-up | questions answered | {len(warm.answered)} |"]
        for name, questions, n_clients, papers in phases:
            told += rows(name, asyncio.run(phase(served, questions, n_clients, arguments.seconds, papers)))
        load = (
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {len(different):,} questions to choose from"
        )
    print("| phase | what | figure |\n|---|---|---|")
    print("\n".join([*told, f"| | load of the machine at the end | {load} |"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m eval.load", description="The service under load.")
    parser.add_argument("library", type=Path, help="a library; a copy of it is served")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each phase")
    parser.add_argument("--workers", type=int, default=None, help="as for minutebook serve")
    parser.add_argument("--papers", type=Path, default=None, help="text files to take in meanwhile")
    main(parser.parse_args())
