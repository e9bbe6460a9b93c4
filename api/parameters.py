"""Query parameters that a route does not know are refused: a misspelt one would be passed over without a word."""

from __future__ import annotations

from functools import lru_cache

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError

STRICT = "/api/v1/"
LONGEST_TOLD = 50


async def known_parameters_only(request: Request) -> None:
    """Go on where every query parameter is one that the route describes.

    What OpenAI clients and login providers add of their own is none of our business. Asynchronous, as it is asked
    for a health check too, which waits for no thread.

    Raises:
        RequestValidationError: One is not; 422.
    """
    if not request.query_params or not request.url.path.startswith(STRICT):
        return
    known = _known(request.app, request.scope["route"].path, request.method)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        told = f"there is no such parameter; there are: {', '.join(sorted(known)) or 'none'}"
        raise RequestValidationError(
            [
                {"type": "extra_forbidden", "loc": ("query", name[:LONGEST_TOLD]), "msg": told}
                for name in unknown
            ]
        )


@lru_cache(maxsize=1000)
def _known(app: FastAPI, path: str, method: str) -> frozenset[str]:
    described = app.openapi()["paths"][path][method.lower()].get("parameters", ())
    return frozenset(each["name"] for each in described if each["in"] == "query")
