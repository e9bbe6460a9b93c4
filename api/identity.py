"""Who asks, and what they may see: the one place at the edges where a scope comes from."""

from __future__ import annotations

from starlette.requests import Request

from ingest.papers import Scope


def scope_of(request: Request) -> Scope:
    """The scope of an HTTP request.

    The service listens on this machine alone and has no login, so whoever reaches it holds the library
    file as well and sees all of it. A login would change this function and nothing else.
    """
    return Scope.owner()


def scope_at_the_keyboard() -> Scope:
    """The scope of a command: whoever can run it can open the library file."""
    return Scope.owner()
