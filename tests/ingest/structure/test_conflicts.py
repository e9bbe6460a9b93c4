"""What does not agree about one paper is told of, with both values; the paper's own head counts."""

from datetime import date

import pytest

from ingest.papers import Access, Origin, Stated, Supplied, Text
from ingest.structure.conflicts import dates_in_name
from ingest.structure.paper import structure

MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025

21. Street lighting in Mill Lane

The Manager reported that 14 of the 60 lamps had failed since October.
"""


def told(
    content: str = MINUTES, name: str = "minutes.txt", title: str | None = None, supplied=None
) -> list[str]:
    paper = structure(Text(content, "text", title=title), name, "0" * 64, Access.PUBLIC, supplied)
    return [f"{each.code}: {each.message}" for each in paper.notices if each.code.startswith("conflicting")]


def supplied(value):
    return Stated(value, Origin.SUPPLIED, "papers.csv")


@pytest.mark.parametrize(
    "name",
    [
        "minutes.txt",
        "2025-03-11.txt",
        "11-03-2025_minutes.txt",
        "11.3.2025 minutes.txt",
        "20250311.txt",
        "11032025.txt",
        "Minutes 11 March 2025.pdf",
        "minutes_11th_March_2025.pdf",
        "minutes-11-mar-2025.pdf",
        "11mar2025.pdf",
        "mar25m.pdf",
        "March2025.pdf",
        "11-March-minutes.pdf",
        "march11.pdf",
        "report-2025.pdf",
        "s21877.pdf",
    ],
)
def test_a_file_name_that_agrees_or_says_nothing_is_not_told_of(name):
    assert told(name=name) == []


@pytest.mark.parametrize(
    "name",
    [
        "2025-03-12.txt",
        "11-03-2024_minutes.txt",
        "20240311.txt",
        "Minutes 11 April 2025.pdf",
        "mar24m.pdf",
        "oct25agm.pdf",
        "April2025.pdf",
    ],
)
def test_a_file_name_with_another_date_is_told_of_with_both_dates(name):
    (message,) = told(name=name)
    assert message.startswith("conflicting_date")
    assert "11 March 2025" in message
    assert dates_in_name(name)[0].words in message


def test_one_of_two_dates_in_a_name_is_enough():
    assert told(name="2025-06-10 minutes of 2025-03-11.txt") == []


def test_a_weekday_that_does_not_fit_its_date_is_told_of():
    (message,) = told(MINUTES.replace("Tuesday", "Wednesday,"))
    assert "Wednesday, 11 March 2025" in message
    assert "Tuesday" in message


@pytest.mark.parametrize("weekday", ["Tuesday", "Tues", "Tue.", "TUESDAY, the"])
def test_a_weekday_that_fits_is_not(weekday):
    assert told(MINUTES.replace("Tuesday", weekday)) == []


def test_the_title_in_the_file_may_name_another_day_or_body():
    assert told(title="Harrow Safer Streets Panel, 11 March 2025") == []
    assert told(title="Microsoft Word - minutes3") == []
    (day,) = told(title="Agenda for Harrow Safer Streets Panel, 4 March 2025")
    assert day.startswith("conflicting_date")
    assert "4 March 2025" in day
    (body,) = told(title="Wessmark Health Board minutes")
    assert body.startswith("conflicting_body")
    assert "Wessmark Health Board" in body
    assert "Harrow Safer Streets Panel" in body


def test_the_council_above_the_committee_is_no_other_body():
    assert told(title="Harrow Borough Council: minutes") == []


def test_a_committee_with_and_without_the_body_that_it_is_of_is_one():
    whole = Supplied(body=supplied("Harrow Borough Council Harrow Safer Streets Panel"))
    assert told(supplied=whole) == []
    minutes = MINUTES.replace(" of the Harrow Safer Streets Panel", "")
    opening = f"Wessmark Homes Group\n\nAudit and Risk Committee\n\n{minutes}"
    assert told(opening, title="Audit and Risk Committee minutes") == []


def test_what_an_officer_gave_counts_and_what_the_paper_says_is_told():
    found = told(supplied=Supplied(date=supplied(date(2025, 3, 12)), body=supplied("Wessmark Health Board")))
    assert len(found) == 2
    assert "12 March 2025 (papers.csv)" in found[0]
    assert "11 March 2025" in found[0]
    assert "Harrow Safer Streets Panel" in found[1]
    assert told(supplied=Supplied(date=supplied(date(2025, 3, 11)))) == []


def test_a_paper_without_a_date_gets_none_from_its_name():
    content = "Street lighting\n\nThe Manager reported that 14 of the 60 lamps had failed since October.\n"
    paper = structure(Text(content, "text"), "2025-03-12.txt", "0" * 64, Access.PUBLIC)
    assert paper.facts.date is None
    assert paper.notices == ()
