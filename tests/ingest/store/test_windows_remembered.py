"""Windows and passages that a reader remembers, and what ends the remembering."""

from collections.abc import Iterator

import pytest

from ingest.papers import Access, Scope
from ingest.store.library import Library

PUBLIC, OWNER = Scope.public(), Scope.owner()
LINES = [
    "The Panel agreed to repair the quay.",
    "The tender of Wolverhollow was the lowest.",
    "The next meeting is in May.",
]
WINDOWS = range(1, 20)


@pytest.fixture
def reader(library, new_paper, store) -> Iterator[tuple[Library, Library, str]]:
    """A library that is written to, the same opened for reading, and the paper in it."""
    paper_id = store(library, new_paper(LINES, exempt=(1,))).paper_id
    with Library.open(library.folder) as opened:
        yield library, opened, paper_id


def _read(library: Library, scope: Scope) -> list[object]:
    passages = library.passages_in(scope, WINDOWS)
    return [library.windows(scope, WINDOWS), list(passages.items()), library.held(scope, ["tender", "quay"])]


def _words(library: Library, scope: Scope) -> str:
    return repr(_read(library, scope))


def test_a_second_read_gives_the_same_and_each_scope_its_own(reader):
    _, opened, _ = reader
    for_owner, for_public = _read(opened, OWNER), _read(opened, PUBLIC)
    assert "Wolverhollow" in repr(for_owner) and "Wolverhollow" not in repr(for_public)
    assert (for_owner, for_public) == (_read(opened, OWNER), _read(opened, PUBLIC))


def test_what_is_remembered_is_what_a_fresh_reader_reads(reader):
    library, opened, _ = reader
    _read(opened, OWNER)
    with Library.open(library.folder) as fresh:
        assert _read(opened, OWNER) == _read(fresh, OWNER)
    assert _read(opened, OWNER) == _read(library, OWNER)


def test_a_window_without_anything_for_the_asker_is_left_out_each_time(reader):
    _, opened, _ = reader
    for _ in range(2):
        assert set(opened.passages_in(OWNER, WINDOWS)) == {
            window.window_id for window in opened.windows(OWNER, WINDOWS)
        }


@pytest.mark.parametrize("change", ["withdraw", "narrow"])
def test_a_change_ends_it_with_the_next_read(reader, change):
    library, opened, paper_id = reader
    assert "quay" in _words(opened, PUBLIC)
    if change == "withdraw":
        library.withdraw(paper_id, "a test")
    else:
        library.set_access(paper_id, Access.EXEMPT)
    assert "quay" not in _words(opened, PUBLIC)
    assert ("quay" in _words(opened, OWNER)) is (change == "narrow")


def test_a_list_that_was_given_out_can_be_changed_without_harm(reader):
    _, opened, _ = reader
    for passages in opened.passages_in(OWNER, WINDOWS).values():
        passages.clear()
    assert all(opened.passages_in(OWNER, WINDOWS).values())
