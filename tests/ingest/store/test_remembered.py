"""What a reader remembers is forgotten with the next change, and never crosses from one asker to another."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store import matching
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from ingest.store.records import Selection
from ingest.store.remembered import Remembered

PUBLIC = Scope.public()
OWNER = Scope.owner()


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    kept: Remembered[str] = Remembered(3)
    kept.put("one", "a")
    kept.put("two", "b", 2)
    assert kept.get("one") == "a"
    kept.put("three", "c")
    assert (kept.get("one"), kept.get("two"), kept.get("three")) == ("a", None, "c")


def test_a_value_larger_than_everything_is_given_back_and_not_kept() -> None:
    kept: Remembered[str] = Remembered(3)
    assert kept.put("long", "abcd", 4) == "abcd"
    assert kept.get("long") is None


def test_a_key_put_twice_counts_once() -> None:
    kept: Remembered[str] = Remembered(2)
    for _ in range(5):
        kept.put("one", "a", 2)
    assert kept.get("one") == "a"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "otters.txt").write_text(
        "Minutes\n\nThe forum counted the otters of the mill stream in the cold winter of that year.",
        encoding="utf-8",
    )
    _ingest(tmp_path / "library", tmp_path / "otters.txt", Access.RESTRICTED)
    return tmp_path


def _ingest(library: Path, paper: Path, access: Access) -> None:
    with Library.create_or_open(library) as opened:
        Intake(opened, access=access, encoder=QueryEncoder(), is_indexing=False).ingest([paper])


def _known(library: Library, scope: Scope) -> tuple[int, int, int, bool, bool]:
    return (
        len(library.papers(scope)),
        library.n_windows(scope),
        len(library.postings(scope, ["otter"])["otter"].in_text),
        "otter" in library.terms_beginning(scope, "o"),
        "otter" in library.held(scope, ["otter", "badger"]),
    )


def test_what_is_remembered_for_one_asker_is_not_told_to_another(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        assert _known(library, OWNER) == (1, 1, 1, True, True)
        assert _known(library, PUBLIC) == (0, 0, 0, False, False)
        assert _known(library, OWNER) == (1, 1, 1, True, True)


def test_a_change_is_seen_by_a_reader_that_remembers(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        assert _known(library, PUBLIC) == (0, 0, 0, False, False)
        second = folder / "more.txt"
        second.write_text("Minutes\n\nAn otter was seen at the weir by the lock keeper.", encoding="utf-8")
        _ingest(folder / "library", second, Access.PUBLIC)
        assert _known(library, PUBLIC) == (1, 1, 1, True, True)
        assert _known(library, OWNER) == (2, 2, 2, True, True)


@pytest.mark.parametrize("way", ["held", "postings"])
def test_terms_as_long_as_a_question_take_no_room(
    folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(matching, "_NUMBERS_KEPT", 20_000)
    monkeypatch.setattr(matching, "_TERMS_KEPT", 1_000)
    with Library.open(folder / "library") as library:
        _known(library, PUBLIC)
        tracemalloc.start()
        try:
            for number in range(1_000):
                getattr(library, way)(PUBLIC, [f"{number}" + "x" * 4_000])
            grown = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
    assert grown < 1_000_000


def test_what_is_given_out_can_be_changed_without_harm(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        library.papers(OWNER).clear()
        library.bodies(OWNER).append("Nobody")
        assert len(library.papers(OWNER)) == 1
        assert "Nobody" not in library.bodies(OWNER)


def test_part_of_what_is_remembered_is_what_would_be_read_anew(folder: Path) -> None:
    second = folder / "more.txt"
    second.write_text("Minutes\n\nAn otter was seen at the weir by the lock keeper.", encoding="utf-8")
    _ingest(folder / "library", second, Access.PUBLIC)
    with Library.open(folder / "library") as library, Library.open(folder / "library") as other:
        chosen = Selection(papers=frozenset({library.papers(OWNER)[0].paper_id}))
        whole = library.vectors(OWNER)
        part, anew = library.vectors(OWNER, chosen), other.vectors(OWNER, chosen)
        assert len(part) < len(whole)
        assert part.window_ids.tolist() == anew.window_ids.tolist()
        assert part.matrix.tolist() == anew.matrix.tolist()
        assert (
            library.postings(OWNER, ["otter"], chosen)["otter"].in_text.tolist() == part.windows[0].tolist()
        )


def test_a_posting_tells_words_from_titles_and_knows_any_mark(folder: Path) -> None:
    second = folder / "marks.txt"
    second.write_text(
        "Budget 2019/20\n\n1. Otters\n\nIn 2019/20 item #4 cost £3.5 and 10% more.", encoding="utf-8"
    )
    _ingest(folder / "library", second, Access.PUBLIC)
    with Library.open(folder / "library") as library:
        held = library.postings(PUBLIC, ["2019/20", "#4", "3.5", "10%", "otter", "o'brien"])
        assert all(len(held[term].in_text) for term in ("2019/20", "#4", "3.5", "10%"))
        assert len(held["otter"].in_context)
        assert not len(held["o'brien"].in_text)


def test_what_was_read_of_an_earlier_state_goes_with_the_first_of_a_later_one() -> None:
    kept: Remembered[str] = Remembered(10)
    kept.put(((1, "rights"), "term"), "old")
    kept.put(("paper", 3), "of no state")
    assert kept.put((2, "rights"), "new") == "new"
    assert kept.get(((1, "rights"), "term")) is None
    assert kept.put((1, "rights"), "late") == "late"
    assert (kept.get((1, "rights")), kept.get((2, "rights"))) == (None, "new")
