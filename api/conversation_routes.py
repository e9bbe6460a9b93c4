"""The routes of conversations: questions after one another, each of its asker alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.identity.asking import asker_of
from api.identity.roles import Asker
from api.paging import PageQuery, SealedListing
from api.problems import problem_replies
from api.questioning import Question, answered
from api.recording import Recording
from api.records.chain import Action
from api.records.conversations import Conversation
from api.schemas import AnswerOut, FilterFields
from api.service import Service, service_of
from rag.question.query import LONGEST_QUESTION

PREFIX = "/api/v1/conversations"

conversation_routes = APIRouter(prefix=PREFIX, tags=["conversations"])

Who = Annotated[Asker, Depends(asker_of)]
Serving = Annotated[Service, Depends(service_of)]


class QuestionIn(FilterFields):
    """The next question of a conversation; it may lean on those before it ("And in 2020?")."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "And what did it cost?"}]}
    )

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="The question, in characters."
    )


class TurnOut(BaseModel):
    """A question that was asked; each part is null once a paper that it rests on was taken out."""

    record_id: str = Field(description="Of the service's record of the answer, to give feedback by.")
    asked_at: str = Field(description="UTC, ISO 8601.")
    question: str | None
    answer: str | None = Field(description="Null too where you may not see all that it rests on any more.")
    status: str


class ConversationOut(BaseModel):
    """A conversation with its questions, the earliest first."""

    conversation_id: str
    created_at: str = Field(description="UTC, ISO 8601.")
    turns: list[TurnOut]

    @classmethod
    def of(cls, kept: Conversation) -> ConversationOut:
        turns = [
            TurnOut(
                record_id=turn.record_id,
                asked_at=turn.asked_at,
                question=turn.question,
                answer=turn.answer,
                status=turn.status,
            )
            for turn in kept.turns
        ]
        return cls(conversation_id=kept.conversation_id, created_at=kept.created_at, turns=turns)


class ConversationListed(BaseModel):
    """A conversation without its questions."""

    conversation_id: str
    created_at: str


class ConversationsOut(BaseModel):
    """Your conversations, latest first."""

    conversations: list[ConversationListed]
    next: str | None = Field(description="Cursor of the next page; null after the last.")


@conversation_routes.post(
    "", response_model=ConversationOut, status_code=201, responses=problem_replies(sends=True)
)
def begin(who: Who, service: Serving, recorder: Recording) -> JSONResponse:
    """Begin a conversation."""
    # One transaction: what can't be recorded is not done either.
    with service.records.writing():
        begun = ConversationOut.of(service.conversations.begin(who.asker_id))
        recorder.did(Action.BEGAN_CONVERSATION, conversation=begun.conversation_id)
    place = {"location": f"{PREFIX}/{begun.conversation_id}"}
    return JSONResponse(begun.model_dump(mode="json"), status_code=201, headers=place)


@conversation_routes.get("", response_model=ConversationsOut, responses=problem_replies())
def list_conversations(asked: Annotated[PageQuery, Query()], who: Who, service: Serving) -> ConversationsOut:
    """List your conversations, latest first."""
    listing = SealedListing("conversations", service.audit.key_for("cursors"))
    before = None if asked.cursor is None else listing.read(asked.cursor)
    found = service.conversations.of(who.asker_id, before=before, limit=asked.limit + 1)
    page = found[: asked.limit]
    more = listing.cursor(page[-1].number) if len(found) > asked.limit else None
    listed = [
        ConversationListed(conversation_id=each.conversation_id, created_at=each.created_at) for each in page
    ]
    return ConversationsOut(conversations=listed, next=more)


@conversation_routes.get("/{conversation_id}", response_model=ConversationOut, responses=problem_replies(404))
def show(conversation_id: str, who: Who, service: Serving, recorder: Recording) -> ConversationOut:
    """Show one of your conversations, as far as you may see what its answers rest on now."""
    kept = service.conversations.one(conversation_id, who.asker_id, who.scope)
    if kept.turns:
        recorder.did(Action.READ, kept.papers(), what="conversation", conversation=conversation_id)
    return ConversationOut.of(kept)


@conversation_routes.post(
    "/{conversation_id}/questions", response_model=AnswerOut, responses=problem_replies(404, sends=True)
)
def ask_next(
    conversation_id: str, asked: QuestionIn, who: Who, service: Serving, recorder: Recording
) -> JSONResponse:
    """Ask the next question, with your rights as they are now; the whole answer is kept with it."""
    kept = service.conversations.one(conversation_id, who.asker_id, who.scope)
    service.conversations.require_room(conversation_id)
    question = Question(asked.question, asked.as_filters(), kept.before())
    answer = answered(question, service, recorder)
    service.conversations.add(conversation_id, who.asker_id, who.scope, answer)
    return JSONResponse(answer.to_json())


@conversation_routes.delete("/{conversation_id}", status_code=204, responses=problem_replies(404, sends=True))
def forget(conversation_id: str, who: Who, service: Serving, recorder: Recording) -> Response:
    """Delete one of your conversations with all its questions."""
    with service.records.writing():
        service.conversations.remove(conversation_id, who.asker_id)
        recorder.did(Action.DELETED, what="conversation", conversation=conversation_id)
    return Response(status_code=204)
