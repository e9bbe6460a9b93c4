"""An outcome is of the motion that it stands with: not of one before an amendment, another motion or another item."""

from __future__ import annotations

import pytest

from ingest.structure.motion_bounds import begins_item, begins_motion, suggests
from ingest.structure.motion_outcomes import Fate, outcome_of
from ingest.structure.motions import is_motion

BENCH = "Cllr Hask moved that the bench be painted."


def _fate(motion: str, after: str) -> Fate | None:
    outcome = outcome_of(motion, [(0, after)])
    return outcome.fate if outcome is not None else None


@pytest.mark.parametrize(
    ("motion", "after", "fate"),
    [
        (BENCH, "This was not supported.", Fate.LOST),
        (BENCH, "Cllr Dovey seconded. This was agreed.", Fate.CARRIED),
        (BENCH, "Approved with effect from 1 May.", Fate.CARRIED),
        (BENCH, "Adopted as amended 4-3.", Fate.AMENDED),
        (
            "Motion (Hask/Dovey) to paint the bench.",
            "Approved 4-3 (Pell, Rudge, Stane opposed).",
            Fate.CARRIED,
        ),
        (
            "Mr Pell moved to substitute a stone bench.",
            "The substitute failed 2-5 (Pell in favor).",
            Fate.LOST,
        ),
        (
            BENCH,
            "Mr Pell moved to substitute a stone bench. The substitute failed 2-5. Motion carried 5-2.",
            Fate.CARRIED,
        ),
        (
            BENCH,
            "Mr Pell offered a substitute. "
            "The substitute carried 4-3. The motion as substituted carried 5-2.",
            Fate.AMENDED,
        ),
        (
            BENCH,
            "Mr Pell moved an amendment to red paint. "
            "Amendment carried 21-14. The motion as amended was carried.",
            Fate.AMENDED,
        ),
        (BENCH, "Mr Pell moved an amendment to use red paint, which was lost. Carried 30-4.", Fate.CARRIED),
        (BENCH, "Mr Rudge suggested that it be left until June. The motion was carried.", Fate.CARRIED),
        (BENCH, "Mr Rudge asked that his vote be recorded. Agreed.", Fate.CARRIED),
    ],
)
def test_an_outcome_is_told_of_its_motion(motion: str, after: str, fate: Fate) -> None:
    assert is_motion(motion)
    assert _fate(motion, after) is fate


@pytest.mark.parametrize(
    "after",
    [
        "Motion (Pell/Rudge) to sell the boat. Approved 5-2.",
        "Cllr Rudge, seconded by Cllr Pell, proposed that the boat be sold. Carried.",
        "On motion of Mr Pell, seconded by Mr Rudge, the boat was sold. Approved 5-0.",
        "Director Pell made a motion to sell the boat. Motion carried 5-0.",
        "Mr Pell moved to substitute a stone bench. The substitute motion carried 4-3.",
        "Mr Rudge suggested that it be left until June. Agreed.",
        "Members spoke of the cost of the wall. This was not supported.",
        "\n5C. Sale of the boat\nMotion carried 5-2.",
        "\n**25/076 Sale of the boat.** The motion was CARRIED.",
        "\nP.11/25 SALE OF THE BOAT\nThe motion was carried.",
        "\nItem 5D. The boat. Motion carried 6-0.",
    ],
)
def test_the_outcome_of_something_else_is_not_told_of_a_motion(after: str) -> None:
    assert _fate(BENCH, after) is None


def test_a_substitute_takes_no_outcome_of_the_motion_after_it() -> None:
    after = "Mr Rudge spoke for it. Motion (Hask/Dovey) to adopt Resolution 7. Approved 5-2 (Pell, Rudge opposed)."
    assert _fate("Mr Pell moved to substitute a stone bench.", after) is None


@pytest.mark.parametrize(
    "text",
    [
        "5B. Ordinance No. 8",
        "Item 5B.",
        "ITEM C 31/03/25: BUDGET",
        "P.11/25   APPLICATION",
        "C016/25 BOILER",
        "4.2 **Route 9**",
        "**5. Roads**",
        "Minute 1/25 Lido",
        "B.2314 FINANCE",
        "PC25-01 LIDO",
    ],
)
def test_the_number_of_an_item_is_seen_where_it_was_not_read(text: str) -> None:
    assert begins_item(text)


@pytest.mark.parametrize(
    "text",
    [
        "10/12 Carried",
        "Approved 5-2",
        "1. THAT the wall be built",
        "(a) that",
        "2.1 approve",
        "**CARRIED 6-1**",
        "For 3/4",
        "COUNCIL RESOLUTION 2024/091:",
        "Item 5B be pulled.",
    ],
)
def test_what_is_no_number_of_an_item(text: str) -> None:
    assert not begins_item(text)


@pytest.mark.parametrize(
    "text",
    [
        "Motion carried",
        "Cllr Pell moved the adoption of the recommendation",
        "Cllr Pell seconded the motion",
        "Motion: no vote",
    ],
)
def test_what_is_of_the_motion_before_is_no_other_one(text: str) -> None:
    assert not begins_motion(text)
    assert not suggests(text)
