"""Memory that threads allocate comes from few places."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from api.processes.arenas import N_ARENAS

ROOT = Path(__file__).resolve().parents[3]
# Heaps of glibc's arenas, but for the first one's, begin at multiples of 64 MiB (malloc/arena.c).
COUNTING = """
import sys, threading
from api.processes.arenas import share_arenas
if sys.argv[1] == "shared":
    share_arenas()
together = threading.Barrier(17)
def allocate():
    held = [bytearray(50_000) for _ in range(20)]
    together.wait()
    together.wait()
for _ in range(16):
    threading.Thread(target=allocate).start()
together.wait()
starts = [int(line.split("-")[0], 16) for line in open("/proc/self/maps") if " 00:00 0 " in line]
print(sum(start % (64 << 20) == 0 for start in starts))
together.wait()
"""


def _n_heaps(how: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", COUNTING, how], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return int(told.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_many_threads_share_the_arenas_that_there_are() -> None:
    assert _n_heaps("shared") < N_ARENAS < _n_heaps("usual")


LARGE = """
import sys
from api.processes.arenas import share_arenas
def resident_kib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
if sys.argv[1] == "shared":
    share_arenas()
first = b"x" * (24 << 20)
del first
second = b"x" * (20 << 20)
kept = [b"x" * 1000 for _ in range(1000)]
before = resident_kib()
del second
print(before - resident_kib())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the rising bound is glibc's")
def test_a_large_array_goes_back_to_the_system_although_one_was_freed_before() -> None:
    def given_back(how: str) -> int:
        told = subprocess.run(
            [sys.executable, "-c", LARGE, how], capture_output=True, text=True, check=True, cwd=ROOT
        )
        return int(told.stdout)

    assert given_back("usual") < 1000 < 20_000 < given_back("shared")


GIVING_BACK = """
from api.processes.arenas import give_back
def resident_kib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
held = [bytearray(4000) for _ in range(20_000)]
held = held[::1000]
before = resident_kib()
give_back()
print(before - resident_kib())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_what_was_freed_between_what_is_kept_goes_back_to_the_system() -> None:
    told = subprocess.run(
        [sys.executable, "-c", GIVING_BACK], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(told.stdout) > 40_000
