"""The routes of summaries and timelines: what a paper or a meeting comes to, and a subject across meetings."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from api.files import as_file, file_name
from api.problems import problem_replies
from api.recording import Recorder, recorder_of
from api.records.asked import in_words
from api.schemas import BriefingOut
from api.service import Service, service_of
from api.summaries import SummaryIn
from api.timelines import TimelineOut, TimelineQuery, timeline_file, timeline_file_name

overview_routes = APIRouter(prefix="/api/v1")

Serving = Annotated[Service, Depends(service_of)]
Recording = Annotated[Recorder, Depends(recorder_of)]


@overview_routes.post(
    "/summaries",
    tags=["briefings"],
    response_model=BriefingOut,
    responses=problem_replies(404, 409, sends=True),
)
def summarise(asked: SummaryIn, service: Serving, recorder: Recording) -> Response:
    """Summarise one paper or one meeting on a page, as JSON or as a file to download."""
    begun, scope = time.monotonic(), recorder.asker.scope
    request = asked.as_request(service.library, scope)
    with service.spending(recorder.asker) as bill:
        summary = service.minutebook.summarise(request, scope=scope)
    took_ms = round((time.monotonic() - begun) * 1000)
    record = {"x-record-id": recorder.briefed(summary, asked.subject, took_ms, bill)}
    if asked.format == "json":
        return JSONResponse(summary.to_json(), headers=record)
    ending = f".{asked.format}"
    made = as_file(summary, ending)
    disposition = f'attachment; filename="{file_name(summary, ending)}"'
    return Response(
        made.content, media_type=made.media_type, headers={"content-disposition": disposition, **record}
    )


@overview_routes.get("/timeline", tags=["ledger"], response_model=TimelineOut, responses=problem_replies(404))
def follow(asked: Annotated[TimelineQuery, Query()], service: Serving, recorder: Recording) -> Response:
    """Follow a topic, or an entry of the ledger, across meetings, as JSON or as a file to download."""
    timeline = service.minutebook.timeline(asked.as_request(), scope=recorder.asker.scope)
    shown = [each.passage_id for row in timeline.all_rows for each in row.passages]
    shown += [near.passage_id for near in timeline.nearest]
    recorder.read("timeline", in_words(asked.as_asked()), shown, format=asked.format)
    if asked.format == "json":
        return JSONResponse(timeline.to_json())
    made = timeline_file(timeline, asked.format)
    disposition = f'attachment; filename="{timeline_file_name(timeline, asked.format)}"'
    return Response(made.content, media_type=made.media_type, headers={"content-disposition": disposition})
