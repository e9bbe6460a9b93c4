"""The process that takes papers in, seen from the service: there while there are papers, and one file at a time."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.errors import IntakeUnavailable
from api.logs import LogStyle
from api.processes.child import ChildProcess
from api.processes.failing import Failed, error_of
from api.taking_in.child import work
from api.taking_in.wire import ORDERS, REPLIES, Begun, End, Reply, Told, TookIn, Upload
from ingest.outcomes import Outcome
from ingest.readers.sandbox import Limits
from ingest.telling import Progress
from rag.stopping import LOOK_EVERY_S, require_waiting

IDLE_S = 300.0
"""How long the process stays without papers: what the encoder takes, some 400 MB, is given back then."""
MOST_LOST = 2
"""Processes that may end over one file before it is given up."""

log = logging.getLogger(__name__)

Tell = Callable[[Progress], None]


class TakingIn:
    """Takes files in, one after the other; any thread may call any method."""

    def __init__(self, folder: Path, limits: Limits, style: LogStyle, idle_s: float = IDLE_S) -> None:
        """Nothing is started before there is a file."""
        self._arguments = (folder, limits, style, idle_s)
        self._turn = threading.Lock()
        self._running: _Running | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process at the system; None where there is none."""
        running = self._running
        return None if running is None or running.child.is_gone else running.child.pid

    def take_in(self, upload: Upload, tell: Tell) -> list[Outcome]:
        """What became of each paper in the file; ``tell`` learns how far it is, and what it raises ends the work.

        Work that is ended takes the process with it: a paper is stored whole or not at all.

        Raises:
            GivenUp: Nobody waits for the outcome any more.
            LibraryLocked: Another process is writing.
            IntakeUnavailable: The process ended over this file, and another one after it.
        """
        with self._my_turn():
            for _ in range(MOST_LOST):
                reply = self._asked(upload, tell)
                if isinstance(reply, TookIn):
                    return list(reply.outcomes)
                if reply is not None:
                    raise error_of(reply)
                log.error("The process that took a file in ended (%s).", self._how_it_ended())
            raise IntakeUnavailable(
                f"{upload.name}: the process that took it in ended {MOST_LOST} times ({self._how_it_ended()}), perhaps "
                "for want of memory. Split the file, or give the service more memory, and send it again."
            )

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        while not self._turn.acquire(timeout=LOOK_EVERY_S):
            require_waiting()
        try:
            yield
        finally:
            self._turn.release()

    def _asked(self, upload: Upload, tell: Tell) -> TookIn | Failed | None:
        """The last reply to an order; None where the process ended over it."""
        if self.pid is not None and self._running is not None:
            reply = self._running.ask(upload, tell)
            # One that did not even begin had just ended for want of papers.
            if reply is not None or self._running.has_begun:
                return reply
        require_waiting()
        self._running = _Running(self._arguments)
        return self._running.ask(upload, tell)

    def _how_it_ended(self) -> str:
        return "never begun" if self._running is None else self._running.child.how_it_ended

    def close(self) -> None:
        """End the process; a file that it has in hand is not finished."""
        running = self._running
        if running is None:
            return
        if self._turn.locked():
            running.child.kill()
        running.child.send(ORDERS.to_bytes(End()))
        running.child.close()


class _Running:
    """One process, and what it replies."""

    def __init__(self, arguments: tuple[Path, Limits, LogStyle, float]) -> None:
        self._arrived: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        self.has_begun = False
        """Whether it has had the latest order in hand."""
        self.child = ChildProcess("taking-in", work, arguments, self._take, lambda: self._arrived.put(None))

    def _take(self, message: bytes) -> None:
        self._arrived.put(REPLIES.from_bytes(message))

    def ask(self, upload: Upload, tell: Tell) -> TookIn | Failed | None:
        """Hand an order over: the last reply, or None where the process ended before it."""
        self.has_begun = False
        if not self.child.send(ORDERS.to_bytes(upload)):
            return None
        try:
            for reply in self._replies():
                if isinstance(reply, Begun):
                    self.has_begun = True
                elif isinstance(reply, Told):
                    tell(reply.progress)
                else:
                    return reply
        except BaseException:
            self.child.kill()
            self.child.close()
            raise
        return None

    def _replies(self) -> Iterator[Reply]:
        """What comes, until the process has ended."""
        while True:
            require_waiting()
            with suppress(queue.Empty):
                reply = self._arrived.get(timeout=LOOK_EVERY_S)
                if reply is None:
                    return
                yield reply
