"""Whether somebody was at a meeting is told from who came and who sent apologies, and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.attendance import attendance_asked
from rag.settings import Settings

MAY = """Minutes of the meeting of Thorley Fen Town Council held on Tuesday 6 May 2025

Present: Cllr Orla Wick (Chair), Cllr Ned Dask, Cllr A.B. Lorne, Cllr Pia Senn. Apologies: Cllr Hugh Marl.

1. Minutes

Cllr Dask proposed that the minutes be approved.
"""

JUNE = """Minutes of the meeting of Thorley Fen Town Council held on Tuesday 3 June 2025

Present:
Cllr Orla Wick (Chair)
Cllr Pia Senn

In attendance: Mrs Una Crabb, Clerk

1. Apologies

Apologies for absence were received from Cllr Lorne.

2. Allotments

The Clerk said that Cllr Dask had met the allotment holders at the gate.
"""

JULY = """Minutes of the meeting of Thorley Fen Town Council held on Tuesday 1 July 2025

1. Allotments

Cllr Senn proposed that the water be turned off.
"""


@pytest.fixture(scope="module")
def town(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {"may.txt": MAY, "june.txt": JUNE, "july.txt": JULY}
    with assemble(Settings(library=library_of(papers))) as opened:
        yield opened


def asked(town: Minutebook, question: str) -> Answer:
    return town.ask(question, scope=Scope.owner())


@pytest.mark.parametrize(
    ("question", "begins", "holds"),
    [
        ("Was Cllr Dask at the May 2025 meeting?", "Present:", "Ned Dask"),
        ("Was Cllr Lorne present at the meeting of 6 May 2025?", "Present:", "Lorne"),
        ("Did Cllr Marl attend the May 2025 meeting?", "Apologies:", "Hugh Marl"),
        ("Was Cllr Senn at the June 2025 meeting?", "Present:", "Pia Senn"),
        ("Was Cllr Lorne absent from the June 2025 meeting?", "Apologies for absence", "Lorne"),
        ("Was Mrs Crabb at the meeting on 3 June 2025?", "In attendance:", "Una Crabb"),
    ],
)
def test_the_line_that_lists_somebody_answers_alone(
    town: Minutebook, question: str, begins: str, holds: str
) -> None:
    answer = asked(town, question)
    assert answer.status == "answered"
    assert len(answer.sentences) == 1
    assert answer.sentences[0].text.startswith(begins)
    assert holds in answer.sentences[0].text


def test_what_is_told_of_somebody_elsewhere_does_not_say_that_they_came(town: Minutebook) -> None:
    answer = asked(town, "Was Cllr Dask at the June 2025 meeting?")
    assert answer.status == "not_in_papers"
    assert answer.abstention is not None
    assert "do not name Cllr Dask" in answer.abstention.reason
    assert "june.txt" in answer.abstention.reason


def test_minutes_without_a_list_do_not_refuse_for_it(town: Minutebook) -> None:
    answer = asked(town, "Was Cllr Senn at the July 2025 meeting?")
    assert answer.abstention is None or "list who came" not in answer.abstention.reason


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Was Councillor Pia Senn at the October meeting?", "Senn"),
        ("Did Mr Dask miss the May meeting?", "Dask"),
        ("Were members at the May meeting told of the flood?", None),
        ("Was Cllr Senn at the May meeting asked about the gate?", None),
        ("Did Cllr Senn attend the opening of the library?", None),
        ("Was the new pump present at the May meeting?", None),
        ("Who was at the May meeting?", None),
    ],
)
def test_a_question_asks_of_somebody_by_name_if_they_were_at_a_meeting(
    question: str, name: str | None
) -> None:
    who = attendance_asked(question)
    assert (who.name[-1] if who else None) == name
