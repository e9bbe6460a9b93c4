"""The next meeting is the one that the latest minutes name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.coming import asks_for_next
from rag.question.query import Filters, understand
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Ferry Panel held on {day} in the Hall

1. Ferry slipway

The Panel heard how the work on the slipway went on.

2. Date of next meeting

The next meeting of the Panel will be held on {following} in the Hall.
"""
DAYS = ["Monday 3 March 2025", "Monday 9 June 2025", "Monday 8 September 2025", "Monday 1 December 2025"]


@pytest.fixture(scope="module")
def ferry(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {
        f"minutes-{number}.txt": MINUTES.format(day=day, following=following)
        for number, (day, following) in enumerate(zip(DAYS, DAYS[1:], strict=False))
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


@pytest.mark.parametrize(
    "question", ["When is the next meeting of the Ferry Panel?", "What is the date of the next meeting?"]
)
def test_meetings_that_earlier_minutes_called_the_next_are_not_told(ferry: Minutebook, question: str) -> None:
    answer = ferry.ask(question, scope=Scope.public())
    assert answer.answered
    assert "1 December 2025" in answer.sentences[0].text
    assert "9 June 2025" not in answer.text
    assert "8 September 2025" not in answer.text


@pytest.mark.parametrize(
    "question", ["What will be reported at the next meeting?", "Which report comes to the next meeting?"]
)
def test_what_the_next_meeting_is_to_hear_is_another_question(question: str) -> None:
    assert not asks_for_next(understand(question, Filters(), ()))


def test_the_meeting_after_a_day_that_is_named_is_told_as_it_was_planned_then(ferry: Minutebook) -> None:
    question = "When was the next meeting to be, as the minutes of 3 March 2025 have it?"
    answer = ferry.ask(question, scope=Scope.public())
    assert "9 June 2025" in answer.text
