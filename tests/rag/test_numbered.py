"""Things that go by a number: what is said of one is not told of another."""

from __future__ import annotations

import pytest

from ingest.papers import Scope
from ingest.structure.motion_bounds import agrees_alone, begins_item, begins_motion, suggests
from rag.assembly import assemble
from rag.numbered import names_another
from rag.settings import Settings


@pytest.mark.parametrize(
    ("told", "asked", "is_other"),
    [
        ("to adopt Ordinance No. 1187", "Was Ordinance 1188 adopted?", True),
        ("to adopt Ordinance No. 1188", "Was Ordinance 1188 adopted?", False),
        ("to adopt Resolution No. 2025-63", "Did they adopt Resolution 2025-68?", True),
        ("Resolutions 61 to 64 were adopted", "Was Resolution 62 adopted?", False),
        ("application NP/24/0588/FUL", "What of NP/24/0611/FUL?", True),
        ("Erf 1120 be sold", "What happened to Erf 1102?", True),
        ("the water rate be 7.5 percent", "Was Ordinance 1188 adopted?", False),
    ],
)
def test_numbers_of_one_kind_tell_things_apart(told: str, asked: str, is_other: bool) -> None:
    assert names_another(told, asked) is is_other


@pytest.mark.parametrize(
    "text",
    [
        "Motion (Hask/Dovey) to adopt it.",
        "MOTION Pell, SECOND Venn, to wait.",
        "M/S/C Hask/Dovey to wait.",
        "Cllr Pell proposed that it wait.",
    ],
)
def test_another_motion_is_seen(text: str) -> None:
    assert begins_motion(text)


def test_where_the_words_on_a_motion_end() -> None:
    assert begins_item("5B. Ordinance No. 1188")
    assert begins_item("**25/076 Roads.** The Clerk")
    assert not begins_item("5 votes for, 3 against")
    assert suggests("Cllr Pell suggested that the gate be painted.")
    assert not suggests("Cllr Pell asked that his vote be recorded.")
    assert agrees_alone("This was agreed.")
    assert not agrees_alone("Agreed by 5 votes to 2.")


MINUTES = """Osterby Transit Board

Minutes of the meeting held on 20 March 2025

4. Fare policy

Director Dell moved to substitute a fare of $2.00 with no paper transfers. The substitute failed 2-5 (Dell, Watts in \
favor). Motion (Lind/Beck) to adopt Resolution 25-08 as presented. Approved 5-2 (Dell, Watts opposed).

5. Risk register

Marcus Bell proposed that the liquidity risk be raised to 12. This was not supported.

6. Parks ordinance

MOTION by Lind, SECOND by Beck, to adopt Ordinance No. 1187. Motion carried 4-2.
"""


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        (
            "Did the board adopt a $2.00 fare with no paper transfers?",
            "The substitute failed 2-5",
            "The motion was carried: The substitute",
        ),
        ("Was the liquidity risk raised to 12?", "This was not supported", "The motion was carried"),
        ("Was Ordinance 1187 adopted?", "to adopt Ordinance No. 1187", "substitute"),
    ],
)
def test_each_motion_is_told_with_its_own_outcome(library_of, question: str, told: str, untold: str) -> None:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as minutebook:
        answer = minutebook.ask(question, scope=Scope.owner())
    assert told in answer.text
    assert untold not in answer.text


def test_an_ordinance_that_was_not_voted_on_is_not_told_as_carried(library_of) -> None:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as minutebook:
        answer = minutebook.ask("Was Ordinance 1188 adopted?", scope=Scope.owner())
    assert "1187" not in answer.text


COUNCIL = """Osterby Town Council

Minutes of the meeting held on 3 June 2025

ITEM C 33/03/25: SALE OF ERF 1120

RESOLVED
1. THAT Erf 1120 be sold by tender.
2. THAT the sale be advertised for a month.

ITEM C 34/03/25: SALE OF ERF 1102

The Manager withdrew the item.
"""


def test_what_was_resolved_on_another_number_is_not_told(library_of):
    with assemble(Settings(library=library_of({"minutes.txt": COUNCIL}))) as minutebook:
        told = [
            each.text for each in minutebook.ask("What happened to Erf 1102?", scope=Scope.owner()).sentences
        ]
        assert not any("1120" in text or "advertised" in text for text in told)
        told = [
            each.text for each in minutebook.ask("What happened to Erf 1120?", scope=Scope.owner()).sentences
        ]
        assert any("Erf 1120 be sold by tender" in text for text in told)
