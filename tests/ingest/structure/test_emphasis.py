"""Marks of bold and italic words are told from other stars and strokes."""

from __future__ import annotations

import pytest

from ingest.structure.emphasis import blank_emphasis, for_showing, without_emphasis, without_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it was **agreed** to _wait_", "it was agreed to wait"),
        ("***Moved:*** Cllr Pell", "Moved: Cllr Pell"),
        ("income* and snake_case_names", "income* and snake_case_names"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("Name: ______", "Name: ______"),
    ],
)
def test_words_between_two_marks_lose_them(text: str, expected: str) -> None:
    assert without_emphasis(text) == expected
    assert len(blank_emphasis(text)) == len(text)
    assert " ".join(blank_emphasis(text).split()) == " ".join(expected.split())


def test_a_mark_without_its_other_half_goes_too() -> None:
    assert for_showing("**Apologies:** Cllr Pell. **Present:") == "Apologies: Cllr Pell. Present:"
    assert for_showing("income* of \u00a3400") == "income* of \u00a3400"
    assert without_marks("*Moved by Cllr Pell") == "Moved by Cllr Pell"
