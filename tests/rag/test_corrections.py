"""What later minutes put right in earlier ones, and that nothing else is taken for it."""

from pathlib import Path

import pytest

from ingest.papers import Scope
from rag import wording
from rag.assembly import Minutebook, assemble
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


QUAY_MAY = """Minutes of the meeting of the Trennick Quay Board held on Tuesday 6 May 2025

PRESENT: Orla Finch (Chair), Jory Pascoe, Demelza Tregear

3. Treasurer

The reserve stood at $7,940.20 on 30 April. The sinking fund stood at $1,105.

4. Boats

The survey had found eleven boats without a licence. Mr Pascoe said that eleven buoys were missing.

5. Tolls

The toll is $3.40 a night. A tender for the crane was refused at $7,940.20.

6. Lamps

The lamps will be lit from 4 October.
"""
QUAY_JULY = """Minutes of the meeting of the Trennick Quay Board held on Tuesday 8 July 2025

PRESENT: Jory Pascoe (Chair), Demelza Tregear

1. Minutes

The minutes of the meeting held on 6 May 2025 were approved, subject to the following corrections: at item 3, the
reserve should read $7,490.20, not $7,940.20; at item 4, for \u201celeven boats\u201d read \u201cseven boats\u201d; the
toll of $3.40 in item 5 being corrected to $3.04; the date in item 6 to be altered from 4 October to 14 October; and the
deletion of Demelza Tregear from the list of those present.

2. Moorings

The moorings were let.
"""
QUAY_MARCH = """Minutes of the meeting of the Trennick Quay Board held on Tuesday 4 March 2025

PRESENT: Orla Finch (Chair), Demelza Tregear

3. Treasurer

The reserve stood at $7,940.20 on 28 February too, and the rent of the net loft was $3.40.
"""
HARBOUR_MAY = QUAY_MAY.replace("Trennick Quay Board", "Polwhele Harbour Trust")


@pytest.fixture(scope="module")
def quay(library_of):
    papers = {"may.txt": QUAY_MAY, "july.txt": QUAY_JULY, "march.txt": QUAY_MARCH, "trust.txt": HARBOUR_MAY}
    with assemble(Settings(library=library_of(papers))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "wrong", "right"),
    [
        ("What was the reserve of the Trennick Quay Board on 30 April?", "$7,940.20", "$7,490.20"),
        (
            "How many boats without a licence are there at the Trennick Quay Board?",
            "eleven boats",
            "seven boats",
        ),
        ("What is the toll of the Trennick Quay Board?", "$3.40", "$3.04"),
        ("When will the Trennick Quay Board light the lamps?", "4 October", "14 October"),
    ],
)
def test_what_was_put_right_in_other_words_is_told_with_both(quay, question, wrong, right):
    answer = quay.ask(question, scope=Scope.owner()).to_json()
    told = [each["text"] for each in answer["sentences"]]
    first = next(n for n, text in enumerate(told) if wrong in text and wording.PUT_RIGHT not in text)
    assert told[first + 1].startswith(wording.PUT_RIGHT)
    assert right in told[first + 1]
    day = "8 July 2025"
    assert wording.CORRECTED.format(day=day, wrong=wrong, right=right) in answer["warnings"]


def test_somebody_struck_from_those_present_is_told_to_be(quay):
    question = "Was Demelza Tregear present at the meeting of the Trennick Quay Board on 6 May 2025?"
    answer = quay.ask(question, scope=Scope.owner()).to_json()
    assert wording.STRUCK_OUT.format(day="8 July 2025", wrong="Demelza Tregear") in answer["warnings"]
    assert {"may.txt", "july.txt"} <= {each["document"] for each in answer["citations"]}


@pytest.mark.parametrize(
    "question",
    [
        "What was the tender for the crane of the Trennick Quay Board?",
        "What was the reserve of the Trennick Quay Board on 28 February?",
        "What was the rent of the net loft of the Trennick Quay Board?",
        "What was the reserve of the Polwhele Harbour Trust on 30 April?",
        "Was Demelza Tregear present at the meeting of the Trennick Quay Board on 4 March 2025?",
    ],
)
def test_an_equal_figure_of_another_item_meeting_or_body_is_left_alone(quay, question):
    answer = quay.ask(question, scope=Scope.owner()).to_json()
    assert answer["answered"]
    first = answer["sentences"][0]["text"]
    assert "7,940.20" in first or "3.40" in first or "Tregear" in first
    assert wording.PUT_RIGHT not in answer["sentences"][1]["text"] if answer["sentences"][1:] else True


def test_without_an_item_or_a_subject_only_words_that_stand_once_are_put_right(library_of):
    may = QUAY_MAY.replace("The sinking fund stood at $1,105.", "The sinking fund stood at $3.40.")
    july = QUAY_JULY.partition("subject to")[0] + "the figure of $3.40 being corrected to $3.04.\n"
    for minutes, is_told in ((QUAY_MAY, True), (may, False)):
        with assemble(Settings(library=library_of({"may.txt": minutes, "july.txt": july}))) as opened:
            answer = opened.ask("What is the toll?", scope=Scope.owner()).to_json()
        assert (wording.PUT_RIGHT in answer["answer"]) is is_told
