"""Texts of a draft held against each other: the figure is difflib's, and the work has an end."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.briefings.comparing import Comparing, common_length
from rag.briefings.provenance import wording
from rag.errors import DraftError

WORDS = st.lists(st.sampled_from("the lamps in Mill Lane were mended by May of 2025".split()), max_size=12)


def longest(one: str, other: str) -> int:
    """The length of the longest common subsequence, by the table of the textbooks."""
    row = [0] * (len(other) + 1)
    for character in one:
        above = row[:]
        for place, each in enumerate(other, 1):
            row[place] = above[place - 1] + 1 if each == character else max(above[place], row[place - 1])
    return row[-1]


@given(st.text("abc", max_size=40), st.text("abc", max_size=40))
def test_the_common_subsequence_is_as_long_as_the_textbook_finds_it(one, other):
    assert common_length(one, other) == longest(one, other)


@given(WORDS, WORDS)
def test_the_likeness_is_difflibs_ratio_from_six_tenths_on_and_nothing_below(first, second):
    one, other = " ".join(first), " ".join(second)
    ratio = SequenceMatcher(None, wording(one), wording(other), autojunk=False).ratio()
    assert Comparing().likeness(one, other) == (ratio if ratio >= 0.6 else 0.0)


def test_more_comparing_than_an_edited_draft_needs_is_refused_with_what_to_do():
    comparing = Comparing(most_work=100_000)
    assert comparing.likeness(
        "The lamps in Mill Lane were mended.", "The lamps in Mill Lane were not mended."
    )
    with pytest.raises(DraftError, match="Draft anew"):
        for _ in range(100):
            comparing.likeness("the lamps were mended " * 10, "the lamps were minded " * 10)


def test_texts_whose_lengths_alone_tell_them_apart_cost_little_and_not_for_ever():
    comparing = Comparing(most_work=1000)
    for _ in range(10):
        assert comparing.likeness("The lamps in Mill Lane were mended.", "No.") == 0.0
    with pytest.raises(DraftError):
        for _ in range(10):
            comparing.likeness("The lamps in Mill Lane were mended.", "No.")
