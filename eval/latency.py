"""How long answers without a model take over one library: ``python -m eval.latency LIBRARY [QUESTIONS]``.

The questions are made from the titles of the library's own items, so that each has something to find, and no two
are the same. Seconds are of the whole answer, from the question to the checked sentences or the abstention.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.large_library import count
from ingest.papers import Scope
from ingest.store.library import Library
from rag.assembly import assemble
from rag.settings import Settings

N_QUESTIONS = 200
_ASKED = (
    "What was decided about {}?",
    "When was {} discussed?",
    "How much was spent on {}?",
    "Who spoke about {}?",
    "What did the panel say about {} last year?",
    "Which report covers {} and what does it recommend?",
    "{}",
    "How many people took part in {}?",
)
_WORDS_OF_TITLE = range(2, 13)
_BYTES_PER_KILOBYTE = 1024


@dataclass(frozen=True)
class Latency:
    """Seconds of each answer: on the clock, and of the asking thread on a processor. On a busy machine they differ."""

    on_the_clock: tuple[float, ...]
    on_a_processor: tuple[float, ...]


def questions_for(library: Library, n: int) -> list[str]:
    """``n`` different questions, or as many as the titles give, in an order that looks random and stays the same."""
    chance, scope = random.Random(1), Scope.owner()  # noqa: S311 - varied, not hidden
    titles = {
        " ".join(passage.item_title.split())
        for record in library.papers(scope)
        for passage in library.passages(scope, record.paper_id)
        if passage.item_title and len(passage.item_title.split()) in _WORDS_OF_TITLE
    }
    asked = [pattern.format(title) for title in sorted(titles) for pattern in _ASKED]
    return chance.sample(asked, min(n, len(asked)))


def latency(library: Path, questions: Sequence[str]) -> Latency:
    """The seconds for each question, after one that warms up."""
    times = []
    with assemble(Settings(library=library)) as minutebook:
        minutebook.ask(questions[0], scope=Scope.owner())
        for question in questions:
            begun, worked = time.monotonic(), time.thread_time()
            minutebook.ask(question, scope=Scope.owner())
            times.append((time.monotonic() - begun, time.thread_time() - worked))
    return Latency(*zip(*times, strict=True))


def rows(what: str, measured: Latency) -> list[str]:
    """Rows of a Markdown table of three columns: what, seconds, nothing."""
    told = []
    for how, seconds in (("", measured.on_the_clock), (", on the processor", measured.on_a_processor)):
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        told += [f"| {what}{how}, p{place} | {cuts[place - 1]:.3f} | |" for place in (50, 95, 99)]
    return told


def main(place: Path, n: int) -> None:
    """Print what was measured, and the peak memory of asking alone."""
    with Library.open(place) as library:
        size = f"{count(library, 'passages'):,} passages in {count(library, 'windows'):,} windows"
        questions = questions_for(library, n)
    if len(questions) < 2:
        raise SystemExit(f"{place}: its papers have no items with titles to ask about. Take another library.")
    told = rows(f"{len(questions)} questions, {size}", latency(place, questions))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _BYTES_PER_KILOBYTE
    told.append(
        f"| peak memory of asking them (load of the machine {os.getloadavg()[0]:.1f}) | | {peak:.0f} |"
    )
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit("usage: python -m eval.latency LIBRARY [QUESTIONS]")
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else N_QUESTIONS)
