"""The HTTP routes: each works out the scope and sends what the code gives that the command line calls too.

The functions are plain ones where they block, so that the framework runs each in a thread of its pool.
"""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.catalogue import PaperInFull, PapersOut, list_papers, papers_page, show_paper
from api.drafts import Drafted
from api.files import file_name
from api.identity.asking import scope_of
from api.job_routes import ACCEPTED, OnceKey, accept_briefing
from api.ledger import LedgerOut, LedgerQuery, ledger_json, shown_of
from api.paging import PageQuery
from api.problems import problem_replies
from api.questioning import Question, answered, told
from api.recording import Recording
from api.records.asked import in_words
from api.records.chain import Action, PaperVersion
from api.schemas import (
    AnswerOut,
    AskRequest,
    BriefingOut,
    BriefingRequest,
    HitsOut,
    SearchRequest,
)
from api.service import Service, service_of
from api.streaming import EVENTS, event_stream, wants_events
from ingest.papers import Scope

PREFIX = "/api/v1"

Asking = Annotated[Scope, Depends(scope_of)]
Serving = Annotated[Service, Depends(service_of)]


routes = APIRouter(prefix=PREFIX)


@routes.post(
    "/ask", tags=["questions"], response_model=AnswerOut, responses=EVENTS | problem_replies(sends=True)
)
async def ask(asked: AskRequest, request: Request, service: Serving, recorder: Recording) -> Response:
    """Answer a question; not finding it in the papers is an answer too (status not_in_papers).

    With ``Accept: text/event-stream`` each sentence is sent as soon as it is verified, and last the whole answer.
    """
    question = Question(asked.question, asked.as_filters(), asked.turns())
    if wants_events(request):
        return await event_stream(
            lambda: told(question, service, recorder), str(recorder.request_id), service.settings.library
        )
    answer = await run_in_threadpool(answered, question, service, recorder)
    return JSONResponse(answer.to_json())


@routes.post("/search", tags=["questions"], response_model=HitsOut, responses=problem_replies(sends=True))
def search(asked: SearchRequest, scope: Asking, service: Serving, recorder: Recording) -> JSONResponse:
    """Find the passages nearest to some words, best first."""
    hits = service.minutebook.search(asked.query, scope=scope, filters=asked.filters.as_filters(), k=asked.k)
    recorder.searched(asked.query, in_words(asked.filters.model_dump(mode="json")), hits)
    return JSONResponse({"hits": [hit.to_json() for hit in hits]})


@routes.post(
    "/briefings",
    tags=["briefings"],
    response_model=BriefingOut,
    responses=ACCEPTED | problem_replies(404, sends=True),
)
def brief(
    asked: BriefingRequest,
    service: Serving,
    recorder: Recording,
    job: Annotated[bool, Query(description="Whether to be sent a job instead of waiting.")] = False,
    prefer: Annotated[str, Header(description="respond-async has the same effect as job.")] = "",
    idempotency_key: OnceKey = None,
) -> Response:
    """Draft a briefing about a topic, a meeting or an agenda, as JSON or as a file to download.

    An Idempotency-Key counts for a job; a briefing that is waited for changes nothing, and may be asked for again.
    """
    if job or "respond-async" in prefer.lower():
        return accept_briefing(asked, service, recorder, idempotency_key)
    begun = time.monotonic()
    with service.spending(recorder.asker) as bill:
        briefing = service.minutebook.brief(asked.as_request(), scope=recorder.asker.scope)
    record_id = recorder.briefed(briefing, asked.subject, round((time.monotonic() - begun) * 1000), bill)
    record = {"x-record-id": record_id}
    drafted = Drafted(briefing, asked.as_request(), service.template_of(asked.template))
    if asked.format == "json":
        return JSONResponse(drafted.to_json(), headers=record)
    made = drafted.to_file(asked.format)
    disposition = f'attachment; filename="{file_name(briefing, f".{asked.format}")}"'
    headers = {"content-disposition": disposition, **record}
    return Response(made.content, media_type=made.media_type, headers=headers)


@routes.get("/ledger", tags=["ledger"], response_model=LedgerOut, responses=problem_replies())
def list_ledger(
    asked: Annotated[LedgerQuery, Query()], scope: Asking, service: Serving, recorder: Recording
) -> JSONResponse:
    """List what was decided and promised, with who owes it and what later papers say of it."""
    page = service.ledger.ledger_page(asked, scope)
    recorder.read("ledger", in_words(asked.as_asked()), shown_of(page.items))
    return JSONResponse({**ledger_json(page.items), "next": page.next})


@routes.get("/papers", tags=["papers"], response_model=PapersOut, responses=problem_replies())
def list_catalogue(asked: Annotated[PageQuery, Query()], scope: Asking, service: Serving) -> JSONResponse:
    """List the papers, latest meeting first."""
    papers = list_papers(service.library, scope)
    return JSONResponse(papers_page(papers, asked).model_dump(mode="json"))


@routes.get("/papers/{paper_id}", tags=["papers"], response_model=PaperInFull, responses=problem_replies(404))
def show_in_full(paper_id: str, scope: Asking, service: Serving, recorder: Recording) -> JSONResponse:
    """Show what is known about a paper, how it is known, and its passages."""
    shown = show_paper(service.library, scope, paper_id)
    recorder.did(Action.READ, [PaperVersion(paper_id, shown.version)])
    return JSONResponse(shown.model_dump(mode="json"))
