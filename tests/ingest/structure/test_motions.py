"""Motions of which the paper says that they were carried, or lost."""

from __future__ import annotations

import pytest

from ingest.papers import Access, Kind, Role, Text
from ingest.structure.ledger import ledger_of
from ingest.structure.motion_outcomes import Fate, is_bare_outcome, outcome_of, tells_outcome_alone
from ingest.structure.motions import is_motion
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


@pytest.mark.parametrize(
    "after",
    [
        "Cr Pell said that if the motion was lost he would move that the hall be sold.",
        "Cr Pell foreshadowed an alternative should the motion be lost.",
        "Were the motion lost, the hall would be sold.",
        "Cr Pell asked whether the motion was carried in his absence.",
        "The Clerk would write unless the proposal was withdrawn.",
    ],
)
def test_what_would_come_of_a_motion_is_no_outcome(after: str) -> None:
    assert outcome_of("That the hall be painted.", [(0, after)]) is None


@pytest.mark.parametrize(
    ("motion", "after", "fate"),
    [
        (
            'Moved Cr Pell, seconded Cr Rudge: That in point 2 "oak" be replaced by "larch".',
            "For: Crs Pell, Rudge. Against: Cr Hask. The Amendment was put and CARRIED 2/1\n\n"
            "Cr Hask said that if the motion was lost he would resign.",
            Fate.CARRIED,
        ),
        (
            "THAT the Town buy a mower.",
            'Moved in amendment by Cr Pell\nTHAT the words "a mower" be replaced by "two mowers".\n\n'
            "Amendment CARRIED 4-2\n\nMain motion as amended CARRIED 5-1",
            Fate.AMENDED,
        ),
        (
            "Cllr Hask proposed that the plan be approved.",
            "Cllr Dovey proposed an amendment, seconded by Cllr Pell, that the bridge be left out. On a show of hands "
            "the amendment was lost by 2 votes to 4. The substantive motion was then put and was carried by 4 votes.",
            Fate.CARRIED,
        ),
        (
            "Moved Cr Hask: That the benches be bought.",
            "Amendment\n\nMoved Cr Pell: That the number be six.\n\nCARRIED 3/2\n\nThe motion was put and LOST 2/3",
            Fate.LOST,
        ),
        (
            "Commissioner Hask moved to approve the permit.",
            "Commissioner Dovey seconded. Commissioner Pell moved to amend the setback. The amendment died for lack of "
            "a second. Ayes - Hask. Motion passed 3-2.",
            Fate.CARRIED,
        ),
        (
            "THAT Council grant $900 to the band.",
            "Moved by Cr Pell THAT the matter be referred to the budget.\n\nReferral CARRIED",
            Fate.PUT_OFF,
        ),
        (
            "THAT Council grant $900 to the band.",
            "Moved by Cr Pell THAT the matter be referred to the budget.\n\nLOST\n\nThe motion was put and CARRIED",
            Fate.CARRIED,
        ),
        (
            "Commissioner Pell moved to amend the setback.",
            "The amendment died for lack of a second. Motion passed 3-2.",
            Fate.DROPPED,
        ),
        ("Moved by Trustee Hask that fees rise.", "There was no seconder.", Fate.DROPPED),
        ("Cr Hask proposed that it be rejected.", "There was no seconder and the proposal fell.", Fate.LOST),
        ('Cllr Hask: "That the hall be painted."', "As he was away the motion was not moved.", Fate.DROPPED),
        ('Cllr Hask: "That the hall be painted."', "Seconded by Cllr Pell and agreed.", Fate.CARRIED),
        (
            'Cllr Hask: "That the hall be painted."',
            'Reply: It was painted in 2020.\n(b) Cllr. Pell: "That the barn be sold."\n\nThe motion was withdrawn.',
            None,
        ),
        ('Cllr Hask: "That the hall be painted."', "Seconded by Cllr. Pell and agreed.", Fate.CARRIED),
        ("That the fee be £9.", "Falls with harm rose to 11.", None),
        ("Cr Hask moved to sell the van.", "Cr Pell moved to sell the truck. Motion carried.", None),
        ("Cllr Hask proposed Option A, seconded by Cllr Pell.", "For 2, against 4. Not carried.", Fate.LOST),
    ],
)
def test_a_vote_is_of_the_motion_or_of_what_was_put_before_it(
    motion: str, after: str, fate: Fate | None
) -> None:
    assert is_motion(motion)
    outcome = outcome_of(motion, [(0, after)])
    assert (outcome and outcome.fate) == fate


def test_the_count_of_the_votes_stands_with_the_outcome() -> None:
    after = "For 2, against 4. Not carried. Cllr Pell proposed Option B. For 4, against 2. Carried."
    outcome = outcome_of("Cllr Hask proposed Option A, seconded by Cllr Pell.", [(0, after)])
    assert outcome is not None
    assert after[outcome.span.start : outcome.span.end] == "For 2, against 4. Not carried."


def test_a_bare_count_of_votes_tells_an_outcome_alone() -> None:
    assert tells_outcome_alone("For 4, against 2.")
    assert tells_outcome_alone("Referral CARRIED")
    assert tells_outcome_alone("3 in favour and 2 against")
    assert not tells_outcome_alone("For 3, against 1 (Cllr Hask).")
    assert not tells_outcome_alone("32 | 44 | 24")
    assert not tells_outcome_alone("Two and three")
    assert not tells_outcome_alone("Two were against and wrote to the Board.")


@pytest.mark.parametrize(
    ("item", "entries"),
    [
        ("CARRIED", []),
        (
            "Trustee Hask moved, seconded by Trustee Pell, that the barn be let. Carried 3-2.",
            ["Trustee Hask moved, seconded by Trustee Pell, that the barn be let. Carried 3-2."],
        ),
        (
            "Trustee Hask moved to let the barn. Seconded by Trustee Pell. Carried 4-1.",
            ["Trustee Hask moved to let the barn. Seconded by Trustee Pell. Carried 4-1."],
        ),
        ("Cllr Hask proposed Option A, seconded by Cllr Pell. For 2, against 4. Not carried.", []),
        (
            "The first day of term will be 2 September. Carried.",
            ["The first day of term will be 2 September. Carried."],
        ),
        (
            "Moved by Cr Hask, Seconded by Cr Pell\nTHAT the tender be awarded to Dovey Roofing.\n\nCARRIED",
            ["Moved by Cr Hask, Seconded by Cr Pell\nTHAT the tender be awarded to Dovey Roofing."],
        ),
        (
            'Moved by Cr Hask\nTHAT the words "a mower" be replaced by "two mowers".\n\nAmendment CARRIED 4-2',
            [],
        ),
    ],
)
def test_a_bare_outcome_is_no_decision_without_what_was_put(item: str, entries: list[str]) -> None:
    _, found = _read(
        f"{MOVED.format(outcome='LOST 2-3')}\n3. Barn\n\nThe Clerk spoke of the barn.\n\n{item}\n"
    )
    assert found[1:] == entries


def test_a_bare_outcome_says_nothing_by_itself() -> None:
    assert is_bare_outcome("Not carried.")
    assert is_bare_outcome("CARRIED BY ABSOLUTE MAJORITY 6/0")
    assert is_bare_outcome("The motion was carried by three votes to one.")
    assert is_bare_outcome("For 4, against 2.")
    assert not is_bare_outcome("Approved by the Board on 3 May 2024.")
    assert not is_bare_outcome("Falls with harm | 9 | 6 | 11")
