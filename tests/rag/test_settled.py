"""Whether a thing was approved is answered with the vote on it, though that stands far below what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.settings import Settings
from rag.wording import (
    AMENDED,
    AMENDED_FIRST,
    AMENDMENT_CARRIED,
    CARRIED,
    DECIDED_THERE,
    DROPPED,
    LOST,
    MOVED_THERE,
    NOT_CARRIED,
    PUT_OFF,
)

MINUTES = """Elverdale County Board

Minutes of the meeting held on 4 March 2025

1. Public hearing on the Larkmoor wind farm

Planner Ida Hask presented the application for nine turbines at the Larkmoor wind farm. The Planning Commission \
recommended denial of the Larkmoor wind farm by a vote of 4-3.

Commissioner Pell moved to approve permit P-7 with a sixteenth condition, that no turbine turn at night. Commissioner \
Dovey seconded. Commissioner Stane moved to amend the height to 90 metres. The amendment died for lack of a second. \
Ayes - Pell, Dovey. Nays - Stane. Motion passed 2-1.

2. Millpond rate

The Clerk presented three options for the millpond rate.
Cr Pell proposed Option A of \u00a35,100, seconded by Cr Dovey. For 1, against 3. Not carried.
Cr Stane proposed Option B of \u00a36,300, seconded by Cr Rudge. For 3, against 1. Carried.
RESOLVED: that the millpond rate for 2025 be \u00a36,300.

3. Orchard wall

The Surveyor recommended that \u00a3900 be spent on the orchard wall.

It was proposed by Cr Pell, seconded by Cr Rudge and agreed that the orchard wall be left until June.

4. Ferry

Moved by Cr Rudge THAT the ferry be painted blue.

Moved in amendment by Cr Pell
THAT the words "painted blue" be replaced by "tarred".

Amendment CARRIED 3-1

Main motion as amended CARRIED 4-0

5. Bandstand

Moved by Cr Dovey THAT the board give \u00a3400 to the bandstand.

Moved by Cr Pell THAT the matter be referred to the budget.

Referral CARRIED

6. Motions on notice

(a) Cllr Stane: "That the lido be heated."

The motion was withdrawn.
"""


@pytest.fixture(scope="module")
def minutebook(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as opened:
        yield opened


def _told(minutebook: Minutebook, question: str) -> tuple[Answer, list[str]]:
    answer = minutebook.ask(question, scope=Scope.public())
    return answer, [each.text for each in answer.sentences]


def test_whether_it_was_approved_is_told_first(minutebook: Minutebook) -> None:
    _, told = _told(minutebook, "Was the Larkmoor wind farm approved?")
    assert told[0].startswith(f"{MOVED_THERE} Commissioner Pell moved to approve")
    assert told[1] == f"{CARRIED} Motion passed 2-1."


def test_beside_a_recommendation_stands_what_was_decided(minutebook: Minutebook) -> None:
    _, told = _told(minutebook, "How much will be spent on the orchard wall?")
    place = next(number for number, text in enumerate(told) if "\u00a3900" in text)
    assert told[place + 1].startswith(f"{DECIDED_THERE} It was proposed")


def test_an_outcome_is_told_with_its_own_motion_alone(minutebook: Minutebook) -> None:
    _, told = _told(minutebook, "What is the millpond rate for 2025?")
    assert "\u00a36,300" in told[0]
    for number, text in enumerate(told):
        if "arried" in text:
            assert text.startswith((CARRIED, LOST))
            assert ("Option A" in told[number - 1]) == text.startswith(LOST)
        assert text not in ("Not carried.", "For 3, against 1.", "For 1, against 3.")


@pytest.mark.parametrize(
    ("question", "motion", "became", "warning"),
    [
        (
            "Was the ferry painted blue?",
            "ferry be painted blue",
            f"{AMENDED} Main motion as amended",
            AMENDED_FIRST,
        ),
        (
            "Did the board give \u00a3400 to the bandstand?",
            "the bandstand",
            f"{PUT_OFF} Moved by Cr Pell",
            NOT_CARRIED,
        ),
        (
            "Will the lido be heated?",
            "the lido be heated",
            f"{DROPPED} The motion was withdrawn.",
            NOT_CARRIED,
        ),
    ],
)
def test_a_motion_is_told_with_what_became_of_it(
    minutebook: Minutebook, question: str, motion: str, became: str, warning: str
) -> None:
    answer, told = _told(minutebook, question)
    place = next(number for number, text in enumerate(told) if motion in text)
    assert told[place + 1].startswith(became)
    assert warning in answer.warnings


def test_the_outcome_of_an_amendment_is_called_so(minutebook: Minutebook) -> None:
    _, told = _told(minutebook, "Should the words about the ferry be replaced by tarred?")
    place = next(number for number, text in enumerate(told) if '"tarred"' in text)
    assert told[place + 1] == f"{AMENDMENT_CARRIED} Amendment CARRIED 3-1"


def test_what_was_decided_on_something_else_stays_out(minutebook: Minutebook) -> None:
    _, told = _told(minutebook, "Was the lido approved?")
    assert not any(text.startswith((MOVED_THERE, DECIDED_THERE)) for text in told)
