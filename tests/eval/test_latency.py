"""Answers are timed over questions that the library's own titles give."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.latency import Latency, latency, questions_for, rows
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

MINUTES = "Minutes of the Quay Forum, 3 March 2024\n\n" + "\n\n".join(
    f"{number}. Slipway number {number}\n\nThe forum agreed to mend slipway {number} with timber from the boathouse."
    for number in range(1, 5)
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "minutes.txt").write_text(MINUTES, encoding="utf-8")
    with Library.create_or_open(tmp_path / "library") as library:
        Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest(
            [tmp_path / "minutes.txt"]
        )
    return tmp_path / "library"


def test_questions_differ_and_are_the_same_each_time(place: Path) -> None:
    with Library.open(place) as library:
        questions = questions_for(library, 20)
        assert questions == questions_for(library, 20)
    assert len(set(questions)) == len(questions) == 20
    assert any("Slipway number 3" in question for question in questions)


def test_each_question_is_timed_on_the_clock_and_on_the_processor(place: Path) -> None:
    measured = latency(place, ["Which slipway is mended?", "What is the timber from?"])
    assert len(measured.on_the_clock) == len(measured.on_a_processor) == 2
    assert all(seconds > 0 for seconds in measured.on_the_clock)


def test_the_rows_give_the_middle_and_the_slowest() -> None:
    seconds = tuple(float(number) for number in range(101))
    assert rows("asked", Latency(seconds, seconds))[:3] == [
        "| asked, p50 | 50.000 | |",
        "| asked, p95 | 95.000 | |",
        "| asked, p99 | 99.000 | |",
    ]
