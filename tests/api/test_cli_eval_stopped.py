"""Ctrl-C in the middle of a run: a real process, a real signal, and the same command once more."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

N_QUESTIONS = 24
PATIENCE_S = 120.0


@pytest.fixture
def many(questions: Path, tmp_path: Path) -> Path:
    record = json.loads(questions.read_text("utf-8").splitlines()[0])
    path = tmp_path / "many.jsonl"
    lines = (json.dumps(record | {"id": f"q{number}"}) + "\n" for number in range(N_QUESTIONS))
    path.write_text("".join(lines), "utf-8")
    return path


def test_a_stopped_run_says_what_is_kept_and_goes_on(
    many: Path, shared_library: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-c", "from api.cli import main; main()", "eval", "run", str(many)]
    command += ["--out", str(out), "--library", str(shared_library), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + PATIENCE_S
        while len(_lines(out)) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert said == ""
    assert "kept in" in told and "run the same command again to go on" in told
    assert "Traceback" not in told
    kept = _lines(out)
    assert 0 < len(kept) < N_QUESTIONS and not (out / "run.json").exists()

    again = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert json.loads(again.stdout)["n_kept"] == len(kept)
    assert len(_lines(out)) == N_QUESTIONS and set(kept) <= set(_lines(out))


def _lines(run: Path) -> list[str]:
    path = run / "items.jsonl"
    return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []
