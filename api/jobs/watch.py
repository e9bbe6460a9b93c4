"""The link between a job at work and those who wait for it, or want it no longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from api.records.jobs import Made

TELL_EVERY_S = 0.5


class JobStopped(Exception):  # noqa: N818 -- not an error: somebody wanted it
    """The job was cancelled, its asker let in no more, or the service is ending; ``made`` is what came of it before."""

    def __init__(self, made: Made | None = None) -> None:
        super().__init__("the job was stopped")
        self.made = made


def _always() -> bool:
    return True


class Watch:
    """Given to the work of one job: it tells how far it is, and is stopped where it tells."""

    def __init__(
        self, note: Callable[[dict[str, Any]], bool], may_go_on: Callable[[], bool] = _always
    ) -> None:
        """``note`` keeps how far the job is, and says whether it is still wanted; ``may_go_on``, if it still may be."""
        self._note = note
        self._may_go_on = may_go_on
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
        self.look()
        self.require_wanted()

    def look(self) -> None:
        """Stop the work where its asker may not have it done any more; any thread may call."""
        if not self._may_go_on():
            self.stop.set()

    def require_wanted(self) -> None:
        """Go on where the job is wanted.

        Raises:
            JobStopped: It is not.
        """
        if self.stop.is_set():
            raise JobStopped
