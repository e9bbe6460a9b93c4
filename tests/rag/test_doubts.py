"""Sources that have the words of a subject only apart are said to be perhaps of something else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.settings import Settings
from rag.wording import NOT_COMPARED

MINUTES = """Tolmouth Harbour Panel

Minutes of the meeting held on 4 June 2025

4. Cleaning contract

The Harbour Master said that the contract for cleaning had ended in May. It was
agreed to extend the contract by two years.

5. Library on the quay

The library on the quay lends books to crews. It had 412 visitors in May.

6. Small grants

RESOLVED: That a grant of \u00a3700 be paid to the rowing club.

7. Weekend buses

RESOLVED: That a trial of six months be approved, at a cost of up to \u00a334,000.

8. Budget

| Heading | Budget \u00a3 | Spent \u00a3 | Forecast \u00a3 |
|---|---|---|---|
| Buoys | 4,000 | 1,000 | 4,600 |
| Lamps | 9,000 | 2,000 | 8,100 |

9. Strategic Dredging Assessment

The assessment of dredging will be published for consultation on 1 July 2025.
"""


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.md": MINUTES}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("For how long was the library contract extended?", "library contract"),
        ("How much was the library grant?", "library grant"),
        ("When does the cleaning grant end?", "cleaning grant"),
        ("What did the consultation on the library contract show?", "library contract"),
    ],
)
def test_what_stands_only_apart_makes_an_answer_doubtful(
    minutebook: Minutebook, question: str, words: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.owner())
    assert answer.status == "partial"
    assert answer.warnings[0].startswith(f"None of these sources speaks of \u201c{words}\u201d in one place")


@pytest.mark.parametrize(
    "question",
    [
        "For how long was the cleaning contract extended?",
        "How much was the grant to the rowing club?",
        "How much does the bus trial cost?",
        "When does the SDA consultation start?",
        "How many visitors did the quay library have?",
    ],
)
def test_words_of_one_item_and_other_forms_of_them_raise_no_doubt(
    minutebook: Minutebook, question: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.owner())
    assert answer.answered
    assert not [each for each in answer.warnings if "in one place" in each]


def test_rows_that_were_not_compared_are_said_to_be_that(minutebook: Minutebook) -> None:
    answer = minutebook.ask("Which heading is forecast over budget?", scope=Scope.owner())
    assert answer.status == "partial"
    assert NOT_COMPARED in answer.warnings
    plain = minutebook.ask("How much is the budget for buoys?", scope=Scope.owner())
    assert NOT_COMPARED not in plain.warnings
