"""HEAD: what a GET would answer, without its body, so that monitors and caches can look at an address."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Wraps the application; within it a HEAD is a GET, with the same rights, limits and records."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            # The length in the header stays: it is that of the body which a GET would bring (RFC 9110, 9.3.2).
            is_body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if is_body else message)

        # The same scope, not a copy: the layer around this one reads from it which route answered.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, send_without_body)
        finally:
            scope["method"] = "HEAD"
