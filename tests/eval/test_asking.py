"""What a golden record asks a briefing for."""

from datetime import date

from eval.asking import brief_request
from rag.briefings.briefing import BriefRequest
from rag.question.query import Filters

FILTERS = Filters(date_to=date(2025, 3, 4))


def test_a_record_without_more_prepares_its_question_and_takes_no_filter_for_a_day(make_record):
    record = make_record(type="briefing", question="The boats before June")
    assert brief_request(record, FILTERS) == BriefRequest(topic="The boats before June", filters=FILTERS)


def test_a_record_with_an_agenda_or_a_meeting_prepares_that_and_not_its_question(make_record):
    agenda = make_record(type="briefing", brief={"agenda": "agenda.txt"})
    assert brief_request(agenda, Filters()) == BriefRequest(agenda="agenda.txt")
    meeting = make_record(type="briefing", brief={"body": "Panel", "meeting_date": "2025-03-04"})
    assert brief_request(meeting, Filters()) == BriefRequest(body="Panel", meeting_date=date(2025, 3, 4))


def test_a_day_may_stand_beside_a_topic(make_record):
    record = make_record(type="briefing", question="The boats", brief={"as_of": "2025-03-04"})
    assert brief_request(record, Filters()) == BriefRequest(topic="The boats", as_of=date(2025, 3, 4))
