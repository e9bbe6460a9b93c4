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
        default="json",
        description="A csv holds all entries at once, whatever limit says, and takes no cursor.",
    )

    @model_validator(mode="after")
    def _is_one_export(self) -> Self:
        if self.format == "csv" and self.cursor is not None:
            raise ValueError("a csv holds all entries at once: leave the cursor out")
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
    """Give the audit out, page by page as JSON or whole as CSV; each page is recorded too.

    The pages end with the entry that records the first of them, or every page would make another one.
    """
    listing = Listing("audit", (int, int), f"{asked.since} {asked.until}")
    begun = None if asked.cursor is None else listing.read(asked.cursor)
    after = int(begun[0]) if begun else 0
    number = recorder.did(Action.EXPORTED, what="audit", format=asked.format, after=str(after))
    last = int(begun[1]) if begun else number
    if asked.format == "csv":
        links = service.audit.every(asked.since, asked.until)
        named = {"content-disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(csv_lines(links), media_type="text/csv; charset=utf-8", headers=named)
    read = service.audit.entries(after=after, limit=asked.limit + 1, since=asked.since, until=asked.until)
    found = [link for link in read if link.number <= last]
    page = found[: asked.limit]
    more = listing.cursor((page[-1].number, last)) if len(found) > asked.limit else None
    return JSONResponse({"entries": [entry_json(link) for link in page], "next": more})
