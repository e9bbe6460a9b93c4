"""The words for deciding, in questions and in papers."""

from __future__ import annotations

import pytest

from rag.question.deciding import TELLS_DECIDED, asks_of_deciding, tells_decision_of_body


@pytest.mark.parametrize(
    "question",
    [
        "Did the board support the ferry levy?",
        "Did the Otter Vale board back the bid?",
        "Has the panel opposed the closure?",
        "Which bids did the committee oppose?",
        "Was the bid supported by the panel?",
        "Was the ferry levy supported?",
        "Was the ferry levy approved?",
        "Were the bins rejected?",
    ],
)
def test_whether_a_body_stood_behind_a_thing_is_a_question_on_a_decision(question: str) -> None:
    assert asks_of_deciding(question)


@pytest.mark.parametrize(
    "question",
    [
        "What support did the board give to victims?",
        "How does the force support victims?",
        "Were victims supported by volunteers?",
        "Is the scheme backed by lottery money?",
        "How did the board back up its figures?",
    ],
)
def test_support_that_somebody_gets_is_no_decision(question: str) -> None:
    assert not asks_of_deciding(question)


@pytest.mark.parametrize(
    "text",
    [
        "Decision: the Board did not support the bid as it stood.",
        "It was agreed that such bins are unsuitable.",
        "It was then unanimously resolved to write to the company.",
        "The Otter Vale Board agreed to pay half.",
        "The Committee did not approve the scheme.",
        "The Board had no power over the order and took no view.",
        "The paper was held over to March.",
    ],
)
def test_what_minutes_tell_as_decided_is_known(text: str) -> None:
    assert tells_decision_of_body(text)
    assert TELLS_DECIDED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Commissioner agreed that lamps were dear.",
        "The City asked the Board to support its bid.",
        "Families said they felt supported.",
        "He hoped that the bid would be approved.",
    ],
)
def test_what_somebody_said_or_hoped_is_no_decision_of_a_body(text: str) -> None:
    assert not tells_decision_of_body(text)
