"""A subject of which no paper speaks is not answered on, however near the words of any business come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

PUBLIC = {
    "minutes-may.txt": (
        "Brook Vale Panel\n\nMinutes of the meeting held on 12 May 2025\n\n1. Recruitment\n\nThe Chief Officer said "
        "that 14 constables had been recruited and that training had cost £40,000.\n\nRESOLVED: That the report be "
        "noted.\n\n2. Bus shelters in the Vale\n\nMembers discussed the state of the buses. It was agreed that an "
        "officer would write to the company.\n\n3. Any other business\n\nA member asked when minutes are sent out. "
        "It was agreed that they would be sent within a week of the meeting.\n"
    )
}
EXEMPT = {
    "report-exempt.txt": (
        "Brook Vale Panel\n\nNot for publication\n\nReport of the Treasurer, 12 May 2025\n\n1. The sale of the "
        "helipad was agreed at £90,000.\n"
    )
}


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of(PUBLIC, exempt=EXEMPT))) as opened:
        yield opened


@pytest.mark.parametrize("subject", ["drones", "CCTV", "museums", "dog fouling", "e-scooters"])
@pytest.mark.parametrize(
    "asked",
    [
        "What was agreed about {}?",
        "Were {} discussed at the meeting?",
        "What action was agreed on {}?",
        "How much was spent on {}?",
    ],
)
def test_what_no_paper_speaks_of_is_not_answered_on(minutebook: Minutebook, subject: str, asked: str) -> None:
    answer = minutebook.ask(asked.format(subject), scope=Scope.owner())
    assert answer.status == "not_in_papers", answer.text


def test_the_reader_is_told_which_words_no_paper_has(sample_library: Path) -> None:
    with assemble(Settings(library=sample_library)) as samples:
        answer = samples.ask("Were allotments discussed at the meeting?", scope=Scope.owner())
    assert answer.status == "not_in_papers" and answer.abstention is not None
    assert "No paper that was searched speaks of allotments." in answer.abstention.reason


@pytest.mark.parametrize(
    "question",
    [
        "What was said about recruiting?",  # recruited, and Recruitment
        "What did recruitement cost?",  # misspelt
        "What was agreed about the buses?",
        "When are minutes sent out?",
    ],
)
def test_other_forms_of_a_word_and_words_of_any_business_are_answered_on(
    minutebook: Minutebook, question: str
) -> None:
    assert minutebook.ask(question, scope=Scope.owner()).answered


def test_a_word_of_papers_out_of_reach_is_as_unheard_as_any_other(minutebook: Minutebook) -> None:
    question = "What was agreed about the {}?"
    hidden = minutebook.ask(question.format("helipad"), scope=Scope.public())
    absent = minutebook.ask(question.format("seaport"), scope=Scope.public())
    assert hidden.status == absent.status == "not_in_papers"
    assert hidden.abstention is not None and absent.abstention is not None
    assert hidden.abstention.reason.replace("helipad", "seaport") == absent.abstention.reason
    assert minutebook.ask(question.format("helipad"), scope=Scope.owner()).answered


def test_an_answer_on_half_of_a_short_subject_says_so(minutebook: Minutebook) -> None:
    answer = minutebook.ask("What was agreed about bus lanes?", scope=Scope.owner())
    assert answer.status == "partial", answer.text
    assert any("speaks of lanes" in warning for warning in answer.warnings)


WORDINGS = {
    "school.txt": (
        "Combe Regis School\n\nMinutes of the meeting of the governors held on Tuesday 6 May 2025 in the library\n\n"
        "1. Writing\n\nThe Head said that writing was weaker in Year 4 than in Year 3, and that 23% of Year 4 pupils "
        "wrote at home.\n\n2. Finance\n\nThe forecast deficit is \u00a337,450. The balance at 31 March 2025 was "
        "\u00a33,107.\n\n3. Local Nature Survey\n\nRESOLVED: That the Local Nature Survey begin on 2 June 2025.\n"
    )
}


@pytest.fixture(scope="module")
def school(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of(WORDINGS))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the predicted deficit?", "37,450"),
        ("What was the bank balance?", "3,107"),
        ("What percentage of Year 4s write at home?", "23%"),
        ("When does the LNS nature survey begin?", "2 June 2025"),
        ("Why is writing weak?", "weaker"),
    ],
)
def test_what_the_sources_say_in_another_form_is_not_said_to_be_unheard(
    school: Minutebook, question: str, told: str
) -> None:
    answer = school.ask(question, scope=Scope.owner())
    assert told in answer.text
    assert not [text for text in answer.warnings if "speaks of" in text]


def test_a_word_that_the_sources_do_not_say_otherwise_is_still_named(school: Minutebook) -> None:
    answer = school.ask("What is the helicopter deficit?", scope=Scope.owner())
    reason = answer.abstention.reason if answer.abstention else ""
    assert "speaks of helicopter" in " ".join((*answer.warnings, reason))
