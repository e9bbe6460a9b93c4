"""The name of the body that a paper is of, where headings, places and people stand around it."""

import pytest

from ingest.papers import Access, Text
from ingest.structure.body_names import IN_OPENING, bodies_in, body_of
from ingest.structure.metadata import facts

MINUTES = (
    "\n\nPresent: A Ames (Chair), B Boyd\n\n1. Lamps\n\nThe Clerk reported that fourteen lamps had failed.\n\n"
    "RESOLVED: That the report be noted.\n"
)
REPORT = "\n\nAuthor: A Ames\n\nLamps in Mill Lane\n\nPurpose\n\nTo ask for lamps.\n"


def body(content: str):
    return facts(Text(content, "text"), "paper.txt", Access.PUBLIC).body


@pytest.mark.parametrize(
    "heading",
    [
        "Minutes of an ordinary meeting held in the Council Chamber, 3 Mill Street, on Tuesday 11 March 2025",
        "MINUTES OF AN EXTRAORDINARY MEETING HELD IN THE COUNCIL CHAMBER, MILL STREET, ON 11 MARCH 2025",
        "Minutes of the meeting held at the Council Offices on 11 March 2025",
    ],
)
def test_the_room_of_a_meeting_is_no_body(heading):
    found = body(f"HOLLIN REGIONAL COUNCIL\n\nWater and Land Committee\n\n{heading}{MINUTES}")
    assert found.value == "Water and Land Committee"
    assert found.basis == IN_OPENING


@pytest.mark.parametrize(
    "council", ["Hollin Regional Council", "Hollin Town Council", "Hollin Fire Authority"]
)
def test_minutes_and_reports_of_a_committee_below_its_council_have_one_body(council):
    minutes = f"# {council.upper()}\n\n# Water and Land Committee\n\nMinutes of 11 March 2025{MINUTES}"
    report = f"{council}\n\nReport to: Water and Land Committee\n\nMeeting date: 11 March 2025{REPORT}"
    assert body(minutes).value == body(report).value == "Water and Land Committee"


def test_a_council_above_no_committee_is_the_body():
    assert body(f"Hollin Town Council\n\nMinutes of 11 March 2025{MINUTES}").value == "Hollin Town Council"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "HOLLIN UNIFIED SCHOOL DISTRICT NO. 7\nBOARD OF EDUCATION",
            "Hollin Unified School District No. 7 Board of Education",
        ),
        (
            "# Hollin School District 12\n\n## Board of Trustees",
            "Hollin School District 12 Board of Trustees",
        ),
        ("TOWN OF HOLLIN\nSELECT BOARD", "Town of Hollin Select Board"),
        ("County of Hollin\nBoard of Supervisors", "County of Hollin Board of Supervisors"),
        ("Hollin Learning Trust\n\nBoard of Trustees", "Hollin Learning Trust Board of Trustees"),
        ("Mill Lane Academy \u2013 Local Governing Body", "Mill Lane Academy Local Governing Body"),
        (
            "St Hild's C of E (VA) Primary School\n\nFull Governing Board",
            "St Hild's C of E (VA) Primary School Governing Board",
        ),
        (
            "Mill Lane Primary School\n\nFinance and Premises Committee",
            "Mill Lane Primary School Finance and Premises Committee",
        ),
    ],
)
def test_a_board_that_bears_no_name_takes_that_of_its_organisation(head, expected):
    assert body(f"{head}\n\nMinutes of the meeting held on 11 March 2025{MINUTES}").value == expected


def test_the_two_parts_of_minutes_of_governors_have_one_body():
    first = "St Hild's Primary School\n\nMinutes of the Full Governing Board held on Tuesday 11 March 2025"
    second = "# St Hild's Primary School\n\n## Governing Board \u2013 Part II Minutes \u2013 11 March 2025"
    whole = "Minutes of the Governing Board of St Hild's Primary School held on 11 March 2025"
    names = {body(head + MINUTES).value for head in (first, second, whole)}
    assert names == {"St Hild's Primary School Governing Board"}


def test_a_school_that_a_report_is_about_gives_its_name_to_no_committee():
    content = f"Expansion of Mill Lane Primary School\n\nSchools Committee, 11 March 2025{REPORT}"
    assert body(content).value == "Schools Committee"


def test_what_those_present_sit_on_elsewhere_leaves_the_body_certain():
    found = body(
        "HOLLIN HEALTH BOARD\n\n11 March 2025\n\nPRESENT\nDr A Ames (Vice Chair, Joint Care Board)\n"
        "B Boyd, Chief Executive\n\nMINUTES:\n\nThe Clerk reported on lamps.\n"
    )
    assert (found.value, found.basis) == ("Hollin Health Board", IN_OPENING)


