"""The floor of support: how it grows, and that its figures say where they come from."""

from __future__ import annotations

import pytest

from rag.calibration import calibration, floor


def test_the_floor_grows_with_the_library_and_stays_within_its_ends() -> None:
    used = calibration()
    floors = [floor(10**size) for size in range(7)]
    assert floors == sorted(floors)
    assert (floors[0], floors[-1]) == (used.least, used.most)


def test_ten_times_as_many_windows_add_the_same_each_time() -> None:
    assert floor(1000) - floor(100) == pytest.approx(calibration().per_decade)


def test_an_empty_library_has_the_least_floor() -> None:
    assert floor(0) == calibration().least


def test_the_figures_name_the_data_they_were_chosen_on() -> None:
    used = calibration()
    assert used.over_refusal["qmsum-train"] <= 0.05
    assert used.sha256 and all(len(value) == 64 for value in used.sha256.values())
