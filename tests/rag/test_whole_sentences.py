"""What is quoted is the sentence that was chosen, whole, also where it begins in a heading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.figures import has_number
from rag.settings import Settings

LANE = """Minutes of Meeting (no. 12) of
Ferry Community Council
12th November 2025, 19:00-20:30.

Minutes

1. Committee Members Present were: Ann Ash (AA, chair), Bo Birk (BB, secretary) and residents.

2. Minutes of Previous Meetings. Approved online and on the website.

3. Matter Arising: Gull Lane Mrs Cole came from Gull lane a private lane which
   is facing noise from gulls. The council committed to print posters to remind residents to close the
   sacks. The posters were provided with thanks to DD.
"""


def test_a_sentence_that_begins_in_a_heading_is_quoted_whole(library_of: Callable[..., Path]) -> None:
    with assemble(Settings(library=library_of({"minutes.txt": LANE}))) as minutebook:
        answer = minutebook.ask("What is happening with the noise in Gull Lane?", scope=Scope.public())
    assert answer.answered
    assert any("Gull Lane" in each.quote and "gulls" in each.quote for each in answer.citations)
    assert "Matter Arising" not in {each.quote.rstrip(":") for each in answer.citations}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one spoke against it.", False),
        ("The campaign was like that in the G52 area.", False),
        ("One member spoke against it.", True),
        ("It was noted that one officer had left.", True),
        ("There were 1500 returns.", True),
    ],
)
def test_a_word_or_a_code_that_counts_nothing_is_no_figure(text: str, expected: bool) -> None:
    assert has_number(text) is expected
