"""A short run of each fault script; the long ones are run by hand."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RUNS = {
    "kill_run.py": ("--rounds", "5"),
    "torn_files.py": ("--rounds", "12", "--rebuilds", "1"),
}


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Both scripts, side by side: each spends much of its time waiting."""
    started = {
        script: subprocess.Popen(
            [sys.executable, str(HERE / script), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for script, options in RUNS.items()
    }
    try:
        yield started
    finally:
        for process in started.values():
            process.kill()
            process.communicate()


@pytest.mark.parametrize("script", RUNS)
def test_a_short_run_shows_no_failure(script: str, running: dict[str, subprocess.Popen[str]]) -> None:
    told, _ = running[script].communicate(timeout=300)
    assert running[script].returncode == 0, told
