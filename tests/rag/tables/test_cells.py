"""A cell that the question names by its row and by its column, told alone."""

from __future__ import annotations

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

BUDGET = """# Budget of Ravenby Town Council

Report to Ravenby Town Council, 12 January 2026

## Services

The budget for each service is set out below.

| Service | 2024/25 (\u00a3) | 2025/26 (\u00a3) |
|---|---|---|
| Parks | 41,200 | 43,900 |
| Parks and gardens fund | 5,000 | 5,150 |
| Street lighting | 18,300 | 17,050 |
| Markets | | 2,400 |
| Total | 64,500 | 68,500 |

## Limits of noise

The noise at each site is set out below; the limit is 60.

| Site | 2023 | 2024 |
|---|---|---|
| Weir | 48 | 63 |
| Mill | 52 | 55 |

## Paths

Visits by path:

| Path | 2023 | 2024 |
|---|---|---|
| Cliff path | 410 | 395 |
| Moor path | 120 | 160 |

## Halls

| Hall | Bookings | Income | Bookings refused |
|---|---|---|---|
| Moot Hall | 310 | \u00a39,100 | 12 |
| Corn Hall | 122 | \u00a33,700 | 4 |

The clerk spoke of the bookings of the Corn Hall.
"""


@pytest.fixture(scope="module")
def ask(library_of):
    with assemble(Settings(library=library_of({"budget.md": BUDGET}))) as opened:
        yield lambda question: opened.ask(question, scope=Scope.owner())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was the budget for parks in 2025/26?", "Service: Parks; 2025/26 (\u00a3): 43,900"),
        (
            "What is the budget for street lighting in 2025-26?",
            "Service: Street lighting; 2025/26 (\u00a3): 17,050",
        ),
        (
            "How much was the budget for the parks and gardens fund in 2024/25?",
            "Service: Parks and gardens fund; 2024/25 (\u00a3): 5,000",
        ),
        ("How many bookings did the Moot Hall have?", "Hall: Moot Hall; Bookings: 310"),
        ("How many bookings were refused at the Corn Hall?", "Hall: Corn Hall; Bookings refused: 4"),
        ("What was the total budget of each service in 2025/26?", "Service: Total; 2025/26 (\u00a3): 68,500"),
        ("What was the noise at the Weir in 2024?", "Site: Weir; 2024: 63"),
        ("What was the income of the Corn Hall?", "Hall: Corn Hall; Income: \u00a33,700"),
    ],
)
def test_a_cell_is_told_under_the_name_of_its_column_and_beside_that_of_its_row(ask, question, told):
    answer = ask(question)
    assert [each.text for each in answer.sentences] == [told]
    row, head = (answer.citations[n - 1].quote for n in answer.sentences[0].citations)
    assert told.split("; ")[0].partition(": ")[2] in row
    assert told.split("; ")[1].rpartition(": ")[0] in head


@pytest.mark.parametrize(
    "question",
    [
        "What was the budget for parks in 2023/24?",
        "What was the budget for parks?",
        "What was the budget for museums in 2025/26?",
        "What was the budget for park benches in 2025/26?",
        "How many bookings did the Moot Hall have from schools?",
        "How many bookings did the Moot Hall have other than by members?",
        "What was the limit of noise at the Weir in 2024?",
        "What was said about parks in 2025/26?",
        "What was the total in 2024/25?",
        "How much more was the budget for parks in 2025/26?",
        "What was not spent on parks in 2025/26?",
    ],
)
def test_no_cell_is_told_alone_where_a_word_of_the_question_is_of_none(ask, question):
    told = [each.text for each in ask(question).sentences]
    assert not [
        each for each in told if each.count(";") == 1 and each.startswith(("Service:", "Hall:", "Site:"))
    ]


def test_a_cell_that_is_empty_is_no_figure(ask):
    answer = ask("What was the budget for markets in 2024/25?")
    assert not [
        each for each in answer.sentences if "2024/25 (\u00a3)" in each.text and "Markets" in each.text
    ]


def test_under_years_the_line_before_the_table_says_what_is_counted(ask):
    answer = ask("How many visits did the Moor path have in 2024?")
    assert [each.text for each in answer.sentences] == ["Visits by path: Path: Moor path; 2024: 160"]
    assert answer.status == "answered"
    assert answer.warnings == ()


def test_a_figure_that_was_only_proposed_is_not_told_as_what_was_set(library_of):
    proposed = BUDGET.replace("# Budget of", "# Proposed budget of")
    with assemble(Settings(library=library_of({"proposed.md": proposed}))) as opened:
        answer = opened.ask("What was the budget for parks in 2025/26?", scope=Scope.owner())
    assert answer.status == "partial"
    assert answer.warnings
