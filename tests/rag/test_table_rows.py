"""Figures that stand where a row and a column of a table meet, told with the name of the column."""

from types import SimpleNamespace

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.settings import Settings
from rag.table_rows import cells_of, columns_over, with_columns

REPORT = """# Ferries of the Sound

Report to the Harbour Board, 4 March 2024

## What was found

The ferries were counted for a year, and the jetties were looked at by divers.

| Jetty | Sailings a day | Yearly cost (\u00a3) | Divers' remark |
|---|---|---|---|
| Sallow Point | 11 | 71,500 | sound |
| Kelp Steps | 4 | 18,250 | |
| Old Mole | 23 | 164,000 | piles worn |

The Board is open to the public on two days a week. Sailings were cut at other jetties in 2019.
"""


@pytest.fixture(scope="module")
def ferries(library_of):
    with assemble(Settings(library=library_of({"ferries.md": REPORT}))) as opened:
        yield opened


def first(minutebook: Minutebook, question: str):
    answer = minutebook.ask(question, scope=Scope.owner())
    return answer, answer.sentences[0]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many sailings a day are there from Kelp Steps?", "Sailings a day: 4;"),
        ("What is the yearly cost of the Old Mole jetty?", "Yearly cost (\u00a3): 164,000"),
    ],
)
def test_a_cell_is_told_with_its_row_and_its_column(ferries, question, cell):
    answer, told = first(ferries, question)
    assert cell in told.text
    assert "|" not in told.text
    row, columns = (answer.citations[n - 1] for n in told.citations)
    assert told.text.split("; ")[0].removeprefix("Jetty: ") in row.quote
    assert "Jetty | Sailings a day" in columns.quote


def test_beside_a_row_nothing_is_told_that_is_of_another(ferries):
    answer, _ = first(ferries, "How many sailings a day are there from Kelp Steps?")
    assert not [each for each in answer.sentences if "Sallow Point" in each.text or "Old Mole" in each.text]


def test_an_empty_cell_is_left_out(ferries):
    _, told = first(ferries, "How many sailings a day are there from Kelp Steps?")
    assert "remark" not in told.text


@pytest.mark.parametrize(
    ("above", "row", "told"),
    [
        ("Station | 2022/23 | 2023/24", "Averby | 3 | 5", "Station: Averby; 2022/23: 3; 2023/24: 5"),
        ("Happy (%) | Unhappy (%)", "32 | 44", "Happy (%): 32; Unhappy (%): 44"),
        ("Answer | Share of replies", "No | 31%", "Answer: No; Share of replies: 31%"),
    ],
)
def test_figures_are_read_under_the_names_of_their_columns(above, row, told):
    columns = columns_over(row, SimpleNamespace(context_text=f"What was found\n{above}"))
    assert with_columns(row, columns) == told


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("Averby | 3 | 5", "Thaxby | 4 | 6"),
        ("Councillor Penrose | Averby | Present", "Councillor Tarrant | Thaxby | Apologies"),
        ("Report of | The Monitoring Officer", "Date | 3 March 2024"),
        ("Station | 2022/23 | 2023/24", "Averby | 3"),
        ("The stations were counted.", "Averby | 3 | 5"),
    ],
)
def test_a_row_like_the_others_names_no_columns(above, row):
    assert columns_over(row, SimpleNamespace(context_text=f"What was found\n{above}")) == ""


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| Quay | 4 | 5 |", ["Quay", "4", "5"]),
        ("Quay | 4 | | 5", ["Quay", "4", "", "5"]),
        ("| Budget | Actual", ["", "Budget", "Actual"]),
        ("Quay | 4 |", ["Quay", "4", ""]),
        ("| | 2024 | 2025 |", ["", "2024", "2025"]),
    ],
)
def test_a_stroke_at_one_end_alone_stands_beside_an_empty_cell(line: str, cells: list[str]) -> None:
    assert cells_of(line) == cells


ACTIONS = """# Harbour Trust

Minutes of the meeting held on 3 March 2025

## 4. Risks and actions

| Ref | Risk | Owner | Score |
|---|---|---|---|
| R1 | Crane failure | J Quill | 16 |
| R2 | Oil spill | | 12 |

| Action | Owner | Due | Status |
|---|---|---|---|
| Mooring survey | MobiSea | 30 May 2025 | Not started |
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who owns the crane failure risk?", "Owner: J Quill"),
        ("Who is doing the mooring survey?", "Owner: MobiSea; Due: 30 May 2025; Status: Not started"),
    ],
)
def test_who_answers_for_a_thing_is_told_from_the_column_of_owners(
    library_of, question: str, told: str
) -> None:
    with assemble(Settings(library=library_of({"actions.md": ACTIONS}))) as minutebook:
        answer = minutebook.ask(question, scope=Scope.owner())
    assert told in answer.sentences[0].text
    assert len(answer.sentences[0].citations) == 2
