"""Rows of one table compared: told only where it is certain who comes first."""

from __future__ import annotations

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

GRANTS = """# Community grants of Ostrey: applications received and refused

Report to the Ostrey Grants Committee, 4 February 2025

## Districts

The table shows primary and secondary schools together. Applications were received and refused, pupils on free meals
counted, and members excluded, in every district.

| District | Applications | Approvals | Pupils | Free meals | Opening balance (\u00a3) | Closing balance (\u00a3) |
|---|---|---|---|---|---|---|
| Upper Ostrey | 44 | 20 | 310 | 12 | 500 | 410 |
| Primary Hill | 29 | 28 | 205 | 31 | 350 | 900 |
| Saltby | 61 | 11 | 118 | 9 | 720 | 15 |
"""
SCHOOLS = """# Schools of Harle Vale: places and attendance

Report to the Harle Vale Education Panel, 11 March 2025

## Attendance

The table below sets out attendance at each school of the vale in the autumn term, with the pupils on the roll.

| School | Pupils | Attendance (%) | Exclusions |
|---|---|---|---|
| Ashgill Primary | 212 | 94.1 | 2 |
| Brockdale High | 1,040 | 91.7 | 31 |
| St Oda's | 96 | 95.8 | 2 |
| Tarn End Primary | 187 | 93.0 | 4 |
| Total | 1,535 | 92.6 | 39 |

Every school has had a visit from the welfare service.

## Applications for places

Applications for places by ward:

| Ward | 2023/24 | 2024/25 |
|---|---|---|
| Castle | 120 | 141 |
| Fellside | 88 | 80 |
| Quayside | 301 | 301 |
| Harle Vale | 509 | 522 |

## Clubs

| Club | Fee (\u00a3) | Members | Visitors |
|---|---|---|---|
| Chess | 4 | 12 | 7 |
| Drama | \u00a36 | 20 | |
| Rowing | 5 | twelve | 3 |

## Reserves

| Budget | Surplus or deficit (\u00a3) | Change in places |
|---|---|---|
| Transport | 4,000 | +3 |
| Meals | -9,000 | -12 |
| Music | 1,200 | 0 |
"""
PARKS = """# Parks of Quernby

Report to the Quernby Parks Board, 5 June 2024

## Visits

| Park | Visits | Visits by coach | Cost per visit |
|---|---|---|---|
| Elm Park | 4,100 | 310 | \u00a31.20 |
| Long Acre | 9,650 | 120 | \u00a30.90 |
| Mill Green | 7,200 | 640 | \u00a31.75 |
| Other | 12,000 | 9 | \u00a30.10 |

## Trees

| Park | Trees felled | Trees planted |
|---|---|---|
| Elm Park | 3 | 14 |
| Long Acre | 5 | 10 |
| Mill Green | 8 | 24 |
| North side | 16 | 48 |
"""


@pytest.fixture(scope="module")
def ask(library_of):
    with assemble(
        Settings(library=library_of({"schools.md": SCHOOLS, "parks.md": PARKS, "grants.md": GRANTS}))
    ) as opened:
        yield lambda question: opened.ask(question, scope=Scope.owner())


