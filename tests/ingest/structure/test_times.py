"""When a meeting begins, as its papers print it."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.dates import meeting_date
from ingest.structure.times import meeting_time, parse_time


def begins(opening: str) -> time | None:
    found = meeting_date(opening)
    assert found is not None
    assert found.day == date(2025, 3, 11)
    stated = meeting_time(opening, found.span)
    return None if stated is None else stated.value


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Tuesday 11 March 2025 at 2.00 pm", time(14)),
        ("Tuesday, 11 March 2025 2.00 pm", time(14)),
        ("11 March 2025, 19:00-21:00.", time(19)),
        ("11th March 2025 19.00", time(19)),
        ("11 March 2025\n19:00-21:00\nThe School Library", time(19)),
        ("11 March 2025 at 7.30pm", time(19, 30)),
        ("11 March 2025 at 10 am", time(10)),
        ("11 March 2025, 9.30 am to 12 noon", time(9, 30)),
        ("11 March 2025, 2 to 4 pm", time(14)),
        ("11 March 2025, 2.15-4.00 p.m.", time(14, 15)),
        ("11 March 2025, 10.30 - 12.15pm", time(10, 30)),
        ("11 March 2025 at noon", time(12)),
        ("11 March 2025 at 12 noon", time(12)),
        ("11 March 2025 at 12.30 am", time(0, 30)),
        ("11 March 2025 at 12.30 pm", time(12, 30)),
        ("11 March 2025 at 1400 hours", time(14)),
        ("11 March 2025 at 14.00 hrs", time(14)),
        ("at 10.00 a.m. on Tuesday 11 March 2025", time(10)),
        ("held in the Hall at 7 pm on the 11th March 2025", time(19)),
        ("Date: 11 March 2025\nTime: 10:30am \u2013 12:15pm", time(10, 30)),
        ("Date | 11 March 2025\nTime | 2.30 pm", time(14, 30)),
        ("Date: 11 March 2025\nVenue: Hall\nStarts at 6.45 pm", time(18, 45)),
        ("Tuesday 11 March 2025 (commencing at 6.30 pm)", time(18, 30)),
        ("Tuesday 11 March 2025 \u2013 2:00 p.m.", time(14)),
    ],
)
def test_the_time_is_read_beside_the_date(opening, expected):
    assert begins(opening) == expected


@pytest.mark.parametrize(
    "opening",
    [
        "11 March 2025",
        "11 March 2025\n57 Edge Road, G11 7HZ",
        "11 March 2025 at 7 Castle Street",
        "11 March 2025 at 10",
        "11 March 2025, Room 2.04b",
        "11 March 2025 Paper 3",
        "11 March 2025\n10.04 Castle Street",
        "11 March 2025 at 7.30",
        "11 March 2025\n2.15-4.15",
        "11 March 2025 at 25.00",
    ],
)
def test_other_figures_are_no_time(opening):
    assert begins(opening) is None


def test_the_words_it_was_read_from_are_kept():
    opening = "Tuesday 11 March 2025 at 2.00 pm in the Hall"
    found = meeting_date(opening)
    assert "2.00 pm" in meeting_time(opening, found.span).basis


@given(st.times())
def test_every_time_of_day_reads_back(moment):
    minute = moment.replace(second=0, microsecond=0)
    assert parse_time(f"{minute:%H:%M}") == minute
    assert parse_time(f"{minute:%H%M} hours") == minute
    assert parse_time(f"{minute:%I.%M %p}") == minute


@pytest.mark.parametrize("text", ["", "soon", "25:00", "14", "2025-03-11", "14:00 and 15:00", "13.75"])
def test_what_is_no_time_is_none(text):
    assert parse_time(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "At 8:15 p.m. the Board went into closed session",
        "At 8.15 pm, Councillor Ames left the meeting.",
        "At 8.15 pm in accordance with standing orders the public withdrew.",
    ],
)
def test_a_later_moment_of_the_meeting_is_not_its_beginning(line):
    assert begins(f"11 March 2025\n{line}") is None
    assert begins(f"11 March 2025\n{line}\nTime: 7 pm") == time(19)


@pytest.mark.parametrize(
    "line", ["At 7.30 pm in the Village Hall", "at 7.30 pm, Village Hall, Mill Lane", "At 7.30 pm."]
)
def test_a_time_on_a_line_of_its_own_is_read(line):
    assert begins(f"11 March 2025\n{line}") == time(19, 30)
