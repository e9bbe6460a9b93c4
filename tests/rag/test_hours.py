"""Times of day: which one a question wants, and which sentences give it."""

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.hours import has_hour, tells_hour
from rag.question.hours import Hour, hour_asked
from rag.settings import Settings

OPENING = (
    "Minutes of the meeting of the Sallowby Harbour Committee held on {day} 2025 at 6.30 pm in the Hall\n\n"
)
TALK = "1. Gulls\n\nThe Harbour Master spoke about the gulls and was thanked.\n\n"
NEXT = "2. Next meeting\n\nThe next meeting will be on Monday 5 May 2025 at 7.15 pm.\n\n"


@pytest.fixture(scope="module")
def harbour(library_of):
    """Minutes that say when the meeting closed, and minutes that don't."""
    papers = {
        "march.txt": OPENING.format(day="Monday 3 March") + TALK + NEXT + "The meeting closed at 20.47.\n",
        "june.txt": OPENING.format(day="Monday 2 June") + TALK,
    }
    with assemble(Settings(library=library_of(papers))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "hour"),
    [
        ("What time did the meeting of 3 March 2025 start?", Hour.START),
        ("When did the meeting finish?", Hour.END),
        ("What time did the AGM close?", Hour.END),
        ("At what time is the next meeting?", Hour.NEXT),
        ("What time does the library close?", Hour.OTHER),
        ("When did the contract end?", None),
        ("What time of year is the fair held?", None),
        ("When was the last meeting held?", None),
    ],
)
def test_the_time_that_is_wanted_is_read_from_the_question(question, hour):
    assert hour_asked(question) is hour


@pytest.mark.parametrize(
    "text", ["at 8.47 pm", "closed at 20.58.", "at 20:05", "9pm", "9.30 am to 12 noon", "at 1400 hours"]
)
def test_times_of_day_are_seen(text):
    assert has_hour(text)


@pytest.mark.parametrize(
    "text", ["\u00a320.50", "by 19.05%", "7.30 metres", "in 2024", "ratio of 4:3", "by 4.40 million"]
)
def test_other_figures_are_no_times_of_day(text):
    assert not has_hour(text)


def test_an_end_is_told_from_a_beginning_and_from_the_next_meeting():
    assert tells_hour("The meeting was declared closed at 9.04 p.m.", Hour.END)
    assert tells_hour("The meeting, commencing at 10.30 am and concluding at 1.05 pm.", Hour.END)
    assert not tells_hour("The meeting closed at 20.58.", Hour.START)
    assert not tells_hour("The licence ends at 5pm", Hour.END)
    assert not tells_hour("The next meeting starts at 7.30 pm", Hour.START)
    assert tells_hour("Monday 5 May at 7.15 pm", Hour.NEXT, "Date of next meeting")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What time did the meeting of 3 March 2025 end?", "The meeting closed at 20.47."),
        ("When did the meeting of 3 March 2025 finish?", "The meeting closed at 20.47."),
        ("What time did the meeting of 3 March 2025 start?", "6.30 pm"),
    ],
)
def test_the_hour_of_a_meeting_is_quoted_and_nothing_else(harbour, question, said):
    answer = harbour.ask(question, scope=Scope.owner())
    assert len(answer.sentences) == 1
    assert said in answer.sentences[0].text
    assert "7.15" not in answer.text


def test_where_no_minutes_say_when_a_meeting_ended_another_meeting_does_not_answer(harbour):
    answer = harbour.ask("What time did the meeting of 2 June 2025 end?", scope=Scope.owner())
    assert answer.status == "not_in_papers"
    assert not answer.sentences


def test_a_labelled_time_in_the_head_of_a_paper_is_when_its_meeting_began_and_ended():
    assert tells_hour("Time: 10:30am \u2013 12:15pm", Hour.START, is_opening=True)
    assert tells_hour("Time: 10:30am \u2013 12:15pm", Hour.END, is_opening=True)
