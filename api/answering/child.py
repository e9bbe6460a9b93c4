"""What runs in a process that answers: a Minutebook of its own, and questions that come over a pipe."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from api.answering.wire import ORDERS, REPLIES, Asked, Dropped, Early, End, NotReady, Ready, Whole
from api.logs import LogStyle
from api.processes.beginning import begin
from api.processes.failing import Failed, failure
from eval.workers import one_thread
from ingest.errors import IngestError, LibraryError
from ingest.store.index import has_current
from rag.assembly import Minutebook, assemble
from rag.errors import RagError
from rag.events import Done
from rag.metering import metered
from rag.settings import Settings
from rag.stopping import GivenUp, require_waiting, stoppable

BEHIND_HTTP = 5
"""By how much the processes are nicer than the service (see nice(2))."""
LOOK_EVERY_S = 20.0
"""How often a process looks for an index that was built since."""

log = logging.getLogger(__name__)


def work(theirs: Connection, settings: Settings, n_at_once: int, style: LogStyle) -> None:
    """Answer what comes over the pipe, ``n_at_once`` questions side by side, until nobody is at its other end."""
    # Who speaks HTTP comes first: with every core at work a health check is still answered at once.
    begin(style, BEHIND_HTTP)
    # Sums in one thread, as everywhere: how an answer is the same down to the last digit.
    with one_thread(), suppress(EOFError, OSError):
        try:
            minutebook = assemble(settings, resident=True)
        except Exception as problem:  # told to the service, which says it to the person
            theirs.send_bytes(REPLIES.to_bytes(NotReady(f"{type(problem).__name__}: {problem}")))
            return
        with minutebook, ThreadPoolExecutor(n_at_once) as threads:
            threading.Thread(target=_keep_index, args=(minutebook,), daemon=True).start()
            desk = Desk(minutebook, theirs)
            desk.tell(Ready())
            while not isinstance(order := ORDERS.from_bytes(theirs.recv_bytes()), End):
                if isinstance(order, Dropped):
                    desk.drop(order.number)
                else:
                    desk.expect(order)
                    threads.submit(desk.answer, order)


class Desk:
    """Takes the questions of one pipe; several threads may answer at once."""

    def __init__(self, minutebook: Minutebook, theirs: Connection) -> None:
        self._minutebook = minutebook
        self._theirs = theirs
        self._one_sender = threading.Lock()
        self._stops: dict[int, threading.Event] = {}

    def tell(self, reply: Ready | Early | Whole | Failed) -> None:
        """Send a reply; one at a time."""
        with self._one_sender:
            self._theirs.send_bytes(REPLIES.to_bytes(reply))

    def expect(self, asked: Asked) -> None:
        """The question is about to be answered; from here on it can be dropped."""
        self._stops[asked.number] = threading.Event()
        self._minutebook.expect(asked.question)

    def drop(self, number: int) -> None:
        """Give a call up soon: nobody waits for it."""
        stop = self._stops.get(number)
        if stop is not None:
            stop.set()

    def answer(self, asked: Asked) -> None:
        """Answer one question; whatever goes wrong is told, and the process goes on."""
        try:
            with stoppable(self._stops[asked.number]):
                require_waiting()
                self._answer(asked)
        except (GivenUp, BrokenPipeError):
            return
        except Exception as error:  # every error belongs to the call, not to the process
            if not isinstance(error, IngestError | RagError):
                log.exception("a question failed")
            with suppress(OSError):
                self.tell(failure(asked.number, error))
        finally:
            del self._stops[asked.number]

    def _answer(self, asked: Asked) -> None:
        events = self._minutebook.ask_events(
            asked.question, scope=asked.scope, filters=asked.filters, before=asked.before
        )
        with metered() as meter:
            for event in events:
                require_waiting()
                if isinstance(event, Done):
                    whole = replace(event.answer, hits=())
                else:
                    self.tell(Early(asked.number, event))
        self.tell(Whole(asked.number, Done(whole), meter))


def _keep_index(minutebook: Minutebook) -> None:
    """Take up an index that the service had built; until then search is exact."""
    wait = threading.Event()
    while not wait.wait(LOOK_EVERY_S):
        try:
            if not minutebook.has_current_index and has_current(minutebook.library):
                minutebook.renew_index()
        except LibraryError as error:
            log.warning("The index is not taken up: %s", error)
            return
