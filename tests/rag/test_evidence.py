"""Oral evidence: every answer stands with its question, and every sentence with who says it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from ingest.structure.evidence import question_number
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

EVIDENCE = """Select Committee on Harbours
Oral evidence: Ferry timetables, HC 93
Tuesday 4 March 2025

Members present: Ada Quill (Chair); Tom Reed.

Witnesses: Una Frost, Director, Ferry Owners; and Lord Wray, Minister of State, Department for Harbours.

Examination of witnesses

Q6 Chair: Ms Frost, how many sailings have your members given up since 2021?
Una Frost: We have withdrawn 310 sailings since 2021. Most were in winter.

Q7 Tom Reed: Lord Wray told us last year that the timetable review would be out by June. When will it be published?
Lord Wray: It was not finished, and I regret it. It will be published before the end of May.

Q8 Tom Reed: Will you keep the island fare at \u00a34 after October?
Lord Wray: No. That cannot be paid for beyond October.
Tom Reed: So the islands lose it.
Una Frost: Our members would rather that the fare stayed.
"""


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"evidence.txt": EVIDENCE}))) as opened:
        yield opened


def _told(minutebook: Minutebook, question: str) -> Answer:
    answer = minutebook.ask(question, scope=Scope.owner())
    assert answer.answered
    return answer


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("What did Una Frost say about the island fare?", "Our members would rather", "Lord Wray:"),
        ("What did Lord Wray say about the island fare?", "cannot be paid for", "Una Frost:"),
        ("What did the Minister say about the island fare?", "cannot be paid for", "Una Frost:"),
    ],
)
def test_the_words_of_one_witness_are_not_told_as_anothers(
    minutebook: Minutebook, question: str, own: str, other: str
) -> None:
    answer = _told(minutebook, question)
    assert own in answer.text
    assert other not in answer.text


def test_a_question_is_told_with_the_answer_to_it(minutebook: Minutebook) -> None:
    answer = _told(minutebook, "Will the island fare be kept after October?")
    texts = [each.text for each in answer.sentences]
    place = next(number for number, each in enumerate(texts) if each.startswith("Q8 Tom Reed:"))
    assert texts[place + 1].startswith("Lord Wray: No.")


def test_a_sentence_that_does_not_name_its_speaker_is_told_with_the_name(minutebook: Minutebook) -> None:
    answer = _told(minutebook, "What did Lord Wray say about when the timetable review will be published?")
    assert "Lord Wray: It will be published before the end of May." in [
        each.text for each in answer.sentences
    ]
    assert all("Q7" in each.label for each in answer.citations)


def test_the_answer_is_told_as_far_as_a_few_sentences_go(minutebook: Minutebook) -> None:
    answer = _told(minutebook, "When will the timetable review be published?")
    assert "I regret it. It will be published before the end of May." in answer.sentences[1].text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Q14 Tessa Lyle: What has been spent?", "Q14"),
        ("Q3. Chair (Dr Pell): Is that so?", "Q3"),
        ("Q6 Chair: I turn to the ferries.", "Q6"),
        ("Q1 Results: sales were up", None),
        ("Q3 2025: what was spent?", None),
        ("Quay: is it open?", None),
    ],
)
def test_questions_are_told_from_quarters(text: str, number: str | None) -> None:
    assert question_number(text) == number
