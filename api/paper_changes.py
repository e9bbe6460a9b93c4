"""The routes that change the library: a paper or pack handed in, a paper withdrawn, or shown to others than before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.errors import WrongUse
from api.file_names import upload_name
from api.form_fields import form_of
from api.identity.asking import asker_of
from api.identity.bodies import LONGEST_BODY, as_spelt
from api.identity.errors import NotPermitted
from api.identity.roles import Asker
from api.job_routes import JobAccepted, OnceKey, accepted
from api.problems import meaning_of, problem_replies
from api.recording import Recorder, Recording
from api.records.chain import Action, PaperVersion
from api.records.jobs import JobKind
from api.service import Service, service_of
from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound, PaperRecord

paper_changes = APIRouter(prefix="/api/v1/papers", tags=["papers"])

Who = Annotated[Asker, Depends(asker_of)]
Serving = Annotated[Service, Depends(service_of)]


class AccessIn(BaseModel):
    """Who may see a paper from now on, and why that is changed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"access": "exempt"}]})

    access: Access = Field(description="Parts that the paper itself marks narrower stay so.")
    reason: str = Field(
        default="changed by request", min_length=1, max_length=500, description="Kept in the audit."
    )


class AccessOut(BaseModel):
    """Who may see a paper now."""

    paper_id: str
    access: Access


class BodyIn(BaseModel):
    """Which body a paper is of, and why that is said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"body": "Harbour Panel"}]})

    body: str = Field(
        min_length=1,
        max_length=LONGEST_BODY,
        description="The committee, panel or board; only case and spaces may differ from its other papers.",
    )
    reason: str = Field(
        default="changed by request", min_length=1, max_length=500, description="Kept in the audit."
    )


class BodyOut(BaseModel):
    """Which body a paper is of now."""

    paper_id: str
    body: str


@paper_changes.post(
    "",
    response_model=JobAccepted,
    status_code=202,
    responses=problem_replies(sends=True),
    dependencies=[Depends(form_of("file", "access"))],
)
def upload(
    file: UploadFile,
    who: Who,
    service: Serving,
    recorder: Recording,
    access: Annotated[Access, Form()] = Access.RESTRICTED,
    idempotency_key: OnceKey = None,
) -> JSONResponse:
    """Hand a paper or a pack in: it is on the disk once 202 is sent, and taken in by a job.

    What became of each file is the job's result; a pack fails only when none of its papers could be read.
    """
    name, content = upload_name(file.filename), file.file.read()
    task = {"name": name, "access": access.value}
    decides = json.dumps({**task, "sha256": hashlib.sha256(content).hexdigest()})
    return accepted(
        JobKind.UPLOAD, task, decides, service, recorder, Action.UPLOADED, idempotency_key, content=content
    )


@paper_changes.delete("/{paper_id}", status_code=204, responses=problem_replies(404, sends=True))
def withdraw(
    paper_id: str,
    who: Who,
    service: Serving,
    recorder: Recording,
    afterwards: BackgroundTasks,
    reason: Annotated[
        str, Query(min_length=1, max_length=500, description="Kept in the record.")
    ] = "withdrawn by request",
) -> Response:
    """Take a paper and all its words out of the library; a record of it stays.

    It is gone from every read at once, and from what the service keeps of answers and jobs within a minute.
    """
    with service.writing() as library:
        paper = _to_change(library, who, paper_id)
        with _recorded(recorder, Action.WITHDREW, paper, library, reason=reason):
            library.withdraw(paper_id, reason, is_compacting=False)
    # The paper is gone for everyone; that its words leave the files nobody has to wait for.
    afterwards.add_task(service.clear_out)
    return Response(status_code=204)


@paper_changes.put("/{paper_id}/access", response_model=AccessOut, responses=problem_replies(404, sends=True))
def change_access(
    paper_id: str, asked: AccessIn, who: Who, service: Serving, recorder: Recording
) -> JSONResponse:
    """Change who may see a paper; it holds for every request that begins after the reply."""
    with service.writing() as library:
        paper = _to_change(library, who, paper_id)
        if not library.may_become(paper_id, asked.access):
            raise WrongUse(
                "The paper was handed in as exempt, so which parts of it are exempt by themselves is not known. "
                f"Hand it in again with access {asked.access}."
            )
        changed = {"from": paper.access.value, "to": asked.access.value, "reason": asked.reason}
        with _recorded(recorder, Action.CHANGED_ACCESS, paper, library, **changed):
            library.set_access(paper_id, asked.access)
    return JSONResponse({"paper_id": paper_id, "access": asked.access.value})


@paper_changes.put("/{paper_id}/body", response_model=BodyOut, responses=problem_replies(404, sends=True))
def change_body(
    paper_id: str, asked: BodyIn, who: Who, service: Serving, recorder: Recording
) -> JSONResponse:
    """Say which body a paper is of, in place of what was read or guessed; for officers of every body.

    Officers of that body see its restricted and exempt words from the next request on, and those of another no more.
    """
    with service.writing() as library:
        paper = library.paper(who.scope, paper_id)
        if not who.may_say_bodies:
            raise NotPermitted(
                "Officers of every body and administrators say which body a paper is of. Ask one."
            )
        body = as_spelt(asked.body, library.bodies(who.scope))
        with _recorded(recorder, Action.CHANGED_BODY, paper, library, to=body, reason=asked.reason):
            library.set_body(paper_id, body)
    return JSONResponse({"paper_id": paper_id, "body": body})


def _to_change(library: Library, who: Asker, paper_id: str) -> PaperRecord:
    """The paper, for somebody who may change it.

    Raises:
        PaperNotFound: There is none that the asker may see.
        NotPermitted: It is another body's.
    """
    paper = library.paper(who.scope, paper_id)
    if who.may_keep(paper.body):
        return paper
    if who.bodies is not None and paper.body is not None and paper.body.value in who.bodies:
        raise NotPermitted(
            "The body of this paper was guessed. Ask an administrator to say that it is yours "
            "(PUT /api/v1/papers/ID/body)."
        )
    raise NotPermitted("This paper is not of a body that you are an officer of. Ask one of theirs.")


@contextmanager
def _recorded(
    recorder: Recorder, action: Action, paper: PaperRecord, library: Library, **detail: str
) -> Iterator[None]:
    """Record the change that the block makes before it is made, and afterwards where it was not made after all.

    Never the other way round: a change that is in no entry would be worse than an entry without a change.
    """
    papers = [PaperVersion(paper.paper_id, paper.version)]
    before = _as_it_is(library, paper.paper_id)
    recorder.did(action, papers, **detail)
    try:
        yield
    except Exception as error:
        if _as_it_is(library, paper.paper_id) == before:
            recorder.did(Action.REFUSED, papers, what=action.value, why=meaning_of(error).code)
        raise


def _as_it_is(library: Library, paper_id: str) -> PaperRecord | None:
    """All that the catalogue says of a paper; None where it is withdrawn."""
    try:
        return library.paper(Scope.owner(), paper_id)
    except PaperNotFound:
        return None
