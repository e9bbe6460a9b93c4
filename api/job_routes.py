"""The routes of jobs: work that is accepted with 202 and looked after by its asker alone."""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import nullcontext
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.file_names import upload_name
from api.form_fields import form_of
from api.identity.asking import asker_of
from api.identity.roles import Asker
from api.jobs.handed_in import told
from api.jobs.tasks import golden_for
from api.paging import PageQuery, SealedListing
from api.problems import Problem, problem_replies
from api.recording import Recorder, Recording
from api.records.chain import Action
from api.records.errors import NotYet, RecordNotFound
from api.records.idempotency import LONGEST_KEY, Reply
from api.records.jobs import Job, JobKind, JobState
from api.schemas import BriefingOut, BriefingRequest, PackOut
from api.service import Service, service_of

PREFIX = "/api/v1"

job_routes = APIRouter(prefix=PREFIX)

Who = Annotated[Asker, Depends(asker_of)]
Serving = Annotated[Service, Depends(service_of)]
OnceKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        description="The same key with the same request within a day is done once, and answered the same.",
    ),
]


class JobAccepted(BaseModel):
    """A job that will be done, whatever becomes of the service; its address is in the header Location."""

    job_id: str
    kind: JobKind


ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": JobAccepted, "description": "A job was accepted; its address is in the header Location."}
}
"""What a route that can answer with a job says of that."""


class JobProgress(BaseModel):
    """How far a job is: ``done`` of ``total`` steps, and what is in hand."""

    done: int
    total: int
    what: str


class JobOut(BaseModel):
    """A job as it stands."""

    job_id: str
    kind: JobKind
    state: JobState
    progress: JobProgress | None = Field(description="Null before it has begun.")
    created_at: str = Field(description="UTC, ISO 8601.")
    started_at: str | None
    ended_at: str | None
    result: str | None = Field(
        description="Where the result is; null where there is none, or its papers changed since."
    )
    problem: Problem | None = Field(description="Why it failed.")

    @classmethod
    def of(cls, job: Job) -> JobOut:
        is_there = job.result is not None
        return cls(
            job_id=job.job_id,
            kind=job.kind,
            state=job.state,
            progress=_progress(job),
            created_at=job.created_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
            result=f"{place_of(job.job_id)}/result" if is_there else None,
            problem=None if job.problem is None else _told(job),
        )


class JobsOut(BaseModel):
    """Your jobs, latest first."""

    jobs: list[JobOut]
    next: str | None = Field(description="Cursor of the next page; null after the last.")


class EvaluationOut(BaseModel):
    """What an evaluation gave, over all questions and by their type."""

    golden_sha256: str
    library_snapshot: str
    settings_hash: str
    code_sha256: str
    totals: dict[str, Any]
    by_type: dict[str, Any]
    warnings: list[str]


def _progress(job: Job) -> JobProgress | None:
    """How far a job has come; one that is done has done all of it, whatever it told last."""
    told = JobProgress(**job.progress) if job.progress else None
    if told is None or job.state is not JobState.DONE:
        return told
    return JobProgress(done=told.total, total=told.total, what="done")


def place_of(job_id: str) -> str:
    """The address of a job."""
    return f"{PREFIX}/jobs/{job_id}"


def accepted(
    kind: JobKind,
    task: dict[str, Any],
    decides: str,
    service: Service,
    recorder: Recorder,
    action: Action,
    key: str | None,
    *,
    content: bytes | None = None,
    **detail: str,
) -> JSONResponse:
    """Accept a job and say so, once for one Idempotency-Key; ``decides`` is all that makes it this job.

    ``detail`` are short facts for the record.

    Raises:
        KeyReused: The key came with another request before.
        TooManyJobs: The asker has as many that wait or run as one may have.
        RecordsError: The job could not be stored or recorded.
    """
    if key is None:  # with a key it may have been accepted before, and is answered the same
        service.job_store.require_room(recorder.asker)
    # Before the transaction: nobody's answer has to wait for a large file to be on the disk.
    with nullcontext("") if content is None else service.jobs.staged(content) as staged:

        def make() -> Reply:
            job = service.jobs.submit(kind, recorder.asker, task, staged=staged)
            return Reply(202, place_of(job.job_id), {"job_id": job.job_id, "kind": kind.value})

        # One transaction: what is refused because it can't be recorded is not done behind the asker's back either.
        with service.records.writing():
            reply = service.once.do(recorder.asker.asker_id, kind.value, key, decides.encode(), make)
            again = {"again": "yes"} if reply.is_again else {}
            recorder.did(action, job=reply.body["job_id"], told="accepted", **again, **detail)
    service.jobs.look()
    return JSONResponse(reply.body, status_code=reply.status, headers={"location": reply.location})


def accept_briefing(
    asked: BriefingRequest, service: Service, recorder: Recorder, key: str | None
) -> JSONResponse:
    """Accept a briefing that somebody will come back for."""
    task = {"request": asked.model_dump(mode="json")}
    return accepted(
        JobKind.BRIEFING, task, json.dumps(task, sort_keys=True), service, recorder, Action.BRIEFED, key
    )


