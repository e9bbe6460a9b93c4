"""``minutebook keys``: the API keys with which others and their programs come in over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, folder_with_library, require_text, settings_of
from api.dates import parse_date
from api.terminal import note, one_line, say, say_json
from ingest.papers import Access

if TYPE_CHECKING:
    from api.identity.key_rows import KeyRecord, NewKey
    from api.identity.keys import Keys

OVERLAP_HOURS = 24
LONGEST_OVERLAP_HOURS = 24 * 30

keys = typer.Typer(
    help="Make, list, renew and revoke the keys that let others in over HTTP.", rich_markup_mode=None
)

Given = Annotated[
    str,
    typer.Argument(
        metavar="KEY", help="Name of a key, or its beginning as keys list shows it.", show_default=False
    ),
]
Expires = Annotated[
    str | None,
    typer.Option("--expires", metavar="DATE", help="Last day on which it is good (UTC).", show_default=False),
]


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Option("--name", help="Who or what the key is for.", show_default=False)],
    role: Annotated[
        str,
        typer.Option("--role", help="member, evaluator, officer or administrator.", show_default=False),
    ],
    body: Annotated[
        list[str] | None,
        typer.Option(
            "--body",
            help="An officer's committee, panel or board; repeat it for several. Without it, every body.",
            show_default=False,
        ),
    ] = None,
    access: Annotated[
        Access | None,
        typer.Option(
            "--access",
            help="The narrowest class that may be read; without it, as the role says.",
            show_default=False,
        ),
    ] = None,
    expires: Expires = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, once. From the first key on, nobody is let in over HTTP without one."""
    from api.identity.keyboard import body_of, role_of
    from api.records.at_the_keyboard import note_deed
    from api.records.chain import Action
    from ingest.papers import Scope
    from ingest.store.library import Library

    require_text(name, "--name")
    found = role_of(require_text(role, "--role"), "--role")
    end = _end_of(expires)
    folder = settings_of(library).library
    with Library.open(folder) as opened:
        known = opened.bodies(Scope.owner())
    bodies = frozenset(body_of(require_text(each, "--body"), known, "--body") for each in body or ())
    with _keys_in(folder) as opened_keys:
        made = opened_keys.add(name, found, bodies=bodies or None, access=access, expires_at=end)
    note_deed(folder, Action.MADE_KEY, key=made.record.prefix, role=found.value)
    _say_new(made, as_json=as_json)


@keys.command("list")
def list_keys(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """List the keys that were made: whose, what they may do, and if they are good. No key is shown."""
    with _keys_in(folder_with_library(library)) as opened:
        listed = opened.listed()
    if as_json:
        say_json({"keys": [_as_json(record) for record in listed]})
        return
    for record in listed:
        say(_in_one_line(record))
    say(f"{len(listed)} keys")


@keys.command("rotate")
def rotate_key(
    key: Given,
    overlap: Annotated[
        int,
        typer.Option(
            "--overlap",
            metavar="HOURS",
            min=0,
            max=LONGEST_OVERLAP_HOURS,
            help="How long the earlier key stays good.",
        ),
    ] = OVERLAP_HOURS,
    expires: Expires = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make a key that takes the place of another, which stays good for a while so that nothing stops."""
    from api.records.at_the_keyboard import note_deed
    from api.records.chain import Action

    end = _end_of(expires)
    folder = folder_with_library(library)
    with _keys_in(folder) as opened:
        made = opened.rotate(require_text(key, "KEY"), timedelta(hours=overlap), end)
    note_deed(folder, Action.ROTATED_KEY, key=made.record.prefix)
    _say_new(made, as_json=as_json)
    if not as_json:
        note(f"The earlier key is good for {overlap} more hours.")


@keys.command("revoke")
def revoke_key(key: Given, library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """Have a key, or all keys of a name, be good no more: from the next request on."""
    from api.records.at_the_keyboard import note_deed
    from api.records.chain import Action

    folder = folder_with_library(library)
    with _keys_in(folder) as opened:
        revoked = opened.revoke(require_text(key, "KEY"))
    for record in revoked:
        note_deed(folder, Action.REVOKED_KEY, key=record.prefix)
    if as_json:
        say_json({"revoked": [record.prefix for record in revoked]})
        return
    for record in revoked:
        say(f"revoked  {record.prefix}  {one_line(record.asker.name)}")


@contextmanager
def _keys_in(folder: Path) -> Iterator[Keys]:
    from api.identity.keys import Keys
    from api.records.database import Records

    with Records(folder) as records:
        yield Keys(records)


def _end_of(expires: str | None) -> datetime | None:
    """The end of the day that was given.

    Raises:
        WrongUse: It can't be read.
    """
    if expires is None:
        return None
    return datetime.combine(parse_date(expires, "--expires"), time(23, 59, 59), UTC)


def _say_new(made: NewKey, *, as_json: bool) -> None:
    if as_json:
        say_json({"key": made.text, **_as_json(made.record)})
        return
    say(made.text)
    note(f"{_in_one_line(made.record)}\nKeep it now: it is not stored and can't be shown again.")


def _as_json(record: KeyRecord) -> dict[str, object]:
    from api.identity.keys import now

    asker = record.asker
    return {
        "prefix": record.prefix,
        "name": asker.name,
        "role": asker.role.value,
        "bodies": None if asker.bodies is None else sorted(asker.bodies),
        "access": sorted((each.value for each in asker.access), key=lambda each: Access(each).rank),
        "state": record.state(now()),
        "created_at": record.created_at.isoformat(),
        "expires_at": None if record.expires_at is None else record.expires_at.isoformat(),
        "revoked_at": None if record.revoked_at is None else record.revoked_at.isoformat(),
        "last_used_on": record.last_used_on,
    }


def _in_one_line(record: KeyRecord) -> str:
    from api.identity.keys import now

    asker = record.asker
    state = record.state(now())
    bodies = (
        "every body" if asker.bodies is None else "; ".join(one_line(each) for each in sorted(asker.bodies))
    )
    narrowest = max(asker.access, key=lambda each: each.rank)
    ends = "" if record.expires_at is None else f", until {record.expires_at:%Y-%m-%d %H:%M} UTC"
    used = f", last used {record.last_used_on}" if record.last_used_on else ", not used yet"
    return (
        f"{record.prefix}  {state:7}  {asker.role.value:13}  up to {narrowest.value:10}  "
        f"{one_line(asker.name)} ({bodies}){ends}{used}"
    )
