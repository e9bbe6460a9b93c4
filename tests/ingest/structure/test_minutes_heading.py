"""The heading that calls a paper minutes, and papers that only name minutes."""

import pytest

from ingest.papers import Kind, Origin
from ingest.structure.minutes_heading import heads_minutes, minutes_heading

BUSINESS = (
    "\n\n1. Lamps\n\nThe Clerk reported that fourteen lamps had failed since October and that the contractor had been "
    "called out twice.\n"
)


@pytest.mark.parametrize(
    "head",
    [
        "HOLLIN TOWNSHIP\nBOARD OF SUPERVISORS\nRegular Meeting Minutes\nMarch 11, 2025",
        "City of Hollin\nCity Council Special Session Minutes \u2013 March 11, 2025",
        "# Mill Lane Academy\n\n## Governing Board \u2013 Part II (Confidential) Minutes \u2013 11 March 2025",
        "Glenhollin Community Council\n\nDRAFT Minutes of meeting held on Tuesday 11 March 2025 by video link",
        "Glenhollin Community Council\n\nMinute of Meeting held on Tuesday 11 March 2025 in the Church Hall",
        "Mill Lane Primary School\n\nMinutes of the Full Governing Board held on Tuesday 11 March 2025",
        "Hollin Borough Council\n\nCabinet\n\n11 March 2025\n\nMinutes",
        "Hollin Parish Council \u2013 Minutes of the Parish Council Meeting held on 11 March 2025",
        "Hollin Council\n\nAt a Meeting of the Lamps Committee held in Hollin on 11 March 2025",
        "Unconfirmed Minutes (Part 1)\n\nHollin Health Forum\n\n11 March 2025",
    ],
)
def test_minutes_are_known_by_their_heading_among_the_first_lines(paper_of, head):
    kind = paper_of(head + BUSINESS, "paper.md" if head.startswith("#") else "paper.txt").facts.kind
    assert kind.value is Kind.MINUTES
    assert kind.origin is Origin.READ


@pytest.mark.parametrize(
    "head",
    [
        "Hollin Parish Council\n\nAGENDA\n\n11 March 2025\n\nMinutes of the last meeting\n\nLamps",
        "Hollin Parish Council Agenda\n\n11 March 2025\n\n- Apologies\n- Draft minutes of 4 February 2025\n- Lamps",
        "Hollin Parish Council\n\nYou are summoned to a meeting on 11 March 2025\n\nApologies\n"
        "Minutes of the meeting held on 4 February 2025\nLamps",
        "Hollin School District\n\nRegular Meeting Agenda\n\nMarch 11, 2025\n\nRegular Meeting Minutes of 4 February",
    ],
)
def test_an_agenda_that_lists_minutes_stays_an_agenda(paper_of, head):
    assert paper_of(head).facts.kind.value is Kind.AGENDA


@pytest.mark.parametrize(
    "subject", ["Publication of Committee Minutes", "Minutes of the Lamps Sub-Committee"]
)
def test_a_report_that_speaks_of_minutes_stays_a_report(paper_of, subject):
    found = paper_of(
        f"Hollin Borough Council\n\nAudit Committee\n\n11 March 2025\n\n{subject}\n\nReport of the Clerk\n\n"
        f"1. Purpose\n\n1.1 This report asks members to agree how minutes are published.{BUSINESS}"
    ).facts
    assert found.kind.value is Kind.REPORT


@pytest.mark.parametrize(
    "line",
    [
        "Minutes of the last meeting",
        "Minutes of the previous meeting held on 4 February 2025",
        "- Minutes of the meeting held on 4 February 2025",
        "To approve the minutes of the meeting held on 4 February 2025",
        "Approval of the Minutes of the Board Meeting",
        "Matters arising from the minutes",
        "Review of Council minutes",
        "Access to Board Minutes",
        "Minutes of evidence",
        "Agenda and minutes",
        "Response times: minutes",
        "Item 5 \u2013 Minutes of the Lamps Committee",
        "Public speaking \u2013 three minutes",
    ],
)
def test_a_line_that_only_names_minutes_is_no_heading_of_them(line):
    assert not heads_minutes(line)


def test_a_heading_counts_only_before_those_who_were_there():
    assert minutes_heading("Hollin Board\n\nMinutes of the meeting held on 11 March 2025\n\nPresent: A Ames")
    assert (
        minutes_heading("Hollin Board\n\nApologies\n\nMinutes of the meeting held on 4 February 2025") is None
    )


def test_the_word_alone_counts_beside_a_day():
    assert minutes_heading("Hollin Board\n\nMinutes\n\n11 March 2025") == "Minutes"
    assert minutes_heading("Hollin Board\n\nMinutes\n\nLamps") is None
