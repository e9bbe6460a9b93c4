"""The gate before every route: nothing is reached without the right that the table asks for.

It stands before the body of a request is read, so that a stranger can have nothing parsed, and before the routes
are, so that one that the table does not hold is reached by nobody.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError
from api.identity.doorway import Caller, Doorway
from api.identity.errors import NotPermitted
from api.identity.rights import Found, RightsTable
from api.identity.roles import PUBLIC_ONLY, Asker, AskerRole, Right
from api.problems import Meaning, meaning_of, problem_response

N_THREADS = 4
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOBODY = Asker("nobody", "nobody", AskerRole.MEMBER, frozenset(), PUBLIC_ONLY - PUBLIC_ONLY)
"""Who asks where nothing is needed and nothing was sent: sees nothing."""


class Gate:
    """Wraps the application. Puts who asks into the request's state, as ``asker``."""

    def __init__(self, app: ASGIApp, *, doorway: Doorway, table: RightsTable) -> None:
        self._app = app
        self._doorway = doorway
        self._table = table
        # Threads of its own: who asks is known at once, however many answers are being made.
        self._threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="gate")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            asker = await self._let_in(scope)
        except ApiError as error:
            await _refusal(meaning_of(error), str(error), scope)(scope, receive, send)
            return
        found = self._table.look_up(scope["method"], scope["path"])
        if not found.rights:
            await _nothing_there(found, scope)(scope, receive, send)
            return
        scope["state"]["asker"] = asker
        await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope) -> Asker:
        """Who sent the request, if they may have it.

        Raises:
            IdentityError: They may not, or nobody knows who they are.
        """
        found = self._table.look_up(scope["method"], scope["path"])
        headers = Headers(scope=scope)
        if found.rights == {Right.OPEN}:
            # A health check waits for no file and no thread; only who signs out is looked at, by that route.
            return NOBODY
        loop = asyncio.get_running_loop()
        caller = await loop.run_in_executor(self._threads, self._doorway.caller, headers)
        scope["state"]["asker"] = caller.asker  # who is refused from here on is known, and stands in the log
        _require_own_page(caller, scope["method"], headers)
        missing = [right for right in found.rights if not caller.asker.has(right)]
        if missing:
            raise NotPermitted(
                f"{_with_article(caller.asker.role)} may not do this: it needs the right to {', '.join(missing)}."
            )
        return caller.asker


def _require_own_page(caller: Caller, method: str, headers: Headers) -> None:
    """A cookie alone changes nothing: the browser must say that a page of this service sent the request.

    Raises:
        NotPermitted: It does not say so, or says otherwise.
    """
    if not caller.is_by_cookie or method in READING_METHODS:
        return
    # Where either is sent, the guard before the gate has seen to it that it is this service.
    if headers.get("sec-fetch-site") != "same-origin" and headers.get("origin") is None:
        raise NotPermitted("The request does not say that a page of this service sent it. Use an API key.")


def _with_article(role: AskerRole) -> str:
    return f"{'An' if role[0] in 'aeiou' else 'A'} {role}"


def _nothing_there(found: Found, scope: Scope) -> Response:
    status = HTTPStatus.METHOD_NOT_ALLOWED if found.methods else HTTPStatus.NOT_FOUND
    meaning = Meaning(status, status.name.lower(), status.phrase)
    response = _refusal(meaning, f"{status.phrase}. See /docs.", scope)
    if found.methods:
        response.headers["allow"] = ", ".join(sorted(found.methods))
    return response


def _refusal(meaning: Meaning, detail: str, scope: Scope) -> Response:
    response = problem_response(meaning, detail, str(scope["state"]["request_id"]))
    if meaning.status == HTTPStatus.UNAUTHORIZED:
        error = ', error="invalid_token"' if meaning.code == "credentials_refused" else ""
        response.headers["www-authenticate"] = f'Bearer realm="minutebook"{error}'
    return response
