"""Speed and memory of the whole, measured and not tested: ``python -m eval.speed PAPERS GOLDEN``.

Prints one Markdown table. Times are wall-clock seconds on this machine; memory is the peak resident size of
the process as the operating system counts it.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eval.golden import load_golden
from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

_RUNS = 5
_BYTES_PER_KILOBYTE = 1024


def main(papers: Path, golden: Path) -> None:
    """Measure ingestion, a second ingestion, a question from the shell, and questions in one process."""
    questions = [record.question for record in load_golden(golden) if record.type != "briefing"]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        program = [str(Path(sys.executable).with_name("minutebook"))]
        ingesting = [*program, "ingest", str(papers), "--access", "public", "--library", str(library)]
        asking = [*program, "ask", questions[0], "--library", str(library)]
        rows = [("ingest the papers", *_measure([ingesting])), ("the same papers again", *_measure([ingesting]))]
        rows.append(("one question from the shell, median", *_measure([asking] * _RUNS)))
        in_process = _latencies(library, questions)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | seconds | peak MB |\n|---|---|---|")
    for what, seconds, megabytes in rows:
        print(f"| {what} | {seconds:.2f} | {megabytes:.0f} |")
    cuts = statistics.quantiles(in_process, n=20)
    print(f"| {len(questions)} questions in one process, p50 | {statistics.median(in_process):.3f} | |")
    print(f"| {len(questions)} questions in one process, p95 | {cuts[18]:.3f} | |")


def _measure(commands: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Median seconds and largest peak memory (MB) of the commands, run one after another."""
    times, peaks = [], []
    for command in commands:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        times.append(time.monotonic() - begun)
        peaks.append(usage.ru_maxrss / _BYTES_PER_KILOBYTE)
    return statistics.median(times), max(peaks)


def _latencies(library: Path, questions: Sequence[str]) -> list[float]:
    with assemble(Settings(library=library)) as minutebook:
        minutebook.ask(questions[0], scope=Scope.owner())
        times = []
        for question in questions:
            begun = time.monotonic()
            minutebook.ask(question, scope=Scope.owner())
            times.append(time.monotonic() - begun)
    return times


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m eval.speed PAPERS GOLDEN")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
