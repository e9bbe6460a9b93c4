"""What became of promises, whose decisions are told, and sentences that begin with "It was reported that"."""

import re

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.briefings import wording
from rag.briefings.briefing import BriefRequest
from rag.settings import Settings

ASSURED = "The Flood Engineer said that he would close no footbridge before the Panel had looked at the matter again."
MARCH = (
    "50. Pumps at Ganton\n\nRESOLVED: That the Flood Engineer report the number of pumps out of order to each meeting "
    "until all have been mended.\n\n"
    f"51. Footbridges at Sherburn\n\n{ASSURED}\n\nThe Clerk undertook to write to the rambling club with the dates of "
    "the survey.\n\n"
    "52. Willow spiling at Yedingham\n\nThe Clerk undertook to find a substitute for the willow stakes that "
    "the estate could no longer supply.\n"
)
JUNE = (
    "60. Pumps at Ganton\n\nIt was reported that 17 pumps were out of order at the end of May, of which five stood in "
    "villages. Members were glad of it.\n\nNOTED.\n\n"
    "61. Willow spiling at Yedingham\n\nIn place of the stakes of the estate it was proposed to "
    "use hazel from the nursery.\n"
)
AGENDA = """Wharram Flood Panel

AGENDA

Tuesday 14 October 2025 at 10.00 am in the Moot Hall

1. Apologies for absence
2. Pumps at Ganton
3. Footbridges at Sherburn
Report of the Flood Engineer.
4. Willow spiling at Yedingham
"""
REPORT = """Agenda Item 3

WHARRAM FLOOD PANEL

14 October 2025

Report of the Flood Engineer

Footbridges at Sherburn

Recommendation

1. That the Panel agree to close the upper footbridge at Sherburn.

Background

2. The Flood Engineer has kept the undertaking that no footbridge would be closed in the meantime.

3. The upper footbridge at Sherburn was built in 1904.
"""


def _asked(of_item, told):
    """The lines of enquiry about promises."""
    return [text for text in told(of_item["enquiry"]) if "promise" in text] if "enquiry" in of_item else []


@pytest.fixture(scope="module")
def sections(library_of, minutes_head, item):
    papers = {
        "agenda.txt": AGENDA,
        "report.txt": REPORT,
        "march.txt": minutes_head("11 March 2025") + MARCH,
        "june.txt": minutes_head("10 June 2025") + JUNE,
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(agenda="agenda.txt"), scope=Scope.public())
    return {number: item(briefing, number) for number in ("2", "3", "4")}


def test_a_promise_to_report_is_told_with_the_later_report(sections, told):
    (owed,) = told(sections["2"]["promised"])
    assert owed.startswith("Open since 11 March 2025: That the Flood Engineer report the number of pumps")
    assert re.search(
        r"A later paper (touches|may bear) on it \(10 June 2025\): It was reported that 17 pumps", owed
    )
    assert wording.NO_ANSWER not in sections["2"]["promised"].notes


def test_a_promise_that_a_report_says_was_kept_is_told_with_that(sections, told):
    (owed,) = [text for text in told(sections["3"]["promised"]) if ASSURED in text]
    later = r"A later paper (touches|may bear) on it \(14 October 2025\): The Flood Engineer has kept the undertaking"
    assert re.search(later, owed)


def test_a_promise_is_told_with_words_that_only_touch_on_it(sections, told):
    (owed,) = told(sections["4"]["promised"])
    assert "A later paper touches on it (10 June 2025): In place of the stakes of the estate" in owed
    assert wording.NO_ANSWER not in sections["4"]["promised"].notes
    assert not _asked(sections["4"], told)


def test_the_note_stands_where_a_promise_has_no_later_word(sections, told):
    (owed,) = [text for text in told(sections["3"]["promised"]) if "rambling club" in text]
    assert "later paper" not in owed
    assert wording.NO_ANSWER in sections["3"]["promised"].notes


def test_only_a_promise_without_a_later_word_is_asked_about(sections, told):
    assert not _asked(sections["2"], told)
    (asked,) = _asked(sections["3"], told)
    assert "rambling club" in asked


def test_a_first_sentence_that_was_reported_is_told(sections, told):
    (figure,) = [text for text in told(sections["2"]["figures"]) if "17 pumps" in text]
    assert figure.startswith("10 June 2025: It was reported that 17 pumps were out of order")


def test_a_first_sentence_on_what_is_not_named_is_not_told(library_of, minutes_head, told):
    papers = {
        "march.txt": minutes_head("11 March 2025")
        + "50. Pumps at Ganton\n\nIt was reported that they had cost £900 at Ganton in all.\n\nThe Clerk said that the "
        "pumps at Ganton were painted green in 2019.\n"
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(topic="pumps at Ganton"), scope=Scope.public())
    every = " ".join(text for section in briefing.sections for text in told(section))
    assert "painted green" in every
    assert "£900" not in every


def _topic_of(library_of, told, papers, topic):
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(topic=topic), scope=Scope.public())
    return {section.key: told(section) for section in briefing.sections}


def test_decisions_of_two_bodies_on_one_topic_are_told_with_their_names(library_of, minutes_head, told):
    panel = minutes_head("11 March 2025") + "21. Otter rafts\n\nRESOLVED: That six otter rafts be bought.\n"
    board = minutes_head("10 June 2025").replace("Wharram Flood Panel", "Ryedale Rivers Board")
    papers = {
        "panel.txt": panel,
        "board.txt": board + "9. Otter rafts\n\nRESOLVED: That no otter rafts be bought.\n",
    }
    decided = _topic_of(library_of, told, papers, "otter rafts")["decided"]
    assert decided == [
        "Resolved (11 March 2025, Wharram Flood Panel): That six otter rafts be bought.",
        "Resolved (10 June 2025, Ryedale Rivers Board): That no otter rafts be bought.",
    ]
    alone = _topic_of(library_of, told, {"panel.txt": panel}, "otter rafts")["decided"]
    assert alone == ["Resolved (11 March 2025): That six otter rafts be bought."]


def test_a_decision_in_the_list_that_closes_minutes_is_told_on_its_subject_alone(
    library_of, minutes_head, told
):
    minutes = (
        minutes_head("11 March 2025")
        + "30. Otter rafts\n\nThe Clerk said that six otter rafts had been offered by the Trust.\n\n"
        "31. Towpath gates\n\nThe Engineer said that the towpath gates stuck in wet weather.\n\n"
        "32. Bat boxes\n\nMembers were told that the bat boxes had been filled.\n\n"
        "In summary, it was agreed that:\n\n- £4,000 would be spent on otter rafts\n"
        "- the towpath gates would be planed by Mr Setterington and his bill would come to the Panel in May\n\n"
        "Any other business\n\nThere was none.\n"
    )
    decided = _topic_of(library_of, told, {"march.txt": minutes}, "otter rafts")["decided"]
    assert decided == ["Resolved (11 March 2025): £4,000 would be spent on otter rafts."]
    gates = _topic_of(library_of, told, {"march.txt": minutes}, "towpath gates")
    assert not any("otter" in text for texts in gates.values() for text in texts)
    bills = [text for texts in gates.values() for text in texts if "his bill" in text]
    assert all("the towpath gates would be planed by Mr Setterington and his bill" in text for text in bills)
    boxes = _topic_of(library_of, told, {"march.txt": minutes}, "bat boxes")
    assert not boxes.get("decided")
