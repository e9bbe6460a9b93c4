"""``minutebook summarise``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, TriedAs, require_text, settings_of
from api.dates import parse_date
from api.errors import PathMissing, WrongUse
from api.terminal import note, say, say_json

if TYPE_CHECKING:
    from rag.briefings.briefing import Briefing

ENDINGS = (".docx", ".html", ".md")


def summarise(
    paper: Annotated[
        str | None,
        typer.Argument(metavar="PAPER", help="Id or file name of the paper.", show_default=False),
    ] = None,
    meeting: Annotated[
        tuple[str, str] | None,
        typer.Option("--meeting", metavar="BODY DATE", help="What a meeting of a body on a day came to."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a .docx, .html or .md file.")
    ] = None,
    library: LibraryFolder = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """Summarise one paper, or one meeting, on a page; every sentence names its source."""
    if (paper is None) == (meeting is None):
        raise WrongUse('give either a PAPER (id or file name) or --meeting "BODY" DATE, and not both.')
    require_writable(output, ENDINGS)
    summary = _summary(paper, meeting, library, tried_as)
    if output is not None:
        from api.files import as_file

        output.write_bytes(as_file(summary, output.suffix.lower()).content)
        note(f"Wrote {output}. It is a draft: check it before it is used.")
    if as_json:
        say_json(summary.to_json())
    elif output is None:
        from rag.briefings.export import briefing_to_markdown

        say(briefing_to_markdown(summary))


def _summary(
    paper: str | None, meeting: tuple[str, str] | None, folder: Path | None, tried_as: str | None
) -> Briefing:
    named = None if paper is None else require_text(paper, "PAPER")
    body, day = (None, None)
    if meeting is not None:
        body, day = require_text(meeting[0], "--meeting"), parse_date(meeting[1], "--meeting")
    settings = settings_of(folder)
    from api.identity.keyboard import scope_at_the_keyboard
    from api.opening import find_paper
    from rag.assembly import assemble
    from rag.briefings.summary import SummaryRequest

    scope = scope_at_the_keyboard(tried_as, settings.library)
    with assemble(settings.for_answers()) as minutebook:
        paper_id = None if named is None else find_paper(minutebook.library, scope, named)
        return minutebook.summarise(
            SummaryRequest(paper_id=paper_id, body=body, meeting_date=day), scope=scope
        )


def require_writable(output: Path | None, endings: tuple[str, ...]) -> None:
    """Refuse before the work is done what could not be written after it.

    Raises:
        WrongUse: The file has another ending.
        PathMissing: Its folder is not there.
    """
    if output is None:
        return
    if output.suffix.lower() not in endings:
        raise WrongUse(f"-o {output}: the file must end in {', '.join(endings)}.")
    if not output.parent.is_dir():
        raise PathMissing(f"-o {output}: there is no folder {output.parent}. Make it first.")
