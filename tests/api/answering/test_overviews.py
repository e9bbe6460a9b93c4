"""Briefings, summaries, timelines and the ledger made by processes of their own, over a real library."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from api.answering.overviews import MadeElsewhere
from api.answering.pool import AnsweringProcesses
from api.errors import CursorRefused
from api.ledger import LedgerQuery, PagesMadeHere
from ingest.papers import Scope
from ingest.store.records import PaperNotFound
from rag.assembly import Minutebook
from rag.briefings.briefing import BriefRequest
from rag.briefings.summary import SummaryRequest
from rag.errors import QuestionError
from rag.stopping import GivenUp, stoppable
from rag.timeline import TimelineRequest


@pytest.fixture
def elsewhere(processes: AnsweringProcesses) -> MadeElsewhere:
    return MadeElsewhere(processes)


def test_briefings_summaries_and_timelines_are_the_ones_that_are_made_here(
    elsewhere: MadeElsewhere, minutebook: Minutebook
) -> None:
    owner, here = Scope.owner(), minutebook.overviews
    brief = BriefRequest(topic="lamps in Mill Lane")
    assert elsewhere.briefing(brief, owner) == here.briefing(brief, owner)
    assert here.briefing(brief, owner).citations
    paper = minutebook.library.papers(owner)[0]
    summary = SummaryRequest(paper_id=paper.paper_id)
    assert elsewhere.summary(summary, owner) == here.summary(summary, owner)
    followed = TimelineRequest(topic="lamps")
    assert elsewhere.timeline(followed, owner) == here.timeline(followed, owner)
    assert here.timeline(followed, owner).all_rows


def test_the_scope_goes_with_an_overview(elsewhere: MadeElsewhere) -> None:
    briefing = elsewhere.briefing(BriefRequest(topic="lamps in Mill Lane"), Scope.public())
    assert not briefing.citations  # the papers are restricted


def test_an_error_comes_back_with_what_it_is_about(elsewhere: MadeElsewhere) -> None:
    with pytest.raises(PaperNotFound) as raised:
        elsewhere.summary(SummaryRequest(paper_id="p-none"), Scope.owner())
    assert raised.value.paper_id == "p-none"
    with pytest.raises(QuestionError):
        elsewhere.briefing(BriefRequest(topic="?"), Scope.owner())


def test_a_briefing_whose_process_is_killed_is_made_by_the_next(own_processes: AnsweringProcesses) -> None:
    (pid,) = [process.pid for process in own_processes.processes]
    os.kill(pid, signal.SIGKILL)
    briefing = MadeElsewhere(own_processes).briefing(BriefRequest(topic="lamps in Mill Lane"), Scope.owner())
    assert briefing.citations


def test_a_briefing_that_nobody_waits_for_gives_its_place_back(elsewhere: MadeElsewhere) -> None:
    stop = threading.Event()
    stop.set()
    for _ in range(5):  # more than there are places
        with stoppable(stop), pytest.raises(GivenUp):
            elsewhere.briefing(BriefRequest(topic="lamps in Mill Lane"), Scope.owner())
    assert elsewhere.briefing(BriefRequest(topic="lamps in Mill Lane"), Scope.owner()).citations


def test_the_ledger_comes_in_the_same_pages(elsewhere: MadeElsewhere, minutebook: Minutebook) -> None:
    here, owner = PagesMadeHere(minutebook), Scope.owner()
    first = LedgerQuery(limit=1)
    page = elsewhere.ledger_page(first, owner)
    assert page == here.ledger_page(first, owner)
    assert page.items and page.next
    second = LedgerQuery(limit=100, cursor=page.next)
    assert elsewhere.ledger_page(second, owner) == here.ledger_page(second, owner)
    assert not elsewhere.ledger_page(first, Scope.public()).items
    with pytest.raises(CursorRefused):
        elsewhere.ledger_page(LedgerQuery(cursor="none"), owner)
    with pytest.raises(QuestionError):
        elsewhere.ledger_page(LedgerQuery(body="No Such Board"), owner)
