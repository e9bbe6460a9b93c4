"""Kills a writing process at random moments and checks what it leaves: ``kill_run.py --rounds 100``.

A child ingests, ingests again with changed content, withdraws, and builds the index, all over made-up papers,
and says on a pipe what it is about to do and what it has done. It is killed with SIGKILL between 20 ms and 3 s
after it began, after it began to index, or after it had an index.

Then the library must open, hold whole every paper that was acknowledged and no part of any
other, find each one's own words, hold no withdrawn paper, and either use an index that finds its vectors or
say that it doesn't. Prints a Markdown table; exit status 1 on any failure.
"""

from __future__ import annotations

import argparse
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
from typing import IO

import numpy as np
from made_papers import WordEncoder, expected, file_name, rare_word, words_of, write_paper
from numpy.typing import NDArray

from ingest.errors import LibraryError
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.changing import paper_id_of
from ingest.store.index import IndexUnusable, open_index
from ingest.store.library import Library
from ingest.structure.terms import index_terms
from ingest.telling import Progress
from rag.assembly import Minutebook
from rag.settings import Settings

OWNER = Scope.owner()
N_PAPERS = 40
FIRST_KILL_S, LAST_KILL_S = 0.02, 3.0
MILESTONES = (None, None, "index begun", "index done")
"""From when the time to the kill is counted: else few kills would come while an index is built or in place."""
READY_LIMIT_S = 5.0
SELF_HITS, SHARE_NEEDED = 200, 0.97
WITHDRAWN = -1
"""Stands for the version of a paper that is not there."""


# The child that is killed.


