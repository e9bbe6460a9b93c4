"""Several questions put as one."""

import pytest

from rag.question.parts import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What was decided about lamps, and how much did the flood gates cost?",
            ("What was decided about lamps?", "How much did the flood gates cost?"),
        ),
        (
            "What was decided about lamps? How much did the flood gates cost?",
            ("What was decided about lamps?", "How much did the flood gates cost?"),
        ),
        (
            "What was decided about the crossing patrol? And who proposed it?",
            ("What was decided about the crossing patrol?", "Who proposed the crossing patrol?"),
        ),
        (
            "What did the Panel say about lamps and what did the Authority decide on the Mill Lane site?",
            ("What did the Panel say about lamps?", "What did the Authority decide on the Mill Lane site?"),
        ),
        (
            "What is the budget for the crossing patrol and who voted against?",
            (
                "What is the budget for the crossing patrol?",
                "Who voted against the budget for the crossing patrol?",
            ),
        ),
    ],
)
def test_questions_with_a_subject_each_are_taken_apart(question, parts):
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What was decided about lamps?",
        "Who proposed and who seconded the motion on lamps?",
        "Which councillor declared an interest in the lamps, and why?",
        "How many lamps failed according to the report, and how many according to the minutes?",
        "What did the survey of Mill Lane find, and what caution came with it?",
        "For how long was the contract renewed, and at what price?",
        "When did the meeting begin and when did it end?",
        "What was decided about lamps and crossings?",
        "Lamps? Gates?? What!",
    ],
)
def test_a_question_with_one_subject_stays_whole(question):
    assert split_question(question) == (question,)


def test_more_questions_than_four_are_not_taken_apart():
    question = " ".join(f"What was decided about subject {number}?" for number in range(5))
    assert split_question(question) == (question,)
