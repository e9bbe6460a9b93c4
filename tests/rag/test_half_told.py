"""What was asked for, recommended or moved is told with what the meeting made of it; votes are told of their motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.question.votes import Side, VoteAsked
from rag.settings import Settings
from rag.votes import records_vote
from rag.wording import AMENDED, DECIDED, DECIDED_THERE, LOST, MOVED_THERE

MINUTES = """Osterby Harbour Board

Minutes of the meeting held on 6 May 2025

1. Kiosk lease

The Board considered a request by Pebble Ices for a lower rent on the kiosk. Proposal to agree 4% for one year - \
votes: 2 for, 3 against. Not agreed. The rent remains \u00a3900.

2. Night ferry

Staff recommended that the night ferry be withdrawn in August. After comment by nine riders the Board tabled the \
matter to June.

3. Mooring marks

The Board considered a proposal to lower the mooring mark from 50 to 40. Approved with effect from 2026.

4. Berth dues

The committee proposed that berth dues go up to 45p a metre. Sid Marr moved an amendment to 42p. Amendment carried \
21-14. The motion as amended was carried 30-4.

5. Signal lamp

Commissioner Quill moved to approve the signal lamp at the Ness. Commissioner Trask seconded. Commissioner Whit moved \
to amend the height to 9 metres. The amendment died for lack of a second. On the motion: Ayes - Quill, Trask, Harty. \
Nays - Oake, Whit. Motion passed 3-2.

6. Slip crane

The Surveyor asked for a new crane at the slip. The Board heard of three makers. Cllr Pell moved that the old crane be \
mended. Carried. Cllr Dovey moved that the yard be swept. Lost.

7. Crane deposit

Director Beck moved to reconsider Resolution 25-08; second Amaro. Approved 5-2 \
(Mensah, Cho opposed).

8. Crane purchase

Motion (Lind/Beck) to adopt Resolution 25-08 as presented. Approved 5-2 (Dell, Watts opposed).
"""


@pytest.fixture(scope="module")
def minutebook(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as opened:
        yield opened


def _told(minutebook: Minutebook, question: str) -> list[str]:
    return [each.text for each in minutebook.ask(question, scope=Scope.public()).sentences]


def test_a_request_is_told_with_the_only_decision_behind_it(minutebook: Minutebook) -> None:
    told = _told(minutebook, "Was the lower rent for Pebble Ices agreed?")
    assert any(text.startswith(f"{MOVED_THERE} Proposal to agree 4%") for text in told)
    assert f"{LOST} Not agreed." in told


def test_a_recommendation_is_told_with_its_being_put_off(minutebook: Minutebook) -> None:
    told = _told(minutebook, "Is the night ferry being withdrawn?")
    assert any(text.startswith(DECIDED_THERE) and "tabled the matter to June" in text for text in told)


def test_a_proposal_that_was_considered_is_told_with_its_approval(minutebook: Minutebook) -> None:
    told = _told(minutebook, "What is the mooring mark?")
    assert f"{DECIDED} Approved with effect from 2026." in told


def test_an_amendment_moved_and_carried_in_one_line_leaves_the_motion_open(minutebook: Minutebook) -> None:
    told = _told(minutebook, "What will berth dues be?")
    assert f"{AMENDED} The motion as amended was carried 30-4." in told


def test_votes_after_a_dropped_amendment_are_on_the_motion(minutebook: Minutebook) -> None:
    told = _told(minutebook, "Who voted against the signal lamp?")
    assert any("Oake, Whit" in text for text in told)
    assert not any("to amend the height" in text for text in told)


def test_of_several_decisions_behind_a_request_none_is_told_of_it(minutebook: Minutebook) -> None:
    told = _told(minutebook, "Has the Surveyor got a new crane at the slip?")
    assert not any("yard be swept" in text for text in told)


def test_a_vote_to_reconsider_is_not_the_vote_on_the_matter(minutebook: Minutebook) -> None:
    told = " ".join(_told(minutebook, "Who opposed Resolution 25-08?"))
    assert "Dell, Watts opposed" in told
    assert "Mensah" not in told
    assert "Mensah" in " ".join(_told(minutebook, "Who voted against reconsidering Resolution 25-08?"))


def test_nobody_is_no_name_of_a_voter() -> None:
    against = VoteAsked(frozenset({Side.AGAINST}))
    assert records_vote("Approved 5-2 (Dell, Watts opposed).", against)
    assert not records_vote("Approved 5-0 (None opposed).", against)
