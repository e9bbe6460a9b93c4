"""How a process of many threads keeps and gives back what they have freed, so that it does not grow as it runs."""

from __future__ import annotations

import ctypes
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


def _call(function: str, *values: int) -> None:
    """Call a function of glibc; nothing happens where there is none."""
    found = getattr(ctypes.CDLL(None), function, None) if sys.platform == "linux" else None
    if found is not None:
        found(*values)
