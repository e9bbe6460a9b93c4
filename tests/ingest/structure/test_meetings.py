"""Dates inferred from the report on the same item."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from ingest.papers import Access, Kind, Origin, Stated
from ingest.structure.meetings import different_days, inferred_dates

TITLE = "Repairs of pavements in Castle Street and Mill Lane"


def read(value):
    return Stated(value, Origin.READ, "the opening")


def guessed(value):
    return Stated(value, Origin.INFERRED, "named most often")


@dataclass(frozen=True)
class Record:
    paper_id: str
    title: Stated[str]
    kind: Stated[Kind]
    body: Stated[str] | None
    date: Stated[date] | None
    name: str = "paper.txt"
    access: Access = Access.RESTRICTED
    meeting_number: Stated[str] | None = None


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


def test_a_report_that_fewer_people_may_see_says_nothing():
    hidden = replace(report(), access=Access.EXEMPT)
    assert inferred_dates([minutes(), hidden]) == {}
    assert "m" in inferred_dates([replace(minutes(), access=Access.EXEMPT), hidden])


@pytest.mark.parametrize(
    "body", [None, guessed("Harrow Board"), read("The Harrow Board"), read("HARROW BOARD")]
)
def test_a_report_that_is_not_public_counts_for_papers_of_its_very_body_alone(body):
    closed = replace(report(), body=body)
    assert inferred_dates([minutes(), closed]) == {}


@pytest.mark.parametrize("body", [None, guessed("Harrow Board")])
def test_papers_that_no_officer_of_a_single_body_sees_take_the_date_of_a_report_as_open(body):
    unsaid = replace(minutes(), body=body)
    assert "m" in inferred_dates([unsaid, report()])
    assert inferred_dates([unsaid, replace(report(), access=Access.EXEMPT)]) == {}


def test_a_public_report_counts_where_its_body_is_guessed():
    public = replace(report(), access=Access.PUBLIC, body=guessed("Harrow Board"))
    assert "m" in inferred_dates([minutes(), public])


def test_a_date_from_a_report_that_is_named_is_found_anew_or_not_at_all():
    (found,) = inferred_dates([minutes(), report()]).values()
    dated = replace(minutes(), date=found)
    assert inferred_dates([dated, report()]) == {"m": found}
    assert inferred_dates([dated, report("s")])["m"].basis.endswith("s.txt")
    assert inferred_dates([dated, replace(report(), access=Access.EXEMPT)]) == {}
    unnamed = replace(found, basis="the report on the same item")
    assert inferred_dates([replace(minutes(), date=unnamed), report()]) == {}


def paper(kind, day, number=None, *, access=Access.PUBLIC, body="Harrow Board") -> Record:
    name = f"{kind.value}-{day}"
    return Record(
        name, read(name), read(kind), read(body), read(day), name, access, read(number) if number else None
    )


def agenda(day, number=None, **more) -> Record:
    return paper(Kind.AGENDA, day, number, **more)


def taken(day, number=None, **more) -> Record:
    return paper(Kind.MINUTES, day, number, **more)


def told(*papers) -> set[str]:
    return set(different_days(papers))


def test_an_agenda_and_minutes_a_day_apart_are_told_of_on_both_sides():
    one, other = agenda(date(2025, 9, 10)), taken(date(2025, 9, 11))
    found = different_days([one, other])
    (notice,) = found[one.paper_id]
    assert notice.code == "conflicting_meeting_date"
    assert "10 September 2025" in notice.message
    assert "11 September 2025" in notice.message
    assert other.name in notice.message
    assert one.name in found[other.paper_id][0].message


def test_minutes_of_the_same_day_in_another_year_are_told_of():
    assert len(told(agenda(date(2025, 10, 8)), taken(date(2026, 10, 8)))) == 2


def test_papers_that_have_their_counterpart_on_their_own_day_are_left_alone():
    one, other = agenda(date(2025, 9, 10)), taken(date(2025, 9, 11))
    assert told(one, other, taken(date(2025, 9, 10))) == set()
    assert told(one, other, agenda(date(2025, 9, 11))) == set()


def test_one_number_makes_them_one_meeting_whatever_else_is_there():
    one, other = agenda(date(2025, 9, 10), "443"), taken(date(2025, 9, 17), "443")
    assert len(told(one, other, taken(date(2025, 9, 10), "442"))) == 2


def test_two_numbers_make_them_two_meetings():
    assert told(agenda(date(2025, 9, 10), "443"), taken(date(2025, 9, 11), "444")) == set()


def test_low_numbers_come_again_each_year():
    assert told(agenda(date(2025, 9, 10), "3"), taken(date(2026, 9, 9), "3")) == set()
    assert len(told(agenda(date(2025, 9, 10), "3"), taken(date(2025, 9, 11), "3"))) == 2


def test_other_meetings_and_other_bodies_are_left_alone():
    one = agenda(date(2025, 9, 10))
    assert told(one, taken(date(2025, 10, 8))) == set()
    assert told(one, taken(date(2025, 9, 11), body="Wessmark Panel")) == set()
    assert told(one, agenda(date(2025, 9, 11))) == set()
    assert (
        told(replace(one, date=Stated(date(2025, 9, 10), Origin.INFERRED, "x")), taken(date(2025, 9, 11)))
        == set()
    )


def test_nothing_is_told_of_a_paper_that_fewer_people_may_see():
    one, other = agenda(date(2025, 9, 10)), taken(date(2025, 9, 11), access=Access.EXEMPT)
    assert told(one, other) == {other.paper_id}


def test_of_papers_that_are_not_public_only_those_of_the_very_body_are_told_of():
    one, other = agenda(date(2025, 9, 10)), taken(date(2025, 9, 11))
    closed = {"access": Access.RESTRICTED}
    assert len(told(replace(one, **closed), replace(other, **closed))) == 2
    assert told(replace(one, **closed, body=guessed("Harrow Board")), replace(other, **closed)) == {
        one.paper_id
    }
    assert told(replace(one, **closed, body=read("HARROW BOARD")), replace(other, **closed)) == set()
    assert told(replace(one, **closed, body=guessed("Harrow Board")), other) == {one.paper_id}


def test_a_counterpart_that_is_hidden_changes_nothing_that_is_told():
    one, other = agenda(date(2025, 9, 10)), taken(date(2025, 9, 11))
    hidden = taken(date(2025, 9, 10), access=Access.EXEMPT)
    assert told(one, other, hidden) == {one.paper_id, other.paper_id}
