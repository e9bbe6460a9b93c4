"""How the service holds up under load, measured and not tested: ``python -m eval.load LIBRARY``.

Starts the real ``minutebook serve`` over a copy of the library, has clients ask it over HTTP, and prints one Markdown
table; somebody looks at the health of the service four times a second all the while. Usually: questions of which no
two are the same; the same few over and over; more clients than there is room for; questions while papers come and go.
Instead of these, one or more of: ``--mixed MINUTES``, requests of all kinds at a steady pace, and what grows;
``--overload PAGES``, a crowd beside a very long PDF; ``--bombs FILES``, questions beside files made to break their
reader. These three end with exit status 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import shutil
import sys
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path

import httpx

from eval.errors import EvalError
from eval.latency import questions_for
from eval.load_beside import Crowd, Figures, bomb_phase, harmful_files, overload_phase
from eval.load_clients import TIMEOUT_S, Tally, figures_of, rows
from eval.load_mixed import mixed_phase
from eval.load_papers import changed_papers, come_and_go, long_pdf, texts_of
from eval.served import Served, serving
from ingest.papers import Scope
from ingest.store.library import Library

N_REPEATED = 20
"""Different questions in the phase in which they come again and again."""
OVERLOAD = 6
"""Times the clients of the other phases in the phase of more clients than there is room for."""
_MOST_QUESTIONS = 50_000
_WARM_UP_S = 5.0
BOMBS = Path("../shared/hostile/make_bad_inputs.py")
"""Where the program that writes harmful files lies beside a checkout."""


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


async def usual_phases(
    served: Served,
    different: list[str],
    supply: Iterator[str],
    papers: Iterator[bytes],
    n: int,
    seconds: float,
) -> list[str]:
    """The rows of the phases with questions alone, and of the one beside papers that come and go."""
    crowd, repeated = Crowd(served, supply), Crowd(served, itertools.cycle(different[:N_REPEATED]))
    told = rows(f"{n} clients, all questions different", figures_of(await crowd.ask_for(n, seconds)))
    name = f"{n} clients, {N_REPEATED} questions again and again"
    told += rows(name, figures_of(await repeated.ask_for(n, seconds)))
    told += rows(f"{n * OVERLOAD} clients", figures_of(await crowd.ask_for(n * OVERLOAD, seconds)))
    uploads, over = Tally().uploads, threading.Event()

    async def come() -> None:
        async with httpx.AsyncClient(base_url=served.url, timeout=TIMEOUT_S) as client:
            coming = asyncio.create_task(come_and_go(client, papers, uploads, over))
            await asyncio.sleep(seconds)
            over.set()
            await coming

    beside = await crowd.ask(n, come(), seconds + TIMEOUT_S)
    beside.uploads = uploads
    return told + rows(f"{n} clients while papers come and go", figures_of(beside))


def main(arguments: argparse.Namespace) -> int:
    """Run the phases over a copy of the library and print what they gave; the exit status."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        library = Path(shutil.copytree(arguments.library, Path(folder) / "library"))
        different, papers = different_questions(library), changed_papers(texts_of(library))
        supply = itertools.chain.from_iterable(itertools.repeat(different))
        harmful = _harmful(arguments.bombs, Path(folder) / "harmful")
        served = stack.enter_context(serving(library, arguments.workers))
        crowd = Crowd(served, supply)
        warm = asyncio.run(crowd.ask_for(4, _WARM_UP_S))
        told, missed = [f"| warm-up | questions answered | {len(warm.answered)} |"], list[str]()
        for name, phase in _barred_phases(arguments, crowd, papers, harmful):
            figures, missed_here = asyncio.run(phase)
            told += rows(name, figures)
            missed += missed_here
        if len(told) == 1 and arguments.bombs is None:
            clients, seconds = arguments.clients, arguments.seconds
            told += asyncio.run(usual_phases(served, different, supply, papers, clients, seconds))
        load = (
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {len(different):,} questions to choose from"
        )
    told.append(f"| | load of the machine at the end | {load} |")
    print("| phase | what | figure |\n|---|---|---|")
    print("\n".join([*told, f"| | bars missed | {'; '.join(missed) or 'none'} |"]))
    return 1 if missed else 0


def _harmful(source: Path | None, folder: Path) -> list[Path]:
    """The harmful files that were asked for; none where what writes them is not there."""
    if source is not None and not source.exists():
        sys.stderr.write(f"{source} is not there: the phase with harmful files is left out.\n")
        return []
    return [] if source is None else harmful_files(source, folder)


def _barred_phases(
    arguments: argparse.Namespace, crowd: Crowd, papers: Iterator[bytes], harmful: list[Path]
) -> Iterator[tuple[str, Coroutine[None, None, Figures]]]:
    """The phases that were asked for and have a bar."""
    clients, seconds = arguments.clients, arguments.seconds
    if arguments.overload is not None:
        name = f"{clients} clients beside a PDF of {arguments.overload:,} pages"
        yield name, overload_phase(crowd, clients, long_pdf(papers, arguments.overload), seconds)
    if harmful:
        yield "harmful files", bomb_phase(crowd, harmful, seconds)
    if arguments.mixed is not None:
        name = f"mixed, {arguments.mixed:g} minutes"
        yield name, mixed_phase(crowd.served, crowd.questions, papers, arguments.mixed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m eval.load", description="The service under load.")
    parser.add_argument("library", type=Path, help="a library; a copy of it is served")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each phase but the mixed one")
    parser.add_argument("--workers", type=int, default=None, help="as for minutebook serve")
    parser.add_argument("--mixed", type=float, metavar="MINUTES", help="requests of all kinds for so long")
    parser.add_argument("--overload", type=int, metavar="PAGES", help="a crowd beside a PDF of so many pages")
    parser.add_argument(
        "--bombs",
        type=Path,
        nargs="?",
        const=BOMBS,
        metavar="FILES",
        help=f"a folder of harmful files, or the program that writes them ({BOMBS} unless named)",
    )
    try:
        sys.exit(main(parser.parse_args()))
    except EvalError as error:
        sys.exit(str(error))
