"""Figures, dates, places and names in a sentence."""

import pytest

from rag.figures import (
    has_date,
    has_money,
    has_name,
    has_number,
    has_place,
    has_share,
    has_time,
    numbers,
    quantities,
)


@pytest.mark.parametrize(
    "text", ["14 lamps", "five crossings", "a rise of 4.99 per cent", "half of them", "\u00a39,400 in item 3"]
)
def test_what_counts_or_measures_is_a_number(text):
    assert has_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "no lamps",
        "in 2024",
        "on 24 May 2024",
        "as of the 7th of October",
        "on 4th and 5th June",
        "from October 7th",
        "see paragraph 4",
        "item 24",
        "in 2023/24",
        "report no. 7",
        "11 February 2026 19.00",
        "at 7.30 pm",
        "19:00-21:00",
        "from 18.00 - 20.30",
    ],
)
def test_dates_times_years_and_references_are_not(text):
    assert not has_number(text)


def test_figures_are_compared_in_one_form():
    assert numbers("five of 60,000, the 23rd, \u00a31,200 and 4.5%") == {"5", "60000", "23", "1200", "4.5%"}
    assert numbers("45 per cent") == numbers("45%") == numbers("45 percent") == {"45%"}
    assert numbers("45") != numbers("45%")
    assert numbers("none") == frozenset()


def test_quantities_leave_out_dates_and_references():
    assert quantities("On 24 May 2024, under item 7, 14 of 60 lamps failed") == {"14", "60"}


@pytest.mark.parametrize(
    "text",
    [
        "on 24 May",
        "the 7th of October",
        "on October 7th",
        "on 4th and 5th June",
        "by March",
        "in May 2024",
        "since 1998",
        "on 24/05/2024",
    ],
)
def test_a_day_a_month_and_a_year_are_dates(text):
    assert has_date(text)


def test_a_month_word_alone_is_no_date():
    assert not has_date("members may speak")


def test_places_and_names_are_seen():
    assert has_place("in the Council Chamber")
    assert not has_place("at noon")
    assert has_name("It was moved by Anna Lindqvist and seconded.")
    assert has_name("Mr Pell spoke.")
    assert not has_name("The lamps were mended.")


@pytest.mark.parametrize(
    "text",
    ["\u00a320.50 each", "a mean of 3.14", "7.30 metres", "Yearly cost (\u00a3m): 118.6", "rose by 19.05%"],
)
def test_a_sum_or_a_decimal_is_not_taken_for_a_time(text):
    assert has_number(text)


def test_a_sum_under_the_name_of_its_column_is_money():
    assert has_money("2023/24 (\u00a3m): 118.6")
    assert not has_money("2023/24 (m): 118.6")


@pytest.mark.parametrize(
    "text",
    ["after six months", "6 months from the start", "within 28 days", "at the next meeting", "quarterly"],
)
def test_a_time_from_something_says_when(text):
    assert has_time(text)


def test_a_span_that_is_no_answer_to_when_is_no_time():
    assert not has_time("ten weeks of work")


@pytest.mark.parametrize("text", ["60% of them", "5 per cent", "a third", "Unhappy (%): 44"])
def test_parts_of_a_whole_are_shares(text):
    assert has_share(text)


def test_a_count_is_no_share():
    assert not has_share("50 residents replied")
