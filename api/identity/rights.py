"""Which right each route needs: one table, and nothing is reached that does not stand in it.

``{}`` stands for one part of a path, ``{path}`` for all that follows; methods are divided by spaces. Where a
path fits several rows, the rights of all of them are needed. What one may do with a single paper (an officer
with those of their bodies) or a single job (its asker) the routes look at themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

from api.identity.roles import Right

_V1 = "/api/v1"
NEEDED: tuple[tuple[str, str, Right], ...] = (
    ("GET", "/health/live", Right.OPEN),
    ("GET", "/health/ready", Right.OPEN),
    ("GET", "/login", Right.OPEN),
    ("GET", "/login/callback", Right.OPEN),
    ("POST", "/logout", Right.OPEN),
    ("GET HEAD", "/openapi.json", Right.READ),
    ("GET", "/", Right.READ),
    ("GET", "/docs", Right.READ),
    ("GET", "/docs/style.css", Right.READ),
    ("GET", f"{_V1}/me", Right.READ),
    ("POST", f"{_V1}/ask", Right.READ),
    ("POST", f"{_V1}/search", Right.READ),
    ("POST", f"{_V1}/briefings", Right.READ),
    ("POST", f"{_V1}/briefings/updates", Right.KEEP),
    ("POST", f"{_V1}/briefings/approvals", Right.KEEP),
    ("POST", f"{_V1}/summaries", Right.READ),
    ("GET", f"{_V1}/timeline", Right.READ),
    ("GET", f"{_V1}/ledger", Right.READ),
    ("GET", f"{_V1}/papers", Right.READ),
    ("POST", f"{_V1}/papers", Right.KEEP),
    ("GET", f"{_V1}/papers/{{}}", Right.READ),
    ("DELETE", f"{_V1}/papers/{{}}", Right.KEEP),
    ("PUT", f"{_V1}/papers/{{}}/access", Right.KEEP),
    ("PUT", f"{_V1}/papers/{{}}/body", Right.KEEP),
    ("GET", f"{_V1}/papers/{{}}/text", Right.READ),
    ("GET", f"{_V1}/papers/{{}}/pages/{{}}", Right.READ),
    ("GET", f"{_V1}/jobs", Right.READ),
    ("GET DELETE", f"{_V1}/jobs/{{}}", Right.READ),
    ("GET", f"{_V1}/jobs/{{}}/result", Right.READ),
    ("GET POST", f"{_V1}/conversations", Right.READ),
    ("GET DELETE", f"{_V1}/conversations/{{}}", Right.READ),
    ("POST", f"{_V1}/conversations/{{}}/questions", Right.READ),
    ("POST", f"{_V1}/answers/{{}}/feedback", Right.READ),
    ("GET", f"{_V1}/feedback", Right.EVALUATE),
    ("GET", f"{_V1}/feedback/golden", Right.EVALUATE),
    ("GET POST", f"{_V1}/evaluations", Right.EVALUATE),
    ("GET", f"{_V1}/audit", Right.ADMINISTER),
    ("GET DELETE", f"{_V1}/sessions", Right.ADMINISTER),
    ("DELETE", f"{_V1}/sessions/{{}}", Right.ADMINISTER),
    ("POST", "/v1/chat/completions", Right.READ),
    ("GET", "/v1/models", Right.READ),
    ("GET", "/v1/models/{}", Right.READ),
    ("POST", "/mcp", Right.READ),
    ("GET", "/metrics", Right.ADMINISTER),
)


@dataclass(frozen=True)
class Row:
    """One row of the table, ready to be matched."""

    methods: frozenset[str]
    path: str
    right: Right
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Found:
    """What the table says of a path: the rights that the method needs, and the methods that there are.

    ``rights`` is empty where nothing answers the method there.
    """

    rights: frozenset[Right]
    methods: frozenset[str]


class RightsTable:
    """The table, looked up by method and path."""

    def __init__(self, rows: Iterable[tuple[str, str, Right]] = NEEDED) -> None:
        self.rows = tuple(
            Row(frozenset(methods.split()), path, right, _pattern(path)) for methods, path, right in rows
        )

    def look_up(self, method: str, path: str) -> Found:
        """What the request needs."""
        fitting = [row for row in self.rows if row.pattern.fullmatch(path)]
        return Found(
            frozenset(row.right for row in fitting if method in row.methods),
            frozenset(method for row in fitting for method in row.methods),
        )

    def missing(self, routes: Sequence[BaseRoute]) -> list[str]:
        """The routes that no row speaks of, as ``METHOD path``: nobody could reach them."""
        listed = {(method, _bare(row.path)) for row in self.rows for method in row.methods}
        mounts = {path for _, path in listed}
        return sorted(
            f"{method} {path}"
            for method, path in routes_of(routes)
            if (path not in mounts if method == "*" else (method, _bare(path)) not in listed)
        )

    def without_route(self, routes: Sequence[BaseRoute]) -> list[str]:
        """The rows that no route answers to."""
        there = {(method, _bare(path)) for method, path in routes_of(routes)}
        mounts = tuple(path for method, path in there if method == "*")
        return sorted(
            f"{method} {row.path}"
            for row in self.rows
            for method in row.methods
            if (method, _bare(row.path)) not in there and not (mounts and row.path.startswith(mounts))
        )


def routes_of(routes: Sequence[BaseRoute]) -> list[tuple[str, str]]:
    """Every method and path of an application; a mounted application is ``*`` and where it is mounted."""
    found: list[tuple[str, str]] = []
    for context in iter_route_contexts(routes):
        path = context.path or ""
        if isinstance(context.route, Mount):
            found.append(("*", path))
        else:
            found.extend((method, path) for method in context.methods or ())
    return found


def _bare(path: str) -> str:
    """The path with the names of its parts left out, as the table has it."""
    return re.sub(r"\{(?!path\})[^}]*\}", "{}", path)


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path).replace(r"\{path\}", ".*").replace(r"\{\}", "[^/]+")
    return re.compile(escaped)
