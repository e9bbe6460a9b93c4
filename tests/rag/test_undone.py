"""Answers that tell a decision tell what a later meeting undid of it; others are left alone."""

from itertools import pairwise
from pathlib import Path

import pytest

from ingest.papers import Scope
from ingest.store.library import Library
from rag import wording
from rag.assembly import Minutebook, assemble
from rag.ledger import EVERY_ENTRY, Ledger
from rag.settings import Settings

MARCH = """Ostrey Harbour Committee
Minutes of the meeting held on 4 March 2024

31. Ferry landing
The landing at Pell Quay stands empty.
RESOLVED that the ferry landing be leased to Oster Boats for six years.

32. Lamp oil
The price of lamp oil was $410 a barrel.
RESOLVED that forty barrels of lamp oil be bought.

33. Dredging
Mrs Ames moved that the inner basin be dredged in May. For: Mrs Ames, Mr Venn. Against: Mr Lisle. The motion was
carried.
"""
JUNE = """Ostrey Harbour Committee
Minutes of the meeting held on 3 June 2024

40. Ferry
RESOLVED that minute 31 be rescinded and that the landing be kept for the lifeboat.

41. Minutes
The minutes of 4 March 2024 were signed, subject to the number of barrels in minute 32 reading 44 and to show in minute
33 that Mr Venn voted against.

42. Matters arising
Minute 32: the clerk reported that the price had been reduced to $395.
Mr Venn gave notice of a motion to rescind minute 32.
"""
TOWN = """Ostrey Town Council
Minutes of the meeting held on 6 May 2024

31. Clock tower
RESOLVED that the clock tower be painted green.
"""
NUMBERED = """Fallow Point Council
Minutes of the meeting held on 5 February 2024

7. Reports
Resolution No. 2024-18
Moved by Councillor Brand, seconded by Councillor Ives
THAT the snow plough tender be awarded to Dane Works.
CARRIED
Resolution No. 2024-19
Moved by Councillor Ives, seconded by Councillor Brand
THAT the rink tender be awarded to Cold Floors.
CARRIED
"""
NUMBERED_LATER = """Fallow Point Council
Minutes of the meeting held on 4 March 2024

5. Tenders
Resolution No. 2024-25
Moved by Councillor Brand, seconded by Councillor Ives
THAT Resolution No. 2024-18 be rescinded.
CARRIED
"""


@pytest.fixture(scope="module")
def library(library_of) -> Path:
    public = {"march.txt": MARCH, "town.txt": TOWN, "february.txt": NUMBERED, "fallow.txt": NUMBERED_LATER}
    return library_of(public, restricted={"june.txt": JUNE})


@pytest.fixture
def minutebook(library: Path):
    with assemble(Settings(library=library)) as opened:
        yield opened


def test_a_rescinded_decision_is_told_with_its_end(minutebook: Minutebook):
    answer = minutebook.ask("For how long was the ferry landing leased?", scope=Scope.owner()).to_json()
    assert "leased to Oster Boats for six years" in answer["sentences"][0]["text"]
    assert answer["sentences"][1]["text"].startswith(f"{wording.LATER} RESOLVED that minute 31 be rescinded")
    assert any("it was rescinded" in warning for warning in answer["warnings"])
    assert answer["citations"][1]["document"] == "june.txt"


def test_what_the_asker_may_not_see_undoes_nothing_for_them(minutebook: Minutebook):
    answer = minutebook.ask("For how long was the ferry landing leased?", scope=Scope.public()).to_json()
    assert answer["answered"]
    assert "rescinded" not in str(answer)


def test_a_sum_that_came_down_is_told_after_the_first(minutebook: Minutebook):
    answer = minutebook.ask("What was the price of lamp oil a barrel?", scope=Scope.owner()).to_json()
    assert "$410" in answer["answer"]
    assert "$395" in answer["answer"]


def test_who_voted_how_is_told_with_what_was_put_right_in_it(minutebook: Minutebook):
    answer = minutebook.ask("Who voted for dredging the inner basin?", scope=Scope.owner()).to_json()
    assert "For: Mrs Ames, Mr Venn" in answer["answer"]
    assert "Mr Venn voted against" in answer["answer"]


def test_a_notice_of_a_motion_and_the_same_number_of_another_body_undo_nothing(minutebook: Minutebook):
    for question in (
        "How many barrels of lamp oil will be bought?",
        "What colour is the clock tower painted?",
    ):
        answer = minutebook.ask(question, scope=Scope.owner()).to_json()
        assert answer["answered"]
        assert "rescind" not in str(answer["warnings"])


def test_a_resolution_is_found_by_the_number_over_it(minutebook: Minutebook):
    answer = minutebook.ask("Who was awarded the snow plough tender?", scope=Scope.owner()).to_json()
    assert "Resolution No. 2024-18 be rescinded" in answer["answer"]
    other = minutebook.ask("Who was awarded the rink tender?", scope=Scope.owner())
    told = [each.text for each in other.sentences]
    assert "rink" in told[0]
    assert all("plough" in before for before, after in pairwise(told) if "rescinded" in after)


def test_the_ledger_shows_what_undoes_a_decision(library: Path):
    with Library.open(library) as opened:
        rows = [row.to_json() for row in Ledger(opened).rows(Scope.owner(), EVERY_ENTRY)]
    traces = {row["text"]: row["traces"] for row in rows if row["kind"] == "decision"}
    (trace,) = next(found for text, found in traces.items() if "ferry landing be leased" in text)
    assert (trace["bearing"], trace["document"]) == ("undoes it", "june.txt")
    assert not next(found for text, found in traces.items() if "clock tower" in text)
