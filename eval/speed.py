"""Speed and memory of the whole, measured and not tested: ``python -m eval.speed PAPERS GOLDEN``.

Prints one Markdown table. Times are wall-clock seconds on this machine; memory is the peak resident size of
the process as the operating system counts it.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pypdf import PdfWriter

from eval.golden import load_golden
from eval.large_library import Unit, enlarge
from eval.latency import latency
from eval.latency import rows as latency_rows
from ingest.intake import Intake
from ingest.papers import Access
from ingest.readers.read import read
from ingest.readers.sandbox import Limits, read_in_child
from ingest.store.encoder import DIMENSION, MODEL_NAME, Encoder
from ingest.store.index import build_generation
from ingest.store.library import Library
from ingest.structure.paper import READING, structure

_RUNS = 5
_N_KNOWN = 10_000
_N_OF_UNIT = 10_000
"""Passages, and then windows, of the libraries over which many questions are asked."""
_N_PAGES_OF_PACK = 200
_N_PACKS = 4
_SIZES = (100, 400, 1_600)
"""Papers in one ingest, for whether memory grows with them."""
_BYTES_PER_KILOBYTE = 1024


def main(papers: Path, golden: Path) -> None:
    """Measure ingestion, a second ingestion, a question from the shell, and questions in one process."""
    questions = [record.question for record in load_golden(golden) if record.type != "briefing"]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        program = [str(Path(sys.executable).with_name("minutebook"))]
        ingesting = [*program, "ingest", str(papers), "--access", "public", "--library", str(library)]
        asking = [*program, "ask", questions[0], "--library", str(library)]
        rows: list[tuple[str, float, float | None]] = [
            ("ingest the papers", *_measure([ingesting])),
            ("the same papers again", *_measure([ingesting])),
        ]
        rows.append(("one question from the shell, median", *_measure([asking] * _RUNS)))
        in_process = latency(library, questions)
        enlarged = [_over_many(library, Path(folder), unit) for unit in ("passages", "windows")]
        rows += _rechecks(Path(folder) / "large")
        rows += _growth(Path(folder) / "growth")
        rows += _reading(papers)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | seconds | peak MB |\n|---|---|---|")
    for what, seconds, megabytes in rows:
        print(f"| {what} | {seconds:.2f} | {'' if megabytes is None else f'{megabytes:.0f}'} |")
    print("\n".join(latency_rows(f"{len(questions)} questions in one process", in_process)))
    print("".join(enlarged), end="")


def _over_many(library: Path, folder: Path, unit: Unit) -> str:
    """Rows for many questions over a library made large, asked in a process of their own for its memory."""
    place = folder / f"many-{unit}"
    with Library.open(library) as small:
        enlarge(small, place, _N_OF_UNIT, unit)
    asking = [sys.executable, "-m", "eval.latency", str(place)]
    return subprocess.run(asking, stdout=subprocess.PIPE, check=True, text=True).stdout


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


def _reading(papers: Path) -> list[tuple[str, float, None]]:
    """Seconds to read packs of the folder's PDFs in two child processes at a time; nothing without PDFs.

    Pages without words count as pages, but are not recognised: that is another speed.
    """
    files = sorted(papers.rglob("*.pdf"))
    if not files:
        return []
    pack = PdfWriter()
    while len(pack.pages) < _N_PAGES_OF_PACK:
        for file in files:
            pack.append(str(file))
    written = io.BytesIO()
    pack.write(written)
    data, limits = written.getvalue(), Limits(recognised_pages=0)
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as readers:
        texts = list(readers.map(lambda _: read_in_child(data, "pack.pdf", limits), range(_N_PACKS)))
    seconds = time.monotonic() - begun
    n_pages = sum(len(text.pages) for text in texts)
    return [
        (
            f"read {n_pages:,} pages of PDF, two at a time ({n_pages / seconds:.0f} pages a second)",
            seconds,
            None,
        )
    ]


class _RandomEncoder:
    """Unit vectors that mean nothing, in no time: where storing is measured and not encoding."""

    name = MODEL_NAME
    dimension = DIMENSION

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``ingest.store.encoder.Encoder``."""
        rows = self._chance.normal(size=(len(texts), DIMENSION)).astype(np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def _rechecks(place: Path) -> list[tuple[str, float, None]]:
    """Seconds to look again at a folder in which nothing changed, before and after its files are remembered.

    Files are remembered by size and times once they were compared by their bytes; see ``seen_files``.
    """
    papers, encoder = place / "papers", _RandomEncoder()
    papers.mkdir(parents=True)
    with Library.create_or_open(place / "library") as library:
        for number in range(_N_KNOWN):
            _store_note(library, papers / f"note-{number:05d}.txt", number, encoder)
        build_generation(library)
        time.sleep(2.1)  # a file that was only just written is not remembered yet
        rows: list[tuple[str, float, None]] = []
        for how in ("by their bytes", "by size and time"):
            begun = time.monotonic()
            outcomes = Intake(library, encoder=encoder).ingest([papers])
            if any(outcome.status != "unchanged" for outcome in outcomes):
                raise SystemExit(f"{papers}: a file that did not change was taken in again")
            rows.append((f"{_N_KNOWN:,} known files again, {how}", time.monotonic() - begun, None))
    return rows


def _growth(place: Path) -> list[tuple[str, float, float]]:
    """Seconds and peak memory (MB) of the program for ever more small papers in one ingest."""
    program = str(Path(sys.executable).with_name("minutebook"))
    rows = []
    for size in _SIZES:
        papers = place / f"{size}"
        papers.mkdir(parents=True)
        for number in range(size):
            (papers / f"note-{number:05d}.txt").write_text(_small_paper(number), encoding="utf-8")
        command = [program, "ingest", str(papers), "--library", str(place / f"library-{size}")]
        rows.append((f"ingest {size:,} small papers", *_measure([command])))
    return rows


def _small_paper(number: int) -> str:
    """Made-up minutes of six items, about 2,000 characters, no two alike."""
    lines = [f"Minutes of the meeting of the Mill Lane Panel, Hall {number}"]
    for item in range(1, 7):
        lines.append(f"{item}. Street lamps in ward {number + item}")
        lines += [
            f"The officer reported that {number * 7 + item * part} of the lamps in road {part} were repaired, that "
            f"contract {number + part} had saved {item * 11} pounds, and that the survey would go on."
            for part in range(1, 3)
        ]
        lines.append(f"RESOLVED: That report {number}/{item} be noted.")
    return "\n\n".join(lines)


def _store_note(library: Library, path: Path, number: int, encoder: Encoder) -> None:
    """Write a tiny paper and store it without a child process."""
    content = f"Note {number}\n\nThe clerk noted the number {number}.\n".encode()
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    paper = structure(read(content, path.name), path.name, sha256, Access.RESTRICTED)
    n_texts = sum(len(window.sentences) for window in paper.windows)
    library.add(paper, encoder.encode([""] * n_texts), content, str(path.resolve()), READING)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m eval.speed PAPERS GOLDEN")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
