"""What an agenda lists: numbers, titles, the words below them, and which items are routine or withdrawn."""

import pytest

from ingest.papers import Access, Kind, Text
from ingest.structure.tree import passages
from rag.briefings.agenda import ROUTINE, AgendaItem, items_of, withdrawn, without_pages
from rag.briefings.plan import day_before, without_request


def items(text: str) -> list[AgendaItem]:
    found, _ = passages(Text(text, "text"), Kind.AGENDA, Access.PUBLIC)
    return items_of(found, [text[each.span.start : each.span.end] for each in found])


def test_items_are_listed_by_number_without_the_pages_after_their_titles():
    found = items(
        "Wharram Flood Panel\n\nAGENDA\n\n1. Apologies\n\n2. Sluice gates (pages 3 to 9)\n\n3. Tidal alarms (page 10)\n"
    )
    assert [(each.number, each.title) for each in found] == [
        ("1", "Apologies"),
        ("2", "Sluice gates"),
        ("3", "Tidal alarms"),
    ]


def test_an_item_whose_words_follow_its_title_in_one_paragraph_is_an_item():
    found = items(
        "Wharram Flood Panel\n\nAGENDA\n\n1. Apologies\n\n2. Minutes\n\n"
        "3. Year plan: report on the year (pages 7 to 12)\n"
        "To consider what has been done under each of the four aims of the plan for 2024/25.\n\n4. Tidal alarms\n"
    )
    assert [each.number for each in found] == ["1", "2", "3", "4"]
    assert found[2].title == "Year plan: report on the year"


@pytest.mark.parametrize(
    "title",
    [
        "Apologies for absence",
        "Minutes of the meeting held on 10 June 2025",
        "Declarations of interest",
        "Any other business",
        "Date of next meeting",
        "Exclusion of the public",
        "Questions from members of the public",
        "AOCB",
    ],
)
def test_what_every_meeting_has_is_routine(title):
    assert ROUTINE.match(title)


@pytest.mark.parametrize(
    "title",
    [
        "Urgent care centre at Duggleby",
        "Petition on the sluice gates",
        "Question time for schools: evaluation",
        "Datebook of events",
        "Police report",
    ],
)
def test_business_is_not_taken_for_routine(title):
    assert not ROUTINE.match(title)


def test_an_item_is_withdrawn_where_its_title_or_its_words_say_so():
    listed = [
        AgendaItem("3", "Sluice gates"),
        AgendaItem("4", "Tidal alarms (withdrawn)"),
        AgendaItem("5", "Dams"),
    ]
    words = [["The grant was withdrawn in May."], [], ["This item has been withdrawn."]]
    assert list(withdrawn(listed, words)) == ["4", "5"]


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Sluice gates (pages 3 to 9)", "Sluice gates"),
        ("Sluice gates (to follow)", "Sluice gates"),
        ("Pages of history", "Pages of history"),
    ],
)
def test_pages_after_a_title_are_left_out(title, plain):
    assert without_pages(title) == plain


@pytest.mark.parametrize(
    ("topic", "about"),
    [
        ("Brief a new member on sluice gates: what they cost", "sluice gates: what they cost"),
        ("Prepare a one-page note for the chair about tidal alarms", "tidal alarms"),
        ("sluice gates on the Race", "sluice gates on the Race"),
        ("Brief the members of the Panel", "Brief the members of the Panel"),
    ],
)
def test_the_words_that_ask_for_a_briefing_are_no_part_of_its_subject(topic, about):
    assert without_request(topic) == about


def test_a_topic_says_which_day_it_comes_before():
    day = day_before("sluice gates before the meeting on 14 October 2025")
    assert day is not None
    assert day.isoformat() == "2025-10-14"
    assert day_before("sluice gates in October 2025") is None
