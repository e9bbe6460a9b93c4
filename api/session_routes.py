"""The routes by which administrators see who is signed in, and end sessions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.identity.doorway import Doorway
from api.identity.sessions import EVERYBODY, SignedIn
from api.identity.signing_in import doorway_of
from api.problems import problem_replies
from api.recording import Recording
from api.records.chain import Action

session_routes = APIRouter(prefix="/api/v1/sessions", tags=["login"])

AtTheDoor = Annotated[Doorway, Depends(doorway_of)]


class SessionOut(BaseModel):
    """Somebody who is signed in."""

    asker_id: str = Field(examples=["person-9c1f0a2b3d4e5f60"])
    name: str = Field(description="As the login provider gave it.")
    groups: list[str] = Field(description="As the login provider gave them when the latest session began.")
    n_sessions: int = Field(ge=1, description="One for each browser that they signed in with.")
    since: str = Field(description="When the first of these sessions began; UTC, ISO 8601.")
    until: str = Field(description="When the last of them ends by itself; UTC, ISO 8601.")


class SessionsOut(BaseModel):
    """Everybody who is signed in, by name."""

    sessions: list[SessionOut]


class ClosedOut(BaseModel):
    """How many sessions were ended."""

    closed: int = Field(ge=0)


@session_routes.get("", response_model=SessionsOut, responses=problem_replies())
def list_sessions(doorway: AtTheDoor) -> SessionsOut:
    """List who is signed in through the login provider."""
    return SessionsOut(sessions=[_shown(each) for each in doorway.sessions.listed()])


@session_routes.delete("", response_model=ClosedOut, responses=problem_replies(sends=True))
def close_every_session(doorway: AtTheDoor, recorder: Recording) -> ClosedOut:
    """End the sessions of everybody, your own among them; it holds for every request that begins after the reply."""
    recorder.did(Action.CLOSED_SESSIONS, person=EVERYBODY)
    return ClosedOut(closed=doorway.sessions.close_all())


@session_routes.delete("/{asker_id}", response_model=ClosedOut, responses=problem_replies(404, sends=True))
def close_sessions(asker_id: str, doorway: AtTheDoor, recorder: Recording) -> ClosedOut:
    """End all sessions of one person; who is still in a group that may come in can sign in again."""
    person = doorway.sessions.of(asker_id)
    recorder.did(Action.CLOSED_SESSIONS, person=person.asker_id, sessions=str(person.n_sessions))
    return ClosedOut(closed=doorway.sessions.close_all(person.asker_id))


def _shown(each: SignedIn) -> SessionOut:
    return SessionOut.model_validate(each.to_json())
