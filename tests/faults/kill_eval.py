"""Kills an evaluation at random moments until it is done, again and again: ``kill_eval.py --kills 50``.

A child runs a golden set over a small library, by turns in one process and in two. It is killed with SIGKILL
between 50 ms and 3 s after it began, or soon after it answered one of the first questions of its sitting, and
started again on the same folder until it finishes.

After each kill every line of the run must be whole, a question that was written must stay as it was written,
and no process of the killed run may be left. A finished run must have every question once, in the order of
the golden set, with the scores of a run that nobody interrupted. Prints a Markdown table; exit status 1 on any
failure.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from made_papers import rare_word, write_paper

from eval.run import Sitting, run_golden
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
from rag.settings import Settings

N_PAPERS, N_QUESTIONS = 6, 30
FIRST_KILL_S, LAST_KILL_S = 0.05, 3.0
GONE_WITHIN_S = 20.0
"""How long an orphan may take to notice, on a busy machine."""


def ask_until_killed(library: Path, golden: Path, run: Path, workers: int) -> None:
    """Runs in the child: the ordinary run, which tells of every question on standard output."""
    settings = Settings(library=library, index="exact")
    sitting = Sitting(workers=workers, on_progress=lambda one: _tell(one.question_id))
    run_golden(golden, run, settings, sitting)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def make_library(folder: Path) -> tuple[Path, Path]:
    """A library of made-up papers and a golden set over it, half of its questions without an answer."""
    papers = folder / "papers"
    papers.mkdir()
    paths = [write_paper(papers, number, 1) for number in range(N_PAPERS)]
    with Library.create_or_open(folder / "library") as library:
        Intake(library, access=Access.PUBLIC, is_indexing=False).ingest(paths)
    golden = folder / "golden.jsonl"
    golden.write_text("".join(_question(number) for number in range(N_QUESTIONS)), "utf-8")
    return folder / "library", golden


def _question(number: int) -> str:
    is_answerable = number % 2 == 0
    word = rare_word(number % N_PAPERS, 1) if is_answerable else f"xyzzy{number}"
    record: dict[str, object] = {
        "id": f"q{number:02d}",
        "question": f"What was resolved for year 1 near {word}, as number {number} asks?",
        "type": "decision" if is_answerable else "unanswerable",
        "answerable": is_answerable,
    }
    if is_answerable:
        record["evidence"] = [{"document": f"minutes-{number % N_PAPERS:03d}.txt", "quote": f"near {word}"}]
    return json.dumps(record) + "\n"


# The process that kills and checks.


@dataclass
class Tally:
    """What the rounds showed; ``failures`` has a sentence for each thing that must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def scored(run: Path) -> list[tuple[str, dict[str, object]]]:
    """The questions of a run in its order, with all that must not depend on how it was run."""
    lines = [json.loads(line) for line in (run / "items.jsonl").read_bytes().splitlines()]
    return [
        (line["id"], {name: line[name] for name in ("scores", "hits", "gold", "origin")}) for line in lines
    ]


def sit(command: list[str], kill_after_s: float, after_line: bool, tally: Tally) -> bool:
    """One sitting; whether it came to its end before it was killed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as child:
        assert child.stdout is not None
        if after_line:
            child.stdout.readline()
        try:
            status = child.wait(kill_after_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            status = child.wait()
    if status not in (0, -signal.SIGKILL):
        tally.failures.append(f"a sitting ended by itself with {status}")
    if status == -signal.SIGKILL:
        tally.counts["kills"] += 1
        if not _is_empty_within(child.pid, GONE_WITHIN_S):
            tally.failures.append("a process of a killed run goes on")
    return status == 0


def _is_empty_within(session: int, limit_s: float) -> bool:
    """Whether every process of a session ends in time."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if not any(_session_of(entry) == session for entry in Path("/proc").iterdir()):
            return True
        time.sleep(0.05)
    return False


def _session_of(process: Path) -> int | None:
    if not process.name.isdigit():
        return None
    try:
        words = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # it has gone meanwhile
    return None if words[0] == "Z" else int(words[3])


def whole_lines(run: Path) -> dict[str, bytes]:
    """The lines that a kill left whole, by question."""
    path = run / "items.jsonl"
    content = path.read_bytes() if path.exists() else b""
    return {json.loads(line)["id"]: line for line in content.split(b"\n")[:-1]}


def interrupted_run(
    library: Path, golden: Path, run: Path, chance: random.Random, left: int, tally: Tally
) -> None:
    """Kill and begin again until the run is done; after ``left`` kills it may end in peace."""
    before: dict[str, bytes] = {}
    is_done = False
    while not is_done and not tally.failures:
        workers = chance.choice((1, 2))
        command = [sys.executable, __file__, "--child", str(library), str(golden), str(run), str(workers)]
        is_late = tally.counts["kills"] >= left
        after_line = not is_late and chance.random() < 0.7
        kill_after_s = 600.0 if is_late else chance.uniform(FIRST_KILL_S, 0.4 if after_line else LAST_KILL_S)
        is_done = sit(command, kill_after_s, after_line, tally)
        tally.counts[f"sittings in {workers} process{'es' if workers > 1 else ''}"] += 1
        after = whole_lines(run)
        lost = [name for name, line in before.items() if after.get(name) != line]
        if lost:
            tally.failures.append(f"lost or asked twice: {lost}")
        tally.counts["questions kept over a kill"] += len(before)
        before = after


def kill(n_kills: int, seed: int) -> Tally:
    """As many runs as it takes; each is compared with one that was left alone."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        library, golden = make_library(place)
        ask_quietly(library, golden, place / "alone")
        expected = scored(place / "alone")
        while tally.counts["kills"] < n_kills and not tally.failures:
            run = place / f"run-{tally.counts['runs']}"
            interrupted_run(library, golden, run, chance, n_kills, tally)
            if tally.failures:
                break
            tally.counts["runs"] += 1
            if scored(run) != expected:
                tally.failures.append(f"{run.name}: other scores than the run that was left alone")
            if not (run / "run.json").exists():
                tally.failures.append(f"{run.name}: no run.json")
            print(f"{tally.counts['kills']} of {n_kills} kills", file=sys.stderr)
    return tally


def ask_quietly(library: Path, golden: Path, run: Path) -> None:
    run_golden(golden, run, Settings(library=library, index="exact"), Sitting(workers=1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=4, metavar=("LIBRARY", "GOLDEN", "RUN", "WORKERS"))
    given = parser.parse_args()
    if given.child:
        library, golden, run, workers = given.child
        ask_until_killed(Path(library), Path(golden), Path(run), int(workers))
        return 0
    tally = kill(given.kills, given.seed)
    print(f"| evaluation, seed {given.seed} | |\n|---|---|")
    for what, n in sorted(tally.counts.items()):
        print(f"| {what} | {n} |")
    print(f"| failures | {len(tally.failures)} |")
    for failure in tally.failures:
        print(f"\n{failure}")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
