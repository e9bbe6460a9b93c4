"""Whether the service is alive, and whether it can do its work: for whoever watches it.

Both answer in the event loop and wait for no thread that questions use, so that a service with more to do than it can
still says how it is. What they say is for anyone: which part fails, and never a path, a count or a name.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.answering.pool import AnsweringProcesses
from api.problems import problem_reply
from api.records.errors import RecordsError
from api.service import MIB, Service
from ingest.errors import IngestError
from ingest.store.encoder import verify_weights

ANSWERS_WITHIN_S = 0.15
"""Time that the checks of one request get; after that the latest finished ones count."""
HOLDS_S = 1.0
"""How long checks are given out again without looking anew."""
STALE_S = 30.0
"""Age from which the latest finished checks say nothing any more."""

Part = Literal["library", "records", "index", "encoder", "disk", "answering"]
FINE = "ok"
EXACT = "exact search until it is built"
NOT_WANTED = "not wanted: exact search"
NOT_IN_TIME = "not checked in time"


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class ReadinessOut(BaseModel):
    """Whether the service can answer, and what each of its parts says."""

    status: Literal["ready", "not_ready"]
    checks: dict[Part, str] = Field(
        description="What is the matter with each part; `ok` where nothing is.",
        examples=[{"library": FINE, "index": EXACT}],
    )


@dataclass(frozen=True)
class Checked:
    """What the parts said, and when (seconds of the monotonic clock)."""

    checks: Mapping[Part, str]
    at: float

    @property
    def is_ready(self) -> bool:
        """Search is exact without an index, and the answers are the same."""
        return all(said in (FINE, EXACT, NOT_WANTED) for said in self.checks.values())


class Health:
    """Looks at the parts of a service, in a thread of its own, and remembers for a moment what it saw."""

    def __init__(self, service: Service, processes: AnsweringProcesses | None) -> None:
        """``processes`` are those that answer, where they are not this one."""
        self._service = service
        self._processes = processes
        self._latest: Checked | None = None
        self._looking: asyncio.Future[Checked] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")

    async def checked(self) -> Checked:
        """What the parts say, not older than ``HOLDS_S`` where they say it in time."""
        latest = self._latest
        if latest is not None and time.monotonic() - latest.at < HOLDS_S:
            return latest
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().run_in_executor(self._thread, self.look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), ANSWERS_WITHIN_S)
        except TimeoutError:
            if latest is not None and time.monotonic() - latest.at < STALE_S:
                return latest
            return Checked({"library": NOT_IN_TIME}, time.monotonic())

    def look(self) -> Checked:
        """Look at every part now; this blocks."""
        checks: dict[Part, str] = {
            "library": self._library(),
            "records": self._records(),
            "encoder": _encoder(),
            "disk": self._disk(),
        }
        if checks["library"] == FINE:
            checks["index"] = self._index()
        if self._processes is not None:
            checks["answering"] = FINE if self._processes.n_ready else "no process answers"
        self._latest = Checked(checks, time.monotonic())
        return self._latest

    def _library(self) -> str:
        try:
            _ = self._service.library.revision
        except (IngestError, OSError) as error:
            return f"can't be read ({type(error).__name__})"
        return FINE

    def _index(self) -> str:
        minutebook = self._service.minutebook
        if not minutebook.wants_index:
            return NOT_WANTED
        return FINE if minutebook.has_current_index else EXACT

    def _records(self) -> str:
        try:
            with self._service.records.reading() as connection:
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except (RecordsError, OSError) as error:
            return f"can't be read ({type(error).__name__})"
        return FINE

    def _disk(self) -> str:
        settings = self._service.settings
        try:
            free = shutil.disk_usage(settings.library).free
        except OSError as error:
            return f"can't be looked at ({type(error).__name__})"
        if free < settings.min_free_mb * MIB:
            return f"less than {settings.min_free_mb:,} MiB are free"
        return FINE


def _encoder() -> str:
    try:
        verify_weights()  # read once a process, and remembered
    except (IngestError, OSError) as error:
        return f"its weights can't be used ({type(error).__name__})"
    return FINE


health = APIRouter(prefix="/health", tags=["health"])


@health.get("/live", response_model=HealthOut, responses={400: problem_reply(400)})
async def live() -> HealthOut:
    """The process answers."""
    return HealthOut(status="alive")


@health.get(
    "/ready",
    response_model=ReadinessOut,
    responses={
        400: problem_reply(400),
        503: {"model": ReadinessOut, "description": "A part fails; `checks` says which."},
    },
)
async def ready(request: Request) -> Response:
    """The service can answer: library, records, encoder, disk and answering processes are as they should be."""
    checked = await health_of(request).checked()
    is_ready = checked.is_ready
    told = ReadinessOut(status="ready" if is_ready else "not_ready", checks=dict(checked.checks))
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    headers = {} if is_ready else {"retry-after": "5"}
    return JSONResponse(told.model_dump(mode="json"), status_code=status, headers=headers)


def health_of(request: Request) -> Health:
    """The health of the service that the application was made with."""
    found = request.app.state.health
    if not isinstance(found, Health):
        raise TypeError(
            f"the application holds {type(found).__name__}, not a Health. Make it with create_app."
        )
    return found
