"""Where one meeting had several items on a subject, what is told of each stands under its own title."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.briefings.briefing import Briefing, BriefRequest
from rag.settings import Settings

MINUTES = """Quern Harbour Board

Minutes of the meeting held on Wednesday 10 September 2025 at 7.00 pm in the Net Loft

Present: Ada Thixen (Chair), Bram Wold (Secretary)

11. Ferry performance report: first quarter

The ferry was late on 14 of 90 days in the first quarter.

RESOLVED: That the contents of the report be noted.

12. Harbour office performance report: first quarter

The harbour office was closed by sickness on 8 of 60 days in the first quarter.

RESOLVED: That the hours of the harbour office be put on its door.
"""


@pytest.fixture(scope="module")
def briefing(library_of: Callable[..., Path]) -> Iterator[Briefing]:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as minutebook:
        yield minutebook.brief(
            BriefRequest(topic="performance reports of the first quarter"), scope=Scope.public()
        )


def told(briefing: Briefing) -> list[str]:
    return [each.text for section in briefing.sections for each in section.sentences]


def test_a_decision_that_does_not_say_on_what_it_is_comes_with_its_title(briefing):
    title = "Resolved under \u201cFerry performance report: first quarter\u201d (10 September 2025):"
    assert f"{title} That the contents of the report be noted." in told(briefing)


def test_a_decision_that_says_on_what_it_is_needs_no_title(briefing):
    assert [
        text
        for text in told(briefing)
        if text.startswith("Resolved (10 September 2025): That the hours of the")
    ]


def test_sentences_of_several_items_of_a_meeting_come_with_their_titles(briefing):
    texts = [text for text in told(briefing) if "days in the first quarter" in text]
    assert {text.split(" (10 September 2025): ")[0] for text in texts} == {
        "Under \u201cFerry performance report: first quarter\u201d",
        "Under \u201cHarbour office performance report: first quarter\u201d",
    }
