"""A short run of each fault script; the long ones are run by hand."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize(
    "command",
    [
        ("kill_run.py", "--rounds", "5"),
        ("torn_files.py", "--rounds", "12", "--rebuilds", "1"),
        ("kill_eval.py", "--kills", "3"),
        ("kill_service.py", "--rounds", "1", "--ready-s", "120"),
        ("model_faults.py", "--times", "2", "--timeout-s", "3", "--slack-s", "30"),
        ("disconnects.py", "--times", "4", "--longest-s", "30"),
        ("full_disk.py", "--tries", "2"),
        ("second_writer.py", "--tries", "1"),
    ],
)
def test_a_short_run_shows_no_failure(command: tuple[str, ...]) -> None:
    script, *options = command
    command = (sys.executable, str(HERE / script), *options)
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "|" in done.stdout
