"""Who a report is by."""

import pytest

PROSE = "The lamps in Mill Lane were counted in March, and 14 of the 60 had failed since October. " * 3


def report(head: str = "", end: str = "") -> str:
    return (
        f"Harrow Safer Streets Panel\n\n11 March 2025\n\n{head}\n\nStreet lighting\n\n1. This report presents the "
        f"lamps.\n\n2. {PROSE}\n\nRecommendation\n\n3. That it be noted.\n\n{end}\n"
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Report of the Chief Finance Officer", "Chief Finance Officer"),
        ("REPORT OF THE CHIEF FINANCE OFFICER", "CHIEF FINANCE OFFICER"),
        ("Joint report of the Treasurer and the Clerk", "Treasurer and the Clerk"),
        ("Report by Ada Lindqvist, Director of Streets", "Ada Lindqvist, Director of Streets"),
        ("Report of the Director of Streets and\nRecreation", "Director of Streets and Recreation"),
        ("Report of | Police and Crime Commissioner", "Police and Crime Commissioner"),
        ("Report of the Clerk\n\nAuthor: Ada Lindqvist, Streets", "Ada Lindqvist, Streets"),
        ("Report author: Ada Lindqvist (Tel: 01632 960111)", "Ada Lindqvist"),
        ("Author | Superintendent Iona Prowse", "Superintendent Iona Prowse"),
    ],
)
def test_the_author_stands_in_the_head(paper_of, head, name):
    author = paper_of(report(head)).facts.author
    assert author.value == name
    assert not author.is_inferred
    assert name.split()[0] in author.basis


def test_the_author_of_a_report_can_stand_at_its_end(paper_of):
    author = paper_of(report(end="Author of report - Ada Lindqvist, Principal Engineer")).facts.author
    assert author.value == "Ada Lindqvist, Principal Engineer"
    assert "at the end" in author.basis


@pytest.mark.parametrize(
    "end",
    [
        "Contact officer: Ada Lindqvist, telephone 01632 960111",
        "Officer to contact\n\nAda Lindqvist\n\nTel: 01632 960111",
        "Contact: Ada Lindqvist, 01632 960175, ada@example.org",
    ],
)
def test_an_officer_to_contact_is_inferred_to_be_the_author(paper_of, end):
    author = paper_of(report(end=end)).facts.author
    assert author.value == "Ada Lindqvist"
    assert author.is_inferred


@pytest.mark.parametrize("head", ["", "Author: N/A", "Report of the meeting of 4 March"])
def test_a_report_that_names_nobody_has_no_author(paper_of, head):
    assert paper_of(report(head)).facts.author is None


def test_minutes_and_agendas_have_no_author(paper_of):
    content = (
        f"Minutes of the Harrow Safer Streets Panel\n\n11 March 2025\n\nContact: Ada Lindqvist\n\n21. Lamps\n\n"
        f"Report of the Clerk\n\n{PROSE}\n\nRESOLVED: That it be noted.\n"
    )
    assert paper_of(content).facts.author is None
