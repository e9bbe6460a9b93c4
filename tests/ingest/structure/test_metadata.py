"""What a paper says of itself: kind, body, meeting date, title, access."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Origin, Text
from ingest.structure.dates import DATE, parse_date
from ingest.structure.metadata import facts

PROSE = (
    "The Street Works Manager presented a report on the condition of the lamps in Mill Lane and told members that "
    "14 of the 60 lamps had failed since October and that the contractor had been called out twice. The Chair thanked "
    "her for the report and asked when all the lamps would be mended, and was told that it would be by the end of May."
)


def one_date(text: str):
    match = DATE.search(text)
    return parse_date(match) if match else None


@pytest.mark.parametrize(
    "text",
    [
        "24 September 2019",
        "24th September 2019",
        "24th of September, 2019",
        "24 Sept 2019",
        "24 Sep. 2019",
        "2019-09-24",
        "24/09/2019",
        "24/9/2019",
        "September 24, 2019",
        "September 24th 2019",
        "24TH SEPTEMBER, 2019",
        "24 th September 2019",
    ],
)
def test_a_date_is_read_in_each_of_its_forms(text):
    assert one_date(text) == date(2019, 9, 24)


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2019",
        "32/01/2019",
        "2019-13-01",
        "24 September",
        "September 2019",
        "2018/19",
        "item 24 2019",
    ],
)
def test_what_is_no_day_of_the_calendar_is_no_date(text):
    assert one_date(text) is None


def test_the_day_comes_before_the_month():
    assert one_date("04/05/2020") == date(2020, 5, 4)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_from_its_long_and_its_short_form(day):
    assert one_date(f"{day.day} {day:%B %Y}") == day
    assert one_date(day.isoformat()) == day
    assert one_date(f"{day:%d/%m/%Y}") == day


MINUTES = f"""Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 at noon in the Hall

Present: Councillor A. Lindqvist (Chair)

20. Minutes of the previous meeting

The minutes of the meeting held on 14 January 2025 were confirmed as a correct record.

21. Street lighting

{PROSE}

RESOLVED: That the report be noted.
"""
REPORT = f"""HARROW SAFER STREETS PANEL

11 March 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street

Recommendation

1. That the Panel agree to repair the pavement first.

Background

2. {PROSE}
"""
AGENDA = """Harrow Safer Streets Panel

AGENDA

Tuesday 11 March 2025 at 10.00 am in the Council Chamber

1. Apologies for absence
2. Minutes of the meeting held on 14 January 2025
3. Street lighting
4. Date of next meeting: 10 June 2025
"""
DECISION = f"""Decision notice

Harrow Borough Council

Decision of the Cabinet Member for Streets, 11 March 2025

Repairs of pavements in Castle Street

