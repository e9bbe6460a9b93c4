"""Questions on a whole meeting: its decisions, actions, attendance and items, listed from its minutes."""

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.proceedings import MOST
from rag.question.proceedings import Proceedings, proceedings_asked
from rag.question.query import Filters, understand
from rag.settings import Settings

OPENING = (
    "Minutes of the meeting of the Sallowby Harbour Committee held on Monday 3 {month} 2025 in the Hall\n\n"
)
NOTED = "{number}. {title}\n\nThe Committee received the report on {title}.\n\nRESOLVED: That the report be noted.\n\n"


@pytest.fixture(scope="module")
def harbour(library_of):
    """Minutes that note many reports, minutes that record no decision, and an agenda without minutes."""
    many = "".join(NOTED.format(number=n, title=f"Berth {n}") for n in range(1, MOST + 4))
    talk = "1. Gulls\n\nThe Harbour Master spoke about the gulls and was thanked.\n"
    coming = (
        "Sallowby Harbour Committee\n\nAGENDA\n\nMonday 3 November 2025 at 10.00 am\n\n1. Gulls\n2. Berths\n"
    )
    minutes = {
        "march.txt": OPENING.format(month="March") + many,
        "june.txt": OPENING.format(month="February") + talk,
    }
    with assemble(Settings(library=library_of({**minutes, "november.txt": coming}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What was decided at the meeting on 11 March 2025?", Proceedings.DECISIONS),
        ("What did the panel agree in June 2025?", Proceedings.DECISIONS),
        ("List the decisions of the last meeting", Proceedings.DECISIONS),
        ("Which actions came out of the last meeting?", Proceedings.ACTIONS),
        ("What was promised at the March 2025 meeting?", Proceedings.ACTIONS),
        ("Who attended the meeting on 11 March 2025?", Proceedings.ATTENDANCE),
        ("Who was at the last meeting?", Proceedings.ATTENDANCE),
        ("What was discussed at the last meeting?", Proceedings.BUSINESS),
        ("What is on the agenda for 16 September 2025?", Proceedings.AGENDA),
        ("Who chaired the last meeting?", None),
        ("How did members vote at the last meeting?", None),
        ("Were the minutes agreed at the last meeting?", None),
        ("Who sent apologies to the last meeting?", None),
        ("What was recommended to the last meeting?", None),
    ],
)
def test_what_of_a_meeting_is_to_be_listed(question, wanted):
    assert proceedings_asked(understand(question, Filters(), [])) is wanted


def said(minutebook, question, scope):
    answer = minutebook.ask(question, scope=scope)
    return answer, [each.text for each in answer.sentences]


def test_the_decisions_of_a_meeting_are_listed_in_order_under_their_items(minutebook):
    answer, sentences = said(minutebook, "What was decided at the meeting on 11 March 2025?", Scope.public())
    assert answer.status == "answered"
    assert sentences[0].startswith("Street lighting in Mill Lane. Resolved: That the contractor be asked")
    assert sentences[1].startswith("Resolved: That the Manager be asked to report")
    assert sentences[2] == "School crossing patrols. RESOLVED: That the report on crossing patrols be noted."
    assert all(each.verdict == "supported" for each in answer.sentences)


def test_what_was_decided_in_private_is_listed_for_nobody_else(minutebook, owner):
    question = "What was decided at the meeting on 11 March 2025?"
    assert "ZEBRAWOOD" in said(minutebook, question, owner)[0].text
    assert "ZEBRAWOOD" not in said(minutebook, question, Scope.public())[0].text


def test_a_month_means_the_meeting_that_was_held_in_it(minutebook):
    _, sentences = said(
        minutebook, "What did the Tarnbridge Safer Streets Panel agree in June 2025?", Scope.public()
    )
    assert len(sentences) == 1
    assert "advertised again in the autumn" in sentences[0]


def test_promises_are_listed_with_their_item(minutebook):
    question = "What actions came out of the Tarnbridge Safer Streets Panel meeting of 11 March 2025?"
    _, sentences = said(minutebook, question, Scope.public())
    assert any("agreed to provide a list of the streets with failed lamps" in each for each in sentences)


def test_who_was_there_is_read_from_the_opening(minutebook):
    _, sentences = said(minutebook, "Who attended the meeting on 11 March 2025?", Scope.public())
    assert sentences == ["Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo, Councillor R. Pell"]


def test_the_items_of_a_meeting_and_of_an_agenda_are_listed_by_their_headings(minutebook):
    _, sentences = said(minutebook, "What was discussed at the meeting on 10 June 2025?", Scope.public())
    assert sentences == ["Street lighting contract", "Flood gates at Weir Bridge"]
    _, sentences = said(minutebook, "What is on the agenda for 16 September 2025?", Scope.public())
    assert "Falconry displays at the harbour festival" in sentences


def test_the_same_words_under_two_items_are_two_decisions_and_a_long_list_says_what_it_leaves(harbour):
    answer, sentences = said(harbour, "What was decided at the meeting in March 2025?", Scope.public())
    assert len(sentences) == MOST
    assert sentences[1] == "Berth 2. RESOLVED: That the report be noted."
    assert "There are 3 more of them; read on in march.txt." in answer.warnings


def test_minutes_without_a_decision_are_told_from_a_meeting_without_minutes(harbour):
    answer, _ = said(harbour, "What was decided at the meeting in February 2025?", Scope.public())
    assert answer.status == "not_in_papers"
    assert "No decisions could be made out" in answer.text
    answer, _ = said(harbour, "What was decided at the meeting in November 2025?", Scope.public())
    assert "no minutes of that meeting, only november.txt" in answer.text
