"""The bodies that a question names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.bodies import bodies_asked, is_slip

MERCIA = "West Wessmark Police and Crime Panel"
THREE = "Corvale, Corvaleshire and Rudland Police and Crime Panel"
AREA = "Northern Area Committee"
BODIES = [MERCIA, THREE, AREA]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the West Wessmark Police and Crime Panel decide?", {MERCIA}),
        ("What did the West Wesmark Police and Crime Panel decide?", {MERCIA}),
        ("What did the west wessmark police and crmie panel decide?", {MERCIA}),
        ("What did the Northern Area Comittee decide?", {AREA}),
        ("What did the CCR PCP decide?", {THREE}),
        ("What did the West Wessmark PCP decide?", {MERCIA}),
        ("What did the PCP decide?", {MERCIA, THREE}),
        ("What did the NAC decide?", {AREA}),
        ("What did the PCC say?", set()),
        ("What did the Panel decide?", set()),
    ],
)
def test_a_body_is_known_by_name_by_initials_and_with_a_slip(question, named):
    assert bodies_asked(question, BODIES).named == named


def test_the_board_of_a_body_called_by_its_initials_is_that_body():
    bodies = ["Two Rivers Transit Authority", "Corvale Board"]
    asked = bodies_asked("What did the TRTA Board decide about fares?", bodies)
    assert (asked.named, asked.absent) == ({"Two Rivers Transit Authority"}, frozenset())


@pytest.mark.parametrize(
    "question",
    [
        "What did the Oldhampton Police and Crime Panel decide about lamps?",
        "Did Oldhampton Police and Crime Panel meet?",
        "What did the Oldhampton PCP decide about lamps?",
    ],
)
def test_a_namesake_elsewhere_is_known_to_be_absent(question):
    assert bodies_asked(question, BODIES).absent == {"Oldhampton Police and Crime Panel"}


@pytest.mark.parametrize(
    "question",
    [
        "What did the Police and Crime Panel decide?",
        "What did the Home Affairs Committee write?",
        "What did Oldhampton County Council give to the West Wessmark Police and Crime Panel?",
        "What was decided about lamps?",
    ],
)
def test_no_body_is_said_to_be_absent_without_a_namesake(question):
    assert bodies_asked(question, BODIES).absent == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("panel", "panel", True),
        ("panel", "pannel", True),
        ("panel", "panle", True),
        ("committee", "comitee", True),
        ("fire", "five", False),
        ("panel", "paper", False),
    ],
)
def test_a_slip_is_small_for_the_length_of_the_word(one, other, same):
    assert is_slip(one, other) is same


@given(st.text(alphabet="abcd", max_size=12), st.text(alphabet="abcd", max_size=12))
def test_a_slip_goes_both_ways(one, other):
    assert is_slip(one, other) == is_slip(other, one)
