"""Noticing that a client has gone while its reply is made, so that its place goes to somebody who waits.

The server tells so only to those who ask for more of the request, and a route that makes its reply in a thread asks
for nothing. Here somebody asks all the while; what looks whether anybody waits (``rag.stopping``) leaves off then.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Message, Receive, Scope

from rag.stopping import stoppable

_GONE = "http.disconnect"
_WITHOUT_BODY = ("GET", "HEAD")


@asynccontextmanager
async def given_up_when_gone(scope: Scope, receive: Receive) -> AsyncIterator[Receive]:
    """What happens in the block is given up once the client has gone; the request is read with what this yields."""
    watched = _Watched(receive)
    if scope["method"] in _WITHOUT_BODY:
        watched.begin()
    try:
        with stoppable(watched.gone):
            yield watched
    finally:
        watched.end()


class _Watched:
    """Hands the request on, and asks for more once there is no more of it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._asking: asyncio.Task[Message] | None = None
        self.gone = threading.Event()

    async def __call__(self) -> Message:
        if self._asking is not None:
            return await asyncio.shield(self._asking)  # who gives up waiting must not end the asking
        message = await self._receive()
        if message["type"] == _GONE:
            self.gone.set()
        elif not message.get("more_body", False):
            self.begin()
        return message

    def begin(self) -> None:
        """Ask until the client has gone."""
        self._asking = asyncio.create_task(self._until_gone())

    def end(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _until_gone(self) -> Message:
        while (message := await self._receive())["type"] != _GONE:
            pass
        self.gone.set()
        return message
