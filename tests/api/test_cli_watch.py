"""``minutebook ingest --watch`` as a shell sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from ingest.papers import Scope
from ingest.store.library import Library

OneLine = Callable[[Result], str]
Run = Callable[..., Result]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]


def _papers_in(library: Path) -> int:
    if not Library.is_in(library):
        return 0
    with Library.open(library) as opened:
        return len(opened.papers(Scope.owner()))


def test_a_watched_folder_is_taken_in_until_interrupted(papers_folder: Path, tmp_path: Path) -> None:
    papers, library = tmp_path / "papers", tmp_path / "library"
    papers.mkdir()
    command = [*PROGRAM, "ingest", "--watch", str(papers), "--library", str(library), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            assert "Stop with Ctrl-C" in process.stderr.readline()
            (papers / "march.txt").write_bytes((papers_folder / "minutes-march.txt").read_bytes())
            until = time.monotonic() + 60
            while not (library / "index" / "current").exists() and time.monotonic() < until:
                time.sleep(0.1)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()
        told, noted = process.stdout.read(), process.stderr.read()
    assert [paper["status"] for paper in json.loads(told)["papers"]] == ["new"]
    assert "Traceback" not in noted
    assert _papers_in(library) == 1


def test_a_folder_that_is_not_there_is_not_watched(run: Run, tmp_path: Path, one_line_of: OneLine) -> None:
    result = run("ingest", "--watch", tmp_path / "none", "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert "no such file or folder" in one_line_of(result)
    assert not (tmp_path / "library").exists()


def test_a_site_is_not_watched(run: Run, tmp_path: Path) -> None:
    result = run("ingest", "--watch", "--moderngov", "https://example.org", "--library", tmp_path / "library")
    assert result.exit_code == 2
