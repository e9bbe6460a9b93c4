"""The link between a job at work and those who wait for it, or want it no longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

TELL_EVERY_S = 0.5


class JobStopped(Exception):  # noqa: N818 -- not an error: somebody wanted it
    """The job was cancelled, or the service is ending."""


class Watch:
    """Given to the work of one job: it tells how far it is, and is stopped where it tells."""

    def __init__(self, note: Callable[[dict[str, Any]], bool]) -> None:
        """``note`` keeps how far the job is, and says whether it is still wanted."""
        self._note = note
        self._told_at = float("-inf")
        self.stop = threading.Event()

    def tell(self, done: int, total: int, what: str) -> None:
        """``done`` of ``total`` steps are finished, ``what`` is in hand; not every call is kept.

        Raises:
            JobStopped: The work is to end here.
        """
        is_due = time.monotonic() - self._told_at >= TELL_EVERY_S
        if is_due:
            self._told_at = time.monotonic()
            if not self._note({"done": done, "total": total, "what": what}):
                self.stop.set()
        self.require_wanted()

    def require_wanted(self) -> None:
        """Go on where the job is wanted.

        Raises:
            JobStopped: It is not.
        """
        if self.stop.is_set():
            raise JobStopped
