"""What a process that stays up does about its memory: where it allocates, what it gives back, what is looked over."""

from __future__ import annotations

import ctypes
import gc
import sys

N_ARENAS = 2
_M_ARENA_MAX = -8
"""The parameter of mallopt(3) in glibc."""


def share_arenas() -> None:
    """Have all threads of this process allocate from two places; call it before they are started.

    glibc gives each thread one of up to eight a core, and what is freed in one serves no other. A service whose
    requests wander over forty threads, and which opens a new index after each paper, was measured to grow by tens
    of megabytes for that. Python's threads take turns, so that two are enough.
    """
    _call("mallopt", _M_ARENA_MAX, N_ARENAS)


def give_back() -> None:
    """Return to the system what was freed in the middle of the arenas; a few milliseconds, best done now and then.

    glibc itself returns only what is free at their ends: after a large briefing they would stay as large for good.
    """
    _call("malloc_trim", 0)


def settle() -> None:
    """Take what was made until now, which stays as long as the process, out of the collector's rounds.

    A round over all that the packages hold takes 0.2 seconds, in which no thread of the process gets its turn: a
    health check waits for it. Best done once, when the process is ready.
    """
    gc.collect()
    gc.freeze()


def _call(function: str, *values: int) -> None:
    """Call a function of glibc; nothing happens where there is none."""
    found = getattr(ctypes.CDLL(None), function, None) if sys.platform == "linux" else None
    if found is not None:
        found(*values)
