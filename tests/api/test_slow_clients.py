"""Connections that are too slow or hold no HTTP, to a real server: each ends, with a problem where one can be sent."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from api import slow_clients
from api.commands.serving import listening_socket
from api.slow_clients import PatientProtocol

HOST = b"Host: localhost\r\n"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/large":

        async def much():
            for _ in range(2000):
                yield b"x" * 100_000

        await StreamingResponse(much())(scope, receive, send)
        return
    try:
        body = await Request(scope, receive).body()
    except ClientDisconnect:
        return
    await PlainTextResponse(f"read {len(body)}")(scope, receive, send)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    for name in ("HEAD_S", "BODY_S", "READING_S"):
        monkeypatch.setattr(slow_clients, name, 0.4)
    with listening_socket("127.0.0.1", 0) as listening:
        config = uvicorn.Config(_app, http=PatientProtocol, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def reply_to(address: tuple[str, int], *pieces: bytes, pause_s: float = 0.0) -> bytes:
    """All that comes back until the connection is closed."""
    with socket.create_connection(address, timeout=20) as connection:
        reply = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause_s)
            while more := connection.recv(65536):
                reply += more
        except ConnectionError:
            pass
        return reply


def problem_in(reply: bytes) -> dict[str, object]:
    head, _, body = reply.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"frame-ancestors 'none'" in head
    assert b"nosniff" in head
    problem = json.loads(body)
    assert reply.startswith(f"HTTP/1.1 {problem['status']} ".encode())
    return problem


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\n" + HOST,
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nabc",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc",
    ],
)
def test_what_never_ends_is_ended(address: tuple[str, int], begun: bytes) -> None:
    assert problem_in(reply_to(address, begun))["code"] == "request_timeout"


def test_a_byte_now_and_then_does_not_help(address: tuple[str, int]) -> None:
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\n"
    begun = time.monotonic()
    reply = reply_to(address, head, *[b"x"] * 20, pause_s=0.1)
    assert b"408" in reply[:20] or reply == b""
    assert time.monotonic() - begun < 15


def test_a_body_that_comes_steadily_is_taken(address: tuple[str, int]) -> None:
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nContent-Length: 20000\r\n\r\n"
    reply = reply_to(address, head, *[b"x" * 2000] * 10, pause_s=0.1)
    assert b"read 20000" in reply


def test_a_second_request_on_a_connection_has_a_clock_of_its_own(address: tuple[str, int]) -> None:
    first = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(first)
        reply = b""
        while b"read 0" not in reply:  # it may come in pieces
            more = connection.recv(65536)
            assert more
            reply += more
        connection.sendall(b"GET /again HTT")
        assert problem_in(connection.recv(65536))["code"] == "request_timeout"


def test_who_takes_nothing_of_a_reply_is_dropped(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
        time.sleep(2)
        taken = 0
        try:
            while more := connection.recv(1 << 20):
                taken += len(more)
        except ConnectionError:
            pass
        assert taken < 200_000_000


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00\x01\x02 noise\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\nY: \x00\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_as_a_problem(address: tuple[str, int], noise: bytes) -> None:
    reply = reply_to(address, noise)
    assert reply == b"" or problem_in(reply)["code"] == "request_malformed"