def write_until_killed(folder: Path, papers: Path, turn: int, seed: int) -> None:
    """Change the library until the process ends, telling of every step on standard output."""
    import chromadb  # noqa: F401  (loading it takes a second in which a kill would hit nothing)

    chance = random.Random(seed)
    _tell("ready")
    while True:
        with Library.create_or_open(folder) as library:
            live = library.papers(OWNER)
            for record in chance.sample(live, k=min(len(live) // 4, chance.randrange(4))):
                number = int(record.name[8:11])
                _tell(f"begun {number} {WITHDRAWN}")
                library.withdraw(record.paper_id, "made up")
                _tell(f"done {number} {WITHDRAWN}")
            turn = _ingest_some(library, papers, turn, chance)


def _ingest_some(library: Library, papers: Path, turn: int, chance: random.Random) -> int:
    numbers = sorted(chance.sample(range(N_PAPERS), k=chance.randint(1, 8)))
    batch = [(number, turn + step) for step, number in enumerate(numbers, start=1)]
    paths = [write_paper(papers, number, own) for number, own in batch]
    n_told = 0

    def on_progress(progress: Progress) -> None:
        nonlocal n_told
        for number, own in batch[n_told : progress.done]:
            _tell(f"done {number} {own}")
        n_told = progress.done
        if progress.stage == "indexing":
            _tell("index begun")

    for number, own in batch:
        _tell(f"begun {number} {own}")
    outcomes = Intake(library, access=Access.PUBLIC, encoder=WordEncoder(), on_progress=on_progress).ingest(
        paths
    )
    if not all(outcome.status in ("new", "replaced") for outcome in outcomes):
        raise SystemExit(f"not stored: {outcomes}")
    for number, own in batch[n_told:]:
        _tell(f"done {number} {own}")
    _tell("index done")
    time.sleep(chance.uniform(0, LAST_KILL_S / 2))
    return turn + len(batch)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


# The process that kills and checks.


@dataclass
class Tally:
    """What the rounds showed; ``failures`` has a sentence for each thing that must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest_ready_s: float = 0.0
    lowest_share: float = 1.0


@dataclass
class Known:
    """For each paper the versions it may be in: the last acknowledged one, and those in hand at the kill."""

    allowed: dict[int, set[int]] = field(default_factory=lambda: {n: {WITHDRAWN} for n in range(N_PAPERS)})
    turn: int = 0

    def hear(self, line: str, tally: Tally) -> None:
        """Take in a line of the child."""
        words = line.split()
        if words[0] == "index":
            tally.counts[line] += 1
        elif words[0] in ("begun", "done"):
            number, version = int(words[1]), int(words[2])
            self.turn = max(self.turn, version)
            if words[0] == "done":
                self.allowed[number] = {version}
                tally.counts["withdrawals" if version == WITHDRAWN else "papers stored"] += 1
            else:
                self.allowed[number].add(version)


def kill_once(folder: Path, papers: Path, known: Known, chance: random.Random, tally: Tally) -> None:
    """Let a child write and kill it; take in what it told."""
    command = [sys.executable, __file__, "--child", str(folder), str(papers)]
    command += [str(known.turn), str(chance.randrange(10**9))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        if child.stdout.readline() != "ready\n":
            tally.failures.append("the writer did not start")
        told = _until(child.stdout, chance.choice(MILESTONES))
        time.sleep(chance.uniform(FIRST_KILL_S, LAST_KILL_S))
        child.send_signal(signal.SIGKILL)
        told += child.stdout.read().splitlines()
        if child.wait() != -signal.SIGKILL:
            tally.failures.append(f"the writer ended by itself with {child.returncode}")
    for line in told:
        known.hear(line, tally)
    tally.counts["killed " + _moment(told)] += 1


def _until(pipe: IO[str], milestone: str | None) -> list[str]:
    """The lines of the child up to the milestone; none where the clock is to start at once."""
    told: list[str] = []
    while milestone is not None and (not told or told[-1] != milestone):
        line = pipe.readline()
        if not line:
            break
        told.append(line.strip())
    return told


def _moment(told: list[str]) -> str:
    if not told:
        return "before the first step"
    if told[-1] == "index begun":
        return "while indexing"
    return "while storing" if told[-1].startswith(("begun", "done")) else "with an index in place"


def check(folder: Path, papers: Path, known: Known, tally: Tally) -> None:
    """What must hold after a kill, seen by a reader."""
    begun = time.monotonic()
    with Library.open(folder) as library:
        minutebook = Minutebook(Settings(library=folder), library, WordEncoder(), None, None)
        minutebook.search("What was resolved about bus shelters?", scope=OWNER)
        tally.slowest_ready_s = max(tally.slowest_ready_s, time.monotonic() - begun)
        tally.failures += [f"check: {problem}" for problem in library.check()]
        live = _live(library, papers, known, tally)
        for number, turn in live.items():
            _check_whole(library, papers, number, turn, tally)
        n_windows = sum(len(expected(number, turn).paper.windows) for number, turn in live.items())
        if library.n_windows(OWNER) != n_windows:
            tally.failures.append(f"{library.n_windows(OWNER)} windows, not {n_windows}")
        _check_index(library, tally)
    if tally.slowest_ready_s > READY_LIMIT_S:
        tally.failures.append(f"ready after {tally.slowest_ready_s:.1f} s")


def _live(library: Library, papers: Path, known: Known, tally: Tally) -> dict[int, int]:
    """The version of each paper that is there, which must be an allowed one; nothing else may be allowed after."""
    found = {record.paper_id: record for record in library.papers(OWNER)}
    live: dict[int, int] = {}
    for number, allowed in known.allowed.items():
        record = found.pop(paper_id_of(str((papers / file_name(number)).resolve())), None)
        versions = {expected(number, turn).paper.sha256: turn for turn in allowed if turn != WITHDRAWN}
        version = WITHDRAWN if record is None else versions.get(record.sha256)
        if version is None or version not in allowed:
            lost = "is lost" if record is None else "is back, or in another version"
            tally.failures.append(f"paper {number} {lost}; allowed: {sorted(allowed)}")
            continue
        known.allowed[number] = {version}
        if version == WITHDRAWN:
            tally.counts["papers absent and checked"] += 1
        else:
            live[number] = version
    if found:
        tally.failures.append(f"papers of unknown origin: {sorted(found)}")
    return live


def _check_whole(library: Library, papers: Path, number: int, turn: int, tally: Tally) -> None:
    """One paper with its text, passages, windows and vectors; found by its rare word and by each vector."""
    want = expected(number, turn)
    paper_id = paper_id_of(str((papers / file_name(number)).resolve()))
    windows = library.windows_of(OWNER, paper_id)
    ids = [window.window_id for window in windows]
    table = library.vectors(OWNER)
    rows = np.flatnonzero(np.isin(table.window_ids, ids))
    is_whole = {
        "text": library.text(OWNER, paper_id) == want.paper.text.content,
        "passages": [(each.ordinal, each.span) for each in library.passages(OWNER, paper_id)]
        == [(each.ordinal, each.span) for each in want.paper.passages],
        "windows": [(each.ordinal, each.span) for each in windows]
        == [(each.ordinal, each.span) for each in want.paper.windows],
        "vectors": np.array_equal(table.matrix[rows], want.vectors),
        "original": library.original(OWNER, paper_id) == words_of(number, turn).encode(),
        "self-hits": _finds_itself(table.matrix, rows),
        "words": {hit for hit, _ in library.lexical(OWNER, index_terms(rare_word(number, turn)))} <= set(ids)
        and bool(library.lexical(OWNER, index_terms(rare_word(number, turn)))),
    }
    tally.counts["papers whole and checked"] += 1
    tally.counts["exact self-hits"] += len(rows)
    tally.failures += [f"paper {number}: {part} differ" for part, holds in is_whole.items() if not holds]


def _finds_itself(matrix: NDArray[np.float32], rows: NDArray[np.intp]) -> bool:
    """Whether exact search for each of the rows gives that row, or one equal to it."""
    cosines = matrix[rows] @ matrix.T
    own = cosines[np.arange(len(rows)), rows]
    return bool((cosines.max(axis=1) - own < 1e-6).all() and (np.abs(own - 1) < 1e-5).all())


def _check_index(library: Library, tally: Tally) -> None:
    index = open_index(library)
    if index is None:
        tally.counts["index not used"] += 1
        return
    try:
        table = library.vectors(OWNER)
        rows = np.unique(np.linspace(0, len(table) - 1, SELF_HITS).astype(int)) if len(table) else []
        n_found = sum(
            bool(index.search(table.matrix[row], 1, OWNER.access)[0].cosine > 1 - 1e-4) for row in rows
        )
        share = n_found / len(rows) if len(rows) else 1.0
        tally.lowest_share = min(tally.lowest_share, share)
        tally.counts["index used"] += 1
        if share < SHARE_NEEDED:
            tally.failures.append(f"an index in use finds {n_found} of {len(rows)}")
    except IndexUnusable as error:
        tally.failures.append(f"an index that passed its probe failed: {error}")
    finally:
        index.close()


def check_cleared(folder: Path, papers: Path, known: Known, tally: Tally) -> None:
    """What must hold once a writer has opened the library: nothing of a removed paper is in any file."""
    with Library.create_or_open(folder) as library:
        live = {record.sha256 for record in library.papers(OWNER)}
        kept = {path.name for path in library.originals.folder.iterdir()}
        if kept != live:
            tally.failures.append(f"originals: {sorted(kept ^ live)} too many or missing")
        content = b"".join(path.read_bytes() for path in folder.glob("library.sqlite*"))
        withdrawn = [number for number, allowed in known.allowed.items() if allowed == {WITHDRAWN}]
        for number in withdrawn:
            if any(rare_word(number, turn).encode() in content for turn in range(1, known.turn + 1)):
                tally.failures.append(f"words of withdrawn paper {number} are still in a file")
        tally.counts["withdrawn papers looked for in the files"] += len(withdrawn)
    if list(folder.rglob("*.part")):
        tally.counts["unfinished files left"] += len(list(folder.rglob("*.part")))


def run(rounds: int, seed: int) -> Tally:
    """All rounds on one library; every other round it is opened by the next writer without a look between."""
    chance, tally, known = random.Random(seed), Tally(), Known()
    with tempfile.TemporaryDirectory() as place:
        folder, papers = Path(place) / "library", Path(place) / "papers"
        papers.mkdir()
        for number in range(rounds):
            kill_once(folder, papers, known, chance, tally)
            if not (folder / "library.sqlite").exists() or not (folder / "library.sqlite").stat().st_size:
                tally.counts["killed before there was a library"] += 1
                continue
            try:
                check(folder, papers, known, tally)
                if number % 2 or number == rounds - 1:
                    check_cleared(folder, papers, known, tally)
            except LibraryError as error:
                tally.failures.append(f"round {number}: the library does not open: {error}")
            if tally.failures:
                break
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return tally


def report(tally: Tally, rounds: int, seed: int) -> None:
    print(f"| {rounds} kills, seed {seed} | |\n|---|---|")
    for what, n in sorted(tally.counts.items()):
        print(f"| {what} | {n} |")
    print(f"| slowest opening and first search | {tally.slowest_ready_s:.2f} s |")
    print(f"| lowest share of self-hits of an index in use | {tally.lowest_share:.1%} |")
    print(f"| failures | {len(tally.failures)} |")
    for failure in tally.failures:
        print(f"\n{failure}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=4, metavar=("LIBRARY", "PAPERS", "TURN", "SEED"))
    given = parser.parse_args()
    if given.child:
        folder, papers, turn, seed = given.child
        write_until_killed(Path(folder), Path(papers), int(turn), int(seed))
    tally = run(given.rounds, given.seed)
    report(tally, given.rounds, given.seed)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
