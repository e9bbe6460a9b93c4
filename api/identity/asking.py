"""Who asks over HTTP, for the routes: the gate has worked it out before a route is reached."""

from __future__ import annotations

from starlette.requests import Request

from api.identity.roles import Asker
from ingest.papers import Scope


def asker_of(request: Request) -> Asker:
    """Who sent the request."""
    asker = getattr(request.state, "asker", None)
    if not isinstance(asker, Asker):
        raise TypeError("the request did not come through the gate. Make the application with create_app.")
    return asker


def scope_of(request: Request) -> Scope:
    """What the sender of the request may see."""
    return asker_of(request).scope