def told(answer) -> list[str]:
    """The rows that were told because they were compared; nothing for any other answer."""
    is_compared = any("of one table were compared" in each for each in answer.warnings)
    return [each.text for each in answer.sentences] if is_compared else []


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which school had the lowest attendance?", ["School: Brockdale High; Attendance (%): 91.7"]),
        ("Which school's attendance was the highest?", ["School: St Oda's; Attendance (%): 95.8"]),
        ("Which school has the most pupils?", ["School: Brockdale High; Pupils: 1,040"]),
        ("Which school has the fewest students on the roll?", ["School: St Oda's; Pupils: 96"]),
        (
            "Which schools have more than 200 pupils?",
            ["School: Ashgill Primary; Pupils: 212", "School: Brockdale High; Pupils: 1,040"],
        ),
        (
            "Which schools had attendance below 94%?",
            [
                "School: Brockdale High; Attendance (%): 91.7",
                "School: Tarn End Primary; Attendance (%): 93.0",
            ],
        ),
        (
            "In which schools were there at least 4 exclusions?",
            ["School: Brockdale High; Exclusions: 31", "School: Tarn End Primary; Exclusions: 4"],
        ),
        (
            "Which schools had no more than 2 exclusions?",
            ["School: Ashgill Primary; Exclusions: 2", "School: St Oda's; Exclusions: 2"],
        ),
        (
            "Which ward had the most applications in 2024/25?",
            ["Applications for places by ward: Ward: Quayside; 2024/25: 301"],
        ),
        (
            "In which wards did applications fall?",
            ["Applications for places by ward: Ward: Fellside; 2023/24: 88; 2024/25: 80"],
        ),
        (
            "Which ward gained applications for places between 2023-24 and 2024-25?",
            ["Applications for places by ward: Ward: Castle; 2023/24: 120; 2024/25: 141"],
        ),
        ("Which budgets lost places?", ["Budget: Meals; Change in places: -12"]),
        ("Which park had the most visits by coach?", ["Park: Mill Green; Visits by coach: 640"]),
        ("Which district had the most applications?", ["District: Saltby; Applications: 61"]),
        (
            "Which district had the highest closing balance?",
            ["District: Primary Hill; Closing balance (\u00a3): 900"],
        ),
        ("Which park had the fewest trees felled?", ["Park: Elm Park; Trees felled: 3"]),
        ("Which park had the lowest cost per visit of Elm Park, Long Acre and Mill Green?", []),
    ],
)
def test_rows_are_told_with_the_figures_by_which_they_were_compared(ask, question, rows):
    assert told(ask(question)) == rows


def test_a_row_is_cited_with_the_names_of_its_columns_and_it_is_said_what_was_compared(ask):
    answer = ask("Which school had the lowest attendance?")
    row, head = (answer.citations[n - 1] for n in answer.sentences[0].citations)
    assert "Brockdale High | 1,040 | 91.7" in row.quote
    assert "School | Pupils | Attendance (%)" in head.quote
    said = answer.warnings[0]
    assert "4 rows" in said and "\u201cAttendance (%)\u201d" in said and "the lowest" in said
    assert "total" in said
    assert answer.status == "answered"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Which school had the fewest exclusions?", "two share the last place"),
        ("Which school had the second lowest attendance?", "another place than the last"),
        ("Which school did not have the lowest attendance?", "turned round"),
        ("Which school had the lowest attendance of boys?", "the table is not of boys"),
        ("Which school had the lowest attendance in 2019?", "the table is not of that year"),
        ("Which school has the most attendance?", "a share is no count"),
        ("Which school had the highest share of exclusions?", "a count is no share"),
        ("Which ward had the most applications?", "there are two years"),
        ("Which ward had the most applications in 2022/23?", "there is no such year"),
        ("Which ward lost pupils?", "the table is of applications"),
        ("Which club has the highest fee?", "one has a unit beside it"),
        ("Which club has the most members?", "one is in words"),
        ("Which club had the fewest visitors?", "one is missing"),
        ("Which budget has the largest deficit?", "the largest figure is no deficit"),
        ("Which park had the most visits?", "what is left over comes first"),
        ("Which park had the most trees felled?", "it may be the total of the others"),
        ("Which schools have more than \u00a3200 pupils?", "the limit is of another unit"),
        ("Which schools have over 2 thousand pupils?", "the limit is of another scale"),
        ("Which schools had attendance below 90%?", "none is"),
        ("Which headteacher had the lowest attendance?", "the rows are schools"),
        ("Which district had the most applications refused?", "the column is of all applications"),
        ("Which district had the most refused applications?", "likewise"),
        ("Which district has the most pupils on free meals?", "another column is of meals"),
        ("Which primary district had the most applications?", "some rows are called so"),
        ("Which district had the largest increase in applications?", "the column is of all applications"),
        ("Which district had the highest balance?", "there are two"),
        ("Which district had the most applications since 2023?", "from a time on"),
        ("Which district had the most applications other than Saltby?", "one is left out"),
        ("Which district had the most applications approved?", "another column is of approvals"),
        ("What was the lowest attendance?", "it is not asked which"),
    ],
)
def test_nothing_is_compared_where_it_is_not_certain(ask, question, why):
    assert told(ask(question)) == [], why
