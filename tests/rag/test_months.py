"""A meeting that is named by its month alone is that of the latest year, and the reader is told which it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from rag import wording
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

HEAD = "{body}\n\nMinutes of the meeting held on {day} in the Hall\n\n"
PARISH, TRUST = "Ostrey Moor Parish Council", "Wick Fen Harbour Trust"


def minutes(body: str, day: str, item: str) -> str:
    return (
        f"{HEAD.format(body=body, day=day)}1. {item}\n\nThe Clerk spoke on the {item.lower()}.\n\n"
        f"RESOLVED: That the {item.lower()} be mended in {day.split()[-1]}.\n"
    )


PAPERS = {
    "october-2023.txt": minutes(PARISH, "Monday 9 October 2023", "Churchyard gate"),
    "october-2024.txt": minutes(PARISH, "Monday 7 October 2024", "Churchyard gate"),
    "march-2024.txt": minutes(PARISH, "Monday 4 March 2024", "Bus shelter"),
    "december-2024.txt": minutes(PARISH, "Monday 2 December 2024", "Bowling green"),
    "december-2024-special.txt": minutes(PARISH, "Monday 16 December 2024", "Cricket pitch"),
    "january-2025.txt": minutes(PARISH, "Monday 6 January 2025", "Duck pond"),
    "trust-july-2024.txt": minutes(TRUST, "Tuesday 9 July 2024", "Slipway crane"),
    "trust-january-2025.txt": minutes(TRUST, "Tuesday 14 January 2025", "Tide gauge"),
}


@pytest.fixture(scope="module")
def library(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of(PAPERS))) as opened:
        yield opened


def asked(library: Minutebook, question: str) -> Answer:
    return library.ask(question, scope=Scope.owner())


def papers(answer: Answer) -> set[str]:
    return {each.document for each in answer.citations}


@pytest.mark.parametrize(
    ("question", "paper", "words", "meeting"),
    [
        (
            f"What did {PARISH} decide at the October meeting?",
            "october-2024.txt",
            "October meeting",
            "the meeting of 7 October 2024",
        ),
        (
            f"What was decided at the March meeting of {PARISH}?",
            "march-2024.txt",
            "March meeting",
            "the meeting of 4 March 2024",
        ),
        (f"What did {PARISH} decide in January?", "january-2025.txt", "in January", "January 2025"),
        (
            "What was decided at the meeting in July?",
            "trust-july-2024.txt",
            "meeting in July",
            "the meeting of 9 July 2024",
        ),
        (
            f"What did {PARISH} decide on 7 October?",
            "october-2024.txt",
            "on 7 October",
            "the meeting of 7 October 2024",
        ),
        (
            "What was decided about the churchyard gate at the October meeting?",
            "october-2024.txt",
            "October meeting",
            "the meeting of 7 October 2024",
        ),
    ],
)
def test_a_month_alone_is_that_of_the_latest_year_and_said_to_be(
    library: Minutebook, question: str, paper: str, words: str, meeting: str
) -> None:
    answer = asked(library, question)
    assert answer.answered
    assert papers(answer) == {paper}
    assert wording.MONTH_READ_AS.format(words=words, meeting=meeting) in answer.warnings
    assert wording.OF_ANOTHER_TIME not in answer.warnings


def test_of_several_meetings_in_a_month_the_latest_is_meant_and_the_others_are_named(
    library: Minutebook,
) -> None:
    answer = asked(library, f"What did {PARISH} decide at the December meeting?")
    assert papers(answer) == {"december-2024-special.txt"}
    told = wording.MONTH_READ_AS_LATEST.format(
        words="December meeting", meeting="the meeting of 16 December 2024", others="2 December 2024"
    )
    assert told in answer.warnings


def test_all_meetings_of_a_month_are_meant_where_none_is_named(library: Minutebook) -> None:
    answer = asked(library, f"What did {PARISH} decide in December?")
    assert papers(answer) == {"december-2024.txt", "december-2024-special.txt"}


def test_a_year_beside_the_month_is_the_one_that_is_meant(library: Minutebook) -> None:
    answer = asked(library, f"What did {PARISH} decide at the October meeting in 2023?")
    assert papers(answer) == {"october-2023.txt"}


def test_bodies_that_met_in_the_same_month_are_asked_back(library: Minutebook) -> None:
    answer = asked(library, "What was decided at the January meeting?")
    assert answer.status == "clarify" and answer.abstention is not None
    assert len(answer.abstention.choices) == 2


@pytest.mark.parametrize(
    "question",
    [
        "What did the Clerk say about the churchyard gate?",
        "What was the duck pond like before the October meeting?",
        f"What did {PARISH} decide on 7 October 2024?",
        f"What did {PARISH} decide at the August meeting about the gate?",
        "May the duck pond be mended?",
    ],
)
def test_nothing_is_said_where_no_month_was_read(library: Minutebook, question: str) -> None:
    answer = asked(library, question)
    assert not [text for text in answer.warnings if "October" in text or "was read as" in text]
