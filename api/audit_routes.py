"""The route by which administrators take the audit out."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.paging import Listing, PageQuery
from api.problems import problem_replies
from api.recording import Recording
from api.records.audit_export import csv_lines, entry_json
from api.records.chain import Action
from api.schemas import IsoDate
from api.service import Service, service_of

audit_routes = APIRouter(prefix="/api/v1", tags=["audit"])

Serving = Annotated[Service, Depends(service_of)]


class AuditQuery(PageQuery):
    """Which entries, and in which form."""

    since: IsoDate | None = Field(default=None, description="First day (UTC), inclusive, ISO 8601.")
    until: IsoDate | None = Field(default=None, description="Last day (UTC), inclusive, ISO 8601.")
    format: Literal["json", "csv"] = Field(
        default="json", description="A csv holds all entries at once, whatever limit and cursor say."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self


class AuditEntryOut(BaseModel):
    """One entry; ``sha256`` is of the hash before it, a line feed, and ``hashed``."""

    model_config = ConfigDict(extra="forbid")

    number: int
    at: str = Field(description="UTC, ISO 8601.")
    action: Action
    asker: str
    role: str
    request: str | None
    record: str | None
    papers: list[tuple[str, int]] = Field(
        description="Ids and versions of the papers whose words were shown."
    )
    considered: list[tuple[str, int]] = Field(description="The other papers that were looked at.")
    question: str | None = Field(description="HMAC-SHA-256 of the question.")
    question_kept: bool
    question_words: str | None
    library: str | None
    settings: str | None
    prompt: str | None
    model: str | None
    status: str | None
    took_ms: float | None
    detail: dict[str, str]
    sha256: str
    hashed: str


class AuditOut(BaseModel):
    """Entries in their order, the earliest first."""

    entries: list[AuditEntryOut]
    next: str | None = Field(description="Cursor of the next page; null after the last.")


@audit_routes.get("/audit", response_model=AuditOut, responses=problem_replies())
def export_audit(asked: Annotated[AuditQuery, Query()], service: Serving, recorder: Recording) -> Response:
    """Give the audit out, page by page as JSON or whole as CSV; doing so is recorded too."""
    listing = Listing("audit", (int,), f"{asked.since} {asked.until}")
    after = 0 if asked.cursor is None else int(listing.read(asked.cursor)[0])
    if asked.cursor is None:
        recorder.did(Action.EXPORTED, what="audit", format=asked.format)
    if asked.format == "csv":
        links = service.audit.every(asked.since, asked.until)
        named = {"content-disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(csv_lines(links), media_type="text/csv; charset=utf-8", headers=named)
    found = service.audit.entries(after=after, limit=asked.limit + 1, since=asked.since, until=asked.until)
    page = found[: asked.limit]
    more = listing.cursor((page[-1].number,)) if len(found) > asked.limit else None
    return JSONResponse({"entries": [entry_json(link) for link in page], "next": more})
