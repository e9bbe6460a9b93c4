"""Whether a sentence counts the thing that was asked for."""

import pytest

from rag.counts import counts, measures, tells_done, without_changes
from rag.question.counts import counted


@pytest.mark.parametrize(
    "text",
    [
        "There are fourteen lamps in the lane.",
        "412 broken street lamps were mended.",
        "The number of old lamps has fallen from 214 to 173.",
        "There were no lamps.",
        "Lamps: 41; Benches: 7",
        "The lamps were 14 in all.",
        "Mr Reeve asked how many lamps had failed and was told that it was 14.",
    ],
)
def test_the_figure_of_the_thing_counts_it(text):
    assert counts(text, "lamp")


@pytest.mark.parametrize(
    "text",
    [
        "Nine members spoke about the lamps.",
        "86% of lamps were lit.",
        "The lamp is 40 years old.",
        "On 3 March 2025 lamps were mended.",
        "Seven benches were painted.",
        "Many lamps had failed, as 14 members said.",
    ],
)
def test_the_figure_of_something_else_does_not(text):
    assert not counts(text, "lamp")


def test_under_a_line_that_leads_in_the_figure_of_a_short_entry_is_one_of_the_thing():
    assert counts("41 in Mill Road", "lamp", "Lamps that failed:")
    assert not counts("41 in Mill Road", "lamp", "Members spoke of lamps.")
    assert not counts(
        "Nine members of the board said that it had been dark in Mill Road.", "lamp", "On lamps:"
    )


def test_the_thing_is_the_last_word_of_what_is_counted():
    what = counted("How many street lamps does the harbour have?")
    assert what is not None
    assert (what.words, what.head) == ("street lamps", "lamp")
    people = counted("How many people were there?")
    assert people is not None
    assert people.head is None


@pytest.mark.parametrize(
    ("question", "words", "done"),
    [
        ("How many people died at the weir?", "people died", {"died"}),
        ("How many people were arrested or charged?", "people arrested or charged", {"arrested", "charged"}),
        ("How many people in the village were arrested?", "people arrested", {"arrested"}),
        ("How many people live in the village?", "people live", {"live"}),
        ("How many people did the rangers rescue in 2024?", "people rescue", {"rescue"}),
        ("How many lamps were mended?", "lamps mended", {"mended"}),
        ("How many people were there?", "people", set()),
        ("How many people had lamps that were out of order?", "people", set()),
        ("How many offences were recorded?", "offences", set()),
        ("How many voted to object to the quarry?", "voted", {"voted"}),
        ("How many were arrested at the fair?", "arrested", {"arrested"}),
        ("How many visitors came to the fair?", "visitors", set()),
        ("How many delayed trains were there?", "delayed trains", set()),
    ],
)
def test_what_those_who_are_counted_did_is_read(question, words, done):
    what = counted(question)
    assert what is not None
    assert (what.words, what.done) == (words, done)


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Three people were killed at the weir.", "died"),
        ("There were 14 convictions.", "convicted"),
        ("In all 31 people had been arrested.", "arrest"),
        ("Attendance was 40.", "attended"),
        ("Some 40 residents were present.", "attended"),
        ("12 persons charged", "charged"),
        ("Nobody was hurt.", "injured"),
        ("1,912 residents replied, of whom 56% were content.", "answered"),
    ],
)
def test_a_figure_that_stands_with_what_they_did_counts_them(text, done):
    assert tells_done(text, {done})


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("In all 31 people had been arrested.", "convicted"),
        ("The survey had 550 replies.", "died"),
        ("The cost came to 40 pounds.", "charged"),
        ("The aim was 20 lamps.", "objected"),
        ("The force has 2,100 employees.", "recruited"),
        ("17% of those who live there replied.", "live"),
        ("Procedure Rule 27 Attendance of members", "attended"),
        ("Forty applicants presented their plans.", "attended"),
        ("- 12 persons convicted - 40 search warrants completed - weapons found", "found"),
        ("A fatal accident was spoken of.", "died"),
    ],
)
def test_a_figure_of_what_others_did_does_not(text, done):
    assert not tells_done(text, {done})


def test_what_they_did_may_stand_over_the_figure():
    assert tells_done("Averley: 12", {"arrested"}, "Arrests by village")


def test_by_how_much_something_changed_is_no_count_of_it():
    text = "There was an increase of 606 offences, and lamps fell by 14."
    assert not counts(without_changes(text, "How many offences were there?"), "offenc")
    assert counts(without_changes(text, "By how many did offences increase?"), "offenc")


def test_a_thing_is_counted_by_another_of_its_names_too():
    assert counts("There are 212 pupils on roll.", "child")
    assert counts("Permission was given for 46 dwellings.", "home")
    assert not counts("There are 212 parents of pupils.", "home")


def test_a_noun_for_what_was_done_may_have_the_figure():
    assert measures("Enrolment stands at 3,842, down 117 from a year ago.", {"enrolled"})
    assert measures("Attendance was 40.", {"attended"})
    assert not measures("In all 31 people had been arrested.", {"arrested"})
    assert not measures("Enrolment was low, and the school has 30 teachers.", {"enrolled"})
