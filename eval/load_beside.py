"""Questions beside something heavy: a very long paper, or files made to break their reader, while others ask."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from eval.errors import EvalError
from eval.load_clients import TIMEOUT_S, Tally, ask_on, by_status, cuts, figures_of, watch_health
from eval.load_papers import send
from eval.served import Served

MOST_TIMES_SLOWER = 3.0
"""Times as long as for a single user that admitted requests may take (95th percentile) in an overload."""
MOST_TIMES_SLOWER_BY_BOMBS = 2.0
"""Times as long as without harmful files that the questions of others may take."""
MOST_HEALTH_S = 0.2
N_BESIDE_BOMBS = 4
LONGEST_INTAKE_S = 1800.0
_HARMFUL = ("bomb", "laughs", "deep")
"""In the names of files that take memory or time without end."""

Figures = tuple[dict[str, str], list[str]]


@dataclass(frozen=True)
class Crowd:
    """Clients of one service that ask the same supply of questions."""

    served: Served
    questions: Iterator[str]

    async def ask(self, n_clients: int, beside: Coroutine[None, None, None], longest_s: float) -> Tally:
        """So many ask until ``beside`` has ended, or for ``longest_s`` seconds; answers under way are waited for."""
        tally, over = Tally(), threading.Event()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=n_clients)
        before, begun = self.served.usage(), time.monotonic()
        async with httpx.AsyncClient(base_url=self.served.url, limits=limits, timeout=TIMEOUT_S) as client:
            watching = asyncio.create_task(
                asyncio.to_thread(watch_health, self.served.url, tally.health, over)
            )
            asking = [
                asyncio.create_task(ask_on(client, self.questions, over, tally)) for _ in range(n_clients)
            ]
            waited_for = asyncio.create_task(beside)
            await asyncio.wait([waited_for], timeout=longest_s)
            over.set()
            await asyncio.gather(*asking, watching)
            waited_for.cancel()
        tally.seconds, after = time.monotonic() - begun, self.served.usage()
        tally.cpu_s, tally.memory_mb = after.cpu_s - before.cpu_s, (before.memory_mb, after.memory_mb)
        return tally

    async def ask_for(self, n_clients: int, seconds: float) -> Tally:
        """So many ask for so many seconds, and nothing else goes on."""
        return await self.ask(n_clients, asyncio.sleep(seconds), seconds + TIMEOUT_S)


async def overload_phase(crowd: Crowd, n_clients: int, pdf: bytes, seconds: float) -> Figures:
    """One user alone; then a crowd while a long PDF is taken in, whose end is waited for without the crowd."""
    single, over = await crowd.ask_for(1, seconds), threading.Event()
    async with httpx.AsyncClient(base_url=crowd.served.url, timeout=TIMEOUT_S) as client:
        begun = time.monotonic()
        taking_in = asyncio.create_task(send(client, "long.pdf", pdf, over))
        seen = await crowd.ask_for(n_clients, seconds)
        was_beside = not taking_in.done()
        await asyncio.wait([taking_in], timeout=LONGEST_INTAKE_S)
        over.set()
        state, _ = await taking_in
        taken_in_s = time.monotonic() - begun
    times = cuts(seen.answered)[1] / cuts(single.answered)[1]
    missed = {
        f"admitted requests took {MOST_TIMES_SLOWER:g} times as long as a single user's or longer": (
            not times < MOST_TIMES_SLOWER
        ),
        "requests without an answer": bool(seen.lost),
        "turned away without Retry-After": bool(seen.without_retry_after),
        "the long paper was taken in before the crowd had gone": not was_beside,
        "the long paper was not taken in": state != "done",
        **_health_missed(seen),
    }
    figures = {
        "a single user: p95": f"{cuts(single.answered)[1]:.3f} s",
        "the long paper": f"{state} after {taken_in_s:.0f} s",
        "p95 of those admitted, in times of a single user's": f"{times:.1f}",
        **figures_of(seen),
    }
    return figures, [what for what, is_missed in missed.items() if is_missed]


async def bomb_phase(crowd: Crowd, files: list[Path], seconds: float) -> Figures:
    """A few ask, first alone, then while the files are sent one after another for so many seconds."""
    async with httpx.AsyncClient(base_url=crowd.served.url, timeout=TIMEOUT_S) as client:
        await send(client, "usual.txt", b"1. Lamps\n\nThe lamps were lit.\n", threading.Event())
    alone = await crowd.ask_for(N_BESIDE_BOMBS, seconds)
    lasting, seen_files = crowd.served.lasting(), Tally().uploads

    async def bombs() -> None:
        until = time.monotonic() + seconds
        async with httpx.AsyncClient(base_url=crowd.served.url, timeout=TIMEOUT_S) as client:
            for path in itertools.cycle(files):
                state, _ = await send(client, path.name, path.read_bytes(), threading.Event())
                seen_files[state] += 1
                if time.monotonic() > until:
                    return

    seen = await crowd.ask(N_BESIDE_BOMBS, bombs(), LONGEST_INTAKE_S)
    lost = lasting - crowd.served.lasting()
    times = cuts(seen.answered)[1] / cuts(alone.answered)[1]
    missed = {
        f"others took {MOST_TIMES_SLOWER_BY_BOMBS:g} times as long or longer": not times
        < MOST_TIMES_SLOWER_BY_BOMBS,
        "requests without an answer": bool(seen.lost),
        "a process of the service ended": bool(lost),
        **_health_missed(seen),
    }
    figures = {
        "harmful files, by what became of their jobs": by_status(seen_files),
        "processes of the service that ended": str(len(lost)),
        "p95 of others without the files": f"{cuts(alone.answered)[1]:.3f} s",
        "p95 of others beside the files, in times of that": f"{times:.1f}",
        **figures_of(seen),
    }
    return figures, [what for what, is_missed in missed.items() if is_missed]


def _health_missed(seen: Tally) -> dict[str, bool]:
    return {
        f"health took {MOST_HEALTH_S * 1000:.0f} ms or longer": max(seen.health.seconds) >= MOST_HEALTH_S,
        "health was not 200": bool(seen.health.unwell),
    }


def harmful_files(source: Path, folder: Path) -> list[Path]:
    """Files that take memory or time without end: of a folder, or of the program ``source`` that writes them.

    Raises:
        EvalError: There are none.
    """
    if source.suffix == ".py":
        subprocess.run([sys.executable, str(source), str(folder)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        source = folder
    found = sorted(path for path in source.iterdir() if any(each in path.name for each in _HARMFUL))
    if not found:
        raise EvalError(
            f"no file in {source} has {', '.join(_HARMFUL[:-1])} or {_HARMFUL[-1]} in its name. "
            "Name a folder of harmful files, or the program that writes them."
        )
    return found
