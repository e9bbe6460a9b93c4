"""One process that answers and drafts, seen from the service: started, given orders, listened to, ended."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from api.answering.child import work
from api.answering.wire import ORDERS, REPLIES, Dropped, Early, End, Made, NotReady, Ready, Spent, Wanted
from api.errors import AnsweringUnavailable
from api.logs import LogStyle
from api.processes.child import ChildProcess
from rag import metering
from rag.settings import Settings
from rag.stopping import LOOK_EVERY_S, require_waiting

START_LIMIT_S = 120.0


class Call:
    """One question or overview that a process has in hand."""

    def __init__(self, process: AnsweringProcess, number: int, give_back: Callable[[], None]) -> None:
        self._process = process
        self._number = number
        self._give_back = give_back
        self._arrived: queue.SimpleQueue[Made | None] = queue.SimpleQueue()
        self.is_over = False
        """Whether the last reply has come."""

    def take(self, reply: Made | None) -> None:
        """A reply has come, or None: the process has ended."""
        self._arrived.put(reply)

    def replies(self, silence_s: float) -> Iterator[Made]:
        """What the process replies; it ends with the last reply, or early where the process ends.

        What the call took is counted here. A process that says nothing for ``silence_s`` is taken for stuck and ended.

        Raises:
            GivenUp: Nobody waits for it any more.
        """
        while not self.is_over:
            reply = self._next(silence_s)
            if reply is None:
                return
            self._note(reply)
            if not isinstance(reply, Spent):
                yield reply

    def _next(self, silence_s: float) -> Made | None:
        until = time.monotonic() + silence_s
        while time.monotonic() < until:
            require_waiting()
            with suppress(queue.Empty):
                return self._arrived.get(timeout=LOOK_EVERY_S)
        self._process.kill()
        return None

    def _note(self, reply: Made) -> None:
        if isinstance(reply, Spent):
            metering.count(reply.meter)
        else:
            self.is_over = not isinstance(reply, Early)

    def end(self, patience_s: float) -> None:
        """Nobody listens any more: have the process leave off where it is still at it, and give its place to others.

        What it took until then is counted where it tells so within ``patience_s``.
        """
        if not self.is_over:
            self._process.drop(self._number)
            self._see_it_left(patience_s)
        self._process.forget(self._number)
        self._give_back()

    def _see_it_left(self, patience_s: float) -> None:
        until = time.monotonic() + patience_s
        while not self.is_over and (left_s := until - time.monotonic()) > 0:
            with suppress(queue.Empty):
                reply = self._arrived.get(timeout=left_s)
                if reply is None:
                    return
                self._note(reply)


class AnsweringProcess:
    """A child process with its pipe; any thread may call any method."""

    def __init__(
        self,
        settings: Settings,
        n_at_once: int,
        style: LogStyle,
        when_ready: Callable[[AnsweringProcess], None],
        when_ended: Callable[[AnsweringProcess], None],
    ) -> None:
        """Start it. Once it takes orders, and once it takes no more, the two are called from its own thread."""
        self._when_ready, self._when_ended = when_ready, when_ended
        self._calls: dict[int, Call] = {}
        self._guard = threading.Lock()
        self._opened, self._ended = threading.Event(), threading.Event()
        self.was_ready = False
        self._reason: str | None = None
        arguments = (settings, n_at_once, style)
        self._child = ChildProcess("answering", work, arguments, self._take, self._end)

    @property
    def pid(self) -> int | None:
        """Its number at the system."""
        return self._child.pid

    @property
    def is_ready(self) -> bool:
        """Whether it takes orders now."""
        return self.was_ready and not self._ended.is_set()

    @property
    def how_it_ended(self) -> str:
        """Why it could not start, or its exit status."""
        return self._reason or self._child.how_it_ended

    def wait_until_ready(self) -> None:
        """Come back once the process takes orders.

        Raises:
            AnsweringUnavailable: It could not open the library, or ended.
        """
        if not self._opened.wait(START_LIMIT_S) or not self.was_ready:
            raise AnsweringUnavailable(f"A process that should answer could not start: {self.how_it_ended}")

    def wait_until_ended(self) -> None:
        """Come back once the process is gone."""
        self._ended.wait()

    def hand_over(self, wanted: Wanted, give_back: Callable[[AnsweringProcess], None]) -> Call | None:
        """Hand an order over; None where the process has ended. ``give_back`` is called when its place is free."""
        call = Call(self, wanted.number, lambda: give_back(self))
        with self._guard:
            if self._ended.is_set():
                return None
            self._calls[wanted.number] = call
        if self._child.send(ORDERS.to_bytes(wanted)):
            return call
        with self._guard:
            self._calls.pop(wanted.number, None)
        return None

    def drop(self, number: int) -> None:
        """Tell it that nobody waits for what comes of a call."""
        self._child.send(ORDERS.to_bytes(Dropped(number)))

    def forget(self, number: int) -> None:
        """Listen no more to a call."""
        with self._guard:
            self._calls.pop(number, None)

    def _take(self, message: bytes) -> None:
        reply = REPLIES.from_bytes(message)
        if isinstance(reply, Ready):
            self.was_ready = True
            self._when_ready(self)
            self._opened.set()
        elif isinstance(reply, NotReady):
            self._reason = reply.reason
        else:
            self._hand_on(reply)

    def _hand_on(self, reply: Made) -> None:
        with self._guard:
            call = self._calls.get(reply.number)
        if call is not None:
            call.take(reply)

    def _end(self) -> None:
        with self._guard:
            self._ended.set()
            calls = list(self._calls.values())
            self._calls.clear()
        self._when_ended(self)
        self._opened.set()
        for call in calls:
            call.take(None)

    def kill(self) -> None:
        """End it at once."""
        self._child.kill()

    def tell_to_end(self) -> None:
        """Have it end when it is done with what it has in hand."""
        self._child.send(ORDERS.to_bytes(End()))

    def close(self) -> None:
        """Wait for its end, and bring it about where it takes too long."""
        self._child.close()
