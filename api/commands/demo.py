"""``minutebook demo``: papers in, three answers and a briefing out, in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.asking import say_answer
from api.commands.ingesting import take_in
from api.commands.options import settings_of
from api.terminal import one_line, say
from ingest.papers import Access, Kind, Role

if TYPE_CHECKING:
    from ingest.papers import Scope
    from ingest.store.records import StoredPassage
    from rag.assembly import Minutebook

LIBRARY = Path("demo-library")
OUTPUT = Path("demo-output")
NOT_IN_ANY_PAPERS = "How many moons does the planet Jupiter have?"
_LEAST_WORDS = 5
"""Words of a decision below which there is nothing to ask about."""


def demo(
    papers: Annotated[Path, typer.Argument(metavar="PAPERS", help="A folder of papers.")] = Path(
        "examples/papers"
    ),
) -> None:
    """Ingest a folder of papers, ask three questions of it, and draft a briefing."""
    from api.identity.keyboard import scope_at_the_keyboard
    from api.schemas import AnswerOut
    from rag.assembly import assemble
    from rag.briefings.briefing import BriefRequest
    from rag.briefings.export import briefing_to_docx, briefing_to_markdown

    settings = settings_of(LIBRARY)
    take_in([papers], settings.library, Access.PUBLIC)
    scope = scope_at_the_keyboard()
    with assemble(settings.for_answers()) as minutebook:
        subjects = _decided_on(minutebook, scope)
        questions = [f"What was decided about {subject}?" for subject in subjects[:2]]
        for question in (*questions, NOT_IN_ANY_PAPERS):
            say(f"\n{question}\n{'-' * len(question)}")
            say_answer(AnswerOut.model_validate(minutebook.ask(question, scope=scope).to_json()))
        if subjects:
            briefing = minutebook.brief(BriefRequest(topic=subjects[0]), scope=scope)
            OUTPUT.mkdir(exist_ok=True)
            (OUTPUT / "briefing.docx").write_bytes(briefing_to_docx(briefing))
            (OUTPUT / "briefing.md").write_text(briefing_to_markdown(briefing), encoding="utf-8")
            say(
                f"A briefing on \u201c{one_line(subjects[0])}\u201d is in {OUTPUT / 'briefing.docx'} and briefing.md."
            )
    _say_how_to_go_on()


def _decided_on(minutebook: Minutebook, scope: Scope) -> list[str]:
    """Titles of items with a decision of substance, whole and dated, those with most said about them first."""
    weights: dict[str, int] = {}
    for record in minutebook.library.papers(scope):
        if record.kind.value is not Kind.MINUTES or record.date is None:
            continue
        items: dict[str, list[StoredPassage]] = {}
        for passage in minutebook.library.passages(scope, record.paper_id):
            if passage.item_title:
                items.setdefault(passage.item_title.rstrip("."), []).append(passage)
        for title, passages in items.items():
            decided = [each.text for each in passages if each.role is Role.RESOLUTION]
            is_noted = all("noted" in text or len(text.split()) < _LEAST_WORDS for text in decided)
            if decided and not is_noted and not any(each.is_truncated for each in passages):
                weights[title] = sum(len(each.text.split()) for each in passages)
    return sorted(weights, key=lambda title: -weights[title])


def _say_how_to_go_on() -> None:
    command = ".venv/bin/minutebook"
    say("\nGo on with:")
    for line in (
        f'{command} ask "your question" --library {LIBRARY}',
        f"{command} papers list --library {LIBRARY}",
        f'{command} brief --topic "your topic" -o briefing.docx --library {LIBRARY}',
        f"{command} serve --library {LIBRARY}        # then http://127.0.0.1:8000/docs",
        f"{command} ingest YOUR-FOLDER --access public  # your own papers, in ./minutebook-library",
    ):
        say(f"  {line}")
