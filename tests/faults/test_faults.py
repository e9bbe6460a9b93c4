"""A short run of each fault script; the long ones are run by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize(("script", "rounds"), [("kill_run.py", 5), ("torn_files.py", 12)])
def test_a_short_run_shows_no_failure(script: str, rounds: int) -> None:
    command = [sys.executable, str(HERE / script), "--rounds", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "|" in done.stdout
