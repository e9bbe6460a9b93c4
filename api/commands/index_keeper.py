"""Keeps the index of a running service usable, beside the answering and never in its way."""

from __future__ import annotations

import logging
import math
import subprocess
import threading
import time
from types import TracebackType
from typing import Self

from ingest.errors import LibraryError
from ingest.papers import Scope
from ingest.store.index import has_current, remove_stale
from ingest.store.rebuild import BUILT, TRY_LATER, start_rebuild
from rag.assembly import Minutebook

LOOK_EVERY_S = 20.0
AFTER_A_FAILURE_S = 600.0
QUIET_S = 60.0
"""How long the library stays as it is before its index is built: papers tend to come many at a time."""
LONGEST_UNREST_S = 1800.0
"""After this an index is built though papers are still coming."""
_STOPS_WITHIN_S = 1.0

log = logging.getLogger(__name__)


class _Unrest:
    """Whether the library is still changing. As it is found at the first look, it is taken to be at rest."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._revision: int | None = None
        self._changed_at = self._began_at = -math.inf

    def is_over(self, revision: int, now: float) -> bool:
        """Whether it has stayed for long enough, or changed for too long; ``now`` in seconds of one clock."""
        if self._revision is not None and revision != self._revision:
            if now - self._changed_at >= self._quiet_s:
                self._began_at = now
            self._changed_at = now
        self._revision = revision
        return now - self._changed_at >= self._quiet_s or now - self._began_at >= LONGEST_UNREST_S


class IndexKeeper:
    """A thread that looks now and then if the index in use is of the library as it is, and sees to it.

    An index of an earlier state is removed, since it may hold papers that were withdrawn. Where an index is wanted,
    one that somebody else has built is taken up. Where there is none, or it fails its probe, a child
    process builds one, and nobody is kept from writing; answers come from exact search until then. While papers
    are coming, each would make the index stale that was built for the one before: it is built once they stop.
    """

    def __init__(
        self, minutebook: Minutebook, look_every_s: float = LOOK_EVERY_S, quiet_s: float = QUIET_S
    ) -> None:
        self._minutebook = minutebook
        self._look_every_s = look_every_s
        self._unrest = _Unrest(quiet_s)
        self._is_stopped = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="index-keeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop within a second or so; a build that is under way is thrown away."""
        self._is_stopped.set()
        with self._guard:
            if self._child is not None:
                self._child.kill()
        if self._thread.is_alive():
            # A probe may go on for a minute, and only looks: the service does not wait for it to end.
            self._thread.join(_STOPS_WITHIN_S)

    def _keep(self) -> None:
        pause_s = 0.0
        while not self._is_stopped.wait(pause_s):
            try:
                pause_s = self._look()
            except LibraryError as error:
                log.warning("The index is not kept up: %s", error)
                pause_s = AFTER_A_FAILURE_S

    def _look(self) -> float:
        """Make good what can be made good now; the seconds to wait before the next look."""
        minutebook = self._minutebook
        if minutebook.has_current_index:
            return self._look_every_s
        remove_stale(minutebook.library)
        if not minutebook.wants_index or not minutebook.library.n_windows(Scope.owner()):
            return self._look_every_s
        if has_current(minutebook.library):
            minutebook.renew_index()
        is_done = minutebook.has_current_index or self._is_stopped.is_set()
        if is_done or not self._unrest.is_over(minutebook.library.revision, time.monotonic()):
            return self._look_every_s
        status = self._rebuild()
        if status == BUILT:
            minutebook.renew_index()
        elif status != TRY_LATER and not self._is_stopped.is_set():
            log.warning("The index could not be built (status %d); search stays exact.", status)
            return AFTER_A_FAILURE_S
        return self._look_every_s

    def _rebuild(self) -> int:
        with self._guard:
            if self._is_stopped.is_set():
                return TRY_LATER
            self._child = start_rebuild(self._minutebook.library.folder)
        return self._child.wait()
