"""The outermost layer of the HTTP service: who is let in, how much they may send, what goes with replies.

A page on another site can make a browser send requests to this machine. Three things keep that out: the
host must be one of this machine's own names (a rebound name is refused), a request that may change
something must not come from another origin, and no reply may be framed or read as another type.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import FAULT, TOO_LARGE, WRONG_HOST, WRONG_ORIGIN, Meaning, problem_response

HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_BYTES = 1_000_000
"""Most that a request without a file may hold."""
DESK_FILE_BYTES = 20_000_000
"""Most that a draft with its pictures, or a golden set, may have."""
FORM_BYTES = 100_000
"""What the parts of an upload around the file may add."""

REPLY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

_HOST = re.compile(r"(?P<name>\[[^\[\]@/]*\]|[^\[\]:@/]+)(?::[0-9]{0,5})?")
"""Stricter than what is written into an address later on: what matches can be read there as well."""

logger = logging.getLogger(__name__)


class Guard:
    """Wraps the application; ``file_bytes`` are the paths that take a file, with the most bytes that it may have."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        own_host: str,
        file_bytes: Mapping[str, int],
        public_url: str | None = None,
    ) -> None:
        """``public_url`` is the address by which people reach the service, where that is another than its own."""
        self._app = app
        known_as = {f"[{own_host}]" if ":" in own_host else own_host.lower()}
        if public_url is not None:
            known_as.add(_without_port(urlsplit(public_url.lower()).netloc) or "")
        self._hosts = HOSTS | (known_as - {""})
        self._file_bytes = dict(file_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid.uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        reply = _Reply(send, request_id)
        limit = self._limit(scope)
        refused = self._refused(scope, limit)
        if refused is not None:
            await problem_response(*refused, request_id)(scope, receive, reply)
            return
        body = _LimitedBody(receive, limit)
        try:
            await self._app(scope, body, _unless_too_large(reply, body))
        except Exception:
            # Nothing of it reaches the asker but the number by which it can be found here.
            logger.exception("request %s failed", request_id)
            if reply.has_started:
                raise
            if not body.is_too_large:
                await problem_response(FAULT, "The request failed. See the service's log.", request_id)(
                    scope, receive, reply
                )
                return
        if body.is_too_large and not reply.has_started:
            await problem_response(*_too_large(limit), request_id)(scope, receive, reply)

    def _limit(self, scope: Scope) -> int:
        most = self._file_bytes.get(scope["path"]) if scope["method"] == "POST" else None
        return REQUEST_BYTES if most is None else most + FORM_BYTES

    def _refused(self, scope: Scope, limit: int) -> tuple[Meaning, str] | None:
        """Why the request is refused before anything looks at it; None where it is not."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if _without_port(host) not in self._hosts:
            return WRONG_HOST, "Use the address that minutebook serve shows."
        if scope["method"] not in READING_METHODS and not _is_same_origin(headers, host):
            return WRONG_ORIGIN, "The request comes from a page of another site. Send it from this one."
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            return _too_large(limit)
        return None


class _LimitedBody:
    """Hands the body on, and nothing more once it passes the limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.is_too_large = False

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.is_too_large = True
                return {"type": "http.disconnect"}
        return message


class _Reply:
    """Sends the reply with our headers, and knows whether it has begun."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.has_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = MutableHeaders(scope=message)
            headers.update({**REPLY_HEADERS, "x-request-id": self._request_id})
        await self._send(message)


def _unless_too_large(reply: _Reply, body: _LimitedBody) -> Send:
    """Holds back what the application makes of a body that was cut off."""

    async def send(message: Message) -> None:
        if reply.has_started or not body.is_too_large:
            await reply(message)

    return send


def _too_large(limit: int) -> tuple[Meaning, str]:
    return TOO_LARGE, f"At most {limit:,} bytes are taken. Send less."


def _without_port(host: str) -> str | None:
    """The name, or the address, of a host with or without a port; None for anything else."""
    found = _HOST.fullmatch(host)
    return found.group("name") if found else None


def _is_same_origin(headers: Headers, host: str) -> bool:
    """Whether the request is from a page of this service, or from no page at all."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin.lower()).netloc == host
    except ValueError:
        return False
