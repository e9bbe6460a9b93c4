"""The part of the HTTP server that clients must not keep waiting: heads, bodies and replies each have a time.

Without it, whoever sends a byte now and then holds a connection for good. How HTTP is read is uvicorn's business;
this adds the clocks, and has what can't be read as HTTP refused as a problem like any other.
"""

from __future__ import annotations

import asyncio
import uuid
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.guard import REPLY_HEADERS
from api.problems import Meaning, problem_response

HEAD_S = 15.0
"""Seconds for the request line and headers, from the connection or from the first byte of a further request."""
BODY_S = 15.0
"""Seconds for a body, and one more for each ``BODY_BYTES_PER_S`` that came."""
BODY_BYTES_PER_S = 2_000
READING_S = 20.0
"""Seconds after which a client that takes nothing of its reply is dropped."""

TIMEOUT = Meaning(408, "request_timeout", "The request came too slowly")
NO_HTTP = Meaning(400, "request_malformed", "Bad Request")


class PatientProtocol(H11Protocol):
    """One connection; its patience ends."""

    _waiting: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _body_begun_s: float | None = None
    _n_body = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_reading()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        their_state = self.conn.their_state
        if self.transport.is_closing():
            self._stop_waiting()
        elif their_state is h11.SEND_BODY:
            self._extend_body(len(data))
        elif their_state is h11.IDLE and self.conn.trailing_data[0]:
            # A further request has begun on this connection; its clock runs from its first byte.
            self._body_begun_s = None
            if self._waiting is None:
                self._wait(HEAD_S)
        else:
            self._body_begun_s = None
            self._stop_waiting()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._reading is None:
            self._reading = self.loop.call_later(READING_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_reading()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; ``msg`` is uvicorn's, which says no more."""
        self._refuse(NO_HTTP, "The request is not sound HTTP/1.1, or its headers are too long. Mend it.")

    def _extend_body(self, n_bytes: int) -> None:
        now = self.loop.time()
        if self._body_begun_s is None:
            self._body_begun_s, self._n_body = now, 0
        self._n_body += n_bytes
        self._wait(self._body_begun_s + BODY_S + self._n_body / BODY_BYTES_PER_S - now)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _give_up(self) -> None:
        self._waiting = None
        self._refuse(TIMEOUT, "The whole request did not come in time. Send it again, faster.")

    def _refuse(self, meaning: Meaning, detail: str) -> None:
        """Answer with a problem where no reply has begun, and end the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            request_id = str(uuid.uuid4())
            problem = problem_response(meaning, detail, request_id)
            headers = [
                *problem.raw_headers,
                *((name.encode(), value.encode()) for name, value in REPLY_HEADERS.items()),
                (b"x-request-id", request_id.encode()),
                (b"connection", b"close"),
            ]
            phrase = HTTPStatus(meaning.status).phrase.encode()
            head = h11.Response(status_code=meaning.status, headers=headers, reason=phrase)
            events = (head, h11.Data(data=bytes(problem.body)), h11.EndOfMessage())
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()
