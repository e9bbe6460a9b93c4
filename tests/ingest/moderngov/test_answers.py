"""What the service of a site says, and what is made of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.moderngov.answers import AnswerUnreadable, read_committees, read_meeting, read_meetings

MEETINGS = (Path(__file__).parent / "answers" / "meetings.xml").read_text("utf-8")


def test_committees_are_listed_with_their_ids_and_whether_they_still_meet(site):
    found = [(each.committee_id, each.title, each.is_current) for each in site.committees()]
    assert found == [(31, "Harbour & Markets Panel", True), (32, "Ferry Board", False)]


def test_meetings_come_oldest_first_and_only_those_of_the_days_asked_for(site, council):
    found = site.meetings(31, date(2025, 1, 1), date(2025, 3, 11))
    assert [(each.meeting_id, each.is_cancelled) for each in found] == [(501, True), (502, False)]
    assert found[0].committee == "Harbour & Markets Panel"


def test_a_namespace_around_the_elements_does_no_harm():
    spaced = MEETINGS.replace("<getmeetings>", '<getmeetings xmlns="http://moderngov.co.uk/namespaces">')
    assert len(read_meetings(spaced.encode())) == 3


def test_a_date_that_is_none_is_left_open_rather_than_guessed():
    (first, *_) = read_meetings(MEETINGS.replace("11/03/2025", "31/02/2025").encode())
    assert first.day is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not xml",
        b"<html><body>Service off</body></html>",
        b'<!DOCTYPE committees [<!ENTITY a "b">]><committees>&a;</committees>',
        b"<committees><committee><committeeid>x</committeeid></committee></committees>",
        b"<committees><committee><committeeid>-1</committeeid></committee></committees>",
        b"<committees>" + b"<a>" * 5000,
    ],
)
def test_an_answer_that_is_no_list_of_committees_is_told_as_unreadable(answer):
    with pytest.raises(AnswerUnreadable):
        read_committees(answer)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_meeting(answer):
    with pytest.raises(AnswerUnreadable):
        read_meeting(answer)
