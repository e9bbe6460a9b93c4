"""Replies that need not be sent twice: a tag with each, and 304 where the asker has the same one already.

The tag is a hash over the very bytes of the reply, over what was asked for, and over the credentials it was asked with.
So it changes with everything that the asker may see and with nothing else: it can't tell a member that something exempt
was added, as a count of the library's changes would; and two askers never share one, so that equal tags can't tell
either what the other one sees. It is worked out for every request anew, after the right to the reply was looked up.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TAGGED = ("/api/v1/", "/v1/")
_OK, _NOT_MODIFIED = 200, 304
_CREDENTIALS = ("authorization", "cookie")
_KEPT_IN_304 = frozenset({"etag", "cache-control", "vary", "date", "content-location", "expires"})


class EntityTags:
    """Wraps the application; tags every JSON reply to a GET that is sent in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_TAGGED):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Tagging(scope, send))


class _Tagging:
    """Holds the beginning of a reply back until its body is known."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _can_be_tagged(message):
                self._start = message
                return
        elif self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body"):
                await self._send_tagged(start, message)
                return
            await self._send(start)
        await self._send(message)

    async def _send_tagged(self, start: Message, body: Message) -> None:
        tag = tag_of(self._scope, body.get("body", b""))
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["etag"] = tag
        headers.add_vary_header("Authorization, Cookie")
        if not _has(Headers(scope=self._scope).get("if-none-match", ""), tag):
            await self._send({**start, "headers": headers.raw})
            await self._send(body)
            return
        kept = [(name, value) for name, value in headers.raw if _stays(name.decode("latin-1"))]
        await self._send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": kept})
        await self._send({"type": "http.response.body", "body": b""})


def tag_of(scope: Scope, body: bytes) -> str:
    """The strong tag of a reply to the request with this scope."""
    headers = Headers(scope=scope)
    asked = [
        scope["path"].encode(),
        scope["query_string"],
        *(headers.get(name, "").encode() for name in _CREDENTIALS),
    ]
    whole = hashlib.sha256()
    for part in (*asked, body):
        whole.update(len(part).to_bytes(8, "big") + part)
    return f'"{whole.hexdigest()[:32]}"'


def _can_be_tagged(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return start["status"] == _OK and headers.get("content-type", "").startswith("application/json")


def _has(given: str, tag: str) -> bool:
    """Whether the tag is among those of ``If-None-Match``, which are compared weakly (RFC 9110, 13.1.2)."""
    names = [each.strip().removeprefix("W/") for each in given.split(",")]
    return tag in names or names == ["*"]


def _stays(name: str) -> bool:
    """Whether a header goes with a reply without a body: those that say what the reply would be."""
    return name.lower() in _KEPT_IN_304 or not name.lower().startswith("content-")
