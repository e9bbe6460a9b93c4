"""``minutebook sessions``: who is signed in, and having somebody be so no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, folder_with_library, require_text
from api.errors import WrongUse
from api.terminal import note, one_line, say, say_json

if TYPE_CHECKING:
    from api.identity.sessions import Sessions, SignedIn

sessions = typer.Typer(
    help="List who is signed in through the login provider, and end their sessions.", rich_markup_mode=None
)


@sessions.command("list")
def list_sessions(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """List who is signed in, with their groups as the login provider gave them."""
    with _sessions_in(folder_with_library(library)) as opened:
        listed = opened.listed()
    if as_json:
        say_json({"sessions": [each.to_json() for each in listed]})
        return
    for each in listed:
        say(_in_one_line(each))
    say(f"{len(listed)} signed in")


@sessions.command("close")
def close_sessions(
    person: Annotated[
        str | None,
        typer.Argument(metavar="PERSON", help="Name or id, as sessions list shows it.", show_default=False),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="End the sessions of everybody.")] = False,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """End all sessions of a person, or of everybody, from the next request on.

    Who is still in a group that may come in can sign in again: take them out of it at the login provider first.
    """
    from api.identity.sessions import EVERYBODY
    from api.records.at_the_keyboard import note_deed
    from api.records.chain import Action

    if everybody is (person is not None):
        raise WrongUse("give the name or id of one person, or --all for everybody.")
    folder = folder_with_library(library)
    with _sessions_in(folder) as opened:
        asker_id = None if person is None else opened.one(require_text(person, "PERSON")).asker_id
        n_closed = opened.close_all(asker_id)
    note_deed(folder, Action.CLOSED_SESSIONS, person=asker_id or EVERYBODY, sessions=str(n_closed))
    if as_json:
        say_json({"person": asker_id, "closed": n_closed})
        return
    say(f"closed  {n_closed}  {asker_id or EVERYBODY}")
    if asker_id is not None:
        note("They can sign in again as long as a group of theirs may come in.")


@contextmanager
def _sessions_in(folder: Path) -> Iterator[Sessions]:
    from api.identity.sessions import Sessions
    from api.records.database import Records

    with Records(folder) as records:
        yield Sessions(records)


def _in_one_line(each: SignedIn) -> str:
    sessions_held = "1 session" if each.n_sessions == 1 else f"{each.n_sessions} sessions"
    groups = "; ".join(one_line(group) for group in sorted(each.groups)) or "no groups"
    return (
        f"{each.asker_id}  {one_line(each.name)} ({groups}), {sessions_held}, "
        f"since {each.since:%Y-%m-%d %H:%M} until {each.until:%Y-%m-%d %H:%M} UTC"
    )
