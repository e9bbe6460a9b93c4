"""Follow-up questions made whole."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import conversation
from rag.question.conversation import MOST_TURNS, Turn, stand_alone
from rag.question.follow_ups import is_follow_up
from rag.question.query import LONGEST_QUESTION
from rag.question.topics import topic_of
from rag.stopping import GivenUp, stoppable

SAFER, UPPER = "Tarnbridge Safer Streets Panel", "Upper Tarn Safer Streets Panel"
BODIES = [SAFER, UPPER, "Oldhampton Council"]

FOLLOW_UPS = [
    (
        "What did the Panel decide about lamps in 2019?",
        "And in 2020?",
        "What did the Panel decide about lamps in 2020?",
    ),
    (
        "What did the Panel decide about lamps in 2019?",
        "And 2021?",
        "What did the Panel decide about lamps in 2021?",
    ),
    (
        "What was decided about the bridge at the March 2024 meeting?",
        "And at the June 2024 meeting?",
        "What was decided about the bridge at the June 2024 meeting?",
    ),
    (
        "What was decided about lamps?",
        "And at the last meeting?",
        "What was decided about lamps at the last meeting?",
    ),
    (
        "What did Oldhampton Council decide about parking?",
        "What about Tarnbridge?",
        "What did Tarnbridge decide about parking?",
    ),
    (
        f"What did the {UPPER} decide about lamps?",
        f"And the {SAFER}?",
        f"What did the {SAFER} decide about lamps?",
    ),
    (
        "What did the Panel decide about lamps?",
        "What about the flood gates?",
        "What did the Panel decide about the flood gates?",
    ),
    ("How much was spent on agency staff?", "How about overtime?", "How much was spent on overtime?"),
    ("What was decided about the flood gates?", "Who proposed it?", "Who proposed the flood gates?"),
    ("Did the Panel support the precept?", "Who voted against it?", "Who voted against the precept?"),
    ("What was said about the crossing patrol?", "When did it begin?", "When did the crossing patrol begin?"),
    (
        "What did the Panel resolve on the proposal to close four offices?",
        "How much did that cost?",
        "How much did the proposal to close four offices cost?",
    ),
    ("When did the pool open?", "Why?", "Why did the pool open?"),
    ("Did the Panel reject the plan?", "When?", "When did the Panel reject the plan?"),
    (
        "What grant did the Board agree for the youth club?",
        "By whom was it proposed?",
        "By whom was the youth club proposed?",
    ),
    (
        "What is the vacancy rate in Mill Ward?",
        "What is it in the county?",
        "What is the vacancy rate in Mill Ward in the county?",
    ),
    (
        "Did the Authority keep the twelve minute standard?",
        "Was that decision unanimous?",
        "Was the twelve minute standard decision unanimous?",
    ),
    (
        "What did the report say about the lamps in Mill Lane?",
        "What did they cost to mend?",
        "What did the lamps in Mill Lane cost to mend?",
    ),
    (
        "What did Mr Alder Quint say about parking?",
        "What did he say about lamps?",
        "What did Mr Alder Quint say about lamps?",
    ),
    (
        "What was decided about lamps on 11 March 2025?",
        "Who seconded it?",
        "Who seconded lamps on 11 March 2025?",
    ),
]
WHOLE = [
    "What did the Panel decide about the flood gates?",
    "How many lamps in Mill Lane had failed?",
    "Was the plan for the river approved before it flooded?",
    "Is it true that the precept rose?",
    "What did the Manager say that members had asked for?",
    "Which councillor declared an interest because of his farm?",
    "Did the contractor mend the lamps that had failed?",
    "What was the outcome of the vote on the budget?",
    "Who chaired the meeting on 11 March 2025?",
    "When did the Panel last discuss its own membership?",
    "What does the report recommend for the school crossing, and why does it do so?",
    "Why did residents say the crossing made them feel unsafe?",
    "How often does the Fire Authority publish its figures?",
    "What is the cost of the contract in this financial year?",
    "Where will the new library be built?",
    "What did Councillor Okonjo ask about her ward?",
    "What did the Board agree to do about the bus shelters?",
    "In which room did the Panel meet?",
    "What was resolved at the last meeting on the tree survey?",
    "Has the Flood Warden reported on the gates since they were mended?",
]


@pytest.mark.parametrize(("before", "question", "whole"), FOLLOW_UPS)
def test_a_follow_up_is_made_whole(before, question, whole):
    assert is_follow_up(question, BODIES)
    assert stand_alone(question, [Turn(before)], BODIES) == whole


@pytest.mark.parametrize("question", WHOLE)
def test_a_question_that_stands_alone_is_left_as_it_is(question):
    assert stand_alone(question, [Turn("What was decided about parking in 2019?")], BODIES) == question


def test_there_are_twenty_of_each():
    assert len(FOLLOW_UPS) == len(WHOLE) == 20


def test_a_follow_up_to_a_follow_up_is_made_whole_through_both():
    before = [Turn("What did the Panel decide about lamps in 2019?"), Turn("And in 2020?")]
    assert stand_alone("And about the flood gates?", before, BODIES) == (
        "What did the Panel decide about the flood gates in 2020?"
    )


def test_a_person_is_taken_from_the_answer_that_was_given():
    before = [
        Turn("Who declared an interest in lamps?", "Councillor B. Okonjo declared a personal interest.")
    ]
    whole = stand_alone("What did she say about parking?", before, BODIES)
    assert whole == "What did Councillor B. Okonjo say about parking?"


def test_the_body_of_the_question_before_is_kept():
    before = [Turn(f"What did the {UPPER} decide about lamps?")]
    assert stand_alone("Who proposed it?", before, BODIES) == f"Who proposed lamps, {UPPER}?"


def test_without_a_question_before_nothing_is_changed():
    assert stand_alone("And in 2020?", [], BODIES) == "And in 2020?"


def test_what_a_question_is_about_is_read_without_its_time():
    assert topic_of("What was decided about the flood gates at Weir Bridge in June 2024?") == (
        "the flood gates at Weir Bridge"
    )
    assert topic_of("What was decided?") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_give_a_question(question, before):
    assert isinstance(stand_alone(question, [Turn(before)], BODIES), str)


@pytest.mark.parametrize(
    ("before", "asked", "whole"),
    [
        (
            "What was decided about lamps at the March 2024 meeting?",
            "Who chaired it?",
            "Who chaired the March 2024 meeting?",
        ),
        (
            "What was decided about lamps on 3 March 2024?",
            "Who chaired it?",
            "Who chaired the meeting on 3 March 2024?",
        ),
        ("What did the Panel decide about lamps?", "Who chaired it?", "Who chaired the meeting?"),
        ("What was said about the working group?", "Who chaired it?", "Who chaired the working group?"),
        (
            "What was decided about the lamps at the March 2024 meeting?",
            "What did they cost?",
            "What did the lamps cost at the March 2024 meeting?",
        ),
    ],
)
def test_what_is_chaired_is_the_meeting_and_a_meeting_keeps_its_name(
    before: str, asked: str, whole: str
) -> None:
    assert stand_alone(asked, [Turn(before)], BODIES) == whole


_GROWING = "and about " + "was decided that " * 200 + "it"
"""A follow-up that puts all of the question before it into itself."""


@pytest.fixture
def read(monkeypatch):
    """The lengths of the questions that were made whole, and of those that they leant on."""
    lengths = []
    made = conversation._whole

    def noting(question, previous, answer, bodies):
        lengths.append(max(len(question), len(previous)))
        return made(question, previous, answer, bodies)

    monkeypatch.setattr(conversation, "_whole", noting)
    return lengths


@pytest.mark.parametrize(
    "before",
    [
        [_GROWING] * MOST_TURNS,
        [_GROWING] * 10 * MOST_TURNS,
        [_GROWING, *["And in 2021?"] * (MOST_TURNS - 1)],
        ["What was decided about the ferry?", *["And how much was it at the quay?"] * (10 * MOST_TURNS)],
    ],
    ids=["long", "many", "long and short", "short"],
)
def test_no_conversation_makes_a_question_that_grows_without_end(before, read):
    whole = stand_alone("And in 2021?", [Turn(question, "x " * 5_000) for question in before])
    assert len(whole) <= LONGEST_QUESTION + len(" in 2021?")
    assert len(read) <= MOST_TURNS + 1
    assert max(read) <= LONGEST_QUESTION
    assert sum(read) <= 12 * LONGEST_QUESTION


def test_a_long_question_can_be_followed_by_one_that_leans_on_it():
    long = f"What was decided about the ferry, given {'that it is old and ' * 150}that it leaks in 2019?"
    assert stand_alone("And in 2020?", [Turn(long)]) == long.replace("2019", "2020")


def test_a_long_row_of_follow_ups_leads_back_to_the_first():
    years = [Turn(f"And in {year}?") for year in range(1971, 2019)]
    before = [Turn("What did the Panel decide about lamps in 1970?"), *years]
    assert stand_alone("And in 2019?", before) == "What did the Panel decide about lamps in 2019?"


def test_what_came_before_is_not_read_for_somebody_who_has_gone(read):
    gone = threading.Event()
    gone.set()
    with stoppable(gone), pytest.raises(GivenUp):
        stand_alone("And in 2021?", [Turn(_GROWING)] * 3)
    assert not read
