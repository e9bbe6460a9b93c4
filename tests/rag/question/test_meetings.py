"""The meeting that a question means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from ingest.papers import Kind, Origin, Stated
from rag.question.meetings import meeting_named, sitting_of
from rag.question.periods import periods


@dataclass(frozen=True)
class Known:
    """What is needed of a paper of the catalogue."""

    paper_id: str
    body: Stated[str] | None
    date: Stated[date] | None
    kind: Stated[Kind]


def paper(paper_id: str, body: str, day: date | None, kind: Kind = Kind.MINUTES) -> Known:
    return Known(
        paper_id,
        Stated(body, Origin.READ, "the opening"),
        Stated(day, Origin.READ, "the opening") if day else None,
        Stated(kind, Origin.READ, "the title"),
    )


SAFER, FIRE = "Tarnbridge Safer Streets Panel", "Tarnbridge Fire and Rescue Authority"
PAPERS = [
    paper("a", SAFER, date(2025, 3, 11)),
    paper("b", SAFER, date(2025, 6, 10)),
    paper("c", SAFER, date(2025, 6, 10), Kind.REPORT),
    paper("d", SAFER, date(2025, 9, 16), Kind.AGENDA),
    paper("e", FIRE, date(2025, 6, 24)),
    paper("u", SAFER, None),
]


def named(question: str):
    return meeting_named(question, periods(question))


def sitting(question: str, *bodies: str):
    return sitting_of(named(question), PAPERS, frozenset(bodies))


@pytest.mark.parametrize(
    "question",
    [
        "What was decided at the September 2019 meeting?",
        "What happened at the meeting of the Panel held on 24 September 2019?",
        "What do the minutes of 24 September 2019 say about lamps?",
        "Where did the Panel meet on 24 September 2019?",
        "Who sent apologies for the meeting on 24 September 2019?",
        "Who attended the Panel's meeting in September 2019?",
        "What was on the agenda of the 24 September 2019 meeting?",
    ],
)
def test_a_meeting_with_its_date_is_named(question):
    found = named(question)
    assert found is not None
    assert found.is_certain
    assert found.days[0].holds(date(2019, 9, 24))


@pytest.mark.parametrize(
    "question",
    [
        "What was the budget for September 2019?",
        "What is to be reported to the meeting in September 2019?",
        "What was promised before the meeting on 24 September 2019?",
        "Were the minutes of the meeting held on 24 September 2019 confirmed?",
        "How many lamps failed in September 2019?",
        "What was spent in 2019/20?",
        "What was decided about lamps?",
        "When is the next meeting?",
    ],
)
def test_a_time_that_is_only_a_subject_names_no_meeting(question):
    assert named(question) is None


def test_a_day_on_which_something_was_decided_is_only_likely_a_meeting():
    found = named("What did the Panel decide on 24 September 2019?")
    assert found is not None
    assert not found.is_certain


def test_each_meeting_of_a_list_is_named():
    found = named("What was agreed at the meetings in February and March 2026?")
    assert [days.first.month for days in found.days] == [2, 3]


@pytest.mark.parametrize(
    ("question", "which"),
    [
        ("What was decided at the last meeting?", "latest"),
        ("What did the most recent meeting of the Panel agree?", "latest"),
        ("Who sent apologies to the last meeting?", "latest"),
        ("What do the latest minutes say?", "latest"),
        ("What was resolved at the meeting before last?", "before_latest"),
        ("What is on the agenda for the next meeting?", "coming"),
    ],
)
def test_a_meeting_is_named_by_its_turn(question, which):
    assert named(question).which == which


def test_the_papers_of_a_meeting_are_those_of_its_date_and_undated_ones_may_be():
    assert sitting("At the June 2025 meeting?", SAFER).undated == {"u"}
    assert sitting("At the June 2025 meeting?", SAFER).papers == {"b", "c"}
    assert sitting("At the June 2025 meeting?").papers == {"b", "c", "e"}


def test_the_last_meeting_is_the_last_that_was_held_by_each_body():
    assert sitting("At the last meeting?").papers == {"b", "c", "e"}
    assert sitting("At the last meeting?", SAFER).name == "10 June 2025"


def test_the_meeting_before_the_last_and_the_coming_one_are_found():
    assert sitting("At the meeting before last?", SAFER).papers == {"a"}
    assert sitting("On the agenda for the next meeting?", SAFER).papers == {"d"}


def test_a_meeting_that_the_library_lacks_gives_no_papers_but_the_nearest_meetings():
    found = sitting("At the meeting in June 2031?", SAFER)
    assert found.papers == frozenset()
    assert found.nearest[0] == f"{SAFER}, 16 September 2025"


@pytest.mark.parametrize(
    ("question", "is_meant"),
    [
        ("What was decided about the lamps in June 2025?", True),
        ("What did the Panel agree about the lamps during June 2025?", True),
        ("What was decided about the lamps for June 2025?", False),
        ("What was decided in June 2025 about the lamps of 2026?", False),
        ("How many lamps failed in June 2025?", False),
        ("What was decided about the lamps in 2025?", False),
    ],
)
def test_a_month_in_which_something_was_decided_is_likely_that_of_the_meeting(
    question: str, is_meant: bool
) -> None:
    meeting = named(question)
    assert (meeting is not None and not meeting.is_certain) is is_meant


def test_a_sitting_knows_whether_there_are_minutes_of_it() -> None:
    assert sitting("What was decided at the meeting on 10 June 2025?").is_minuted
    assert not sitting("What was decided at the meeting on 16 September 2025?").is_minuted
