"""Telling public bodies apart by name."""

import pytest

from ingest.structure.bodies import is_same_body, matching_bodies, name_parts, places_named

PANEL = "Haldenshire Police and Crime Panel"
COUNTY = "Haldenshire Safer Communities Board"
VALE = "Halden Vale Safer Communities Board"
FIRE = "Haldenshire Fire and Rescue Authority"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PANEL, "HALDENSHIRE POLICE AND CRIME PANEL"),
        (PANEL, "Haldenshire Police & Crime Panel"),
        (PANEL, "Haldenshire PCP"),
        (PANEL, "Police and Crime Panel"),
        (PANEL, "the Panel"),
        (FIRE, "Haldenshire FRA"),
        ("Overview and Scrutiny Sub-Committee", "Overview and Scrutiny Subcommittee"),
        (COUNTY, "Safer Communities Strategy Board"),
    ],
)
def test_one_body_under_two_spellings_is_one(one, other):
    assert is_same_body(one, other)
    assert is_same_body(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COUNTY, VALE),
        (PANEL, FIRE),
        ("Tarnbridge Safer Streets Panel", "Upper Tarn Safer Streets Panel"),
        (PANEL, "Wessmark Police and Crime Panel"),
        ("Haldenshire Planning Committee", "Haldenshire Licensing Committee"),
        ("Haldenshire Scrutiny Panel", "Haldenshire Scrutiny Board"),
        ("Licensing Sub-Committee A", "Licensing Sub-Committee B"),
        ("Audit and Governance Committee", "Haldenshire Pension Fund Committee"),
        ("Haldenshire Allotments Committee", "Haldenshire Audit Committee"),
    ],
)
def test_namesakes_of_another_place_type_or_subject_are_not_the_same(one, other):
    assert not is_same_body(one, other)
    assert not is_same_body(other, one)


def test_a_name_falls_into_places_subjects_and_types():
    places, subjects, types = name_parts("Halden Vale Safer Communities Board")
    assert places == {"halden", "vale"}
    assert subjects == {"safer", "communities"}
    assert types == {"board"}


def test_a_name_selects_the_bodies_it_can_mean():
    bodies = [PANEL, COUNTY, VALE, FIRE]
    assert matching_bodies("Safer Communities Board", bodies) == {COUNTY, VALE}
    assert matching_bodies(VALE, bodies) == {VALE}
    assert matching_bodies("haldenshire police & crime panel", bodies) == {PANEL}
    assert matching_bodies("Wessmark Parish Council", bodies) == frozenset()


def test_the_place_that_a_question_names_is_recognised_in_any_case():
    assert "wenmarsh" in places_named("What did wenmarsh's board decide?", ["Wenmarsh Board", PANEL])
    assert places_named("What was decided about lamps?", [PANEL, VALE]) == frozenset()
