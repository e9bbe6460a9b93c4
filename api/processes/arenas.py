"""What a process that stays up does about its memory: where it allocates, what it gives back, what is looked over."""

from __future__ import annotations

import ctypes
import gc
import sys

N_ARENAS = 2
MAPPED_FROM = 1 << 20
"""Bytes from which on what is allocated is no part of an arena, and goes back to the system when it is freed."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Parameters of mallopt(3) in glibc."""


def share_arenas() -> None:
    """Have all threads of this process allocate from two places; call it before they are started.

    glibc gives each thread one of up to eight a core, and what is freed in one serves no other. A service whose
    requests wander over forty threads, and which opens a new index after each paper, was measured to grow by tens
    of megabytes for that. Python's threads take turns, so that two are enough.

    Large arrays, such as the vectors that are read anew after each paper, stay out of them: glibc would take those in
    from the second on, up to 32 MB each, since it raises the bound with each that is freed.
    """
    _call("mallopt", _M_ARENA_MAX, N_ARENAS)
    _call("mallopt", _M_MMAP_THRESHOLD, MAPPED_FROM)


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
