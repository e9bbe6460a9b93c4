"""Tables that may not be whole, or not be the only ones, or that something speaks against: nothing is compared."""

from __future__ import annotations

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

QUESTION = "Which depot used the most diesel?"
HEAD = """# Depots of Lorne Water

Report to the Lorne Water Committee, {day}

## Fuel

{before}

| Depot | Diesel (litres) | Petrol (litres) |
|---|---|---|
"""
ROWS = """| Arnside | 4,210 | 310 |
| Braithe | 6,905 | 120 |
| Culter | 1,770 | 88 |
"""
AFTER = """
The tanks were filled in May.
"""


def paper(
    rows: str = ROWS, after: str = AFTER, before: str = "Fuel was measured.", day: str = "3 June 2024"
) -> str:
    return HEAD.format(day=day, before=before) + rows + after


def told(library_of, *papers: str, question: str = QUESTION, scope: Scope | None = None) -> list[str]:
    names = {f"paper-{number}.md": text for number, text in enumerate(papers)}
    with assemble(Settings(library=library_of(names))) as opened:
        answer = opened.ask(question, scope=scope or Scope.owner())
    is_compared = any("of one table were compared" in each for each in answer.warnings)
    return [each.text for each in answer.sentences] if is_compared else []


def test_a_sound_table_is_compared(library_of):
    assert told(library_of, paper()) == ["Depot: Braithe; Diesel (litres): 6,905"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (ROWS + "| Total | 15,885 | 518 |\n", "the total is more than the rows: one is missing"),
        (ROWS + "| Depots (all) | 12,885 | 518 |\n", "a row that may be a total"),
        (ROWS + "| Dunbeg | 6,905 | 7 |\n", "a tie"),
        (ROWS + "| Dunbeg | | 7 |\n", "a cell is missing"),
        (ROWS + "| Dunbeg | 900 |\n", "a row is out of line"),
        (ROWS + "| Dunbeg | n/a | 7 |\n", "a cell is no figure"),
        (ROWS + "| Dunbeg | 9 kg | 7 |\n", "a cell of another unit"),
        (ROWS + "| Dunbeg | 1,2345 | 7 |\n", "a figure that is misprinted"),
        (ROWS + "| Dunbeg | 900* | 7 |\n", "a figure with a note"),
        (ROWS + "| Braithe | 900 | 7 |\n", "a name that stands twice"),
        (ROWS + "| National average | 9,900 | 7 |\n", "what is compared with"),
        (ROWS + "| Lorne Water | 9,900 | 7 |\n", "the whole"),
        (ROWS + "\nPage 2\n\n| Dunbeg | 9,900 | 7 |\n| Elrig | 12 | 7 |\n", "the table goes on"),
        (
            ROWS
            + "\nNorth\n\n| Depot | Diesel (litres) | Petrol (litres) |\n|---|---|---|\n| Elrig | 12 | 7 |\n",
            "two",
        ),
    ],
)
def test_a_table_that_is_not_clean_is_not_compared(library_of, rows, why):
    assert told(library_of, paper(rows)) == [], why


@pytest.mark.parametrize(
    "after",
    [
        "\nThe figure for Braithe was wrong: the meter had been read twice.\n",
        "\nFigures in the table were revised after the audit.\n",
        "\nBraithe should read 2,905.\n",
    ],
)
def test_a_table_that_its_paper_doubts_is_not_compared(library_of, after):
    assert told(library_of, paper(after=after)) == []


def test_what_another_paper_says_against_a_row_counts_too(library_of):
    other = """# Depots of Lorne Water

Report to the Lorne Water Committee, 5 August 2024

## Fuel

The diesel of the Braithe depot was overstated in June.
"""
    assert told(library_of, paper(), other) == []


def test_of_two_papers_with_the_table_none_is_taken(library_of):
    later = paper(ROWS.replace("6,905", "2,905"), day="5 August 2024")
    assert told(library_of, paper(), later) == []


def test_a_body_that_is_named_picks_its_own_table(library_of):
    other = paper(ROWS.replace("6,905", "2,905")).replace("Lorne Water", "Strathmore Bridges")
    question = "Which depot used the most diesel according to the Lorne Water Committee?"
    assert told(library_of, paper(), other, question=question) in (
        ["Depot: Braithe; Diesel (litres): 6,905"],
        [],
    )


def test_a_rule_of_another_form_is_no_row(library_of):
    text = paper().replace("|---|---|---|", "| --- | :---: | ---: |")
    assert told(library_of, text) == ["Depot: Braithe; Diesel (litres): 6,905"]


def test_the_row_of_totals_may_be_of_rounded_figures(library_of):
    rows = "| Arnside | 4.2 | 3 |\n| Braithe | 6.9 | 1 |\n| Culter | 1.8 | 8 |\n| **Total** | **13.0** | **12** |\n"
    assert told(library_of, paper(rows)) == ["Depot: Braithe; Diesel (litres): 6.9"]


def test_a_percentage_over_all_is_no_row_of_its_own(library_of):
    rows = (
        "| Arnside | 94.0% | 3 |\n| Braithe | 91.0% | 1 |\n| Culter | 97.5% | 8 |\n| Overall | 94.4% | 12 |\n"
    )
    text = paper(rows).replace("Diesel (litres)", "Share of biodiesel")
    question = "Which depots had a share of biodiesel above 94%?"
    assert told(library_of, text, question=question) == ["Depot: Culter; Share of biodiesel: 97.5%"]


def test_minutes_that_put_a_row_right_keep_it_from_being_compared(library_of):
    minutes = """Minutes of the meeting of the Lorne Water Committee held on Monday 3 June 2024

1. Fuel

Depot | Diesel (litres) | Petrol (litres)
Arnside | 4,210 | 310
Braithe | 6,905 | 120
Culter | 1,770 | 88

The tanks were filled in May.
"""
    later = """Minutes of the meeting of the Lorne Water Committee held on Monday 5 August 2024

1. Minutes of the last meeting

The minutes of the meeting held on 3 June 2024 were approved, item 1 being amended from '6,905' to '2,905'.
"""
    assert told(library_of, minutes) == ["Depot: Braithe; Diesel (litres): 6,905"]
    assert told(library_of, minutes, later) == []


@pytest.mark.parametrize("after", ["\n## Other matters\n\nThe tanks were filled in May.\n", ""])
def test_rows_that_the_asker_may_not_see_keep_the_others_from_being_compared(library_of, after):
    rows = ROWS + "| Dunbeg (exempt: not for publication by virtue of paragraph 3) | 9,900 | 7 |\n"
    assert told(library_of, paper(rows, after), scope=Scope.public()) == []


def test_what_anybody_may_see_is_compared_for_anybody(library_of):
    assert told(library_of, paper(), scope=Scope.public()) == ["Depot: Braithe; Diesel (litres): 6,905"]
