"""``minutebook approve``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, require_text
from api.errors import PathMissing, WrongUse
from api.terminal import note, one_line, say_json

_ENDING = ".docx"


def approve(
    draft: Annotated[
        Path, typer.Argument(metavar="DRAFT", help="The .docx that brief -o wrote, with your own work in it.")
    ],
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Name and post of the officer who approves.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The final file, another .docx.")
    ],
    anyway: Annotated[
        str | None,
        typer.Option(
            "--anyway",
            metavar="REASON",
            help="Approve although sentences carry no citation; the reason stands in the file.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn a draft briefing into a final one: your edits stay, the draft marks go, your name and the day stand."""
    require_text(by, "--by")
    if anyway is not None:
        require_text(anyway, "--anyway")
    _require_files(draft, output)
    from rag.briefings.approval import Approval
    from rag.briefings.approval import approve as approve_draft

    today = date.today()
    made = approve_draft(draft.read_bytes(), draft.name, Approval(by, today, anyway))
    output.write_bytes(made.content)
    for sentence in made.uncited:
        note(f"Without a citation: {one_line(sentence)}")
    if made.changed:
        note(f"Paragraphs that are yours and not as drafted: {len(made.changed)}.")
    note(f"Wrote {output}, approved by {one_line(by)} on {today}.")
    if as_json:
        told = {"file": str(output), "approved_by": by, "approved_on": today.isoformat()}
        changed = None if made.changed is None else list(made.changed)
        say_json({**told, "uncited": list(made.uncited), "changed": changed})


def _require_files(draft: Path, output: Path) -> None:
    """Refuse before the work is done what could not be read, or not be written after it."""
    for path, given_as in ((draft, "DRAFT"), (output, "-o")):
        if path.suffix.lower() != _ENDING:
            raise WrongUse(
                f"{given_as} {path}: the file must end in {_ENDING}; only Word files can be approved."
            )
    if not draft.is_file():
        raise PathMissing(f"{draft}: there is no such file.")
    if not output.parent.is_dir():
        raise PathMissing(f"-o {output}: there is no folder {output.parent}. Make it first.")
    if output.exists() and output.samefile(draft):
        raise WrongUse(f"-o {output}: that is the draft. Give the final file another name; the draft stays.")
