"""Questions and overviews handed to processes of their own: they use every core, and HTTP never waits for them.

Answering and drafting is Python for the most part: in one process a second thread gains nothing, and a dozen of them
keep the health checks waiting. The service keeps everything that there must be one of (limits, jobs, records,
writing); the processes only read.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import Self

from api.answering.places import Places
from api.answering.process import AnsweringProcess, Call
from api.answering.wire import Asked, Early, Made, Wanted, Whole
from api.errors import AnsweringUnavailable, NobodyFree
from api.logs import LogStyle
from api.processes.failing import Failed, error_of
from ingest.papers import Scope
from rag.asking import Questions
from rag.events import Event
from rag.question.conversation import Turn
from rag.question.query import Filters
from rag.settings import Settings

AT_ONCE_WITHOUT_MODEL = 1
AT_ONCE_WITH_MODEL = 16
"""Questions side by side in one process, and as many overviews: waiting for a model takes no core."""
ON_TOP = 3
"""Questions that lie ready in a process beside those at work: it never waits, and encodes several at once."""
WAIT_FOR_PLACE_S = 30.0
"""How long a question waits for a process to be free."""
BEYOND_MODEL_S = 60.0
"""Seconds beyond those of a model after which a process that says nothing counts as stuck."""
LEAVING_S = 2.0
"""How long a call that is dropped is waited for: what a model read and wrote until then is counted."""
_PAUSES_S = (0.0, 1.0, 5.0, 30.0)
"""Before a process is started again: where it had become ready, and after its first, second and later failures."""

log = logging.getLogger(__name__)


class AnsweringProcesses:
    """So many processes over one library; any thread may ask."""

    def __init__(
        self,
        settings: Settings,
        n: int,
        here: Questions,
        style: LogStyle,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """Nothing is started until the block is entered.

        ``n`` is at least 1. ``here`` is what answers in this process; it only looks if a question can be taken.
        ``style`` is how they log. ``meanwhile`` is done once they are started, before they are waited for.
        """
        self._here, self._style, self._meanwhile = here, style, meanwhile
        self._settings = settings
        self._n_at_once = AT_ONCE_WITH_MODEL if settings.model else AT_ONCE_WITHOUT_MODEL
        self._silence_s = (settings.model_timeout_s if settings.model else 0.0) + BEYOND_MODEL_S
        self._patience_s = LEAVING_S if settings.model else 0.0
        self._places: Places[AnsweringProcess] = Places(self._n_at_once + ON_TOP)
        # Apart from the questions', which would wait behind them.
        self._places_for_overviews: Places[AnsweringProcess] = Places(self._n_at_once)
        self._processes: list[AnsweringProcess | None] = [None] * n
        self._numbers = itertools.count(1)
        self._guard = threading.Lock()
        self._is_closed = threading.Event()

    def __enter__(self) -> Self:
        """Start them all, and come back once each has opened the library.

        Raises:
            AnsweringUnavailable: One could not.
        """
        try:
            first = [self._start(place) for place in range(self.n_wanted)]
            if self._meanwhile is not None:
                self._meanwhile()
            for process in first:
                if process is not None:
                    process.wait_until_ready()
        except BaseException:
            self.close()
            raise
        for place in range(self.n_wanted):
            threading.Thread(target=self._keep, args=(place,), name="answering", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def processes(self) -> list[AnsweringProcess]:
        """Those that were started last, one a place, running or not."""
        with self._guard:
            return [process for process in self._processes if process is not None]

    @property
    def n_ready(self) -> int:
        """How many processes take orders now."""
        return sum(process.is_ready for process in self.processes)

    @property
    def n_wanted(self) -> int:
        """How many there should be."""
        return len(self._processes)

    @property
    def n_waiting(self) -> int:
        """How many orders wait for a process."""
        return self._places.n_waiting + self._places_for_overviews.n_waiting

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """See ``rag.asking.Asker.events``; the answer comes without the hits behind it.

        A question whose process ended before it said anything is asked once more, of another one.

        Raises:
            QuestionError: As there, before the first event.
            AnsweringUnavailable: No process is free in time, or two ended over this question.
        """
        self._here.events(question, scope, filters, before)
        return self._events(Asked(self.next_number(), question, scope, filters, tuple(before)))

    def _events(self, asked: Asked) -> Iterator[Event]:
        with closing(self.made(asked, self._silence_s)) as replies:
            for reply in replies:
                if isinstance(reply, Early | Whole):
                    yield reply.event

    def next_number(self) -> int:
        """A number for an order, given once."""
        return next(self._numbers)

    def made(self, wanted: Wanted, silence_s: float) -> Generator[Made]:
        """What comes of an order; where its process ended before it said anything, another one has it once more.

        A process that says nothing for ``silence_s`` is taken for stuck.

        Raises:
            AnsweringUnavailable: No process is free in time, or two ended over this order.
        """
        for is_last_try in (False, True):
            call = self._handed_over(wanted)
            n_told = 0
            try:
                for reply in call.replies(silence_s):
                    if isinstance(reply, Failed):
                        raise error_of(reply)
                    n_told += 1
                    yield reply
                if call.is_over:
                    return
            finally:
                call.end(self._patience_s)
            if n_told or is_last_try:
                break
            log.warning("A call of type %s is made again: the process that had it ended.", wanted.type)
        raise AnsweringUnavailable("The process that worked on it ended by itself. Ask again.")

    def _handed_over(self, wanted: Wanted) -> Call:
        """The order in the hands of the first process that is free."""
        places = self._places if isinstance(wanted, Asked) else self._places_for_overviews
        while not self._is_closed.is_set():
            process = places.take(WAIT_FOR_PLACE_S)
            if process is None:
                break
            call = process.hand_over(wanted, give_back=places.give_back)
            if call is not None:
                return call
        raise NobodyFree("No process is free for it. Ask again in a moment.")

    def _start(self, place: int) -> AnsweringProcess | None:
        """A new process in a place; None where all are being ended."""
        with self._guard:
            if self._is_closed.is_set():
                return None
            process = AnsweringProcess(
                self._settings,
                self._n_at_once,
                self._style,
                when_ready=self._open,
                when_ended=self._close,
            )
            self._processes[place] = process
            return process

    def _open(self, process: AnsweringProcess) -> None:
        self._places.open(process)
        self._places_for_overviews.open(process)

    def _close(self, process: AnsweringProcess) -> None:
        self._places.close(process)
        self._places_for_overviews.close(process)

    def _keep(self, place: int) -> None:
        """Start a process again whenever it ends, ever slower while it does not even become ready."""
        n_failures = 0
        while (process := self._processes[place]) is not None:
            process.wait_until_ended()
            if self._is_closed.is_set():
                return
            n_failures = 0 if process.was_ready else n_failures + 1
            log.error("An answering process ended (%s); another takes its place.", process.how_it_ended)
            if self._is_closed.wait(_PAUSES_S[min(n_failures, len(_PAUSES_S) - 1)]):
                return
            self._start(place)

    def close(self) -> None:
        """End the processes; what is still under way fails."""
        with self._guard:
            self._is_closed.set()
        for process in self._processes:
            if process is not None:
                process.tell_to_end()
        for process in self._processes:
            if process is not None:
                process.close()
