"""A writer that is killed at any moment loses no paper that it said was stored.

This shows what a kill of the process does, not what a loss of power does.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from ingest.papers import Scope
from ingest.store.library import Library

WRITER = """
import hashlib, sys
from pathlib import Path
import numpy as np
from ingest.papers import *
from ingest.store.library import Library
start = int(sys.argv[2])
row = np.zeros((1, 384), np.float32); row[0, 0] = 1
read = lambda value: Stated(value, Origin.READ, "made")
with Library.create_or_open(Path(sys.argv[1])) as library:
    for number in range(start, start + 10000):
        content = f"Version {number} was noted."
        span = Span(0, len(content))
        paper = Paper("m.txt", hashlib.sha256(content.encode()).hexdigest(), Text(content, "text"),
            Facts(read("Minutes"), read(Kind.MINUTES), access=Access.PUBLIC),
            (Passage(0, span, Role.PARAGRAPH, access=Access.PUBLIC),),
            (Window(0, span, (span,), (0,), Access.PUBLIC),))
        source = f"/papers/{number % 25}.txt"
        stored = library.add(paper, row, content.encode(), source)
        print(number, stored.paper_id, stored.version, paper.sha256, flush=True)
"""
ROUNDS = 10


def test_no_acknowledged_paper_is_lost_to_a_kill(tmp_path: Path) -> None:
    chance, folder, log = random.Random(11), tmp_path / "library", tmp_path / "acknowledged"
    acknowledged: dict[str, tuple[int, str]] = {}
    start = 0
    for _ in range(ROUNDS):
        start = _write_and_kill(folder, log, start, chance.uniform(0.02, 0.5))
        acknowledged |= _read(log)
        with Library.open(folder) as library:
            live = {
                record.paper_id: (record.version, record.sha256) for record in library.papers(Scope.owner())
            }
            assert all(live[each][0] >= version for each, (version, _) in acknowledged.items())
            ahead = [each for each in live if live[each] != acknowledged.get(each)]
            assert len(ahead) <= 1, "at most the paper in hand may be stored without having been acknowledged"
            assert library.check() == []
            assert library.n_windows(Scope.owner()) == len(live)
        acknowledged.update(live)
    assert len(acknowledged) == 25


def _write_and_kill(folder: Path, log: Path, start: int, after_s: float) -> int:
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(start)],
            stdout=output,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        while not log.stat().st_size and child.poll() is None:
            time.sleep(0.01)
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    return start + len(log.read_text().splitlines()) + 1


def _read(log: Path) -> dict[str, tuple[int, str]]:
    whole = [line.split() for line in log.read_text().split("\n")[:-1]]
    return {paper_id: (int(version), sha256) for _, paper_id, version, sha256 in whole}
