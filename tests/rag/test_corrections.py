"""What later minutes put right in earlier ones, and that nothing else is taken for it."""

from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.corrections import corrections_in
from rag.settings import Settings

MARCH = """Ellerdale Parks Committee
Minutes of the meeting held on 3 March 2025

14. Bandstand
The repair of the bandstand roof would cost \u00a348,500 and take nine weeks.
RESOLVED that the repair be approved.
"""
JUNE = """Ellerdale Parks Committee
Minutes of the meeting held on 2 June 2025

20. Minutes of the last meeting
The minutes of the meeting held on 3 March 2025 were signed, subject to the figure in minute 14 being amended from
\u2018\u00a348,500\u2019 to \u2018\u00a384,500\u2019.

21. Boathouse
The boathouse repair would cost \u00a348,500 and take four weeks.
"""
QUESTION = "What would the repair of the bandstand roof cost?"


@pytest.fixture(scope="module")
def library(library_of) -> Path:
    return library_of({"march.txt": MARCH}, restricted={"june.txt": JUNE})


@pytest.fixture
def minutebook(library: Path):
    with assemble(Settings(library=library)) as opened:
        yield opened


def test_an_answer_from_minutes_that_were_put_right_says_so_and_cites_both(minutebook: Minutebook):
    answer = minutebook.ask(QUESTION, scope=Scope.owner()).to_json()
    first, second = answer["citations"][:2]
    assert (first["document"], second["document"]) == ("march.txt", "june.txt")
    assert "\u00a384,500" in answer["answer"]
    assert any("\u00a384,500" in warning for warning in answer["warnings"])
    assert all(sentence["verdict"] == "supported" for sentence in answer["sentences"])


def test_a_correction_that_the_asker_may_not_see_is_not_told(minutebook: Minutebook):
    answer = minutebook.ask(QUESTION, scope=Scope.public()).to_json()
    assert answer["answered"]
    assert "84,500" not in str(answer)


def test_the_same_figure_in_the_correcting_paper_or_on_another_matter_is_left_alone(minutebook: Minutebook):
    answer = minutebook.ask("What would the boathouse repair cost?", scope=Scope.owner()).to_json()
    assert answer["citations"][0]["document"] == "june.txt"
    assert not any("put right" in warning for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The minutes were signed subject to the sum being corrected from \u00a31.2 million to \u00a32.1 million.",
            [("\u00a31.2 million", "\u00a32.1 million")],
        ),
        (
            "The minutes were confirmed subject to amendment of the venue so that it read \u2018Market Hall\u2019 "
            "instead of \u2018Guildhall.\u2019",
            [("Guildhall", "Market Hall")],
        ),
        ("In minute 7, \u201cMr Ash\u201d should read \u201cMrs Ash\u201d.", [("Mr Ash", "Mrs Ash")]),
        (
            "It was agreed to delete \u201cnine\u201d and insert \u201cninety\u201d in the minutes.",
            [("nine", "ninety")],
        ),
        ("Minute 3: replace \u201cMay\u201d with \u201cJune\u201d.", [("May", "June")]),
        ("The minutes were confirmed as a correct record.", []),
        ("The price had been changed from \u00a310 to \u00a312 by the contractor.", []),
        ("The amendment to the minutes policy was carried by six votes to three.", []),
    ],
)
def test_corrections_are_read_with_both_wordings(text, expected):
    assert list(corrections_in(text)) == expected
