"""A list of decisions or actions behind the last item is of the meeting, not of that item."""

import pytest

from ingest.papers import Access, Role

HEAD = "Notes from the meeting of the Harrow Safer Streets Board\n\n14 November 2023\n\n"
LIGHTING = (
    "Street lighting in Mill Lane\n\nThe Manager told the Board that 14 of the 60 lamps had failed since October and "
    "that the contractor had been called out twice to mend them.\n\n"
)
PAVEMENTS = (
    "Pavements in Castle Street\n\nThe Clerk said that several slabs had been lifted by the roots of the limes and "
    "that a claim had been made by a resident who fell there in March.\n\n"
)
BENCHES = (
    "Benches by the river\n\nThe Board had no power over the benches and took no view, but was glad that the "
    "Conservators would paint them in the spring.\n\n"
)
LIST = (
    "- the contractor would be asked to mend every lamp in Mill Lane by the end of May\n"
    "- the slabs in Castle Street would be relaid once the roots of the limes had been cut\n"
    "- the Clerk would answer the claim of the resident who fell\n"
)
END = "\nAny other business\n\nThere was none.\n\nNext meeting\n\nTo be confirmed.\n"
NUMBERED = f"1. {LIGHTING}2. {PAVEMENTS}3. {BENCHES}"


@pytest.mark.parametrize(
    "lead_in",
    [
        "In summary, it was agreed that:",
        "In conclusion the Board agreed that:",
        "Summary of decisions",
        "Summary of the main decisions taken at the meeting:",
        "The following was agreed:",
        "The following were agreed at the meeting:",
        "Decisions of the meeting:",
    ],
)
@pytest.mark.parametrize("items", [LIGHTING + PAVEMENTS + BENCHES, NUMBERED])
def test_what_was_agreed_on_several_items_stands_under_none_of_them(paper_of, find, lead_in, items):
    paper = paper_of(f"{HEAD}{items}{lead_in}\n\n{LIST}{END}")
    for words in ("- the contractor", "- the slabs", "- the Clerk would"):
        entry = find(paper, words)
        assert (entry.item, entry.role) == (None, Role.RESOLUTION)
        assert entry.item_title is None or entry.item_title == lead_in
        assert not any("Benches" in paper.text.content[each.start : each.end] for each in entry.context)
    assert find(paper, "The Board had no power").item_title == "Benches by the river"
    assert find(paper, "There was none").item_title == "Any other business"


@pytest.mark.parametrize("lead_in", ["Actions arising:", "Action points:", "Agreed actions:"])
def test_actions_behind_the_last_item_stand_under_none(paper_of, find, lead_in):
    paper = paper_of(f"{HEAD}{NUMBERED}{lead_in}\n\n{LIST}\n4. Any other business\n\nThere was none.\n")
    entry = find(paper, "- the slabs")
    assert (entry.item, entry.item_title) == (None, None)
    assert find(paper, "There was none").item == "4"


def test_a_list_on_the_last_item_alone_stays_with_it(paper_of, find):
    own = (
        "- the Conservators would be thanked for the paint\n- the benches by the river would be looked at again "
        "in the spring\n"
    )
    paper = paper_of(f"{HEAD}{LIGHTING}{PAVEMENTS}{BENCHES}In summary, it was agreed that:\n\n{own}{END}")
    assert find(paper, "- the benches").item_title == "Benches by the river"


def test_lists_below_several_items_stay_with_them(paper_of, find):
    agreed = "In summary, it was agreed that:\n\n"
    paper = paper_of(f"{HEAD}{LIGHTING}{agreed}{LIST}\n{PAVEMENTS}{agreed}{LIST}{END}")
    titles = {each.item_title for each in paper.passages if each.role is Role.RESOLUTION}
    assert titles == {"Street lighting in Mill Lane", "Pavements in Castle Street"}


def test_a_list_before_more_business_stays_with_its_item(paper_of, find):
    paper = paper_of(f"{HEAD}{LIGHTING}{BENCHES}In summary, it was agreed that:\n\n{LIST}\n{PAVEMENTS}{END}")
    assert find(paper, "- the contractor").item_title == "Benches by the river"


def test_the_list_of_a_page_of_one_item_stays_with_it(paper_of, find):
    paper = paper_of(f"{HEAD}{BENCHES}In summary, it was agreed that:\n\n{LIST}{END}")
    assert find(paper, "- the contractor").item_title == "Benches by the river"


def test_a_list_after_the_public_was_excluded_stays_exempt(paper_of, find, kept_apart):
    excluded = "Exclusion of the public\n\nRESOLVED: That the public be excluded from the meeting.\n\n"
    paper = paper_of(
        f"{HEAD}{LIGHTING}{PAVEMENTS}{excluded}{BENCHES}In summary, it was agreed that:\n\n{LIST}{END}"
    )
    assert find(paper, "- the contractor").access is Access.EXEMPT
    kept_apart(paper.passages)


def test_a_list_that_is_all_below_the_last_heading_stays_there(paper_of, find):
    paper = paper_of(f"{HEAD}{LIGHTING}{PAVEMENTS}Programme for the spring\n\nAgreed actions:\n\n{LIST}{END}")
    assert find(paper, "- the contractor").item_title == "Programme for the spring"


def test_the_words_of_the_roll_make_no_list_one_of_the_meeting(paper_of, find, prose):
    roll = "Chair: the Manager of the Conservators\n\n"
    own = "- the Chair would write to the Conservators\n- the Chair and the Manager would visit the Conservators\n"
    paper = paper_of(
        f"{HEAD}{roll}Street lighting in Mill Lane\n\n{prose}\n\n{BENCHES}The following was agreed:\n\n{own}"
    )
    assert find(paper, "- the Chair would").item_title == "Benches by the river"