{PROSE}
"""


@pytest.mark.parametrize(
    ("content", "kind"),
    [(MINUTES, Kind.MINUTES), (REPORT, Kind.REPORT), (AGENDA, Kind.AGENDA), (DECISION, Kind.DECISION)],
)
def test_the_kind_is_read_from_the_words_and_says_from_which(paper_of, content, kind):
    found = paper_of(content).facts
    assert found.kind.value is kind
    assert found.kind.origin is Origin.READ
    assert found.kind.basis


def test_a_text_without_signs_is_other_and_that_is_inferred(paper_of):
    found = paper_of(f"A walk in the park\n\n{PROSE}\n").facts
    assert found.kind.value is Kind.OTHER
    assert found.kind.is_inferred


@pytest.mark.parametrize("content", [MINUTES, REPORT, AGENDA])
def test_body_and_meeting_date_are_read_from_the_opening(paper_of, content):
    found = paper_of(content).facts
    assert found.body.value == "Harrow Safer Streets Panel"
    assert found.date.value == date(2025, 3, 11)
    assert not found.body.is_inferred
    assert not found.date.is_inferred


def test_a_body_in_capitals_is_written_like_a_name(paper_of):
    assert paper_of(REPORT).facts.body.value == "Harrow Safer Streets Panel"
    content = (
        "HARROW & WESSMARK POLICE AND CRIME PANEL\n\n11 MARCH 2025\n\nReport of the Clerk\n\nBudget of the year\n\n"
        + PROSE
    )
    assert paper_of(content).facts.body.value == "Harrow and Wessmark Police and Crime Panel"


def test_the_title_of_a_report_is_its_subject(paper_of):
    assert paper_of(REPORT).facts.title.value == "Repairs of pavements in Castle Street"
    with_cover = REPORT.replace("Repairs of pavements", "Subject: | Repairs of pavements")
    assert paper_of(with_cover).facts.title.value == "Repairs of pavements in Castle Street"


def test_the_title_of_minutes_names_body_and_day(paper_of):
    title = paper_of(MINUTES).facts.title
    assert title.value == "Harrow Safer Streets Panel: minutes, 11 March 2025"
    assert title.is_inferred


def test_notes_from_the_meeting_are_minutes(paper_of):
    found = paper_of(
        "Notes from the Meeting of the Harrow Safer Communities Board\n\n14 November 2023\n\nStreet lighting\n\n"
        + PROSE
    ).facts
    assert found.kind.value is Kind.MINUTES
    assert found.body.value == "Harrow Safer Communities Board"
    assert found.date.value == date(2023, 11, 14)


def test_the_date_of_an_earlier_meeting_is_not_the_date(paper_of):
    content = MINUTES.replace(" held on Tuesday 11 March 2025 at noon in the Hall", "").replace(
        "20. Minutes of", "Minutes of"
    )
    found = paper_of(content).facts
    assert found.date is None


@pytest.mark.parametrize(
    "line",
    [
        "Published: 3 March 2025",
        "Date of publication 3 March 2025",
        "Next meeting: 10 June 2025",
        "Issued on 3 March 2025",
        "This contract expires on 30 June 2025",
        "Printed 3 March 2025",
        "The current plan runs until 31 March 2026",
    ],
)
def test_other_dates_in_the_opening_are_not_the_meetings(paper_of, line):
    content = f"Harrow Safer Streets Panel\n\nReport of the Clerk\n\n{line}\n\nBudget of the coming year\n\n{PROSE}\n"
    assert paper_of(content).facts.date is None
    both = (
        f"Harrow Safer Streets Panel\n\n{line}\n\nTuesday 11 March 2025\n\nReport of the "
        f"Clerk\n\nBudget\n\n{PROSE}\n"
    )
    assert paper_of(both).facts.date.value == date(2025, 3, 11)


def test_dates_in_the_business_are_not_the_meetings(paper_of):
    content = (
        "Harrow Safer Streets Panel\n\nReport of the Clerk\n\nBudget\n\n1. On 3 March 2024 the "
        f"fund was opened.\n\n2. {PROSE}\n"
    )
    assert paper_of(content).facts.date is None


def test_nothing_is_invented_when_the_paper_does_not_say(paper_of):
    found = paper_of(
        f"Street lighting\n\nMinutes:\n\n{PROSE}\n\nRESOLVED: That it be noted.\n", "page-0420.txt"
    ).facts
    assert found.body is None
    assert found.date is None
    assert found.agenda_number is None
    assert found.title.value == "Street lighting"


def test_a_file_name_is_never_the_source_of_a_date(paper_of):
    assert paper_of(f"Street lighting\n\n{PROSE}\n", "2019-11-21-minutes.txt").facts.date is None


def test_a_police_and_crime_panel_takes_its_area_from_the_force_and_says_so(paper_of):
    found = paper_of(
        "Budget of the year\n\nMinutes:\n\nThe Police and Crime Panel considered a report of the "
        "Commissioner. Wessmark Police "
        f"had asked for it, and Wessmark Police would pay.\n\n{PROSE}\n"
    ).facts
    assert found.body.value == "Wessmark Police and Crime Panel"
    assert found.body.is_inferred
    assert "Wessmark Police" in found.body.basis


def test_the_agenda_number_of_a_report_is_read(paper_of):
    assert paper_of("Agenda Item 8\n\n" + REPORT).facts.agenda_number.value == "8"
    assert paper_of(REPORT).facts.agenda_number is None


@pytest.mark.parametrize(
    "marking",
    [
        "NOT FOR PUBLICATION",
        "Not for publication by virtue of paragraph 3",
        "EXEMPT REPORT",
        "Confidential",
        "Strictly confidential",
        "RESTRICTED",
    ],
)
def test_a_marking_in_the_opening_makes_a_paper_exempt_whatever_the_officer_said(paper_of, marking):
    assert paper_of(f"{marking}\n\n{REPORT}").facts.access is Access.EXEMPT


def test_a_restriction_that_is_only_spoken_of_is_no_marking(paper_of):
    content = REPORT.replace("Repairs of", "Review of confidential and exempt papers: repairs of")
    assert paper_of(content).facts.access is Access.PUBLIC


def test_what_the_officer_says_of_access_is_kept(paper_of):
    assert paper_of(REPORT, access=Access.RESTRICTED).facts.access is Access.RESTRICTED
    assert paper_of(REPORT).facts.access is Access.PUBLIC


PIECE = st.sampled_from(
    [*"ABab 12/.:\n", "March", " 2025 ", "Panel", "minutes of the ", "held", "Police", "Agenda", "|"]
)


@settings(deadline=None)
@given(st.lists(PIECE, max_size=40))
def test_any_text_has_a_title_and_a_kind(pieces):
    found = facts(Text("word " + "".join(pieces), "text"), "paper.txt", Access.PUBLIC)
    assert found.title.value.strip()
    assert isinstance(found.kind.value, Kind)


@pytest.mark.parametrize(
    "opening",
    [
        "Minutes of the meeting of the Harrow Safer Streets Panel held on 11 March 2025",
        "Minutes of a meeting of the Harrow Safer Streets Panel held on 11 March 2025",
        "Minutes of the extraordinary meeting of Harrow Safer Streets Panel, 11 March 2025",
        "MINUTES OF THE MEETING OF THE HARROW SAFER STREETS PANEL HELD ON TUESDAY, 11 MARCH 2025",
        "Minutes of the Harrow Safer Streets Panel\n\n11 March 2025",
        "Harrow Safer Streets Panel\n\nMinutes\n\n11 March 2025\n\nHarrow Borough Council Offices, in "
        "the Council Chamber",
        "Harrow Safer Streets Panel - 11 March 2025",
    ],
)
def test_the_name_of_the_body_is_the_name_alone(paper_of, opening):
    found = paper_of(f"{opening}\n\n21. Street lighting\n\n{PROSE}\n\nRESOLVED: That it be noted.\n").facts
    assert found.body.value == "Harrow Safer Streets Panel"
    assert found.date.value == date(2025, 3, 11)
    assert found.kind.value is Kind.MINUTES


@pytest.mark.parametrize("filler", ["\n", " \n", "\n\u00a0\n"])
def test_thousands_of_blank_lines_take_no_time(filler):
    started = time.monotonic()
    facts(Text("word " + filler * 3_000 + "end", "text"), "paper.txt", Access.PUBLIC)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "head",
    [
        "Meeting between: Halden City Council (HCC) Officers, Mill Lane Community Council (MCC),\n"
        "Castle Street Community Council (CCC)",
        "Joint meeting between Mill Lane Community Council and\nCastle Street Community Council",
    ],
)
def test_a_report_on_a_meeting_between_bodies_is_of_none_of_them_alone(head):
    content = (
        f"Report on lamps\n\n{head}\nDate: 19 February 2026\n\nQuestions from Mill Lane Community Council and "
        "Castle Street Community Council had been sent before.\n\nMill Lane Community Council was content.\n"
    )
    assert facts(Text(content, "text"), "lamps.txt", Access.PUBLIC).body is None


def test_the_body_that_a_joint_report_goes_to_is_still_read():
    content = (
        "Halden Safer Streets Panel\n19 February 2026\n\nMeeting between Mill Lane Community Council and Castle "
        "Street Community Council\n\nThe two councils met on lamps.\n"
    )
    body = facts(Text(content, "text"), "lamps.txt", Access.PUBLIC).body
    assert body is not None
    assert body.value == "Halden Safer Streets Panel"


def test_a_paper_without_words_has_the_one_whole_date_of_its_name():
    def day_of(name: str):
        return facts(Text("", "pdf"), name, Access.PUBLIC).date

    assert day_of("Minutes 11-03-2025.pdf").value == date(2025, 3, 11)
    assert day_of("march25.pdf") is None
    assert day_of("from 2025-03-11 to 2025-05-06.pdf") is None