@pytest.mark.parametrize(
    "line", ["That the Committee:", "Last Committee Reference: N/A", "B Boyd, Chief Executive", "This Board"]
)
def test_words_that_only_speak_of_a_body_name_none(line):
    assert bodies_in(line) == []


def test_minutes_of_a_board_meeting_name_the_board():
    opening = "Hollin Parish Council Meeting Minutes\n11 March 2025"
    assert body_of(opening, opening).value == "Hollin Parish Council"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (
            "HOLLIN TOWN COUNCIL\n\nMINUTES OF THE FULL COUNCIL MEETING HELD ON 11 MARCH 2025",
            "Hollin Town Council",
        ),
        (
            "Hollin Schools Forum\n\nMinutes of the Schools Forum meeting of 11 March 2025",
            "Hollin Schools Forum",
        ),
        (
            "Hollin Parish Council \u2013 Minutes of the Parish Council Meeting, 11 March 2025",
            "Hollin Parish Council",
        ),
        ("Hollin Town Council\n\nMinutes of the Lamps Committee, 11 March 2025", "Lamps Committee"),
        ("Notes of the Lamps Committee meeting\n11 March 2025", "Lamps Committee"),
    ],
)
def test_a_name_cut_short_is_taken_in_full_from_the_heading(opening, expected):
    assert body(opening + MINUTES).value == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "# Hollin Borough Council\n\n## CABINET\n\n### Minutes of the meeting held on 11 March 2025",
            "Hollin Cabinet",
        ),
        ("HOLLIN COUNTY COUNCIL\nMINUTES OF THE CABINET HELD ON 11 MARCH 2025", "Hollin Cabinet"),
        ("Hollin City Council\n\nReport to: Executive\n\n11 March 2025", "Hollin Executive"),
        ("Hollin City Council\n\nExecutive Board\n\nMinutes of 11 March 2025", "Executive Board"),
        ("SHIRE OF HOLLIN\nMINUTES - ORDINARY COUNCIL MEETING - 11 MARCH 2025", "Shire of Hollin Council"),
        (
            "THE CORPORATION OF THE TOWN OF HOLLIN HARBOUR\nMINUTES - REGULAR MEETING OF COUNCIL\n11 March 2025",
            "Town of Hollin Harbour Council",
        ),
        (
            "BOARD OF SUPERVISORS\nHOLLIN COUNTY\nREGULAR MEETING MINUTES\n11 March 2025",
            "Hollin County Board of Supervisors",
        ),
        (
            "Hollin School Board\n\nMinutes of the Regular Board Meeting\n\n11 March 2025",
            "Hollin School Board",
        ),
        (
            "London Borough of Hollin\n\nLICENSING SUB-COMMITTEE A\n\nMinutes of 11 March 2025",
            "Licensing Sub-Committee A",
        ),
        ("# Hollin Council\n\n# Licensing Panel B\n\n11 March 2025", "Licensing Panel B"),
        ("CYNGOR CYMUNED HOLLIN COMMUNITY COUNCIL\n\nMinutes of 11 March 2025", "Hollin Community Council"),
        (
            "HOLLIN COUNTY COUNCIL\n\nMinutes of the Meeting of Mill-Tober Municipal District held on 11 March 2025",
            "Mill-Tober Municipal District",
        ),
    ],
)
def test_the_heading_says_which_body_met(head, expected):
    found = body(head + MINUTES)
    assert (found.value, found.basis) == (expected, IN_OPENING)


@pytest.mark.parametrize(
    "roll",
    [
        "Present: Mr A Ames (Chairman of the Parish Council) in the chair and 34 electors",
        "In attendance: Mr A Ames, Area Manager; Ms B Boyd, Senior Executive Engineer",
        "Also present: Councillor A Ames (Chair of the Empty Lamps Working Group)",
        "In attendance: B Boyd, Senior Executive",
    ],
)
def test_what_those_present_are_is_no_body(roll):
    head = "HOLLIN VILLAGE GATHERING\n\nNotes of the gathering held on 11 March 2025"
    assert body(f"{head}\n\n{roll}\n\n1. Lamps\n\nThe Clerk reported on lamps.\n") is None


def test_the_chairman_of_a_council_is_not_the_council():
    assert bodies_in("Chairman of the Hollin Parish Council") == ["Hollin Parish Council"]
