"""How long a briefing takes: an agenda of twelve items with forty papers behind it, in one process.

    python -m eval.briefing_speed [LIBRARY]

Builds the library of ``briefing_papers`` in a new folder. Where a folder is named, the library is built there if
there is none, so that a second run measures the briefing alone.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.briefing_papers import AGENDA, write_papers
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.assembly import assemble
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.settings import Settings

_WARM = 3


@dataclass(frozen=True)
class Took:
    """One step: its seconds by the clock, and of this process's own work, which other programs don't lengthen."""

    what: str
    wall_s: float
    cpu_s: float


def main(place: Path) -> None:
    """Print a table: taking the papers in, opening, the first briefing and the following ones."""
    took: list[Took] = []
    if not Library.is_in(place):
        with _timed(took, "taking in the agenda and forty papers"):
            _build(place)
    with ExitStack() as stack:
        with _timed(took, "opening the library"):
            minutebook = stack.enter_context(assemble(Settings(library=place)))
        for number in range(_WARM + 1):
            with _timed(took, f"briefing, warm ({number} of {_WARM})" if number else "briefing, cold"):
                briefing = minutebook.brief(BriefRequest(agenda=AGENDA), scope=Scope.owner())
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | seconds | of them work |\n|---|---|---|")
    for each in took:
        print(f"| {each.what} | {each.wall_s:.2f} | {each.cpu_s:.2f} |")
    print(f"\n{_told(briefing)}")


@contextmanager
def _timed(took: list[Took], what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    took.append(Took(what, time.perf_counter() - wall, time.process_time() - cpu))


def _build(place: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_papers(Path(folder))
        with Library.create_or_open(place) as library:
            outcomes = Intake(library, access=Access.PUBLIC).ingest([Path(folder)])
    refused = [outcome for outcome in outcomes if outcome.status != "new"]
    if refused:
        raise SystemExit(
            f"{refused[0].path}: {refused[0].status}; the papers of the benchmark must all be new"
        )


def _told(briefing: Briefing) -> str:
    """How much was drafted, so that nobody takes a short briefing for a quick one."""
    sentences = [sentence.text for section in _walk(briefing.sections) for sentence in section.sentences]
    n_words = sum(len(text.split()) for text in sentences)
    return (
        f"The briefing: {len(briefing.sections)} parts, {len(sentences)} sentences, {n_words:,} words, "
        f"{len(briefing.citations)} citations."
    )


def _walk(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        raise SystemExit("usage: python -m eval.briefing_speed [LIBRARY]")
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "library")
