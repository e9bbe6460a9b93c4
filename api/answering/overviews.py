"""Briefings, summaries, timelines and pages of the ledger, made by the processes that answer."""

from __future__ import annotations

from api.answering.pool import AnsweringProcesses
from api.answering.wire import (
    BriefingWanted,
    Drafted,
    Followed,
    LedgerWanted,
    Listed,
    Made,
    OverviewWanted,
    SummaryWanted,
    TimelineWanted,
)
from api.ledger import LedgerQuery
from api.paging import Page
from ingest.papers import Scope
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.summary import SummaryRequest
from rag.ledger import LedgerRow
from rag.timeline import Timeline, TimelineRequest

LONGEST_S = 300.0
LONGEST_WITH_MODEL_S = 1800.0
"""Seconds after which an overview counts as stuck: a model may write many sections, one after the other."""


class MadeElsewhere:
    """Overviews (see ``rag.overviews``) and pages of the ledger (see ``api.ledger``). Any thread may ask for one.

    Each method raises what it would raise here, and AnsweringUnavailable: no process is free in time, or two ended
    over it.
    """

    def __init__(self, processes: AnsweringProcesses, *, is_writing: bool = False) -> None:
        """``is_writing`` says that a language model writes in them."""
        self._processes = processes
        self._longest_s = LONGEST_WITH_MODEL_S if is_writing else LONGEST_S

    def briefing(self, request: BriefRequest, scope: Scope) -> Briefing:
        """See ``Briefer.brief``."""
        return self._drafted(BriefingWanted(self._processes.next_number(), request, scope))

    def summary(self, request: SummaryRequest, scope: Scope) -> Briefing:
        """See ``Summariser.summarise``."""
        return self._drafted(SummaryWanted(self._processes.next_number(), request, scope))

    def timeline(self, request: TimelineRequest, scope: Scope) -> Timeline:
        """See ``Chronicler.follow``."""
        made = self._made(TimelineWanted(self._processes.next_number(), request, scope))
        if not isinstance(made, Followed):
            raise _other("a timeline", made)
        return made.timeline

    def ledger_page(self, asked: LedgerQuery, scope: Scope) -> Page[LedgerRow]:
        """See ``api.ledger.LedgerPages``."""
        made = self._made(LedgerWanted(self._processes.next_number(), asked, scope))
        if not isinstance(made, Listed):
            raise _other("a page of the ledger", made)
        return Page(made.rows, made.next)

    def _drafted(self, wanted: BriefingWanted | SummaryWanted) -> Briefing:
        made = self._made(wanted)
        if not isinstance(made, Drafted):
            raise _other("a briefing", made)
        return made.briefing

    def _made(self, wanted: OverviewWanted) -> Made:
        (made,) = self._processes.made(wanted, self._longest_s)
        return made


def _other(wanted: str, made: Made) -> TypeError:
    return TypeError(f"{wanted} was wanted of a process, and a message of type {made.type} came")
