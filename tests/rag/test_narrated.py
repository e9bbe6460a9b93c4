"""Only what was resolved is told as resolved: not what minutes tell of the meeting in the lines beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.narrated import tells_of_meeting
from rag.settings import Settings

MINUTES = """Elverdale Town Council

Minutes of the meeting held on 6 May 2025

1. Boiler at the mill

RESOLVED: that the tender of Kiln & Son in the sum of \u00a34,150 be accepted for the mill boiler.
Members had been told that the estimate for the mill boiler was \u00a33,900.
"""


@pytest.mark.parametrize(
    "text",
    [
        "Members had been told that the estimate was \u00a3170.",
        "The budget was adopted by 7 votes to 2.",
        "Cllr Hask asked that his vote be recorded.",
        "The Mayor thanked the officers.",
        "Cllr Pell abstained.",
    ],
)
def test_what_was_said_and_done_tells_of_the_meeting(text: str) -> None:
    assert tells_of_meeting(text)


@pytest.mark.parametrize(
    "text",
    [
        "That the report, which was adopted in May, be sent out.",
        "The decision does not take effect until the appeal was heard.",
        "receives the report",
        "Endorses the design.",
        "The Clerk to write to those who asked.",
        "The grant be paid to those who applied and were told.",
        "Motion by Hask, second by Dovey, to close the lane.",
    ],
)
def test_the_words_of_a_resolution_do_not(text: str) -> None:
    assert not tells_of_meeting(text)


def test_what_members_had_been_told_is_not_told_as_resolved(library_of: Callable[..., Path]) -> None:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as minutebook:
        asked = "What was the estimate for the mill boiler?"
        told = [each.text for each in minutebook.ask(asked, scope=Scope.public()).sentences]
        assert any("had been told that the estimate" in text for text in told)
        assert not any(text.startswith("Resolved: Members") for text in told)
        asked = "Whose tender was accepted for the mill boiler?"
        told = [each.text for each in minutebook.ask(asked, scope=Scope.public()).sentences]
        assert any("Kiln & Son" in text and text.lower().startswith("resolved:") for text in told)
