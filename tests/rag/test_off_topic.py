"""Questions that have nothing to do with the papers are not answered from them."""

from __future__ import annotations

from pathlib import Path

from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_of_sixty_questions_about_something_else_at_most_one_is_answered(sample_library: Path) -> None:
    questions = (EXAMPLES / "golden" / "off_topic.txt").read_text(encoding="utf-8").split("\n")
    asked = [question for question in questions if question.strip()]
    with assemble(Settings(library=sample_library)) as minutebook:
        answered = [each for each in asked if minutebook.ask(each, scope=Scope.owner()).answered]
    assert len(asked) == 60
    assert len(answered) <= 1, answered
