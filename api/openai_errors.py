"""Errors under ``/v1`` in the form that OpenAI clients know: the same problems, said in another way.

It is the outermost layer, so that what any layer within refuses, the guard and the limits included, comes out alike.
"""

from __future__ import annotations

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE, Problem

PREFIX = "/v1/"
_KINDS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_INVALID = (413, 415, 422)
"""What OpenAI's interface calls a bad request."""
_BAD_REQUEST, _SERVER = 400, 500


class OpenAIErrors:
    """Wraps the application; what is no problem under ``/v1`` goes through as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Translated(send))


class _Translated:
    """Holds a problem back until it is whole, and sends it in the other form."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        problem = Problem.model_validate_json(self._body)
        body = json.dumps({"error": error_object(problem)}).encode()
        start = {**self._start, "status": status_of(problem)}
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-type"] = "application/json"
        headers["content-length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type") == MEDIA_TYPE


def status_of(problem: Problem) -> int:
    """The status that OpenAI's interface has for the problem."""
    return _BAD_REQUEST if problem.status in _INVALID else problem.status


def error_object(problem: Problem) -> dict[str, str | None]:
    """The problem as OpenAI's error object; ``param`` is the first field that is at fault."""
    usual = "invalid_request_error" if problem.status < _SERVER else "server_error"
    fault = problem.errors[0] if problem.errors else None
    return {
        "message": problem.detail,
        "type": _KINDS.get(problem.status, usual),
        "param": fault.location.removeprefix("body.").partition(".")[0] if fault else None,
        "code": problem.code,
    }
