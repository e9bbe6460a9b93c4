"""How long a large run takes, measured and not tested: ``python -m eval.throughput PAPERS [QUESTIONS] [WORKERS]``.

Makes a library of 10,000 passages out of the papers and a golden set with a question on so many of them, runs it
as ``minutebook eval run`` does, and prints one Markdown table. Questions are made by rule: they measure time and
say nothing about quality.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from eval.large_library import enlarge
from eval.run import RunSummary, Sitting, run_golden
from eval.workers import n_cores, n_workers
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.store.records import StoredPassage
from rag.settings import Settings

_N_PASSAGES = 10_000
_N_QUESTIONS = 1000
_FEWEST_WORDS, _MOST_WORDS = 12, 80
"""Passages with enough words to be asked about, and few enough to be quoted."""
_ASKED_WORDS = 5
_MB = 1024


def main(papers: Path, n_questions: int, workers: int | None) -> None:
    """Build the library, run the questions and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with Library.create_or_open(place / "small") as small:
            Intake(small, access=Access.PUBLIC).ingest([papers])
            n_windows = _N_PASSAGES
            while enlarge(small, place / f"large-{n_windows}", n_windows) and not _is_large(
                place / f"large-{n_windows}"
            ):
                n_windows *= 2
        library = place / f"large-{n_windows}"
        golden = place / "golden.jsonl"
        golden.write_text("".join(_questions(library, n_questions)), "utf-8")
        begun = time.monotonic()
        summary = run_golden(golden, place / "run", Settings(library=library), Sitting(workers))
        _print(library, summary, time.monotonic() - begun, n_workers(workers, n_questions))


def _passages(library: Path) -> list[tuple[str, StoredPassage]]:
    """Every passage with the file name of its paper."""
    scope = Scope.owner()
    with Library.open(library) as opened:
        return [
            (paper.name, passage)
            for paper in opened.papers(scope)
            for passage in opened.passages(scope, paper.paper_id)
        ]


def _is_large(library: Path) -> bool:
    return len(_passages(library)) >= _N_PASSAGES


def _questions(library: Path, n: int) -> Iterator[str]:
    """Lines of a golden set: a question made of some longer words of a passage, and the passage as its evidence."""
    chance = random.Random(1)  # noqa: S311 - drawn, not hidden
    fitting = [
        (name, passage.text)
        for name, passage in _passages(library)
        if _FEWEST_WORDS <= len(passage.text.split()) <= _MOST_WORDS
    ]
    for number, (name, text) in enumerate(chance.sample(fitting, min(n, len(fitting)))):
        longest = sorted(
            {word for word in text.split() if word.isalpha()}, key=lambda word: (-len(word), word)
        )
        record = {
            "id": f"q{number:04d}",
            "question": f"What do the papers say about {' '.join(longest[:_ASKED_WORDS])}?",
            "type": "single_fact",
            "answerable": True,
            "answers": [longest[0]],
            "nuggets": [{"text": text, "vital": True}],
            "evidence": [{"document": name, "quote": " ".join(text.split())}],
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _print(library: Path, summary: RunSummary, seconds: float, workers: int) -> None:
    with Library.open(library) as opened:
        n_windows = opened.n_windows(Scope.owner())
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    rows = {
        "questions": f"{summary.totals.n_questions:,}",
        "passages, windows": f"{len(_passages(library)):,}, {n_windows:,}",
        "processes, cores": f"{workers}, {n_cores()}",
        "whole run": f"{seconds:.0f} s",
        "answer p50, p95": f"{summary.totals.p50_ms:.0f} ms, {summary.totals.p95_ms:.0f} ms",
        "errors": str(summary.totals.n_errors),
        "largest process": f"{peak / _MB:.0f} MB",
        "load of the machine at the end": f"{os.getloadavg()[0]:.1f}",
    }
    print("| a large run | |\n|---|---|")
    for name, value in rows.items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        raise SystemExit("usage: python -m eval.throughput PAPERS [QUESTIONS] [WORKERS]")
    asked = [int(word) for word in sys.argv[2:]]
    main(Path(sys.argv[1]), asked[0] if asked else _N_QUESTIONS, asked[1] if len(asked) > 1 else None)
