"""The sections of an item: asked, decided, promised, figures with their change, implications, gaps, enquiry."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import ReadError
from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.briefings import wording
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.checking.verify import Verdict
from rag.settings import Settings

PANEL = "Wharram Flood Panel"
HEAD = (
    "Minutes of the meeting of the Wharram Flood Panel held on Tuesday {day} in the Moot Hall\n\n"
    "Present: Councillor A. Harker (Chair)\n\n"
)
AGENDA = """Wharram Flood Panel

AGENDA

Tuesday 14 October 2025 at 10.00 am in the Moot Hall

1. Apologies for absence
2. Minutes of the meeting held on 10 June 2025
3. Sluice gates at Scagglethorpe
Report of the Flood Engineer.
4. Sandbag store at Duggleby
The Flood Engineer will give a spoken account of the sandbag store.
5. Beaver dams on the Gypsey Race
This item has been withdrawn.
6. Tidal alarms
"""
REPORT = """Agenda Item 3

WHARRAM FLOOD PANEL

14 October 2025

Report of the Flood Engineer

Sluice gates at Scagglethorpe

Recommendations

1. That the Panel agree to replace the three sluice gates at Scagglethorpe at a cost of £64,000.

2. That the Panel receive a further report in February 2026.

Background

3. The gates were built in 1961 and are worked by hand. They are described in Appendix B.

4. The repair of the sluice gates at Scagglethorpe cost £9,200 in the year to March 2025.

5. The owner of the weir has not been identified.

6. Eleven households were opposed to the closing of the towpath.

Financial Implications

7. The cost would be met from the capital fund.

Legal Implications

8. None.
"""
EARLIER_REPORT = """Agenda Item 5

WHARRAM FLOOD PANEL

11 March 2025

Report of the Flood Engineer

Sluice gates at Scagglethorpe

Recommendation

1. That the Panel agree to replace the three sluice gates at Scagglethorpe by June 2025.

Background

2. The repair of the sluice gates at Scagglethorpe cost £5,700 in the year to March 2024.
"""
MARCH = (
    HEAD.format(day="11 March 2025")
    + """20. Declarations of interest

Councillor B. Wold declared a personal interest in minute 21 as the owner of a meadow beside the sluice gates.

Councillor C. Thixen declared a personal interest in minute 22 as a member of the rowing club.

21. Sluice gates at Scagglethorpe

The Flood Engineer said that the gates had stuck twice during the winter.

The Flood Engineer undertook to send members a plan of the sluice gates at Scagglethorpe before the summer.

The Clerk undertook to write to the owner of the weir at Scagglethorpe.

RESOLVED:

(a) That the replacement of the three sluice gates at Scagglethorpe be deferred to the meeting on 14 October 2025;

(b) That the sluice gates at Scagglethorpe be inspected each month.

22. Rowing on the Gypsey Race

RESOLVED: That rowing be forbidden in winter.
"""
)
JUNE = (
    HEAD.format(day="10 June 2025")
    + """30. Matters arising

The Clerk reported that a plan of the sluice gates at Scagglethorpe had been sent to members on 2 June 2025 (minute 21).

31. Sandbag store at Duggleby

Members heard that 400 of the 900 sandbags at Duggleby were rotten.

RESOLVED: That the sandbag store at Duggleby be noted.
"""
)
OCTOBER = (
    HEAD.format(day="14 October 2025")
    + """40. Sluice gates at Scagglethorpe

The Clerk reported that MARZIPAN had written to the owner of the weir at Scagglethorpe on 3 July 2025 (minute 21).

RESOLVED: That the three sluice gates at Scagglethorpe be replaced with MARZIPAN gates.
"""
)
CANCELLED = """Wharram Flood Panel - Tuesday 9 December 2025 10.00 am, CANCELLED

Agenda

