"""What became of a motion or an application is told with it, and never that one was decided which was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.settings import Settings
from rag.wording import DECIDED, LOST, NOT_CARRIED

MINUTES = """Elverdale Town Council

Minutes of the meeting held on 6 May 2025

1. Benches in the park

Moved Cr Hask, seconded Cr Dovey

That six oak benches be put in the park.

For: Crs Hask, Dovey
Against: Crs Pell, Rudge, Stane

LOST 2-3

2. Roller

It was proposed by Cr Pell that the roller be sold. Cr Rudge spoke for it. On being put to the vote the proposal was \
defeated.

3. Signs

Moved Cr Stane, seconded Cr Pell

That two signs be put up at the weir.

CARRIED

4. Gate

Motion by Rudge, second by Pell, to widen the mill gate at a cost of \u00a3900. Motion carried 4-1. Cr Stane said \
that the miller had asked for it.
"""


@pytest.fixture(scope="module")
def minutebook(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "motion", "loss"),
    [
        ("Will there be oak benches in the park?", "That six oak benches be put", "LOST 2-3"),
        ("Did the council agree to put benches in the park?", "That six oak benches be put", "LOST 2-3"),
        (
            "Was the roller sold?",
            "that the roller be sold",
            "On being put to the vote the proposal was defeated.",
        ),
    ],
)
def test_a_lost_motion_is_told_with_its_loss(
    minutebook: Minutebook, question: str, motion: str, loss: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.public())
    told = [each.text for each in answer.sentences]
    place = next(n for n, text in enumerate(told) if motion in text)
    assert told[place + 1] == f"{LOST} {loss}"
    assert not told[place].startswith("Resolved")
    assert NOT_CARRIED in answer.warnings
    assert loss in [each.quote for each in answer.citations]


@pytest.mark.parametrize(
    ("question", "decision"),
    [
        ("Will there be signs at the weir?", "two signs"),
        ("Is the mill gate being widened?", "widen the mill gate"),
    ],
)
def test_a_motion_that_was_carried_is_a_decision(
    minutebook: Minutebook, question: str, decision: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.public())
    assert decision in answer.sentences[0].text
    assert answer.sentences[0].text.startswith("Resolved:")
    assert NOT_CARRIED not in answer.warnings


def test_the_decisions_of_the_meeting_are_those_that_were_carried(minutebook: Minutebook) -> None:
    answer = minutebook.ask("What was decided on 6 May 2025?", scope=Scope.public())
    told = " ".join(each.text for each in answer.sentences)
    assert "two signs" in told and "mill gate" in told
    assert "benches be put" not in told and "roller" not in told


PLANNING = """Elverdale Parish Council

Minutes of the meeting held on 3 June 2025

1. Planning applications

24/0012, 5 Mill Lane, boat shed

Refused.

24/0013, 9 Quay Street, flats

No objection

2. Trees

The Clerk spoke.
"""


@pytest.mark.parametrize(
    ("question", "told", "decision"),
    [
        ("What was decided on the boat shed at 5 Mill Lane?", "5 Mill Lane", "Refused."),
        ("What was decided about the flats at 9 Quay Street?", "9 Quay Street", "No objection"),
    ],
)
def test_the_decision_under_an_application_is_told_with_it(
    library_of: Callable[..., Path], question: str, told: str, decision: str
) -> None:
    with assemble(Settings(library=library_of({"planning.txt": PLANNING}))) as opened:
        answer = opened.ask(question, scope=Scope.public())
    assert told in answer.sentences[0].text
    assert answer.sentences[1].text == f"{DECIDED} {decision}"


def test_what_was_said_beside_a_motion_was_not_resolved(minutebook: Minutebook) -> None:
    answer = minutebook.ask("What did Cr Stane say about the mill gate?", scope=Scope.public())
    assert [each.text for each in answer.sentences] == ["Cr Stane said that the miller had asked for it."]
