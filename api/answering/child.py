"""What runs in a process that answers and drafts: a Minutebook of its own, and orders that come over a pipe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from api.answering.wire import (
    ORDERS,
    REPLIES,
    Asked,
    BriefingWanted,
    Drafted,
    Dropped,
    Early,
    End,
    Followed,
    Last,
    Left,
    Listed,
    Made,
    NotReady,
    OverviewWanted,
    Ready,
    Spent,
    SummaryWanted,
    TimelineWanted,
    Wanted,
    Whole,
)
from api.errors import ApiError
from api.ledger import PagesMadeHere
from api.logs import LogStyle
from api.processes.arenas import give_back, settle
from api.processes.beginning import begin
from api.processes.failing import failure
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
"""How often a process looks for an index that was built since, and gives freed memory back."""

log = logging.getLogger(__name__)


def work(theirs: Connection, settings: Settings, n_at_once: int, style: LogStyle) -> None:
    """Do what comes over the pipe until nobody is at its other end.

    ``n_at_once`` questions are answered side by side, and beside them as many overviews are made: no question waits
    for a briefing to be drafted.
    """
    # Who speaks HTTP comes first: with every core at work a health check is still answered at once.
    begin(style, BEHIND_HTTP)
    # Sums in one thread, as everywhere: how an answer is the same down to the last digit.
    with one_thread(), suppress(EOFError, OSError):
        try:
            minutebook = assemble(settings, resident=True)
        except Exception as problem:  # told to the service, which says it to the person
            theirs.send_bytes(REPLIES.to_bytes(NotReady(f"{type(problem).__name__}: {problem}")))
            return
        with (
            minutebook,
            ThreadPoolExecutor(n_at_once) as answering,
            ThreadPoolExecutor(n_at_once) as drafting,
        ):
            threading.Thread(target=_keep_up, args=(minutebook,), daemon=True).start()
            settle()
            desk = Desk(minutebook, theirs)
            desk.tell(Ready())
            while not isinstance(order := ORDERS.from_bytes(theirs.recv_bytes()), End):
                if isinstance(order, Dropped):
                    desk.drop(order.number)
                else:
                    desk.expect(order)
                    (answering if isinstance(order, Asked) else drafting).submit(desk.do, order)


class Desk:
    """Takes the orders of one pipe; several threads may work on them at once."""

    def __init__(self, minutebook: Minutebook, theirs: Connection) -> None:
        self._minutebook = minutebook
        self._theirs = theirs
        self._one_sender = threading.Lock()
        self._stops: dict[int, threading.Event] = {}

    def tell(self, reply: Ready | Made) -> None:
        """Send a reply; one at a time."""
        with self._one_sender:
            self._theirs.send_bytes(REPLIES.to_bytes(reply))

    def expect(self, wanted: Wanted) -> None:
        """The order is about to be done; from here on it can be dropped."""
        self._stops[wanted.number] = threading.Event()
        if isinstance(wanted, Asked):
            self._minutebook.expect(wanted.question)

    def drop(self, number: int) -> None:
        """Give a call up soon: nobody waits for it."""
        stop = self._stops.get(number)
        if stop is not None:
            stop.set()

    def do(self, wanted: Wanted) -> None:
        """Answer one question, or make one overview; whatever goes wrong is told, and the process goes on."""
        with metered() as meter:
            last = self._last_reply(wanted)
        del self._stops[wanted.number]
        with suppress(OSError):  # nobody is at the other end any more
            self._tell_safely(Spent(wanted.number, meter))
            self._tell_safely(last)

    def _tell_safely(self, reply: Spent | Last) -> None:
        """Send a reply; where it can't be sent as it is, that: whoever waits must not wait for ever."""
        try:
            self.tell(reply)
        except ValueError as error:
            log.exception("a reply of type %s could not be sent", reply.type)
            self.tell(failure(reply.number, error))

    def _last_reply(self, wanted: Wanted) -> Last:
        try:
            with stoppable(self._stops[wanted.number]):
                require_waiting()
                return self._answered(wanted) if isinstance(wanted, Asked) else self._made(wanted)
        except (GivenUp, BrokenPipeError):
            return Left(wanted.number)
        except Exception as error:  # every error belongs to the call, not to the process
            if not isinstance(error, IngestError | RagError | ApiError):
                log.exception("a call of type %s failed", wanted.type)
            return failure(wanted.number, error)

    def _answered(self, asked: Asked) -> Whole:
        events = self._minutebook.ask_events(
            asked.question, scope=asked.scope, filters=asked.filters, before=asked.before
        )
        try:
            for event in events:
                require_waiting()
                if isinstance(event, Done):
                    whole = replace(event.answer, hits=())
                else:
                    self.tell(Early(asked.number, event))
        finally:
            if isinstance(events, Generator):
                events.close()  # ends the request to a model
        return Whole(asked.number, Done(whole))

    def _made(self, wanted: OverviewWanted) -> Last:
        minutebook, number, scope = self._minutebook, wanted.number, wanted.scope
        if isinstance(wanted, BriefingWanted):
            return Drafted(number, minutebook.brief(wanted.request, scope=scope))
        if isinstance(wanted, SummaryWanted):
            return Drafted(number, minutebook.summarise(wanted.request, scope=scope))
        if isinstance(wanted, TimelineWanted):
            return Followed(number, minutebook.timeline(wanted.request, scope=scope))
        page = PagesMadeHere(minutebook).ledger_page(wanted.asked, scope)
        return Listed(number, page.items, page.next)


def _keep_up(minutebook: Minutebook) -> None:
    """Take up an index that the service had built, until which search is exact; and give freed memory back."""
    wait = threading.Event()
    while not wait.wait(LOOK_EVERY_S):
        give_back()
        try:
            if not minutebook.has_current_index and has_current(minutebook.library):
                minutebook.renew_index()
        except LibraryError as error:
            log.warning("The index is not taken up: %s", error)
