"""The HTTP routes: each works out the scope and sends what the code gives that the command line calls too.

The functions are plain ones: they block, so the framework runs each in a thread of its pool.
"""

from __future__ import annotations

import unicodedata
from http import HTTPStatus
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Query, Response, UploadFile
from fastapi.responses import JSONResponse

from api.catalogue import PaperInFull, PapersOut, list_papers, show_paper
from api.errors import UploadRejected, WrongUse
from api.identity import scope_of
from api.ledger import LedgerOut, LedgerQuery, ledger_json
from api.problems import MEDIA_TYPE
from api.schemas import (
    AnswerOut,
    AskRequest,
    BriefingOut,
    BriefingRequest,
    HealthOut,
    HitsOut,
    OutcomeOut,
    PackOut,
    ReadinessOut,
    SearchRequest,
)
from api.service import Service, service_of
from ingest.papers import Access, Scope

PREFIX = "/api/v1"
LONGEST_NAME = 255
REASONS_TOLD = 3

Asking = Annotated[Scope, Depends(scope_of)]
Serving = Annotated[Service, Depends(service_of)]


def _problems(*statuses: int, sends: bool = False) -> dict[int | str, dict[str, object]]:
    """What a route can answer beside its result, for the description of the interface."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    every = {*statuses, 400, 422, 500, 503, *((403, 413) if sends else ())}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(every)
    }


routes = APIRouter(prefix=PREFIX)
health = APIRouter(prefix="/health", tags=["health"])


@routes.post("/ask", tags=["questions"], response_model=AnswerOut, responses=_problems(sends=True))
def ask(asked: AskRequest, scope: Asking, service: Serving) -> JSONResponse:
    """Answer a question; not finding it in the papers is an answer too (status not_in_papers)."""
    answer = service.minutebook.ask(
        asked.question, scope=scope, filters=asked.as_filters(), before=asked.turns()
    )
    return JSONResponse(answer.to_json())


@routes.post("/search", tags=["questions"], response_model=HitsOut, responses=_problems(sends=True))
def search(asked: SearchRequest, scope: Asking, service: Serving) -> JSONResponse:
    """Find the passages nearest to some words, best first."""
    hits = service.minutebook.search(asked.query, scope=scope, filters=asked.filters.as_filters(), k=asked.k)
    return JSONResponse({"hits": [hit.to_json() for hit in hits]})


@routes.post(
    "/briefings", tags=["briefings"], response_model=BriefingOut, responses=_problems(404, sends=True)
)
def brief(asked: BriefingRequest, scope: Asking, service: Serving) -> Response:
    """Draft a briefing about a topic, a meeting or an agenda, as JSON or as a file to download."""
    briefing = service.minutebook.brief(asked.as_request(), scope=scope)
    if asked.format == "json":
        return JSONResponse(briefing.to_json())
    from api.files import as_file, file_name

    ending = f".{asked.format}"
    made = as_file(briefing, ending)
    disposition = f'attachment; filename="{file_name(briefing, ending)}"'
    return Response(made.content, media_type=made.media_type, headers={"content-disposition": disposition})


@routes.get("/ledger", tags=["ledger"], response_model=LedgerOut, responses=_problems())
def list_ledger(asked: Annotated[LedgerQuery, Query()], scope: Asking, service: Serving) -> JSONResponse:
    """List what was decided and promised, with who owes it and what later papers say of it."""
    return JSONResponse(ledger_json(service.minutebook.ledger(asked.as_wanted(), scope=scope)))


@routes.post(
    "/documents",
    tags=["documents"],
    response_model=OutcomeOut | PackOut,
    status_code=201,
    responses=_problems(sends=True),
)
def upload(
    file: UploadFile, scope: Asking, service: Serving, access: Annotated[Access, Form()] = Access.RESTRICTED
) -> JSONResponse:
    """Take a paper or a pack in: 201 where any is new, 200 where all were there or replace earlier versions.

    A pack is rejected as a whole only when none of its papers could be read.
    """
    name = upload_name(file.filename)
    outcomes = service.take_in(file.file.read(), name, access)
    reasons = [
        outcome.reason or f"{name}: the file can't be read." for outcome in outcomes if not outcome.paper_id
    ]
    if len(reasons) == len(outcomes):
        more = f" And {len(reasons) - REASONS_TOLD:,} more." if len(reasons) > REASONS_TOLD else ""
        raise UploadRejected(" ".join(reasons[:REASONS_TOLD]) + more)
    status = 201 if any(outcome.status == "new" for outcome in outcomes) else 200
    if len(outcomes) > 1 or outcomes[0].path != name:
        return JSONResponse({"papers": [outcome.to_json() for outcome in outcomes]}, status_code=status)
    paper = outcomes[0]
    place = {"location": f"{PREFIX}/documents/{paper.paper_id}"} if status == 201 else {}
    return JSONResponse(paper.to_json(), status_code=status, headers=place)


@routes.get("/documents", tags=["documents"], response_model=PapersOut, responses=_problems())
def list_documents(scope: Asking, service: Serving) -> JSONResponse:
    """List the papers, latest meeting first."""
    papers = list_papers(service.library, scope)
    return JSONResponse(PapersOut(papers=papers).model_dump(mode="json"))


@routes.get("/documents/{paper_id}", tags=["documents"], response_model=PaperInFull, responses=_problems(404))
def show_document(paper_id: str, scope: Asking, service: Serving) -> JSONResponse:
    """Show what is known about a paper, how it is known, and its passages."""
    return JSONResponse(show_paper(service.library, scope, paper_id).model_dump(mode="json"))


@routes.delete(
    "/documents/{paper_id}", tags=["documents"], status_code=204, responses=_problems(404, sends=True)
)
def withdraw_document(
    paper_id: str,
    scope: Asking,
    service: Serving,
    afterwards: BackgroundTasks,
    reason: Annotated[
        str, Query(min_length=1, max_length=500, description="Kept in the record.")
    ] = "withdrawn by request",
) -> Response:
    """Take a paper and all its words out of the library; a record of it stays."""
    with service.writing() as library:
        library.paper(scope, paper_id)
        library.withdraw(paper_id, reason, is_compacting=False)
    # The paper is gone for everyone; that its file is written anew nobody has to wait for.
    afterwards.add_task(service.compact)
    return Response(status_code=204)


@health.get("/live", response_model=HealthOut)
def live() -> HealthOut:
    """The process answers."""
    return HealthOut(status="alive")


@health.get("/ready", response_model=ReadinessOut, responses=_problems())
def ready(scope: Asking, service: Serving) -> ReadinessOut:
    """The library can be read."""
    library = service.library
    n_papers = len(library.papers(scope)) - len(library.copies(scope).best)
    return ReadinessOut(status="ready", revision=library.revision, papers=n_papers)


def upload_name(given: str | None) -> str:
    """The file name alone, without folders of any system and without control characters.

    Raises:
        WrongUse: Nothing is left, or it is longer than `LONGEST_NAME` characters.
    """
    last = PureWindowsPath(PurePosixPath(given or "").name).name
    name = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    if not name.strip(".") or len(name) > LONGEST_NAME:
        raise WrongUse(f"the file needs a name of 1 to {LONGEST_NAME} characters.")
    return unicodedata.normalize("NFC", name)
