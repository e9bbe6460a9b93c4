"""The process that takes papers in, beside a real service."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from eval.errors import EvalError
from eval.served import Served, serving

TORCH = "libtorch"


def _sentences(n: int) -> bytes:
    """A paper with more sentences than are embedded without torch."""
    points = (
        f"{k}. The Panel agreed that lamp number {k} in Mill Lane would be mended." for k in range(1, n)
    )
    return ("HARROWMERE PANEL\n\n" + "\n\n".join(points)).encode()


def _maps(pid: int) -> str:
    return Path(f"/proc/{pid}/maps").read_text()


def _children(served: Served) -> set[int]:
    return set(served.family()) - {served.pid}


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc of Linux")
def test_torch_is_never_in_the_service_and_the_process_that_has_it_ends_with_the_service(
    own_library: Path,
) -> None:
    with pytest.raises(EvalError), serving(own_library, 0) as served:  # noqa: PT012 - it ends in the block
        with httpx.Client(base_url=served.url, timeout=120) as client:
            sent = {"file": ("lamps.txt", _sentences(500))}
            place = client.post("/api/v1/papers", files=sent).headers["location"]
            until = time.monotonic() + 300
            while (job := client.get(place).json())["state"] in ("queued", "running"):
                assert time.monotonic() < until
                time.sleep(0.2)
            assert job["state"] == "done", job
        with_torch = {pid for pid in _children(served) if TORCH in _maps(pid)}
        assert len(with_torch) == 1
        assert TORCH not in _maps(served.pid)
        os.kill(served.pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in with_torch):
            assert time.monotonic() < until
            time.sleep(0.05)
