"""The HTTP service as an application: routes, the shape of errors, the guard around both."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api import problems
from api.guard import Guard
from api.problems import Problem
from api.reference import reference
from api.routes import PREFIX, health, routes
from api.service import MIB, Service
from api.settings import AppSettings
from api.version import version
from rag.assembly import Minutebook

_DESCRIPTION = (
    "Answers questions about committee papers and drafts briefings from them. "
    "Every sentence can be followed back to the exact words in a paper."
)


class _Application(FastAPI):
    """FastAPI whose description also holds the shape of problems, which no route returns as its result."""

    def openapi(self) -> dict[str, Any]:
        description = super().openapi()
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes = {**problem.pop("$defs", {}), "Problem": problem}
        description["components"]["schemas"].update(shapes)
        return description


def create_app(minutebook: Minutebook, settings: AppSettings) -> FastAPI:
    """The service over an assembled Minutebook, which stays the caller's to close."""
    app = _Application(
        title="Minutebook",
        version=version(),
        description=_DESCRIPTION,
        # The stock pages load their scripts from other sites.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = Service(minutebook, settings)
    app.include_router(routes)
    app.include_router(health)
    app.include_router(reference)
    problems.install(app)
    app.add_middleware(
        Guard,
        own_host=settings.host,
        upload_path=f"{PREFIX}/documents",
        upload_bytes=settings.max_upload_mb * MIB,
    )
    return app
