"""Dates inferred from the report on the same item."""

from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Origin, Stated
from ingest.structure.meetings import inferred_dates

TITLE = "Repairs of pavements in Castle Street and Mill Lane"


def read(value):
    return Stated(value, Origin.READ, "the opening")


@dataclass(frozen=True)
class Record:
    paper_id: str
    title: Stated[str]
    kind: Stated[Kind]
    body: Stated[str] | None
    date: Stated[date] | None
    name: str = "paper.txt"


def minutes(title=TITLE, body="Harrow Board", day=None) -> Record:
    return Record("m", read(title), read(Kind.MINUTES), read(body) if body else None, day and read(day))


def report(paper_id="r", title=TITLE, body="Harrow Board", day=date(2024, 3, 6)) -> Record:
    return Record(
        paper_id,
        read(title),
        read(Kind.REPORT),
        read(body) if body else None,
        day and read(day),
        f"{paper_id}.txt",
    )


def test_undated_minutes_take_the_date_of_the_report_on_the_same_item():
    found = inferred_dates([minutes(), report()])
    assert found["m"].value == date(2024, 3, 6)
    assert found["m"].is_inferred
    assert "r.txt" in found["m"].basis


def test_nothing_is_inferred_where_two_reports_differ():
    assert inferred_dates([minutes(), report(), report("s", day=date(2024, 5, 1))]) == {}


def test_two_reports_of_the_same_day_agree():
    assert inferred_dates([minutes(), report(), report("s")])["m"].value == date(2024, 3, 6)


def test_a_date_that_the_minutes_state_is_left_alone():
    assert inferred_dates([minutes(day=date(2023, 1, 1)), report()]) == {}


def test_a_report_to_another_body_says_nothing():
    assert inferred_dates([minutes(), report(body="Wessmark Panel")]) == {}


def test_a_short_or_different_title_is_too_little():
    assert inferred_dates([minutes(title="Minutes"), report(title="Minutes")]) == {}
    assert inferred_dates([minutes(title="Purchase of four grit lorries for winter"), report()]) == {}


def test_an_undated_report_says_nothing():
    assert inferred_dates([minutes(), report(day=None)]) == {}
    assert inferred_dates([]) == {}
