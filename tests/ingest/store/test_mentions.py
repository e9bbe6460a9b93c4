"""What one paper's record tells of another goes with the right to see that other."""

from dataclasses import replace
from datetime import date

import pytest

from ingest.papers import Access, Kind, Origin, Scope, Stated
from ingest.structure.meetings import DIFFERENT_DAYS, different_days, inferred_dates

OWNER = Scope.owner()


@pytest.fixture
def meeting(library, new_paper, store):
    """The ids of an agenda and of the minutes of one meeting on two days, told of on both."""
    agenda = new_paper(["Quay repairs."], name="agenda.txt", kind=Kind.AGENDA)
    minutes = new_paper(["The Panel agreed."], name="minutes.txt", day=date(2024, 3, 6))
    ids = [
        store(library, each, source=f"/papers/{each.name}").paper_id
        for each in (agenda, replace(minutes, facts=replace(minutes.facts, meeting_number=None)))
    ]
    library.set_differences(different_days(library.papers(OWNER)))
    return ids


def told(library, paper_id) -> list[str]:
    return [each.message for each in library.paper(OWNER, paper_id).notices if each.code == DIFFERENT_DAYS]


def test_both_papers_tell_of_the_difference_once_however_often_it_is_found(library, meeting):
    for _ in range(2):
        assert [len(told(library, paper_id)) for paper_id in meeting] == [1, 1]
        library.set_differences(different_days(library.papers(OWNER)))
    assert "minutes.txt" in told(library, meeting[0])[0]
    assert library.check() == []


def test_a_difference_that_is_no_more_is_not_told_of(library, meeting, new_paper, store):
    minutes = new_paper(["The Panel agreed so."], name="minutes.txt")
    store(library, minutes, source="/papers/minutes.txt")
    library.set_differences(different_days(library.papers(OWNER)))
    assert [told(library, paper_id) for paper_id in meeting] == [[], []]


def test_nothing_is_written_where_nothing_changed(library, meeting):
    before = library.revision
    library.set_differences(different_days(library.papers(OWNER)))
    assert library.revision == before


@pytest.mark.parametrize("change", ["narrowed", "widened", "withdrawn"])
def test_the_name_of_the_other_paper_goes_when_who_may_see_them_changes(library, meeting, change):
    if change == "withdrawn":
        library.withdraw(meeting[1], "wrong paper")
    else:
        library.set_access(meeting[1], Access.RESTRICTED if change == "narrowed" else Access.PUBLIC)
    remaining = library.papers(OWNER)
    assert not any(told(library, record.paper_id) for record in remaining)
    assert library.check() == []


def test_the_other_notices_of_a_paper_stay(library, meeting, new_paper, store):
    library.set_differences({})
    assert [told(library, paper_id) for paper_id in meeting] == [[], []]
    assert library.paper(OWNER, meeting[0]).name == "agenda.txt"


def test_a_date_inferred_from_a_report_no_longer_names_it_once_it_is_narrower(library, new_paper, store):
    title = "Repairs of the north quay and the crane"
    minutes = store(library, new_paper(["It was agreed."], title=title, day=None)).paper_id
    report = new_paper(["The quay is old."], name="report.txt", title=title, kind=Kind.REPORT)
    report_id = store(library, report, source="/papers/report.txt").paper_id
    for paper_id, day in inferred_dates(library.papers(OWNER)).items():
        library.set_inferred(paper_id, date=day)
    assert "report.txt" in library.paper(OWNER, minutes).date.basis
    library.set_access(report_id, Access.EXEMPT)
    assert library.paper(OWNER, minutes).date == Stated(
        date(2024, 3, 5), Origin.INFERRED, "the report on the same item"
    )
    assert library.check() == []


def test_withdrawal_takes_the_facts_out_of_the_file(library, paper, store):
    paper_id = store(library, paper).paper_id
    library.withdraw(paper_id, "wrong paper")
    library.close()
    assert b"Quay Master" not in (library.folder / "library.sqlite").read_bytes()
