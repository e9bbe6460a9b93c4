"""Clients that go before their reply is there: the work is given up, and somebody else gets the place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from api.admission import Places
from api.identity.roles import Asker, AskerRole
from api.leaving import given_up_when_gone
from api.limits import AskerLimit, Rates
from rag.stopping import GivenUp, require_waiting

PATH = "/api/v1/ask"
LONGEST_S = 30.0


class Client:
    """Sends a body in two parts, and goes when told to."""

    def __init__(self) -> None:
        self.leaves = asyncio.Event()
        self.replies: list[Message] = []
        self._parts = [b'{"question": ', b'"Lamps?"}']

    async def receive(self) -> Message:
        if self._parts:
            return {"type": "http.request", "body": self._parts.pop(0), "more_body": bool(self._parts)}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.replies.append(message)


def _scope(method: str) -> Scope:
    asker = Asker.of("key-1", "one", AskerRole.MEMBER)
    state = {"request_id": "1", "asker": asker}
    return {"type": "http", "method": method, "path": PATH, "headers": [], "state": state}


def _work_until_given_up() -> None:
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        require_waiting()
        time.sleep(0.01)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_work_for_a_client_that_has_gone_is_given_up_and_its_place_is_free(method: str) -> None:
    async def run() -> None:
        client, begun, read = Client(), asyncio.Event(), list[bytes]()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if method == "POST":
                read.append(await Request(scope, receive).body())
            begun.set()
            await run_in_threadpool(_work_until_given_up)

        places = Places(1, 0)
        limit = AskerLimit(app, rates=Rates(0, 0, 0), places=places, asking=((method, PATH),))
        asking = asyncio.create_task(limit(_scope(method), client.receive, client.send))
        await begun.wait()
        client.leaves.set()
        with pytest.raises(GivenUp):
            await asking
        async with places.taken():  # with nobody allowed to wait, only a place that is free is given
            assert read == ([b'{"question": "Lamps?"}'] if method == "POST" else [])

    asyncio.run(run())


def _replying(patience: Callable[[Receive], Awaitable[object]]) -> None:
    async def run() -> None:
        client = Client()
        async with given_up_when_gone(_scope("POST"), client.receive) as receive:
            while (await receive())["more_body"]:
                pass
            await patience(receive)
            await run_in_threadpool(require_waiting)
            await PlainTextResponse("answered")(_scope("POST"), receive, client.send)
        assert client.replies[-1]["body"] == b"answered"

    asyncio.run(run())


def test_a_client_that_waits_gets_its_reply() -> None:
    _replying(lambda _: asyncio.sleep(0.01))


def test_who_stops_listening_for_the_leaving_does_not_stop_others() -> None:
    async def listen_in_vain(receive: Receive) -> None:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(receive(), 0.01)

    _replying(listen_in_vain)


def test_a_request_that_breaks_off_in_its_body_is_given_up() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def run() -> None:
        async with given_up_when_gone(_scope("POST"), gone) as receive:
            assert (await receive())["type"] == "http.disconnect"
            await run_in_threadpool(require_waiting)

    with pytest.raises(GivenUp):
        asyncio.run(run())
