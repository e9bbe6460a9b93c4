"""Many copies of one text: one group under the best of them, however few pairs were compared."""

from dataclasses import replace
from datetime import date

import pytest

from ingest.papers import Access, Kind, Scope
from ingest.store.forms import Form
from ingest.store.grouping import grouped

OWNER = Scope.owner()


def form(name: str, day: int | None = 11, order: str = "") -> Form:
    return Form(
        paper_id=name,
        kind=Kind.MINUTES,
        body="Harrow Safer Streets Panel",
        date=None if day is None else date(2025, 3, day),
        is_date_read=True,
        is_draft=False,
        rank=(False, False, False, 0, False, False, False, 0, order or name, name),
    )


def names(groups: list[list[Form]]) -> list[list[str]]:
    return [[each.paper_id for each in group] for group in groups]


def test_leaves_that_were_only_compared_with_a_later_one_are_one_group():
    forms = {name: form(name, order=order) for name, order in (("hub", "z"), ("one", "a"), ("two", "b"))}
    alike = {"hub": {"one", "two"}, "one": {"hub"}, "two": {"hub"}}
    assert names(grouped(alike, forms)) == [["one", "two", "hub"]]


def test_an_undated_copy_does_not_join_two_that_are_dated_differently():
    forms = {
        "early": form("early", 11),
        "late": form("late", 12),
        "undated": form("undated", None, order="z"),
    }
    alike = {"early": {"undated"}, "late": {"undated"}, "undated": {"early", "late"}}
    assert names(grouped(alike, forms)) == [["early", "undated"]]


def test_thousands_of_copies_are_grouped_at_once():
    forms = {f"{number:05d}": form(f"{number:05d}") for number in range(5_000)}
    hub = forms["04999"] = replace(forms["04999"], rank=(True, *forms["04999"].rank[1:]))
    alike = {name: {hub.paper_id} for name in forms if name != hub.paper_id}
    alike[hub.paper_id] = set(forms) - {hub.paper_id}
    (group,) = grouped(alike, forms)
    assert len(group) == 5_000
    assert group[-1] is hub


@pytest.fixture
def copies(library, new_paper, store):
    """Sixty files of one text, and one of another."""
    sentence = "The Manager reported that {} of the lamps in street number {} had failed since the winter. "
    words = "".join(sentence.format(number, 7 * number) for number in range(12))
    for number in range(60):
        store(library, new_paper([words + "\n" * number]), source=f"/papers/{number:02d}.txt")
    store(
        library,
        new_paper(["The Clerk read the minutes of the last meeting, which were agreed."]),
        source="/o",
    )
    return library


def test_more_copies_than_are_compared_are_one_text_found_once(copies):
    found = copies.copies(OWNER)
    ((best, others),) = found.same.items()
    assert len(others) == 59
    assert len(found.others(others[0])) == 59
    searched = {window.window_id for window in copies.windows_of(OWNER, best)}
    aside = set(found.windows_aside.tolist())
    assert not searched & aside
    assert len(aside) == 59 * len(searched)
    copies.withdraw(best, "wrong paper")
    ((_, others),) = copies.copies(OWNER).same.items()
    assert len(others) == 58
    assert copies.check() == []


def test_copies_that_the_asker_may_not_see_are_not_counted(copies):
    ((best, others),) = copies.copies(OWNER).same.items()
    for paper_id in (best, *others[:30]):
        copies.set_access(paper_id, Access.RESTRICTED)
    ((_, seen),) = copies.copies(Scope.public()).same.items()
    assert len(seen) == 60 - 31 - 1
