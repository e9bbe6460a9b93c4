"""Corrections that only tell what should stand in earlier minutes are told wherever the wrong words are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

MARCH = """Osterby Transit Board

Minutes of the meeting held on 20 March 2025

C 31/03/25 Ridership

The Manager reported that systemwide ridership in February was 412,806. The farebox ratio was 13 per cent.

C 32/03/25 Bins

The Director replied that 1,306 bins had been missed over Christmas.

C 33/03/25 Sale of land

RESOLVED: That in principle approval be granted for the sale of Plot 7 at the ferry.
"""
MAY = """Osterby Transit Board

Minutes of the meeting held on 15 May 2025

C 41/05/25 Minutes

Motion (Cho/Watts) to approve the minutes of 20 March 2025 with the correction that February ridership was 421,806. \
Approved 7-0. RESOLVED: That the minutes be adopted subject to C 32/03/25 being amended to read "1,360 bins".

C 42/05/25 Sale of land

RESOLVED: That the resolution of 20 March 2025 (C 33/03/25) be rescinded.

C 43/05/25 Farebox

The farebox ratio was 14 per cent in April.
"""


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"march.txt": MARCH, "may.txt": MAY}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What was ridership in February?", "421,806"),
        ("How many bins were missed over Christmas?", "1,360 bins"),
        ("Is the sale of Plot 7 still approved?", "be rescinded"),
    ],
)
def test_what_a_later_meeting_put_right_or_undid_is_told(
    minutebook: Minutebook, question: str, right: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.owner())
    assert right in answer.text
    assert any("15 May 2025" in each for each in answer.warnings)


def test_a_later_figure_that_corrects_nothing_is_no_correction(minutebook: Minutebook) -> None:
    answer = minutebook.ask(
        "What was the farebox ratio in the minutes of 20 March 2025?", scope=Scope.owner()
    )
    assert not any("put right" in each for each in (*answer.warnings, answer.text))
