"""Which papers a briefing is made from: by day, by who may read them, by an agenda from a file or another body."""

import json
from datetime import date

import pytest

from ingest.errors import ReadError
from ingest.papers import Scope
from rag.assembly import assemble
from rag.briefings import wording
from rag.briefings.briefing import BriefRequest
from rag.settings import Settings

PANEL = "Wharram Flood Panel"
CANCELLED = """Wharram Flood Panel - Tuesday 9 December 2025 10.00 am, CANCELLED

Agenda

This meeting has been cancelled.
"""


def test_minutes_of_the_meeting_change_neither_decisions_nor_how_a_promise_stands(opened, public):
    assert "MARZIPAN" not in json.dumps(public.to_json())
    after = opened.brief(BriefRequest(topic="sluice gates at Scagglethorpe"), scope=Scope.public())
    assert "MARZIPAN" in json.dumps(after.to_json())
    before = opened.brief(
        BriefRequest(agenda="agenda-october.txt", as_of=date(2026, 5, 1)), scope=Scope.public()
    )
    assert "MARZIPAN" not in json.dumps(before.to_json())


def test_an_earlier_day_keeps_what_came_later_out_but_not_the_papers_of_the_meeting(opened, item, told):
    wanted = BriefRequest(agenda="agenda-october.txt", as_of=date(2025, 5, 1))
    gates = item(opened.brief(wanted, scope=Scope.public()), "3")
    assert "£64,000" in " ".join(told(gates["sought"]))
    assert not any(text.startswith("Reported back") for text in told(gates["promised"]))
    assert any(text.startswith("Open since") and "plan of the" in text for text in told(gates["promised"]))


def test_an_exempt_report_is_briefed_on_for_those_who_may_see_it_only(opened, public):
    assert "QUINCEWEIR" not in json.dumps(public.to_json())
    seen = opened.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.owner())
    assert "QUINCEWEIR" in json.dumps(seen.to_json())


def test_an_agenda_from_a_file_is_used_without_being_stored(opened, public, tmp_path, agenda, item, told):
    path = tmp_path / "late agenda.txt"
    path.write_text(agenda.replace("6. Tidal alarms\n", "6. Tidal sirens\n"), encoding="utf-8")
    briefing = opened.brief(BriefRequest(agenda_file=path), scope=Scope.public())
    headings = [each.heading for each in briefing.sections]
    assert headings[1] == "3. Sluice gates at Scagglethorpe"
    assert headings[-1] == "6. Tidal sirens"
    assert told(item(briefing, "3")["sought"]) == told(item(public, "3")["sought"])
    assert item(briefing, "5")["sought"].notes == (wording.WITHDRAWN_NOTE,)
    assert wording.NOT_STORED.format(name="late agenda.txt") in briefing.warnings
    assert "late agenda.txt" not in {each.document for each in briefing.citations}
    assert "late agenda.txt" not in {each.name for each in opened.library.papers(Scope.owner())}


def test_a_file_that_the_library_holds_is_read_from_the_library(opened, public, tmp_path, agenda):
    path = tmp_path / "another name.txt"
    path.write_text(agenda, encoding="utf-8")
    assert opened.brief(BriefRequest(agenda_file=path), scope=Scope.public()).to_json() == public.to_json()


def test_an_agenda_of_another_body_is_a_short_briefing_that_says_so(opened, tmp_path):
    path = tmp_path / "agenda.txt"
    path.write_text(
        "Kirkdale Parish Council\n\nAGENDA\n\nMonday 13 October 2025\n\n1. Apologies for absence\n"
        "2. Allotment rents\n3. Churchyard wall\n",
        encoding="utf-8",
    )
    briefing = opened.brief(BriefRequest(agenda_file=path), scope=Scope.owner())
    assert briefing.citations == ()
    assert [each.heading for each in briefing.sections[1:]] == ["2. Allotment rents", "3. Churchyard wall"]
    assert any("no earlier papers of Kirkdale Parish Council" in each for each in briefing.warnings)


def test_a_file_that_is_no_paper_is_refused(opened, tmp_path):
    path = tmp_path / "agenda.pdf"
    path.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(ReadError):
        opened.brief(BriefRequest(agenda_file=path), scope=Scope.owner())


def test_a_cancelled_meeting_is_told_with_the_words_that_say_so(library_of, papers, told):
    with assemble(Settings(library=library_of({**papers, "december.txt": CANCELLED}))) as minutebook:
        wanted = BriefRequest(body=PANEL, meeting_date=date(2025, 12, 9))
        briefing = minutebook.brief(wanted, scope=Scope.public())
    assert [each.key for each in briefing.sections] == ["summary"]
    assert "called off" in briefing.sections[0].notes[0]
    assert "CANCELLED" in told(briefing.sections[0])[0]
