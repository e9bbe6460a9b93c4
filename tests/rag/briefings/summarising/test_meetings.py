"""Summaries of a meeting, from whichever of its papers there are."""

from datetime import date

import pytest

from ingest.papers import Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.summary import SummaryRequest
from rag.errors import BriefingError, QuestionError
from rag.settings import Settings

OWNER = Scope.owner()
BODY = "Harrow Safer Streets Panel"


class TestAMeeting:
    def test_is_summarised_from_its_minutes_where_there_are_any(self, meeting, notes):
        summary = meeting("Safer Streets Panel", date(2025, 6, 10))
        assert {each.document for each in summary.citations} == {"later.txt"}
        assert "not used here: " in notes(summary)
        assert "report.txt" in notes(summary)

    def test_without_minutes_the_papers_put_to_it_are_told_as_such(self, library_of, report, agenda, notes):
        folder = library_of({"report.txt": report, "agenda.txt": agenda})
        with Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as opened:
            summary = opened.summarise(SummaryRequest(body=BODY, meeting_date=date(2025, 6, 10)), scope=OWNER)
        assert "not what was decided" in notes(summary)
        assert {each.document for each in summary.citations} == {"report.txt"}

    def test_without_any_paper_names_the_nearest_meetings(self, meeting, notes, every_sentence):
        summary = meeting(BODY, date(2025, 4, 1))
        assert every_sentence(summary) == []
        assert "No paper of Harrow Safer Streets Panel for 1 April 2025" in notes(summary)
        assert "11 March 2025" in notes(summary)

    def test_of_an_unknown_body_is_a_short_answer_and_no_error(self, meeting, notes):
        assert "No paper of Lunar Rail Board" in notes(meeting("Lunar Rail Board", date(2025, 6, 10)))

    def test_of_a_name_that_two_bodies_share_is_asked_back(self, library_of, minutes):
        other = minutes.replace("HARROW SAFER", "WEALD SAFER")
        folder = library_of({"harrow.txt": minutes, "weald.txt": other})
        with Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as opened:
            request = SummaryRequest(body="Safer Streets Panel", meeting_date=date(2025, 3, 11))
            with pytest.raises(QuestionError, match="several bodies"):
                opened.summarise(request, scope=OWNER)

    def test_without_a_day_is_refused(self, minutebook):
        with pytest.raises(BriefingError, match="say what to summarise"):
            minutebook.summarise(SummaryRequest(body=BODY), scope=OWNER)
