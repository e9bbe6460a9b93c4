"""Draft or confirmed, where a paper says so of itself."""

import pytest

from ingest.papers import Kind, Origin, Status, Text
from ingest.structure.opening import opening_of
from ingest.structure.status import status_of

PROSE = (
    "The Manager presented a report on the lamps in Mill Lane, of which 14 had failed, and took questions."
)


def read(content: str, kind: Kind = Kind.MINUTES, running: tuple[str, ...] = ()) -> Status | None:
    found = status_of(content, opening_of(content), running, kind)
    assert found is None or (found.origin is Origin.READ and found.basis)
    return None if found is None else found.value


def minutes(head: str = "", end: str = "") -> str:
    return f"{head}\nMinutes of the Harrow Board\n\n11 March 2025\n\n1. Lamps\n\n{PROSE}\n\n{PROSE * 8}\n\n{end}\n"


@pytest.mark.parametrize(
    "head",
    [
        "DRAFT",
        "(Draft)",
        "*** DRAFT ***",
        "Draft v2",
        "Status: Draft",
        "UNCONFIRMED",
        "Draft Minutes",
        "Unconfirmed minutes of the Harrow Board",
        "Agenda and draft minutes",
        "Minutes (draft)",
        "MINUTES - DRAFT",
        "Harrow Board minutes, unapproved",
        "Minutes subject to confirmation at the next meeting",
        "To be confirmed as a correct record at the next meeting of the Board",
        "Draft minutes - subject to approval by the Board",
        "These minutes are not yet approved by the Board",
    ],
)
def test_a_draft_says_so_in_its_head(head):
    assert read(minutes(head)) is Status.DRAFT


def test_a_draft_says_so_in_its_running_header():
    assert read(minutes(), running=("DRAFT",)) is Status.DRAFT


@pytest.mark.parametrize(
    "end",
    [
        "These minutes are subject to approval at the next meeting.",
        "These notes are to be confirmed as a correct record\nat the next meeting of the Board.",
        "Minutes not yet approved by the Board",
    ],
)
def test_minutes_that_await_confirmation_say_so_at_the_end(end):
    assert read(minutes(end=end)) is Status.DRAFT


def test_a_report_that_awaits_approval_of_its_matter_is_no_draft():
    content = "Budget subject to approval by the Council\n\nReport of the Clerk\n"
    assert read(content, Kind.REPORT) is None


@pytest.mark.parametrize(
    "head", ["CONFIRMED", "Confirmed minutes", "Approved Minutes", "Minutes (confirmed)", "Status: Approved"]
)
def test_confirmed_minutes_say_so_in_their_head(head):
    assert read(minutes(head)) is Status.CONFIRMED


@pytest.mark.parametrize(
    "end",
    [
        "Signed as a correct record by the Chair on 10 June 2025",
        "Confirmed as a true and correct record\n\nChairman: A. Lindqvist\n\n10 June 2025",
        "Approved as an accurate record, 10/06/2025",
    ],
)
def test_signed_minutes_say_so_at_the_end(end):
    assert read(minutes(end=end)) is Status.CONFIRMED


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ("", ""),
        ("Draft budget of the coming year", ""),
        ("Draft Strategic Needs Assessment", ""),
        (
            "",
            "The minutes of the meeting held on 4 March 2025 were signed as a correct record on 11 March 2025.",
        ),
        ("", "Signed as a correct record ............ Chair        Date ............"),
        ("", "To be signed as a correct record by the Chair on 10 June 2025"),
        ("", "The draft budget was approved."),
        ("", "RESOLVED: That the lamps be bought, subject to approval by the Cabinet."),
        ("", "The minutes of the meeting held on 4 March are to be approved at the next meeting."),
        ("Minutes of the previous meeting were confirmed", ""),
    ],
)
def test_words_about_something_else_are_no_status(head, end):
    assert read(minutes(head, end)) is None


def test_a_draft_that_was_signed_counts_as_a_draft():
    assert read(minutes("DRAFT", "Signed as a correct record by the Chair on 10 June 2025")) is Status.DRAFT


def test_a_report_can_be_a_draft_and_is_never_confirmed():
    assert read("DRAFT\n\nReport of the Clerk\n", Kind.REPORT) is Status.DRAFT
    assert read("CONFIRMED\n\nReport of the Clerk\n", Kind.REPORT) is None
    assert read("Draft minutes of the previous meeting\n\nAgenda\n", Kind.AGENDA) is None


def test_the_status_is_a_fact_of_the_paper(paper_of):
    found = paper_of(minutes("DRAFT")).facts
    assert found.status.value is Status.DRAFT
    assert "DRAFT" in found.status.basis
    assert found.title.value == "Harrow Board: minutes, 11 March 2025"
    assert Text("", "text").running_lines == ()
