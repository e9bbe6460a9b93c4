"""Amounts, dates and times in one form, however written."""

from datetime import date
from fractions import Fraction

import pytest

from rag.checking.amounts import Bound, amounts
from rag.checking.moments import clocks, day_of, days


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u00a39.4m", "\u00a39.4 million"),
        ("60,000", "60k"),
        ("five weeks", "5 weeks"),
        ("45 per cent", "45%"),
        ("1 in 4", "a quarter"),
        ("two thirds", "2 in 3"),
        ("6,000 pounds", "\u00a36k"),
        ("forty-two", "42"),
        ("2 dozen", "24"),
    ],
)
def test_the_same_amount_is_the_same_however_written(one, other):
    assert amounts(one)[0].is_same(amounts(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u00a39.4m", "\u00a39.4bn"),
        ("\u00a312", "\u20ac12"),
        ("45", "45%"),
        ("five weeks", "five months"),
        ("\u00a345", "45%"),
        ("1 in 4", "1 in 5"),
    ],
)
def test_another_scale_currency_or_unit_is_another_amount(one, other):
    assert not amounts(one)[0].is_same(amounts(other)[0])


def test_bounds_are_kept():
    found = amounts("at least 8 weeks, up to 9 weeks, more than 10 weeks, about 11 weeks, 12 weeks")
    assert [each.bound for each in found] == [Bound.LEAST, Bound.MOST, Bound.ABOVE, Bound.ABOUT, Bound.EXACT]
    assert [each.value for each in found] == [Fraction(n) for n in (8, 9, 10, 11, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "11/03/2025",
        "11 March 2025",
        "11th March 2025",
        "Tuesday 11 March 2025",
        "March 11, 2025",
        "2025-03-11",
    ],
)
def test_a_date_is_the_same_in_all_its_forms(text):
    (day,) = days(text)
    assert day.agrees(day_of(date(2025, 3, 11)))


@pytest.mark.parametrize(
    "text", ["12 March 2025", "11 April 2025", "11 March 2024", "Monday 11 March 2025", "2024/25"]
)
def test_another_day_month_year_or_weekday_is_another_date(text):
    assert not days(text)[0].agrees(day_of(date(2025, 3, 11)))


def test_part_of_a_date_agrees_with_the_whole():
    assert days("in March 2025")[0].agrees(day_of(date(2025, 3, 11)))
    assert not days("members may speak")


def test_times_of_day_are_minutes_after_midnight():
    assert [each.minutes for each in clocks("2pm, 14:00, 2.00 p.m., noon, 10.30 am")] == [
        840,
        840,
        840,
        720,
        630,
    ]
