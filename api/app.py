"""The HTTP service as an application: routes, the shape of errors, the guard around both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI

from api import problems
from api.answering.overviews import MadeElsewhere
from api.answering.pool import AnsweringProcesses
from api.audit_routes import audit_routes
from api.conversation_routes import conversation_routes
from api.description import complete
from api.draft_routes import draft_routes
from api.entity_tags import EntityTags
from api.feedback_routes import feedback_routes
from api.guard import DESK_FILE_BYTES, Guard
from api.heads import Heads
from api.health import Health, health
from api.identity.doorway import Doorway
from api.identity.gate import Gate
from api.identity.rights import RightsTable
from api.identity.signing_in import signing_in
from api.job_routes import job_routes
from api.ledger import LedgerPages, PagesMadeHere
from api.limits import limit_addresses, limit_askers
from api.mcp_http import add_mcp, mcp_lifespan
from api.metrics import Metrics, metrics
from api.observing import Observer, observed
from api.openai_compat import openai_routes
from api.openai_errors import OpenAIErrors
from api.overviews import overview_routes
from api.paper_changes import paper_changes
from api.paper_words import word_routes
from api.parameters import known_parameters_only
from api.reference import reference
from api.routes import PREFIX, routes
from api.service import MIB, Service
from api.session_routes import session_routes
from api.settings import AppSettings
from api.tracing import Tracing
from api.version import version
from rag.assembly import Minutebook

_DESCRIPTION = (
    "Answers questions about committee papers and drafts briefings from them. "
    "Every sentence can be followed back to the exact words in a paper."
)


class _Application(FastAPI):
    """FastAPI whose description also holds what no route says of itself (``api.description``)."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            complete(super().openapi())
        return super().openapi()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What goes on as long as the application is served."""
    with app.state.service.housekeeping():
        async with mcp_lifespan(app):
            yield


def create_app(
    minutebook: Minutebook,
    settings: AppSettings,
    processes: AnsweringProcesses | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The service over an assembled Minutebook, which stays the caller's to close.

    Questions, overviews and the ledger go to ``processes`` where there are some. From here on every question is
    counted.
    """
    app = _Application(
        title="Minutebook",
        version=version(),
        description=_DESCRIPTION,
        # The stock pages load their scripts from other sites.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(known_parameters_only)],
    )
    app.state.metrics = counts = Metrics()
    minutebook.answer_through(observed(minutebook, settings, counts, processes, tracing))
    ledger: LedgerPages = PagesMadeHere(minutebook)
    if processes is not None:
        ledger = elsewhere = MadeElsewhere(processes, is_writing=settings.model is not None)
        minutebook.overview_through(elsewhere)
    app.state.service = Service(minutebook, settings, ledger)
    app.state.health = Health(app.state.service, processes)
    counts.watch("jobs_unfinished", "Jobs that wait or run.", lambda: app.state.service.jobs.n_unfinished)
    app.include_router(routes)
    app.include_router(health)
    app.include_router(metrics)
    app.include_router(reference)
    app.include_router(signing_in)
    app.include_router(word_routes)
    app.include_router(overview_routes)
    for each in (
        paper_changes,
        job_routes,
        conversation_routes,
        feedback_routes,
        audit_routes,
        session_routes,
        draft_routes,
    ):
        app.include_router(each)
    app.include_router(openai_routes)
    add_mcp(app)
    problems.install(app)
    limit_askers(app, settings)
    _close_the_gate(app, app.state.service, settings)
    limit_addresses(app, settings)
    app.add_middleware(EntityTags)
    app.add_middleware(
        Guard,
        own_host=settings.host,
        public_url=settings.public_url,
        file_bytes={
            f"{PREFIX}/papers": settings.max_upload_mb * MIB,
            f"{PREFIX}/briefings/updates": DESK_FILE_BYTES,
            f"{PREFIX}/briefings/approvals": DESK_FILE_BYTES,
            f"{PREFIX}/evaluations": DESK_FILE_BYTES,
        },
    )
    app.add_middleware(OpenAIErrors)
    app.add_middleware(Heads)
    # Added last, and so the outermost: it sees what the others refuse.
    app.add_middleware(Observer, metrics=counts)
    return app


def _close_the_gate(app: FastAPI, service: Service, settings: AppSettings) -> None:
    """Have every request pass the gate, and every route stand in its table.

    Raises:
        RuntimeError: A route does not, and so nobody could reach it.
    """
    table = RightsTable()
    missing = table.missing(app.routes)
    if missing:
        raise RuntimeError(
            f"no right is given for {', '.join(missing)}. Add a row to api/identity/rights.py."
        )
    app.state.doorway = Doorway(service.records, settings, service.keys)
    app.add_middleware(Gate, doorway=app.state.doorway, table=table)
