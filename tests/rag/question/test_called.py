"""Bodies that a question calls by a part of their name, or by their type alone."""

from __future__ import annotations

import pytest

from rag.question.bodies import bodies_asked
from rag.question.called import called_by_type, called_in_part
from rag.question.conversation import Turn, stand_alone
from rag.question.query import Filters, understand

FIRE = "Tarnshire Fire and Rescue Authority"
PANEL = "Tarnshire Police and Crime Panel"
COUNTY = "Tarnshire Safer Streets Board"
VALE = "Otter Vale Safer Streets Board"
BODIES = [FIRE, PANEL, COUNTY, VALE]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the fire authority decide about sirens?", {FIRE}),
        ("What did the police panel's members decide?", {PANEL}),
        ("Police panel on sirens", {PANEL}),
        ("What did the Otter Vale board decide?", {VALE}),
        ("What did the Tarnshire Board decide?", {COUNTY}),
        ("What did the county board decide?", {COUNTY}),
        ("What did the safer streets board decide?", {COUNTY, VALE}),
        ("What did the Tarnshire Police and Crime Panel ask of the fire authority?", {PANEL, FIRE}),
    ],
)
def test_a_type_with_a_word_of_one_name_calls_that_body(question: str, named: set[str]) -> None:
    assert bodies_asked(question, BODIES).named == named


@pytest.mark.parametrize(
    "question",
    [
        "What did the youth police panel decide?",
        "What did the police authority decide?",
        "What did the county council decide?",
        "What did the local authority decide?",
        "What did the safety board decide?",
        "What is in the police report to the panel?",
        "What did the boards decide about police, and the panel about fire?",
    ],
)
def test_a_longer_or_another_name_calls_none(question: str) -> None:
    assert bodies_asked(question, BODIES).named == frozenset()


def test_a_county_council_is_no_other_council_of_the_county() -> None:
    assert called_in_part("What did the county council decide?", ["Tarnshire Community Council"]) == ()


def test_the_words_of_the_question_are_kept_for_the_reader() -> None:
    called = bodies_asked("What did the Otter Vale board decide?", BODIES).called
    assert [(each.words, each.only) for each in called] == [("Otter Vale board", VALE)]


def test_two_spellings_of_one_body_are_one_and_the_longer_is_told() -> None:
    names = ["Tarn, Tarnshire and Rudd Police and Crime Panel", "Tarnshire Police and Crime Panel"]
    (called,) = called_in_part("What did the Tarnshire panel decide?", names)
    assert called.bodies == set(names)
    assert called.only == names[0]


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("What did the panel decide about sirens?", PANEL),
        ("Was it approved by the Authority?", FIRE),
        ("What did the board decide about sirens?", None),
        ("Did the panel's report go out?", None),
        ("What was said of panels?", None),
    ],
)
def test_a_type_alone_calls_the_only_body_of_it(question: str, only: str | None) -> None:
    called = called_by_type(question, BODIES)
    assert (called.only if called else None) == only


def test_the_council_alone_may_be_any_council() -> None:
    assert called_by_type("What did the council decide?", ["Tarn Community Council", PANEL]) is None


def test_a_type_alone_is_read_as_a_body_where_a_decision_is_asked_for() -> None:
    assert understand("What did the panel decide about sirens?", Filters(), BODIES).named == {PANEL}
    assert understand("How many sirens did the panel see?", Filters(), BODIES).named == frozenset()


@pytest.mark.parametrize(
    "after", ["And the police panel?", "What about the Tarnshire Police and Crime Panel?"]
)
def test_a_follow_up_puts_another_body_in_the_place_of_one_called_in_part(after: str) -> None:
    before = Turn("What did the fire authority decide about sirens?", "It was resolved that they be bought.")
    assert stand_alone(after, [before], BODIES) == f"What did the {PANEL} decide about sirens?"
