"""``minutebook timeline``: a subject, a decision or a promise followed across meetings."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.live import shown
from api.commands.options import (
    AsJson,
    From,
    LibraryFolder,
    OfBody,
    To,
    TriedAs,
    filters_of,
    require_text,
    settings_of,
)
from api.commands.summarising import require_writable
from api.errors import WrongUse
from api.terminal import note, say, say_json

if TYPE_CHECKING:
    from rag.timeline import Timeline, TimelineRow

ENDINGS = (".svg", ".html", ".docx", ".md")
_LEAST_WIDTH, _MOST_WIDTH = 80, 120
_INDENT = " " * 12


def timeline(
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help="A subject, in the words of the papers.")
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry",
            metavar="ENTRY_ID",
            help="A decision or promise, by its id in minutebook ledger --json.",
        ),
    ] = None,
    body: OfBody = None,
    date_from: From = None,
    date_to: To = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a .svg (picture), .html (picture and table), .docx or .md file (table).",
        ),
    ] = None,
    library: LibraryFolder = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """Follow a subject, a decision or a promise across meetings, each row in a paper's own words."""
    if (topic is None) == (entry is None):
        raise WrongUse("give either --topic TEXT or --entry ENTRY_ID, and not both.")
    require_writable(output, ENDINGS)
    filters = filters_of(body, date_from, date_to, None)
    subject = require_text(topic, "--topic") if topic is not None else None
    entry_id = require_text(entry, "--entry") if entry is not None else None
    settings = settings_of(library)
    from api.identity.keyboard import scope_at_the_keyboard
    from rag.assembly import assemble
    from rag.timeline import TimelineRequest

    request = TimelineRequest(topic=subject, entry_id=entry_id, filters=filters)
    with assemble(settings.for_answers()) as minutebook:
        made = minutebook.timeline(request, scope=scope_at_the_keyboard(tried_as, settings.library))
    if output is not None:
        from api.timelines import timeline_file

        output.write_bytes(timeline_file(made, output.suffix.lower().lstrip(".")).content)
        note(f"Wrote {output}: {len(made.all_rows)} rows.")
    if as_json:
        say_json(made.to_json())
    elif output is None:
        _say(made)


def _say(made: Timeline) -> None:
    """The rows as they come, the day told where it is another one."""
    say(shown(made.title))
    for words in (made.circulation, made.reason):
        if words:
            say(shown(words))
    _say_rows(made.rows)
    if made.undated:
        say("Undated")
        _say_rows(made.undated)
    for near in made.nearest:
        _say_below(f"nearest: \u201c{shown(near.quote)}\u201d {shown(near.label)}")
    for warning in made.warnings:
        say(f"Note: {shown(warning)}")
    say(f"{len(made.all_rows)} rows")


def _say_rows(rows: Sequence[TimelineRow]) -> None:
    former = ""
    for row in rows:
        day = row.day.isoformat() if row.day else "[undated]"
        day = f"{day} [inferred]" if "date" in row.inferred else day
        state = f" ({row.state})" if row.state else ""
        if day != former:
            say(day)
        former = day
        subject = f"{shown(row.subject)} \u2013 " if row.subject else ""
        _say_below(f"{row.what.value}{state}: {subject}\u201c{shown(row.words)}\u201d")
        if row.put_right:
            _say_below(f"  {shown(row.put_right)}")
        _say_below(f"  {shown(row.label)}  {row.passage.passage_id}")


def _say_below(text: str) -> None:
    """A line under a day, wrapped to the terminal."""
    width = min(_MOST_WIDTH, max(_LEAST_WIDTH, shutil.get_terminal_size((_LEAST_WIDTH, 24)).columns))
    lead = len(text) - len(text.lstrip())
    indent = _INDENT + " " * lead
    for line in textwrap.wrap(
        text.lstrip(), width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
    ):
        say(line)
