"""An answer while it comes about, as server-sent events: each sentence once it is verified, last the whole answer.

The work is done in a thread, the sending in the event loop. When the asker goes, the work is given up within a
moment, a model's half-written reply included.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from api.problems import FAULT, Problem, meaning_of, problem_of
from rag.events import Event
from rag.stopping import GivenUp, stoppable

EVENT_STREAM = "text/event-stream"
FIRST_S = 1.0
"""Seconds in which an error still gets a status of its own; then the stream begins."""
KEEP_ALIVE_S = 15.0
"""Seconds without an event after which a comment says that the service is still at it."""
HEADERS = {"x-accel-buffering": "no"}
"""Asks a proxy in front to hand each event on at once."""

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; as events where these are asked for.",
        "content": {
            EVENT_STREAM: {
                "schema": {
                    "type": "string",
                    "description": "Events named sentence, started_over, done and problem; the data of each is JSON.",
                }
            }
        },
    }
}
"""What the description of a route that streams adds to its reply."""

log = logging.getLogger(__name__)


def wants_events(request: Request) -> bool:
    """Whether the asker would rather have events than one JSON object: JSON is what comes without being asked for."""
    accepted = [each.partition(";") for each in request.headers.get("accept", "").lower().split(",")]
    named = [kind.strip() for kind, _, parameters in accepted if not _is_refused(parameters)]
    return EVENT_STREAM in named and (
        "application/json" not in named or named.index(EVENT_STREAM) < named.index("application/json")
    )


def _is_refused(parameters: str) -> bool:
    """Whether the quality that is given with a type is none at all ("q=0")."""
    quality = parameters.replace(" ", "").partition("q=")[2].partition(";")[0]
    return bool(quality) and not quality.strip("0.")


async def live(make: Callable[[], Iterator[Event]]) -> AsyncIterator[Event | None]:
    """The events as they come, and None whenever nothing came for ``KEEP_ALIVE_S``, at first for ``FIRST_S``.

    ``make`` is called in the thread that goes through what it returns. An error of the work is raised here. Closing
    the iterator gives the work up.
    """
    loop, arrived = asyncio.get_running_loop(), asyncio.Queue[Event | Exception | None]()
    gone = threading.Event()

    def tell(item: Event | Exception | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it everyone who waits
            loop.call_soon_threadsafe(arrived.put_nowait, item)

    working = asyncio.create_task(anyio.to_thread.run_sync(_work, make, gone, tell))
    patience_s = FIRST_S
    try:
        while True:
            try:
                item = await asyncio.wait_for(arrived.get(), patience_s)
            except TimeoutError:
                yield None
                continue
            finally:
                patience_s = KEEP_ALIVE_S
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        gone.set()
        working.add_done_callback(lambda task: task.cancelled() or task.exception())


def _work(
    make: Callable[[], Iterator[Event]],
    gone: threading.Event,
    tell: Callable[[Event | Exception | None], None],
) -> None:
    """Runs in a thread: make the events and hand each over; None is the end."""
    try:
        with stoppable(gone):
            for event in make():
                if gone.is_set():
                    return
                tell(event)
    except GivenUp:
        return
    except Exception as error:  # told to the one who waits, who says what it is
        tell(error)
    else:
        tell(None)


async def event_stream(
    make: Callable[[], Iterator[Event]], request_id: str, folder: Path
) -> EventSourceResponse:
    """The response that sends the events; what goes wrong before the first of them is raised here.

    Each event is named as ``rag.events`` names it and carries the same JSON object; one that is named ``problem``
    ends the stream where the work fails; it does not tell the library's ``folder``.
    """
    told = live(make)
    first = await anext(told)
    return EventSourceResponse(_sent(first, told, request_id, folder), headers=HEADERS)


async def _sent(
    first: Event | None, rest: AsyncIterator[Event | None], request_id: str, folder: Path
) -> AsyncIterator[bytes]:
    try:
        yield _written(first)
        async for event in rest:
            yield _written(event)
    except Exception as error:  # the status has been sent: what went wrong can only be told in the stream
        problem = problem_in_stream(error, request_id, folder)
        yield format_sse_event(event="problem", data_str=json.dumps(problem.model_dump(exclude_none=True)))


def problem_in_stream(error: Exception, request_id: str, folder: Path) -> Problem:
    """The problem that an error in the middle of an answer is; a fault of ours goes to the log."""
    if meaning_of(error) is FAULT:
        log.error("request %s failed in the middle of its answer", request_id, exc_info=error)
    return problem_of(error, request_id, folder)


def _written(event: Event | None) -> bytes:
    if event is None:
        return KEEPALIVE_COMMENT
    told = event.to_json()
    return format_sse_event(event=str(told.pop("event")), data_str=json.dumps(told))
