"""Whether a sentence counts the thing that was asked for."""

import pytest

from rag.counts import counts
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
