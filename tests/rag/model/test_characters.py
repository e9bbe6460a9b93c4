"""Characters of a model's reply that come in halves."""

from __future__ import annotations

import pytest

from rag.model.characters import whole_characters


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["The lamps ", "failed."], "The lamps failed."),
        (["A lamp \ud83d", "\ude00 was lit"], "A lamp \U0001f600 was lit"),
        (["\ud83d", "", "\ude00"], "\U0001f600"),
        (["half \ud83d", " and on"], "half \ufffd and on"),
        (["other half \ude00"], "other half \ufffd"),
        (["at the end \ud83d"], "at the end \ufffd"),
        (["caf\u00e9 \u2013 \u00a360"], "caf\u00e9 \u2013 \u00a360"),
    ],
)
def test_halves_are_put_together_and_a_lone_one_is_replaced(pieces: list[str], expected: str) -> None:
    whole = "".join(whole_characters(pieces))
    assert whole == expected
    whole.encode()
