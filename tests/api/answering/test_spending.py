"""What a language model takes in a process that answers is counted in the service, however the work ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.answering.overviews import MadeElsewhere
from api.answering.pool import AnsweringProcesses
from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.briefings.briefing import BriefRequest
from rag.events import Done, SentenceReady
from rag.metering import metered
from rag.question.query import Filters
from rag.settings import Settings

QUESTION = "How many lamps in Mill Lane had failed?"


@pytest.fixture
def minutebook(shared_library: Path, model_server) -> Iterator[Minutebook]:
    settings = Settings(library=shared_library, model="small", model_base_url=model_server.address)
    with assemble(settings) as opened:
        yield opened


def test_what_was_written_for_somebody_who_left_is_counted(
    own_processes: AnsweringProcesses, model_server
) -> None:
    def behave(handler) -> None:
        handler.begin("text/event-stream")
        written = handler.reply("14 of the 60 lamps", "14 of the 60 lamps had failed since October.")
        handler.send_piece({"role": "assistant", "content": f"{written}- And then"})
        while not model_server.is_ending.wait(0.02):
            handler.send_piece({"role": "assistant", "content": " and then"})

    model_server.behave = behave
    with metered() as meter:
        events = own_processes.events(QUESTION, Scope.owner(), Filters())
        assert isinstance(next(events), SentenceReady)
        events.close()  # type: ignore[attr-defined] # a generator, whatever the protocol promises
    ((prompt, reply),) = meter.calls
    assert "14 of the 60 lamps" in prompt
    assert "had failed since October" in reply


def test_what_a_draft_took_is_counted_once(own_processes: AnsweringProcesses) -> None:
    request = BriefRequest(topic="lamps in Mill Lane")
    with metered() as meter:
        MadeElsewhere(own_processes).briefing(request, Scope.owner())
    n_calls = len(meter.calls)
    assert n_calls
    with metered() as meter:
        MadeElsewhere(own_processes).briefing(request, Scope.owner())
    assert len(meter.calls) == n_calls


def test_a_reply_with_half_a_character_is_answered_and_counted(
    own_processes: AnsweringProcesses, model_server
) -> None:
    def behave(handler) -> None:
        handler.begin("text/event-stream")
        written = handler.reply("14 of the 60 lamps", "14 of the 60 lamps had failed since October.")
        for piece in (written, "- The lamps \ud83d", "\ude00 and half of one \ud83d are lit. [E1]\n"):
            handler.send_piece({"role": "assistant", "content": piece})
        handler.send_piece({}, "stop")
        handler.wfile.write(b"data: [DONE]\n\n")

    model_server.behave = behave
    (pid,) = [process.pid for process in own_processes.processes]
    with metered() as meter:
        events = list(own_processes.events(QUESTION, Scope.owner(), Filters()))
    assert isinstance(events[-1], Done) and events[-1].answer.answered
    assert "had failed since October" in "".join(reply for _, reply in meter.calls)
    assert [process.pid for process in own_processes.processes] == [pid]
