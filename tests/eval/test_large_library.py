"""A library is enlarged with papers that read alike and are no copies."""

from __future__ import annotations

import random
from pathlib import Path

from eval.large_library import changed_words, count, enlarge
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

MINUTES = "Minutes of the Quay Forum, 3 March 2024\n\n" + "\n\n".join(
    f"{number}. Item {number}\n\nThe forum agreed to mend slipway {number} with timber from the old boathouse."
    for number in range(1, 9)
)


def test_an_enlarged_library_has_as_many_windows_as_asked_and_no_copies(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(MINUTES, encoding="utf-8")
    with Library.create_or_open(tmp_path / "small") as small:
        Intake(small, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest(
            [tmp_path / "minutes.txt"]
        )
        n_small = small.n_windows(Scope.owner())
        n_windows = enlarge(small, tmp_path / "large", 5 * n_small)
    assert n_windows >= 5 * n_small
    with Library.open(tmp_path / "large") as large:
        assert not large.copies(Scope.owner()).same
        assert len(large.vectors(Scope.owner())) > n_windows


def test_changed_words_keep_the_start_and_the_shape_of_the_rest() -> None:
    changed = changed_words(MINUTES, ["Heron", "reed"], random.Random(1))
    assert changed.startswith("Minutes of the Quay Forum, 3 March 2024")
    assert changed != MINUTES
    assert changed.count("\n\n") == MINUTES.count("\n\n")


def test_a_library_is_enlarged_to_a_number_of_passages_as_well(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(MINUTES, encoding="utf-8")
    with Library.create_or_open(tmp_path / "small") as small:
        Intake(small, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest(
            [tmp_path / "minutes.txt"]
        )
        n_passages = enlarge(small, tmp_path / "large", 100, "passages")
    with Library.open(tmp_path / "large") as large:
        assert n_passages == count(large, "passages") >= 100
        assert count(large, "windows") < n_passages
