"""``minutebook brief``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, TriedAs, require_text, settings_of
from api.dates import parse_date
from api.errors import PathMissing, WrongUse
from api.terminal import note, say, say_json

if TYPE_CHECKING:
    from rag.briefings.briefing import BriefRequest

ENDINGS = (".docx", ".html", ".md")


def _show_template(is_wanted: bool) -> None:
    if is_wanted:
        from rag.briefings.template import template_text

        say(template_text().rstrip())
        raise typer.Exit


def brief(
    agenda: Annotated[
        str | None,
        typer.Option("--agenda", metavar="FILE", help="An agenda: a file, or the name or id of a paper."),
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
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help="The council's own sections, order and words; else $MINUTEBOOK_TEMPLATE.",
        ),
    ] = None,
    show_template: Annotated[
        bool,
        typer.Option(
            "--show-template",
            help="Print the usual template, to copy and change.",
            callback=_show_template,
            is_eager=True,
        ),
    ] = False,
    update: Annotated[
        Path | None,
        typer.Option(
            "--update",
            metavar="DRAFT",
            help="Say what came since this draft was written; -o writes it anew, with your edits in it.",
        ),
    ] = None,
    library: LibraryFolder = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """Draft a briefing for an agenda, a meeting or a topic; every sentence names its source."""
    _require_writable(output)
    settings = settings_of(library)
    if update is not None:
        _refuse_beside_update(meeting, topic, as_of)
        from api.commands.updating import Wanted, bring

        bring(Wanted(update, *_agenda_of(agenda), output, as_json, tried_as), settings, template)
        return
    request = _request_of(agenda, meeting, topic, as_of)
    from api.files import as_file, template_at
    from api.identity.keyboard import scope_at_the_keyboard
    from rag.assembly import assemble
    from rag.briefings.arrange import arrange
    from rag.briefings.carried import recorded_json
    from rag.briefings.provenance import provenance_of

    house = template_at(template or settings.template)
    scope = scope_at_the_keyboard(tried_as, settings.library)
    with assemble(settings.for_answers()) as minutebook:
        briefing = minutebook.brief(request, scope=scope)
        record = provenance_of(arrange(briefing, house), request)
    if output is not None:
        output.write_bytes(as_file(briefing, output.suffix.lower(), house, record).content)
        note(
            f"Wrote {output}. It is a draft: check it, and have a named officer approve it (minutebook approve)."
        )
    if as_json:
        say_json(recorded_json(arrange(briefing, house), record))
    elif output is None:
        from rag.briefings.export import briefing_to_markdown

        say(briefing_to_markdown(briefing, house))


def _refuse_beside_update(meeting: tuple[str, str] | None, topic: str | None, as_of: str | None) -> None:
    given = [
        name
        for name, value in (("--meeting", meeting), ("--topic", topic), ("--as-of", as_of))
        if value is not None
    ]
    if given:
        raise WrongUse(
            f"--update takes what the draft was asked for with; leave out {' and '.join(given)}, or draft anew."
        )


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
    named, file = _agenda_of(agenda)
    from rag.briefings.briefing import BriefRequest

    return BriefRequest(
        topic=None if topic is None else require_text(topic, "--topic"),
        body=body,
        meeting_date=day,
        agenda=named,
        agenda_file=file,
        as_of=until,
    )


def _agenda_of(given: str | None) -> tuple[str | None, Path | None]:
    """What --agenda names: a paper of the library by id or name, or a file on this machine.

    Raises:
        WrongUse: It is empty.
        PathMissing: It names a folder, or a file in a folder where it is not.
    """
    if given is None:
        return None, None
    path = Path(require_text(given, "--agenda"))
    if path.is_file():
        return None, path
    if path.name != given or path.exists():
        raise PathMissing(f"--agenda {given}: there is no such file. Give a file, or the id of a paper.")
    return given, None


def _require_writable(output: Path | None) -> None:
    """Refuse before the work is done what could not be written after it."""
    if output is None:
        return
    if output.suffix.lower() not in ENDINGS:
        raise WrongUse(f"-o {output}: the file must end in {', '.join(ENDINGS)}.")
    if not output.parent.is_dir():
        raise PathMissing(f"-o {output}: there is no folder {output.parent}. Make it first.")
