"""Questions answered by processes of their own, over a real library."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from api.answering.pool import AnsweringProcesses
from api.logs import LogStyle
from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.errors import QuestionError
from rag.events import Done, SentenceReady
from rag.metering import metered
from rag.question.conversation import Turn
from rag.question.query import Filters
from rag.settings import Settings

QUESTION = "How many lamps in Mill Lane had failed?"


def _asked(processes: AnsweringProcesses, question: str = QUESTION, **more: object) -> Answer:
    scope = more.pop("scope", Scope.owner())
    events = processes.events(question, scope, more.pop("filters", Filters()), **more)  # type: ignore[arg-type]
    return next(event.answer for event in events if isinstance(event, Done))


def _comparable(answer: Answer) -> Answer:
    return replace(answer, hits=(), record={**answer.record, "took_ms": 0})


def test_an_answer_is_the_one_that_is_given_here(
    processes: AnsweringProcesses, minutebook: Minutebook
) -> None:
    before = (Turn("What was said about lamps in Mill Lane?"),)
    for question, turns, filters in (
        (QUESTION, (), Filters()),
        ("What does the swimming pool cost to heat?", (), Filters()),
        ("And in June 2025?", before, Filters()),
        ("What was said about the lamps?", (), Filters(body="Harrowmere Safer Streets Panel")),
    ):
        there = _asked(processes, question, before=turns, filters=filters)
        here = minutebook.ask(question, scope=Scope.owner(), filters=filters, before=turns)
        assert _comparable(there) == _comparable(here)


def test_sentences_come_before_the_whole_answer(processes: AnsweringProcesses) -> None:
    events = list(processes.events(QUESTION, Scope.owner(), Filters()))
    assert isinstance(events[0], SentenceReady) and isinstance(events[-1], Done)
    assert [event.sentence for event in events[:-1]] == list(events[-1].answer.sentences)


def test_the_scope_goes_with_the_question(processes: AnsweringProcesses) -> None:
    answer = _asked(processes, scope=Scope.public())  # the papers are restricted
    assert not answer.answered and not answer.citations and answer.abstention is not None
    assert not answer.abstention.nearest


def test_a_question_that_cannot_be_taken_is_refused_before_the_first_event(
    processes: AnsweringProcesses,
) -> None:
    with pytest.raises(QuestionError):
        processes.events("   ", Scope.owner(), Filters())


def test_what_the_stages_took_is_counted_here(processes: AnsweringProcesses) -> None:
    with metered() as meter:
        _asked(processes)
    assert set(meter.stages_ms) == {"search", "choose"}
    assert all(begun <= ended for begun, ended in meter.spans_ns.values())


def test_many_at_once_each_get_their_own_answer(processes: AnsweringProcesses) -> None:
    questions = [QUESTION, "What was decided about the mobile library?", "What would the repairs cost?"] * 4
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda question: _asked(processes, question), questions))
    assert [answer.question for answer in answers] == questions


def test_an_answer_that_is_left_in_the_middle_gives_its_place_back(processes: AnsweringProcesses) -> None:
    for _ in range(5):  # more than there are places
        events = processes.events(QUESTION, Scope.owner(), Filters())
        next(events)
        events.close()  # type: ignore[attr-defined]
    assert _asked(processes).answered


def test_a_process_that_is_killed_is_replaced_and_no_question_is_lost(
    own_processes: AnsweringProcesses,
) -> None:
    (pid,) = [process.pid for process in own_processes.processes]
    os.kill(pid, signal.SIGKILL)
    assert _asked(own_processes).answered
    assert own_processes.n_ready == own_processes.n_wanted == 1
    assert [process.pid for process in own_processes.processes] != [pid]


def test_the_processes_end_with_the_block(minutebook: Minutebook) -> None:
    with AnsweringProcesses(
        minutebook.settings, 1, minutebook.questions, LogStyle("plain", "error")
    ) as processes:
        (pid,) = [process.pid for process in processes.processes]
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_a_library_that_cannot_be_opened_is_told_at_the_start(minutebook: Minutebook, tmp_path: Path) -> None:
    from api.errors import AnsweringUnavailable

    nowhere = Settings(library=tmp_path / "nowhere")
    with pytest.raises(AnsweringUnavailable, match="LibraryMissing"):
        AnsweringProcesses(nowhere, 1, minutebook.questions, LogStyle("plain", "error")).__enter__()
