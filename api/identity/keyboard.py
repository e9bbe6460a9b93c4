"""Who asks on the command line: the owner of the library file, or whom ``--as`` tries out."""

from __future__ import annotations

from pathlib import Path

from api.identity.bodies import nearest_bodies, spelt_as
from api.identity.errors import RoleUnknown
from api.identity.roles import OWNER, Asker, AskerRole
from ingest.papers import Scope
from ingest.store.library import Library


def scope_at_the_keyboard(tried_as: str | None = None, library: Path | None = None) -> Scope:
    """What a command may see: everything, as whoever runs it can open the file; or what ``--as`` says.

    ``tried_as`` is ``ROLE`` or ``ROLE:BODY`` (``officer:Harbour Panel``); the body is looked up in
    ``library``, its folder.

    Raises:
        RoleUnknown: There is no such role, or no paper of such a body.
    """
    return asker_at_the_keyboard(tried_as, library).scope


def asker_at_the_keyboard(tried_as: str | None = None, library: Path | None = None) -> Asker:
    """Who a command is run as; see ``scope_at_the_keyboard``."""
    if tried_as is None:
        return OWNER
    given, has_body, named = tried_as.partition(":")
    role = role_of(given, "--as")
    if not has_body:
        return Asker.of(f"as {role}", f"a {role}, tried out", role)
    if role is AskerRole.ADMINISTRATOR:
        raise RoleUnknown(f"--as {tried_as}: administrators see every body. Leave the body out.")
    with Library.open(_folder(library)) as opened:
        body = body_of(named, opened.bodies(Scope.owner()), "--as")
    return Asker.of(f"as {role}", f"a {role} of {body}, tried out", role, frozenset({body}))


def role_of(given: str, given_as: str) -> AskerRole:
    """The role of that name.

    Raises:
        RoleUnknown: There is none.
    """
    try:
        return AskerRole(given.strip().lower())
    except ValueError:
        raise RoleUnknown(
            f"{given_as} {given}: there is no such role. Give one of {', '.join(AskerRole)}."
        ) from None


def body_of(given: str, bodies: list[str], given_as: str) -> str:
    """The body of that name, as the library's papers spell it; only case and spaces may differ.

    Raises:
        RoleUnknown: No paper is of such a body.
    """
    found = spelt_as(given, bodies)
    if found is not None:
        return found
    known = "; ".join(nearest_bodies(given, bodies)) or "none yet: ingest papers first"
    raise RoleUnknown(f"{given_as} {given}: no paper is of a body of that name. The nearest: {known}.")


def _folder(library: Path | None) -> Path:
    if library is not None:
        return library
    from api.settings import load

    return load().settings.library