@job_routes.get("/jobs", tags=["jobs"], response_model=JobsOut, responses=problem_replies())
def list_jobs(asked: Annotated[PageQuery, Query()], who: Who, service: Serving) -> JobsOut:
    """List your jobs, latest first."""
    listing = SealedListing("jobs", service.audit.key_for("cursors"))
    before = None if asked.cursor is None else listing.read(asked.cursor)
    found = service.job_store.of(who.asker_id, who.scope, before=before, limit=asked.limit + 1)
    page = found[: asked.limit]
    more = listing.cursor(page[-1].number) if len(found) > asked.limit else None
    return JobsOut(jobs=[JobOut.of(job) for job in page], next=more)


@job_routes.get("/jobs/{job_id}", tags=["jobs"], response_model=JobOut, responses=problem_replies(404))
def show_job(job_id: str, who: Who, service: Serving) -> JobOut:
    """Show how far one of your jobs is."""
    return JobOut.of(service.job_store.one(job_id, who.asker_id, who.scope))


@job_routes.get(
    "/jobs/{job_id}/result",
    tags=["jobs"],
    response_model=PackOut | BriefingOut | EvaluationOut,
    responses=problem_replies(404, 409),
)
def show_result(job_id: str, who: Who, service: Serving, recorder: Recording) -> Response:
    """Give what came of a job: of each file that was sent, the briefing as JSON or as its file, or the figures.

    An upload that was cancelled has the papers that were taken in before.
    """
    job = service.job_store.one(job_id, who.asker_id, who.scope)
    if job.state is not JobState.DONE and job.result is None and not job.is_withheld:
        raise NotYet(f"The job is {job.state.value} and has no result. Look at {place_of(job_id)}.")
    if job.result is None:
        raise RecordNotFound(
            "A paper that the result rests on has changed since, or you may not see it. Do it again."
        )
    recorder.did(Action.READ, job=job_id)
    if job.kind is JobKind.UPLOAD:
        return JSONResponse(told(job.result, service.library, who.scope))
    if job.kind is JobKind.EVALUATION:
        return JSONResponse(job.result)
    file = job.result["file"]
    if file is None:
        return JSONResponse(job.result["briefing"])
    return Response(
        base64.b64decode(file["content"]),
        media_type=file["media_type"],
        headers={"content-disposition": f'attachment; filename="{file["name"]}"'},
    )


@job_routes.delete(
    "/jobs/{job_id}", tags=["jobs"], status_code=204, responses=problem_replies(404, sends=True)
)
def cancel_job(job_id: str, who: Who, service: Serving, recorder: Recording) -> Response:
    """Cancel a job; one that has ended is deleted with its result. Papers that were taken in stay."""
    # What was sent goes after the transaction: a job that can't be recorded as cancelled is still to be done.
    with service.records.writing():
        job = service.job_store.cancel(job_id, who.asker_id)
        action = Action.CANCELLED if job.state in (JobState.QUEUED, JobState.RUNNING) else Action.DELETED
        recorder.did(action, what=job.kind.value, job=job_id, state=job.state.value)
    service.jobs.drop(job)
    return Response(status_code=204)


@job_routes.post(
    "/evaluations",
    tags=["evaluations"],
    response_model=JobAccepted,
    status_code=202,
    responses=problem_replies(sends=True),
    dependencies=[Depends(form_of("golden"))],
)
def evaluate(
    golden: UploadFile, who: Who, service: Serving, recorder: Recording, idempotency_key: OnceKey = None
) -> JSONResponse:
    """Run a golden set (.jsonl, .yaml or .csv) over the library; its questions are put with your own rights."""
    content = golden.file.read()
    ready = golden_for(who, content, upload_name(golden.filename))
    decides = hashlib.sha256(ready).hexdigest()
    return accepted(
        JobKind.EVALUATION,
        {},
        decides,
        service,
        recorder,
        Action.EVALUATED,
        idempotency_key,
        content=ready,
        golden_sha256=decides,
    )


@job_routes.get("/evaluations", tags=["evaluations"], response_model=JobsOut, responses=problem_replies())
def list_evaluations(asked: Annotated[PageQuery, Query()], who: Who, service: Serving) -> JobsOut:
    """List your evaluations, latest first."""
    listing = SealedListing("evaluations", service.audit.key_for("cursors"))
    before = None if asked.cursor is None else listing.read(asked.cursor)
    found = service.job_store.of(
        who.asker_id, who.scope, before=before, limit=asked.limit + 1, kind=JobKind.EVALUATION
    )
    page = found[: asked.limit]
    more = listing.cursor(page[-1].number) if len(found) > asked.limit else None
    return JobsOut(jobs=[JobOut.of(job) for job in page], next=more)


def _told(job: Job) -> Problem:
    return Problem.model_validate({"type": "", "instance": f"urn:uuid:{job.job_id}", **(job.problem or {})})
