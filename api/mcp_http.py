"""The MCP server as a part of the HTTP service, at ``/mcp``; it is there where the package ``mcp`` is installed.

Each request stands alone: no session is kept, so that a right that was lowered holds for the next call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from api.recording import recorder_of
from api.service import service_of

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context

    from api.mcp_server import Call

PATH = "/mcp"


def add_mcp(app: FastAPI) -> None:
    """Have the application answer MCP clients, where it can; ``mcp_lifespan`` must be its lifespan."""
    app.state.mcp_sessions = None
    if find_spec("mcp") is None:
        return
    from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
    from mcp.server.transport_security import TransportSecuritySettings

    from api.mcp_server import mcp_server

    server = mcp_server(_call)
    # Which hosts and origins may ask is for the guard, which stands before every route.
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.state.mcp_sessions = server.session_manager
    app.router.routes.append(Route(PATH, StreamableHTTPASGIApp(server.session_manager), methods=["POST"]))


@asynccontextmanager
async def mcp_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keeps the MCP server running as long as the application."""
    if app.state.mcp_sessions is None:
        yield
        return
    async with app.state.mcp_sessions.run():
        yield


def _call(ctx: Context[Any, Any]) -> Call:
    from api.mcp_server import Call

    request = ctx.request_context.request
    if not isinstance(request, Request):
        raise TypeError(f"the call came without its request: {type(request).__name__}.")
    return Call(service_of(request), recorder_of(request))
