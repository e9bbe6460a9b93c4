"""A short run of the fuzzer over the whole description; ``tests/faults/fuzz_api.py`` by itself makes a long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_short_run_finds_nothing(shared_library: Path) -> None:
    command = [sys.executable, "tests/faults/fuzz_api.py", str(shared_library), "--cases", "60"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300)
    told = "\n".join(line for line in done.stdout.splitlines() if "request_id=" not in line)
    assert done.returncode == 0, f"{told[-6000:]}\n{done.stderr[-3000:]}"
    assert ", 0 server errors." in told
