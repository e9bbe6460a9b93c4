"""Whether a sentence names somebody in the part that is asked for."""

import pytest

from rag.persons import tells_part
from rag.question.part import Part, PartAsked

CHAIR = PartAsked(Part.OFFICE, "chair", frozenset({"harbour", "committee"}))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Part.MOVED, "It was moved by Councillor Haddow, seconded by Councillor Venn, and"),
        (Part.MOVED, "Councillor Alder moved as an amendment that the fare stay as it was."),
        (Part.MOVED, "A proposal was made by the Chair to defer the decision."),
        (Part.MOVED, "Proposed: Rhona Hay Seconded: MMcK"),
        (Part.SECONDED, "This was seconded by Councillor Venn and carried by six votes to three."),
        (Part.MOVED, "Motion by Haddow, second by Venn, to close the pier."),
        (Part.SECONDED, "Motion by Haddow, second by Venn, to close the pier."),
        (Part.MOVED, "**Moved** Cr Haddow, **seconded** Cr Venn"),
        (Part.SECONDED, "**Moved** Cr Haddow, **seconded** Cr Venn"),
        (Part.MOVED, "Moved Haddow, seconded Venn"),
        (Part.SECONDED, "Moved Haddow, seconded Venn"),
        (Part.MOVED, "Ms Haddow, having voted for it in May, moved to reconsider."),
        (Part.SECONDED, "Proposed: Rhona Hay Seconded: MMcK"),
        (Part.APPOINTED, "That Councillor G. Ferris and Mr D. Pell be nominated to observe the group."),
        (Part.PRESENT, "Present: Councillors W Thorn, E Bassett and Mrs J Casey"),
        (Part.ABSENT, "Apologies had been sent by the Probation Service."),
    ],
)
def test_a_name_in_the_part_is_seen(part, text):
    assert tells_part(text, PartAsked(part))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Part.MOVED, "The Chair moved this item up the agenda."),
        (Part.MOVED, "It was proposed to let the top floor."),
        (Part.MOVED, "Motion by Officers to close the pier."),
        (Part.MOVED, "Proposed Budget, second reading"),
        (Part.MOVED, "Mr Haddow moved to Leeds."),
        (Part.SECONDED, "On the second of May Mr Venn came."),
        (Part.MOVED, "The Committee considered a proposed Traffic Order for Mill Road."),
        (Part.MOVED, "This was seconded by Councillor Venn."),
        (Part.SECONDED, "A candidate's proposer and seconder must live in Mill Road."),
        (Part.APPOINTED, "An agent had been appointed."),
        (Part.APPOINTED, "The Ferry Users' Association did not reply."),
        (Part.PRESENT, "The Chair reminded those present that Mr Pell had written."),
        (Part.ABSENT, "Apologies for absence"),
    ],
)
def test_a_name_elsewhere_or_no_name_is_none_in_the_part(part, text):
    assert not tells_part(text, PartAsked(part))


@pytest.mark.parametrize(
    "text",
    [
        "Present: Ada Morland (Chair); Rafe Linden",
        "That Councillor J Tindall be elected Chair for the year 2024/25.",
        "(Councillor Tindall in the chair.)",
        "Councillors W Thorn (Chairman), E Bassett",
        "The Chair, Councillor Pell, opened the meeting.",
        "Chair: Anna Pell",
        "The meeting was chaired by Ms Dow.",
    ],
)
def test_who_holds_an_office_is_seen(text):
    assert tells_part(text, CHAIR)


@pytest.mark.parametrize(
    "text",
    [
        "The Chair told the Committee that Councillor Thane had written.",
        "Councillor Pell was thanked by the Chair.",
        "Councillor J Tindall (Vice-Chair)",
        "Rory Cunning spoke as the new Chair of Whitburn Parish Council.",
        "The newly elected Chair will take the meeting.",
        "Report of the Chair",
    ],
)
def test_an_office_beside_a_name_names_nobody_who_holds_it(text):
    assert not tells_part(text, CHAIR)


def test_a_vice_chair_is_no_chair_and_the_other_way_round():
    vice = PartAsked(Part.OFFICE, "vice-chair")
    assert tells_part("Lorna Mack (LM, Vice Chair & Treasurer)", vice)
    assert not tells_part("Ada Morland (Chair)", vice)


def test_a_list_of_names_is_of_what_stands_over_it():
    assert tells_part("Anna Pell and Rhona Hay", PartAsked(Part.ABSENT), "Apologies for absence")
    assert not tells_part("Anna Pell and Rhona Hay", PartAsked(Part.ABSENT), "Speakers")


def test_a_long_run_of_names_is_read_quickly_enough_to_end():
    assert not tells_part("Councillor A B " * 2000, CHAIR)
