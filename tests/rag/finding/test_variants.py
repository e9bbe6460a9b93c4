"""Other ways in which papers write a question's words, found in the papers alone and within the asker's scope."""

from pathlib import Path

import pytest

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import EVERYTHING
from rag.assembly import assemble
from rag.finding.variants import definitions, find_variants
from rag.settings import Settings

PUBLIC = """Ashbeck Town Council
Minutes of the meeting of 4 March 2025

1. Parking
The Resident Permit Area (RPA) in Hollow Lane was discussed. Members asked for more signs before the RPA begins.

2. Correspondence
The letterbox in Fell Street is back. The clerk had written twice about it.
"""
RESTRICTED = """Ashbeck Town Council
Minutes of the meeting of 5 March 2025

1. Staffing
The Voluntary Early Release Scheme (VERS) was offered to the caretaker, Ms Thornquist.
"""


@pytest.fixture(scope="module")
def folder(library_of) -> Path:
    return library_of({"open.txt": PUBLIC}, restricted={"kept.txt": RESTRICTED})


@pytest.fixture
def library(folder: Path):
    with Library.open(folder) as opened:
        yield opened


OWNER = Scope.owner()


def variants(question: str, library: Library, scope: Scope = OWNER):
    return find_variants(question, library, scope, EVERYTHING)


def test_an_abbreviation_is_known_by_what_the_papers_say_it_stands_for(library):
    found = variants("When does the RPA begin?", library)
    assert found.holds("rpa", {"resid", "permit", "area"})
    assert "Resident Permit Area" in found.spelled_out


def test_a_long_form_is_known_by_its_abbreviation(library):
    found = variants("What signs does the resident permit area need?", library)
    assert all(found.holds(term, {"rpa"}) for term in ("resid", "permit", "area"))
    assert not found.holds("sign", {"rpa"})


def test_two_words_are_found_written_as_one(library):
    found = variants("Is the letter box in Fell Street back?", library)
    assert found.holds("letter", {"letterbox"})
    assert found.holds("box", {"letterbox"})


def test_one_word_is_found_written_as_two_only_where_the_two_are_neighbours(library):
    found = variants("What became of the hollowlane and the permitlane?", library)
    assert found.holds("hollowlan", {"hollow", "lane"})
    assert not found.holds("permitlan", {"permit", "lane"})


def test_what_an_abbreviation_means_is_not_told_from_papers_out_of_reach(library):
    assert "Voluntary Early Release Scheme" in variants("What is VERS?", library).spelled_out
    assert not variants("What is VERS?", library, Scope.public()).spelled_out


def test_a_misspelt_name_is_read_as_the_one_in_the_papers_within_reach(library):
    question = "What was offered to Ms Thornquest?"
    assert variants(question, library).unknown == {"Thornquest": "thornquist"}
    assert variants(question, library, Scope.public()).unknown == {"Thornquest": None}


def test_a_name_that_no_paper_mentions_is_said_to_be_unheard(folder):
    with assemble(Settings(library=folder)) as minutebook:
        answer = minutebook.ask(
            "What did members ask for in Harrowgate before the parking area begins?", scope=Scope.owner()
        ).to_json()
        assert answer["status"] == "not_in_papers"
        assert "Harrowgate" in answer["abstention"]["reason"]


def test_a_year_that_no_paper_is_from_or_speaks_of_is_unknown(library):
    assert variants("What was agreed on parking in 2019/20?", library).unknown == {"2019": None}
    assert not variants("What was agreed on parking in 2025?", library).unknown


def test_a_misspelt_name_is_answered_with_a_warning(folder):
    with assemble(Settings(library=folder)) as minutebook:
        answer = minutebook.ask(
            "Who wrote twice about the letterbox in Fell Streat?", scope=Scope.owner()
        ).to_json()
        assert any("Streat" in warning for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Police and Crime Commissioner (PCC) said", [("PCC", "Police and Crime Commissioner")]),
        ("a CCTV (closed circuit television) was", []),
        ("NAC (Neighbourhood Action Committee) met", [("NAC", "Neighbourhood Action Committee")]),
        ("Community Safety Partnerships (CSPs) were", [("CSPs", "Community Safety Partnerships")]),
        ("he left early (NB)", []),
        ("paid in full (GBP)", []),
    ],
)
def test_definitions_are_told_by_their_initials(text, expected):
    assert list(definitions(text)) == expected
