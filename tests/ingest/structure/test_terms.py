"""Words as the index and the questions see them."""

import string
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.terms import STOP_WORDS, fold, index_terms, stem, words


def test_curly_quotes_dashes_and_no_break_spaces_are_made_plain():
    assert (
        fold("the Panel\u2019s \u201cplan\u201d\u00a0\u2013 agreed\u2014today")
        == 'the Panel\'s "plan" - agreed-today'
    )


@given(st.text())
def test_folding_keeps_the_length_so_that_offsets_stay_true(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Five members", ["5", "members"]),
        ("twelve months", ["12", "months"]),
        ("60,000 offences", ["60000", "offences"]),
        ("\u00a31,200 a day", ["1200", "a", "day"]),
        ("the 23rd of May", ["the", "23", "of", "may"]),
        ("4.5% more", ["4.5%", "more"]),
        ("34% of 12 per cent", ["34%", "of", "12%"]),
        ("five percent", ["5%"]),
        ("per cent", ["per", "cent"]),
        ("the Board\u2019s view", ["the", "board", "view"]),
        ("2018/19", ["2018/19"]),
        ("#6N motion", ["#6n", "motion"]),
        ("", []),
        (" \u2013 \u2026 ", []),
    ],
)
def test_words_come_in_order_with_numbers_in_one_form(text, expected):
    assert words(text) == expected


def test_a_figure_and_its_word_are_the_same_term():
    assert index_terms("three wardens") == index_terms("3 wardens")
    assert index_terms("the 3rd ward") == index_terms("third ward") or "3" in index_terms("the 3rd ward")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("repairs", "repairing"),
        ("commissioned", "commissioning"),
        ("burglary", "burglaries"),
        ("panels", "panel"),
        ("buses", "bus"),
        ("knives", "knife"),
        ("children", "child"),
    ],
)
def test_forms_of_one_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


def test_a_word_with_a_digit_is_never_cut_down():
    assert stem("18/24") == "18/24"
    assert stem("s106s") == "s106s"


def test_empty_words_are_left_out_and_question_words_are_among_them():
    assert index_terms("What did they do about the lamps?") == [stem("lamps")]
    assert {"what", "who", "when", "the"} <= STOP_WORDS


@given(st.text(alphabet=string.printable + "\u00e9\u2019\u00a3", max_size=300))
def test_terms_of_any_text_are_lower_case_and_never_empty(text):
    for term in index_terms(text):
        assert term
        assert term == term.lower()
        assert term not in ("'", ",")


@given(st.lists(st.sampled_from("lamp repair 14 five \u00a340 the and Panel".split()), max_size=12))
def test_terms_do_not_depend_on_white_space(parts):
    assert index_terms(" ".join(parts)) == index_terms(" \n\t ".join(parts))


def test_words_without_an_end_are_read_and_not_remembered():
    index_terms("what is usual")
    tracemalloc.start()
    try:
        for number in range(1_000):
            assert index_terms(f"{number}X" + "x" * 4_000) == [f"{number}x" + "x" * 4_000]
        grown = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert grown < 500_000
