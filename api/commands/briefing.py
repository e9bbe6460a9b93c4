"""``minutebook brief``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, require_text, settings_of
from api.dates import parse_date
from api.errors import PathMissing, WrongUse
from api.terminal import note, say, say_json

if TYPE_CHECKING:
    from rag.briefings.briefing import BriefRequest

ENDINGS = (".docx", ".html", ".md")


def brief(
    agenda: Annotated[
        str | None,
        typer.Option("--agenda", metavar="FILE", help="An agenda that is in the library: file name or id."),
    ] = None,
    meeting: Annotated[
        tuple[str, str] | None,
        typer.Option("--meeting", metavar="BODY DATE", help="A meeting of a body on a day."),
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help="A subject across all papers.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="The day it is for; minutes of that day or later are left out."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a .docx, .html or .md file.")
    ] = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Draft a briefing for an agenda, a meeting or a topic; every sentence names its source."""
    _require_writable(output)
    request = _request_of(agenda, meeting, topic, as_of)
    settings = settings_of(library)
    from api.identity import scope_at_the_keyboard
    from rag.assembly import assemble

    with assemble(settings.for_answers()) as minutebook:
        briefing = minutebook.brief(request, scope=scope_at_the_keyboard())
    if output is not None:
        from api.files import as_file

        output.write_bytes(as_file(briefing, output.suffix.lower()).content)
        note(f"Wrote {output}. It is a draft: check it before it is used.")
    if as_json:
        say_json(briefing.to_json())
    elif output is None:
        from rag.briefings.export import briefing_to_markdown

        say(briefing_to_markdown(briefing))


def _request_of(
    agenda: str | None, meeting: tuple[str, str] | None, topic: str | None, as_of: str | None
) -> BriefRequest:
    """The request, with exactly one subject.

    Raises:
        WrongUse: None or several are given, a text is empty, or a date can't be read.
    """
    given = [
        name
        for name, value in (("--agenda", agenda), ("--meeting", meeting), ("--topic", topic))
        if value is not None
    ]
    if len(given) != 1:
        told = "none was" if not given else f"{' and '.join(given)} were"
        raise WrongUse(f'give one of --agenda FILE, --meeting "BODY" DATE or --topic TEXT; {told} given.')
    until = None if as_of is None else parse_date(as_of, "--as-of")
    body, day = (None, None)
    if meeting is not None:
        body, day = require_text(meeting[0], "--meeting"), parse_date(meeting[1], "--meeting")
    from rag.briefings.briefing import BriefRequest

    return BriefRequest(
        topic=None if topic is None else require_text(topic, "--topic"),
        body=body,
        meeting_date=day,
        agenda=None if agenda is None else Path(require_text(agenda, "--agenda")).name,
        as_of=until,
    )


def _require_writable(output: Path | None) -> None:
    """Refuse before the work is done what could not be written after it."""
    if output is None:
        return
    if output.suffix.lower() not in ENDINGS:
        raise WrongUse(f"-o {output}: the file must end in {', '.join(ENDINGS)}.")
    if not output.parent.is_dir():
        raise PathMissing(f"-o {output}: there is no folder {output.parent}. Make it first.")
