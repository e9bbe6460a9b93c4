"""The interface that OpenAI clients speak: ``/v1/chat/completions`` and ``/v1/models``.

Behind it the same questions are answered as everywhere. The words of the answer are the message; where they come from
is in ``citations`` beside it, which clients that don't know the field leave alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.errors import ModelUnknown
from api.openai_errors import error_object
from api.openai_replies import ChunkWriter, completion
from api.openai_schemas import MODEL, ChatCompletion, ChatRequest, ModelList, ModelOut
from api.problems import problem_replies
from api.questioning import Question, answered, told
from api.recording import Recorder, recorder_of
from api.service import Service, service_of
from api.streaming import HEADERS, live, problem_in_stream
from rag.events import Event

openai_routes = APIRouter(prefix="/v1", tags=["OpenAI clients"])

_MODEL = ModelOut(id=MODEL, created=0)


@openai_routes.get("/models", response_model=ModelList, responses=problem_replies())
def list_models() -> ModelList:
    """List the one model that there is: the papers."""
    return ModelList(data=[_MODEL])


@openai_routes.get("/models/{model_id}", response_model=ModelOut, responses=problem_replies(404))
def show_model(model_id: str) -> ModelOut:
    """Show a model."""
    _require_model(model_id)
    return _MODEL


@openai_routes.post(
    "/chat/completions", response_model=ChatCompletion, responses=problem_replies(404, sends=True)
)
async def complete(
    asked: ChatRequest,
    request: Request,
    service: Annotated[Service, Depends(service_of)],
    recorder: Annotated[Recorder, Depends(recorder_of)],
) -> Response:
    """Answer the last message, leaning on those before it, in one piece or (stream) by sentence."""
    _require_model(asked.model)
    question = Question(asked.question(), before=asked.turns())
    if not asked.stream:
        answer = await run_in_threadpool(answered, question, service, recorder)
        return JSONResponse(completion(answer, asked, int(time.time())))
    return await _stream(lambda: told(question, service, recorder), asked, recorder, service.settings.library)


def _require_model(model_id: str) -> None:
    if model_id != MODEL:
        raise ModelUnknown(f"There is no model of that name. The one there is is called {MODEL}.")


async def _stream(
    make: Callable[[], Iterator[Event]], asked: ChatRequest, recorder: Recorder, folder: Path
) -> Response:
    events = live(make)
    first = await anext(events)  # what is wrong with the question still gets a status of its own
    sent = _sent(first, events, asked, str(recorder.request_id), folder)
    return EventSourceResponse(sent, headers=HEADERS)


async def _sent(
    first: Event | None, rest: AsyncIterator[Event | None], asked: ChatRequest, request_id: str, folder: Path
) -> AsyncIterator[bytes]:
    writer = ChunkWriter(asked, request_id, int(time.time()))
    try:
        yield _line(writer.opening())
        for chunk in writer.chunks(first):
            yield _line(chunk)
        async for event in rest:
            if event is None:
                yield KEEPALIVE_COMMENT
            for chunk in writer.chunks(event):
                yield _line(chunk)
        yield format_sse_event(data_str="[DONE]")
    except Exception as error:  # the status has been sent: what went wrong can only be told in the stream
        yield _line({"error": error_object(problem_in_stream(error, request_id, folder))})


def _line(chunk: dict[str, object]) -> bytes:
    return format_sse_event(data_str=json.dumps(chunk))
