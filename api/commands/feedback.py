"""``minutebook feedback``: what people said of answers, and golden questions made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.errors import WrongUse
from api.terminal import one_line, say, say_json

feedback = typer.Typer(
    help="List what people said of answers, and make golden questions of it.", rich_markup_mode=None
)


@feedback.command("list")
def list_feedback(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """List all feedback, the earliest first."""
    from api.records.database import Records
    from api.records.feedback import FeedbackBox

    with Records.existing(settings_of(library).library) as records:
        given = FeedbackBox(records).every()
    if as_json:
        say_json({"feedback": [each.to_json() for each in given]})
        return
    for each in given:
        question = one_line(each.question) if each.question else "[the question is not kept]"
        told = f": {one_line(each.note)}" if each.note else ""
        say(f"{each.given_at[:16]}  {each.verdict.value:14}  {question}{told}")
    say(f"{len(given)} verdicts")


@feedback.command("export")
def export_feedback(
    golden: Annotated[
        Path,
        typer.Option(
            "--golden", metavar="FILE", help="The set to write: .yaml, .csv or .jsonl.", show_default=False
        ),
    ],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Draft a golden question from each answer that was found wanting, for a person to complete and accept."""
    from api.golden_feedback import drafts_from
    from api.records.database import Records
    from api.records.feedback import FeedbackBox
    from eval.golden_forms import SUFFIXES, written
    from ingest.papers import Scope
    from ingest.store.library import Library

    if golden.suffix.lower() not in SUFFIXES:
        raise WrongUse(f"--golden {golden}: give a name that ends in .yaml, .csv or .jsonl.")
    if golden.exists():
        raise WrongUse(
            f"--golden {golden}: the file is there already, perhaps with your changes. Give a new name."
        )
    folder = settings_of(library).library
    with Records.existing(folder) as records, Library.open(folder) as opened:
        box = FeedbackBox(records)
        given = box.every()
        drafts = drafts_from(given, box.papers_of, opened, Scope.owner())
    if not drafts:
        raise WrongUse(
            f"{folder}: no feedback has a question with it. Ask people to send the question along."
        )
    golden.write_bytes(written([draft.to_json() for draft in drafts], SUFFIXES[golden.suffix.lower()]))
    n_left_out = sum(each.question is None for each in given)
    if as_json:
        say_json({"golden": str(golden), "questions": len(drafts), "left_out": n_left_out})
        return
    say(
        f"{golden}: {len(drafts)} suggestions. Give each its answers and quotes, and change status to accepted."
    )
    if n_left_out:
        say(f"Left out: {n_left_out} without the words of the question.")
