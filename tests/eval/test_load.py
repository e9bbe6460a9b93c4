"""What the load measurement makes of what its clients saw. The measuring itself is no test."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from eval.load import Tally, different_questions, rows
from eval.served import Served
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

PAPER = """HARROWMERE PANEL

1. Ferry timetable for summer

The Panel considered several timetables before agreeing additional crossings throughout September.

2. Library opening hours

Councillors discussed extended weekend opening following correspondence from local residents.
"""


def _figures(tally: Tally) -> dict[str, str]:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows("a phase", tally)]
    assert {cell[0] for cell in cells} == {"a phase"}
    return {what: figure for _, what, figure in cells}


def test_the_figures_are_those_of_the_phase() -> None:
    tally = Tally(
        answered=[0.1] * 99 + [2.0],
        turned_away=3,
        without_retry_after=1,
        lost=Counter({"500": 2}),
        health=[0.01, 0.02, 0.2],
        unwell=1,
        seconds=10.0,
        cpu_s=5.0,
        memory_mb=(100.0, 104.0),
    )
    told = _figures(tally)
    assert told["questions a second"] == "10.0"
    assert told["p50, p95, longest"] == "0.10 s, 0.10 s, 2.00 s"
    assert told["lost"] == "2 x 500"
    assert told["turned away with 429 or 503, of them without Retry-After"] == "3, 1"
    assert told["health p95, longest"].endswith("200 ms")
    assert told["CPU of the service for a question"] == "50 ms"
    assert told["memory of the service at the beginning and the end"] == "100 MB, 104 MB"


def test_a_phase_in_which_nothing_was_answered_gives_no_figure_for_times() -> None:
    assert _figures(Tally(seconds=1.0))["p50, p95, longest"] == "nan s, nan s, nan s"


def test_no_question_is_asked_twice(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(PAPER, "utf-8")
    with Library.create_or_open(tmp_path / "library") as library:
        Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest(
            [tmp_path / "minutes.txt"]
        )
    asked = different_questions(tmp_path / "library")
    assert len(asked) == len(set(asked)) >= 10
    assert asked == different_questions(tmp_path / "library")


def test_what_a_process_has_used_is_read_from_the_system() -> None:
    usage = Served("http://127.0.0.1:1", os.getpid()).usage()
    assert usage.cpu_s > 0 and usage.memory_mb > 10
