"""Motions of which the paper says that they were carried, or lost."""

from __future__ import annotations

import pytest

from ingest.papers import Access, Kind, Role, Text
from ingest.structure.ledger import ledger_of
from ingest.structure.motions import is_motion, outcome_of, tells_outcome_alone
from ingest.structure.tree import passages

MOVED = """Elverdale Town Council

Minutes of the meeting held on 6 May 2025

1. Benches

Moved Cr Hask, seconded Cr Dovey

That the offer for six benches be accepted.

For: Crs Hask, Dovey
Against: Crs Pell, Rudge, Stane

{outcome}

2. Signs

RESOLVED: That two signs be put up.
"""


def _read(paper: str) -> tuple[dict[str, Role], list[str]]:
    """The role of each passage by its words, and the words of what the ledger takes from the paper."""
    found, _ = passages(Text(paper, "text"), Kind.MINUTES, Access.PUBLIC)
    words = {paper[each.span.start : each.span.end]: each.role for each in found}
    entries = ledger_of(Kind.MINUTES, found, paper)
    return words, [paper[each.span.start : each.span.end] for each in entries]


@pytest.mark.parametrize(
    "outcome",
    [
        "LOST 2-3",
        "**LOST**",
        "Motion failed 2-3.",
        "MOTION DEFEATED",
        "The motion fell by 2 votes to 3.",
        "On being put to the vote the motion was declared lost.",
        "The proposal was then put and **negatived**.",
        "Not agreed.",
        "The motion lapsed for want of a seconder.",
        "The motion was withdrawn.",
    ],
)
def test_a_motion_that_was_lost_is_no_decision(outcome: str) -> None:
    roles, entries = _read(MOVED.format(outcome=outcome))
    assert roles["That the offer for six benches be accepted."] is Role.DISCUSSION
    assert entries == ["RESOLVED: That two signs be put up."]


@pytest.mark.parametrize(
    "outcome",
    [
        "CARRIED 3-2",
        "**CARRIED**",
        "Motion carried.",
        "The motion was put to the vote and carried.",
        "Carried unanimously",
        "All in favour.",
        "Unanimously agreed.",
    ],
)
def test_a_motion_that_was_carried_is_one(outcome: str) -> None:
    roles, entries = _read(MOVED.replace("be accepted", "be taken up").format(outcome=outcome))
    assert roles["That the offer for six benches be taken up."] is Role.RESOLUTION
    assert entries == ["That the offer for six benches be taken up.", "RESOLVED: That two signs be put up."]


ROLLER = """
3. Roller

Motion by Pell, second by Rudge, to sell the roller. Roll call: Pell aye, Stane nay. Motion carried 4-1.
"""


def test_a_motion_and_its_outcome_in_one_paragraph() -> None:
    roles, entries = _read(MOVED.format(outcome="LOST") + ROLLER)
    assert [words for words, role in roles.items() if role is Role.RESOLUTION and "roller" in words]
    assert any("roller" in entry for entry in entries)


def test_what_is_resolved_in_full_is_not_told_twice() -> None:
    roles, _ = _read(
        MOVED.format(outcome="LOST") + ROLLER + "\nRESOLVED: That the roller be sold to the school.\n"
    )
    assert [words for words, role in roles.items() if role is Role.RESOLUTION and "roller" in words] == [
        "RESOLVED: That the roller be sold to the school."
    ]


@pytest.mark.parametrize(
    ("motion", "after", "is_carried"),
    [
        ("That the fee be £9.", "The amendment was lost. The motion was carried.", True),
        (
            "An amendment was moved that the fee be £8.",
            "The amendment was **lost**. The motion was carried.",
            False,
        ),
        ("That the fee be £9.", "Lost property was handed in.", None),
        ("That the fee be £9.", "Cr Pell had failed to declare an interest.", None),
        ("That the fee be £9.", "Moved Cr Pell\nThat the fee be £7.\nLOST", None),
        ("That the fee be £9.", "RESOLVED: That it lie on the table. The motion on the hall was lost.", None),
        ("That the fee be £9.", "Agreed to ask the Clerk.", None),
    ],
)
def test_the_outcome_is_that_of_the_motion_itself(motion: str, after: str, is_carried: bool | None) -> None:
    outcome = outcome_of(motion, [(0, after)])
    assert (outcome and outcome.is_carried) == is_carried


def test_a_resolution_stays_one_whatever_else_was_lost() -> None:
    roles, _ = _read(MOVED.format(outcome="").replace("be put up.", "be put up.\n\nThe amendment was lost."))
    assert roles["RESOLVED: That two signs be put up."] is Role.RESOLUTION


def test_what_is_put_and_what_only_tells_of_it() -> None:
    assert is_motion("It was proposed that the hall be sold.")
    assert is_motion("Moved by Cr Pell to sell the hall")
    assert not is_motion("RESOLVED: That the hall be sold.")
    assert not is_motion("The hall was sold in 1990.")
    assert tells_outcome_alone("CARRIED 6-1")
    assert not tells_outcome_alone("Lost dogs were found.")
