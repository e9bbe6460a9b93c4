"""A figure as of a day is not answered with that of another day, without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.of_day import day_of_figure
from rag.question.query import Filters, understand
from rag.settings import Settings

AUTUMN = """Minutes of the meeting of the Sallow End Parish Council held on Tuesday 14 October 2025 in the Hall

6. Payments

Hire of the hall \u00a345.00

Balance at bank 30 September 2025: \u00a38,411.20
"""

WINTER = """Minutes of the meeting of the Sallow End Parish Council held on Tuesday 13 January 2026 in the Hall

5. Money

| Account | 30 Sep 2025 | 31 Dec 2025 |
|---|---|---|
| Current | \u00a31,411.20 | \u00a32,006.75 |
| Deposit | \u00a37,000.00 | \u00a37,012.40 |
| Both | \u00a38,411.20 | \u00a39,019.15 |
"""


@pytest.fixture(scope="module")
def parish(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"autumn.txt": AUTUMN, "winter.md": WINTER}))) as opened:
        yield opened


def asked(parish: Minutebook, question: str) -> Answer:
    return parish.ask(question, scope=Scope.owner())


def test_the_row_that_goes_on_to_the_day_that_is_asked_for_comes_first(parish: Minutebook) -> None:
    answer = asked(parish, "How much was in the bank at 31 December 2025?")
    assert "31 Dec 2025: \u00a39,019.15" in answer.sentences[0].text
    assert not any("None of these sentences is of" in each for each in answer.warnings)


def test_a_figure_of_another_day_is_said_to_be_so(parish: Minutebook) -> None:
    answer = asked(parish, "How much was in the bank at 30 June 2025?")
    assert not answer.answered or any(
        each.startswith("None of these sentences is of 30 June 2025") for each in answer.warnings
    )
    assert answer.status != "answered"


def test_the_figure_of_the_day_that_is_asked_for_stands_without_a_word(parish: Minutebook) -> None:
    answer = asked(parish, "How much was in the bank at 30 September 2025?")
    assert "\u00a38,411.20" in answer.sentences[0].text
    assert answer.status == "answered"


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("How much was in the bank at 31 December 2025?", date(2025, 12, 31)),
        ("What was the balance on 31 December 2025?", date(2025, 12, 31)),
        ("How much was in the bank in 2025?", None),
        ("How much was agreed on 31 December 2025?", None),
        ("Who was in the chair on 31 December 2025?", None),
    ],
)
def test_a_day_is_that_of_a_figure_where_one_is_asked_for(question: str, day: date | None) -> None:
    assert day_of_figure(understand(question, Filters(), ())) == day
