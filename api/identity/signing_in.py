"""Signing in and out over HTTP, and who one is."""

from __future__ import annotations

import hmac
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.identity.asking import asker_of
from api.identity.doorway import CALLBACK, Doorway
from api.identity.errors import SignInFailed
from api.identity.groups import asker_from
from api.identity.provider import Provider
from api.identity.roles import Asker, AskerRole
from api.identity.sessions import SIGN_IN_MINUTES, SignIn
from api.problems import problem_replies
from api.records.chain import Action, Deed
from api.service import service_of
from ingest.papers import Access

LONGEST_PATH = 500
_MET_HERE: Literal["lax"] = "lax"

signing_in = APIRouter(tags=["login"])


class MeOut(BaseModel):
    """Who asks, and what they may see."""

    asker_id: str = Field(examples=["key-1f9a03bc"])
    name: str
    role: AskerRole
    bodies: list[str] | None = Field(description="Bodies of an officer; null for every body.")
    access: list[Access] = Field(description="Classes that may be read within these bodies, widest first.")


def doorway_of(request: Request) -> Doorway:
    """The doorway that the application was made with."""
    doorway = request.app.state.doorway
    if not isinstance(doorway, Doorway):
        raise TypeError(f"the application holds {type(doorway).__name__}. Make it with create_app.")
    return doorway


AtTheDoor = Annotated[Doorway, Depends(doorway_of)]


@signing_in.get("/login", status_code=303, response_class=RedirectResponse, responses=problem_replies(404))
async def login(
    doorway: AtTheDoor,
    then_to: Annotated[
        str, Query(alias="next", max_length=LONGEST_PATH, description="Path of this service to go on to.")
    ] = "/docs",
) -> RedirectResponse:
    """Go to the login provider; it sends the person back to /login/callback."""
    provider = _provider(doorway)

    def begin() -> tuple[SignIn, str]:
        # First, so that nothing is kept of those who can't be sent anywhere.
        provider.require_answer()
        sign_in = doorway.sessions.begin(_own_path(then_to))
        return sign_in, provider.address(sign_in)

    sign_in, address = await doorway.waiting_room.do(begin)
    response = RedirectResponse(address, status_code=303)
    response.set_cookie(
        doorway.sign_in_cookie,
        sign_in.state,
        max_age=SIGN_IN_MINUTES * 60,
        path="/",
        httponly=True,
        secure=doorway.is_https,
        samesite=_MET_HERE,
    )
    return response


@signing_in.get(CALLBACK, status_code=303, response_class=RedirectResponse, responses=problem_replies(404))
async def finish_login(
    request: Request,
    doorway: AtTheDoor,
    state: Annotated[str, Query(max_length=LONGEST_PATH)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    iss: Annotated[str | None, Query(max_length=LONGEST_PATH)] = None,
    error: Annotated[str | None, Query(max_length=LONGEST_PATH)] = None,
) -> RedirectResponse:
    """Take what the login provider sent back, and begin a session."""
    provider = _provider(doorway)
    begun_here = request.cookies.get(doorway.sign_in_cookie, "")
    # Another's code, slipped into this browser, would sign the person in as somebody else.
    is_own = bool(state) and hmac.compare_digest(state.encode(), begun_here.encode())

    def finish() -> tuple[SignIn, str]:
        sign_in = doorway.sessions.take(state) if is_own else None
        if sign_in is None:
            raise SignInFailed(
                "This login was not begun here, was used already, or took too long. Go to /login again."
            )
        if error is not None or not code:
            raise SignInFailed("The login provider let nobody in. Go to /login again.")
        if iss is not None and iss != provider.issuer:
            raise SignInFailed("The answer comes from another login provider. Go to /login again.")
        person = provider.person(code, sign_in)
        asker = doorway.admitted(asker_from(person, doorway.grants))
        _note(request, Action.SIGNED_IN, asker)
        return sign_in, doorway.sessions.open(person, doorway.lasting)

    sign_in, token = await doorway.waiting_room.do(finish)
    response = RedirectResponse(sign_in.then_to, status_code=303)
    response.set_cookie(
        doorway.cookie,
        token,
        max_age=int(doorway.lasting.total_seconds()),
        path="/",
        httponly=True,
        secure=doorway.is_https,
        samesite=_MET_HERE,
    )
    _forget_cookie(response, doorway.sign_in_cookie, doorway)
    return response


@signing_in.post("/logout", status_code=204, responses=problem_replies(sends=True))
def logout(request: Request, doorway: AtTheDoor) -> Response:
    """End the session that the cookie names; without one there is nothing to end."""
    token = request.cookies.get(doorway.cookie)
    person = doorway.sessions.person(token) if token else None
    asker = None if person is None else asker_from(person, doorway.grants)
    if token and person is not None:  # a stranger has nothing written
        doorway.sessions.close(token)
    if asker is not None:
        _note(request, Action.SIGNED_OUT, asker)
    response = Response(status_code=204)
    _forget_cookie(response, doorway.cookie, doorway)
    return response


@signing_in.get("/api/v1/me", response_model=MeOut, responses=problem_replies())
def me(asker: Annotated[Asker, Depends(asker_of)]) -> MeOut:
    """Who the service takes you for, and what you may see."""
    return MeOut(
        asker_id=asker.asker_id,
        name=asker.name,
        role=asker.role,
        bodies=None if asker.bodies is None else sorted(asker.bodies),
        access=sorted(asker.access, key=lambda each: each.rank),
    )


def _forget_cookie(response: Response, name: str, doorway: Doorway) -> None:
    """Have the browser forget a cookie; it heeds that only with all that the cookie was set with."""
    response.delete_cookie(name, path="/", secure=doorway.is_https, httponly=True, samesite=_MET_HERE)


def _note(request: Request, action: Action, asker: Asker) -> None:
    """Put it into the audit, with the name that the provider gave: a login that can't be recorded lets nobody in."""
    request_id = str(request.state.request_id)
    service_of(request).audit.record(
        Deed(action, asker.asker_id, asker.role, request_id=request_id, detail={"name": asker.name})
    )


def _provider(doorway: Doorway) -> Provider:
    """The login provider.

    Raises:
        SignInFailed: There is none.
    """
    if doorway.provider is None:
        raise SignInFailed(
            "There is no login here. Use an API key, or ask who runs the service to set a login up."
        )
    return doorway.provider


def _own_path(given: str) -> str:
    """The path, if it is one of this service; else where a login leads by itself."""
    is_own = (
        given.startswith("/") and not given.startswith("//") and "\\" not in given and given.isprintable()
    )
    return given if is_own else "/docs"