This meeting has been cancelled.
"""
PAPERS = {
    "agenda-october.txt": AGENDA,
    "report-october.txt": REPORT,
    "report-march.txt": EARLIER_REPORT,
    "minutes-march.txt": MARCH,
    "minutes-june.txt": JUNE,
    "minutes-october.txt": OCTOBER,
}
EXEMPT = {
    "report-exempt.txt": "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A\n\nWHARRAM FLOOD PANEL\n\n"
    "14 October 2025\n\nReport of the Estates Manager\n\nSluice gates at Scagglethorpe: purchase of the QUINCEWEIR\n\n"
    "Recommendation\n\n1. That the Panel agree to buy the QUINCEWEIR at Scagglethorpe.\n"
}


@pytest.fixture(scope="module")
def opened(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of(PAPERS, exempt=EXEMPT))) as minutebook:
        yield minutebook


@pytest.fixture(scope="module")
def public(opened: Minutebook) -> Briefing:
    return opened.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.public())


def item(briefing: Briefing, number: str) -> dict[str, Section]:
    section = next(each for each in briefing.sections if each.heading.startswith(f"{number}. "))
    return {each.key: each for each in section.sections}


def told(section: Section) -> list[str]:
    return [sentence.text for sentence in section.sentences]


def test_recommendations_are_given_word_for_word(public):
    assert told(item(public, "3")["sought"])[0].endswith(
        "That the Panel agree to replace the three sluice gates at Scagglethorpe at a cost of £64,000."
    )


def test_what_was_put_off_is_called_that_and_the_latest_decision_comes_last(public):
    decided = told(item(public, "3")["decided"])
    assert decided[0].startswith("Decided, deferring (11 March 2025): That the replacement")
    assert decided[-1].startswith(
        "Resolved (11 March 2025): That the sluice gates at Scagglethorpe be inspected"
    )


def test_a_promise_that_came_back_is_told_with_the_later_words_and_an_open_one_as_open(public):
    promised = told(item(public, "3")["promised"])
    (back,) = [text for text in promised if text.startswith("Reported back (10 June 2025):")]
    assert "had been sent to members on 2 June 2025" in back
    assert "promised on 11 March 2025" in back
    assert any(
        text.startswith("Open since 11 March 2025") and "owner of the weir" in text for text in promised
    )


def test_a_figure_that_moved_is_told_with_the_earlier_one(public):
    (moved,) = [text for text in told(item(public, "3")["figures"]) if "£9,200" in text]
    assert "earlier (11 March 2025): The repair of the sluice gates at Scagglethorpe cost £5,700" in moved


def test_implications_are_told_under_the_headings_of_the_report(public):
    assert told(item(public, "3")["implications"]) == [
        "Financial Implications \u2013 The cost would be met from the capital fund.",
        "Legal Implications \u2013 None.",
    ]


def test_an_appendix_that_is_not_there_and_a_decision_against_the_report_are_gaps(public):
    found = told(item(public, "3")["gaps"])
    assert f"{wording.NAMED_NOT_HERE} Appendix B." in found
    assert any(text.startswith("The report asked (11 March 2025)") and "put it off" in text for text in found)


def test_lines_of_enquiry_quote_what_prompts_them(public):
    asked = told(item(public, "3")["enquiry"])
    assert any(text.startswith("What has become of this promise") for text in asked)
    assert any(text.startswith(wording.ASK_CHANGE) for text in asked)
    assert any(
        text.startswith("How does the proposal meet what was decided on 11 March 2025?") for text in asked
    )


def test_only_interests_in_the_item_are_remembered(public):
    assert told(item(public, "3")["interests"]) == [
        "11 March 2025: Councillor B. Wold declared a personal interest in minute 21 as the owner of a meadow beside "
        "the sluice gates."
    ]


def test_an_item_without_a_report_says_so_and_quotes_the_agenda(public):
    store = item(public, "4")
    assert wording.NO_REPORT in store["gaps"].notes
    assert told(store["sought"])[0].startswith(
        "The agenda says: The Flood Engineer will give a spoken account"
    )
    assert "400 of the 900 sandbags" in " ".join(told(store["figures"]))


def test_a_withdrawn_item_is_told_as_withdrawn_and_a_bare_one_as_bare(public):
    assert item(public, "5")["sought"].notes == (wording.WITHDRAWN_NOTE,)
    assert told(item(public, "5")["sought"]) == ["Withdrawn: This item has been withdrawn."]
    assert wording.ONLY_TITLE in item(public, "6")["sought"].notes
    assert wording.NOTHING in item(public, "6")["sought"].notes


def test_the_summary_is_short_and_has_a_word_on_every_item(public):
    summary = public.sections[0]
    words = " ".join((*told(summary), *summary.notes))
    assert len(words.split()) <= 430
    for number in ("Item 3", "Item 4", "5. Beaver dams", "6. Tidal alarms"):
        assert number in words


def test_minutes_of_the_meeting_change_neither_decisions_nor_how_a_promise_stands(opened, public):
    assert "MARZIPAN" not in json.dumps(public.to_json())
    after = opened.brief(BriefRequest(topic="sluice gates at Scagglethorpe"), scope=Scope.public())
    assert "MARZIPAN" in json.dumps(after.to_json())
    before = opened.brief(
        BriefRequest(agenda="agenda-october.txt", as_of=date(2026, 5, 1)), scope=Scope.public()
    )
    assert "MARZIPAN" not in json.dumps(before.to_json())


def test_an_earlier_day_keeps_what_came_later_out_but_not_the_papers_of_the_meeting(opened):
    wanted = BriefRequest(agenda="agenda-october.txt", as_of=date(2025, 5, 1))
    gates = item(opened.brief(wanted, scope=Scope.public()), "3")
    assert "£64,000" in " ".join(told(gates["sought"]))
    assert not any(text.startswith("Reported back") for text in told(gates["promised"]))
    assert any(text.startswith("Open since") and "plan of the" in text for text in told(gates["promised"]))


def test_an_exempt_report_is_briefed_on_for_those_who_may_see_it_only(opened, public):
    assert "QUINCEWEIR" not in json.dumps(public.to_json())
    seen = opened.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.owner())
    assert "QUINCEWEIR" in json.dumps(seen.to_json())


def test_an_agenda_from_a_file_is_used_without_being_stored(opened, public, tmp_path):
    path = tmp_path / "late agenda.txt"
    path.write_text(AGENDA.replace("6. Tidal alarms\n", "6. Tidal sirens\n"), encoding="utf-8")
    briefing = opened.brief(BriefRequest(agenda_file=path), scope=Scope.public())
    headings = [each.heading for each in briefing.sections]
    assert headings[1] == "3. Sluice gates at Scagglethorpe"
    assert headings[-1] == "6. Tidal sirens"
    assert told(item(briefing, "3")["sought"]) == told(item(public, "3")["sought"])
    assert item(briefing, "5")["sought"].notes == (wording.WITHDRAWN_NOTE,)
    assert wording.NOT_STORED.format(name="late agenda.txt") in briefing.warnings
    assert "late agenda.txt" not in {each.document for each in briefing.citations}
    assert "late agenda.txt" not in {each.name for each in opened.library.papers(Scope.owner())}


def test_a_file_that_the_library_holds_is_read_from_the_library(opened, public, tmp_path):
    path = tmp_path / "another name.txt"
    path.write_text(AGENDA, encoding="utf-8")
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


def test_a_cancelled_meeting_is_told_with_the_words_that_say_so(library_of):
    with assemble(Settings(library=library_of({**PAPERS, "december.txt": CANCELLED}))) as minutebook:
        wanted = BriefRequest(body=PANEL, meeting_date=date(2025, 12, 9))
        briefing = minutebook.brief(wanted, scope=Scope.public())
    assert [each.key for each in briefing.sections] == ["summary"]
    assert "called off" in briefing.sections[0].notes[0]
    assert "CANCELLED" in told(briefing.sections[0])[0]


def test_every_sentence_of_an_item_is_borne_out(public):
    for section in public.sections:
        for part in (section, *section.sections):
            assert all(sentence.verdict is Verdict.SUPPORTED for sentence in part.sentences)


def test_a_wrong_sum_is_never_told_without_the_words_that_put_it_right(library_of):
    papers = {
        "february.txt": HEAD.format(day="11 February 2025")
        + "10. Flood reserve\n\nThe flood reserve stood at £4.2 million at the end of January.\n\n"
        "RESOLVED: That the flood reserve be kept.\n",
        "march.txt": HEAD.format(day="11 March 2025")
        + "12. Minutes of the meeting held on 11 February 2025\n\nRESOLVED: That the minutes of the meeting held on "
        "11 February 2025 be confirmed, subject to the sum in minute 10 being amended from \u2018£4.2 million\u2019 to "
        "\u2018£2.4 million\u2019.\n",
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(topic="flood reserve"), scope=Scope.public())
        earlier = BriefRequest(topic="flood reserve", as_of=date(2025, 3, 1))
        before = minutebook.brief(earlier, scope=Scope.public())
    wrong = [text for section in briefing.sections for text in told(section) if "£4.2 million" in text]
    assert wrong
    assert all("£2.4 million" in text for text in wrong)
    assert "£2.4 million" not in json.dumps(before.to_json())


def test_what_a_member_asked_for_is_not_called_a_promise(library_of):
    papers = {
        "march.txt": HEAD.format(day="11 March 2025")
        + "21. Sluice gates at Scagglethorpe\n\nCouncillor Wold asked that the cost of the sluice gates at "
        "Scagglethorpe be reported to the next meeting.\n\nRESOLVED: That the position be noted.\n",
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        wanted = BriefRequest(topic="sluice gates at Scagglethorpe")
        briefing = minutebook.brief(wanted, scope=Scope.public())
    (owed,) = [text for each in briefing.sections if each.key == "promised" for text in told(each)]
    assert owed.startswith("Asked for on 11 March 2025")
    (asked,) = [text for each in briefing.sections if each.key == "enquiry" for text in told(each)]
    assert asked.startswith("What came of this request of 11 March 2025?")


def test_an_option_of_a_report_is_told_under_its_heading(library_of):
    report = REPORT.replace(
        "Financial Implications", "Options\n\n9. The gates would be left to rust.\n\nFinancial"
    )
    papers = {**PAPERS, "report-october.txt": report}
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.public())
    gates = item(briefing, "3")
    every = [text for section in gates.values() for text in told(section) if "left to rust" in text]
    assert every
    assert all(text.startswith("Under \u201cOptions\u201d:") for text in every)
