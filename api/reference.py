"""The description of the HTTP interface as a page that needs no script and no other site."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.problems import CODES

reference = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("api", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


@reference.get("/")
def start() -> RedirectResponse:
    """What somebody is shown who opens the address of the service."""
    return RedirectResponse("/docs")


@reference.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The interface, route by route, with every field, example and problem code."""
    description = request.app.openapi()
    page = _pages().get_template("reference.html")
    return HTMLResponse(page.render(api=description, codes=CODES, as_json=_as_json))


@reference.get("/docs/style.css")
def style() -> Response:
    """The look of the page."""
    return Response((files("api") / "pages" / "reference.css").read_text("utf-8"), media_type="text/css")


def _as_json(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)
