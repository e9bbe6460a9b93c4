"""Titles are whole, and neither navigation nor running headers."""

import pytest

from ingest.papers import Access, Kind, Text
from ingest.readers.read import read
from ingest.structure.metadata import facts

PROSE = (
    "The lamps in Mill Lane were counted in March, and 14 of the 60 had failed since October last year. " * 3
)


def title(content: str, *, name: str = "paper.txt", form: str = "text", own: str | None = None) -> str:
    return facts(Text(content, form, title=own), name, Access.PUBLIC).title.value


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "Petition Regarding the Repair of Lamps and Pavements in Mill Lane and\nCastle Street",
            "Petition Regarding the Repair of Lamps and Pavements in Mill Lane and Castle Street",
        ),
        (
            "Street Lighting: Outcome of the Consultation and\nSecond Count",
            "Street Lighting: Outcome of the Consultation and Second Count",
        ),
        (
            "REPAIR OF LAMPS AND PAVEMENTS IN MILL LANE,\nCASTLE STREET AND THE NORTHERN PART OF\nQUAY ROAD",
            "REPAIR OF LAMPS AND PAVEMENTS IN MILL LANE, CASTLE STREET AND THE NORTHERN PART OF QUAY ROAD",
        ),
        ("Repair of lamps\nMill Lane Depot", "Repair of lamps"),
        (
            "Repair of Lamps in Mill Lane and Elsewhere Now\nReport of the Clerk",
            "Repair of Lamps in Mill Lane and Elsewhere Now",
        ),
        (
            "Repair of Lamps in Mill Lane and Elsewhere Now\nAuthor: Ada Lindqvist",
            "Repair of Lamps in Mill Lane and Elsewhere Now",
        ),
        (
            "Repair of Lamps in Mill Lane and Elsewhere Now\n11 March 2025",
            "Repair of Lamps in Mill Lane and Elsewhere Now",
        ),
    ],
)
def test_a_title_that_was_broken_is_whole(lines, expected):
    head = f"Harrow Safer Streets Panel\n\n11 March 2025\n\n{lines}\n\nReport by the Clerk"
    content = f"{head}\n\nPurpose of the report\n\n{PROSE}"
    assert title(content) == expected


def test_a_broken_subject_line_is_whole():
    content = (
        "Report of: the Clerk\nSubject: Repair of the lamps in Mill Lane and of the\npavements in Castle Street\n\n"
        f"Purpose of the report\n\n{PROSE}"
    )
    assert title(content) == "Repair of the lamps in Mill Lane and of the pavements in Castle Street"


def test_the_first_line_of_a_paragraph_is_not_joined_to_all_of_it():
    lines = "\n".join(["We are writing to you about the lamps in Mill Lane"] * 5)
    assert title(f"{lines}\n\n{PROSE}") == "We are writing to you about the lamps in Mill Lane"


def test_a_page_is_called_by_its_own_title_and_not_by_its_links():
    page = """<html><head><title>Agenda for Harrow Streets Board on Thursday 4 December 2025</title></head><body>
        <h1>Meeting</h1><h2>Harrow Streets Board - Thursday 4 December 2025 7:30 pm, CANCELLED</h2>
        <a href="/tv">Watch Council meetings here</a><p>Proposed venue: The Old Guildhall</p></body></html>"""
    found = facts(read(page.encode(), "page.html"), "page.html", Access.PUBLIC)
    assert found.kind.value is Kind.OTHER
    assert found.title.value == "Agenda for Harrow Streets Board on Thursday 4 December 2025"


def test_links_are_no_title_of_a_page_without_one():
    page = f"""<html><body><p>Watch Council meetings here</p><p>View the full agenda</p>
        <p>Lamps of the borough</p><p>{PROSE}</p></body></html>"""
    assert (
        facts(read(page.encode(), "page.html"), "page.html", Access.PUBLIC).title.value
        == "Lamps of the borough"
    )


def test_what_stands_behind_the_name_of_the_body_is_the_title():
    content = f"Harrow Community Council \u2013 Annual Review by the Chair\nAda Lindqvist \u2013 Oct 2025\n\n{PROSE}"
    assert title(content) == "Annual Review by the Chair"


BOARD = "Harrow Safer Streets Panel"


@pytest.mark.parametrize(
    "line",
    [
        "Apologies: Ada Lindqvist, Ben Okonjo",
        "Apologies for absence were received from Ada Lindqvist",
        "In attendance: Ada Lindqvist, Clerk to the Panel",
        "Members absent: Ada Lindqvist, Ben Okonjo",
        "Sederunt: Ada Lindqvist (Chair), Ben Okonjo",
        "**Agenda item:** 6",
        "Agenda Item No. 6b",
        "Status: Public",
        "\u2013 Part II (Confidential) Minutes",
        "Harrow Borough Council",
    ],
)
def test_who_was_there_and_the_number_of_an_item_are_no_title(line):
    content = f"{BOARD}\n\n{line}\n\nLamps of Mill Lane\n\n{PROSE}"
    assert title(content) == "Lamps of Mill Lane"


@pytest.mark.parametrize("subject", ["Attendance at Primary Schools", "Absence of Staff in 2024"])
def test_a_subject_that_begins_like_a_roll_is_a_title(subject):
    assert title(f"{BOARD}\n\nReport of the Clerk\n\n{subject}\n\n{PROSE}") == subject


def test_a_subject_line_is_read_through_its_marks():
    content = (
        f"# {BOARD}\n\n**Agenda item:** 6\n**Title:** Lamps of Mill Lane\n**Report of:** the Clerk\n\n{PROSE}"
    )
    found = facts(read(content.encode(), "report.md"), "report.md", Access.PUBLIC)
    assert found.title.value == "Lamps of Mill Lane"
    assert found.agenda_number.value == "6"


def test_the_report_of_a_group_is_called_by_it_and_not_by_its_last_part():
    content = (
        "# Harrow Borough Council\n\n## Scrutiny Committee: Report of the Lamps Task and Finish Group\n\nMarch 2025\n\n"
        f"## Foreword\n\n{PROSE}\n\n## 1. How we worked\n\n1.1 {PROSE}\n\n## Minority view\n\n{PROSE}\n"
    )
    found = facts(read(content.encode(), "report.md"), "report.md", Access.PUBLIC)
    assert found.title.value == "Report of the Lamps Task and Finish Group"
    assert found.kind.value is Kind.REPORT


def test_the_name_of_a_borough_is_no_title():
    content = f"London Borough of Harrow\n\n{BOARD}\n\nLamps of Mill Lane\n\n{PROSE}"
    assert title(content) == "Lamps of Mill Lane"
