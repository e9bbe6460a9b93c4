"""Errors as they leave the HTTP service: RFC 9457 problem details, from one table.

``code`` is stable and meant for programs; ``detail`` is meant for people. Nothing that was sent comes back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.errors import (
    AnsweringUnavailable,
    ApiError,
    BudgetSpent,
    ComeBackLater,
    CursorRefused,
    IntakeUnavailable,
    ModelUnknown,
    PageUnknown,
    PaperUnclear,
    RateExceeded,
    TooBusy,
    TooManyJobs,
    UploadRejected,
    WrongUse,
)
from api.fault_words import fault_of
from api.identity.errors import (
    CredentialsRefused,
    CredentialsRequired,
    NotPermitted,
    ProviderUnreachable,
    SessionNotFound,
    SignInFailed,
)
from api.records.errors import KeyReused, NotYet, RecordNotFound, RecordsError, TooManyKept
from api.without_commands import without_commands
from eval.errors import EvalError, GoldenError
from ingest.errors import (
    IngestError,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMissing,
    LibraryTooNew,
)
from ingest.store.records import PaperNotFound, WordsNotFound
from rag.errors import (
    ApprovalError,
    BriefingError,
    DraftError,
    EntryNotFound,
    ModelError,
    PapersChanged,
    QuestionError,
    RagError,
)
from rag.stopping import GivenUp

MEDIA_TYPE = "application/problem+json"
IN_THE_LOG = "The request failed. See the service's log."
RETRY_S = 5


class FaultOut(BaseModel):
    """One thing that is wrong with a request."""

    location: str = Field(examples=["body.question"])
    message: str


class Problem(BaseModel):
    """What went wrong, after RFC 9457."""

    type: str = Field(
        description="Address of the description of the code.", examples=["/docs#question_invalid"]
    )
    title: str
    status: int
    detail: str = Field(description="What happened and what to do.")
    instance: str = Field(description="Id of the request, as in the header X-Request-ID.")
    code: str = Field(description="Stable; for programs.", examples=["question_invalid"])
    errors: list[FaultOut] | None = Field(default=None, description="For invalid requests: each fault.")


@dataclass(frozen=True)
class Meaning:
    """What a kind of error is in HTTP."""

    status: int
    code: str
    title: str


BY_ERROR: dict[type[Exception], Meaning] = {
    PaperNotFound: Meaning(404, "paper_not_found", "No such paper"),
    WordsNotFound: Meaning(404, "words_not_found", "No such words"),
    PaperUnclear: Meaning(409, "paper_unclear", "Several papers have this name"),
    PageUnknown: Meaning(404, "page_not_found", "No such page"),
    CursorRefused: Meaning(422, "cursor_invalid", "The cursor is not one of this list"),
    ModelUnknown: Meaning(404, "model_not_found", "No such model"),
    RateExceeded: Meaning(429, "rate_exceeded", "Too many requests"),
    BudgetSpent: Meaning(429, "token_budget_spent", "The tokens for today are used up"),
    TooManyJobs: Meaning(429, "too_many_jobs", "Too many jobs of one asker"),
    TooBusy: Meaning(503, "too_busy", "Too many questions at once"),
    CredentialsRequired: Meaning(401, "credentials_required", "Say who asks"),
    CredentialsRefused: Meaning(401, "credentials_refused", "The credentials are not good"),
    NotPermitted: Meaning(403, "not_permitted", "This is not for the asker"),
    SignInFailed: Meaning(403, "sign_in_failed", "The login was not accepted"),
    SessionNotFound: Meaning(404, "session_not_found", "Nobody of this id is signed in"),
    ProviderUnreachable: Meaning(503, "login_unavailable", "The login provider does not answer"),
    LibraryLocked: Meaning(503, "library_locked", "The library is being written to"),
    LibraryMissing: Meaning(503, "library_missing", "There is no library"),
    LibraryTooNew: Meaning(503, "library_too_new", "The library is of a newer version"),
    LibraryDamaged: Meaning(503, "library_damaged", "The library is damaged"),
    RecordNotFound: Meaning(404, "record_not_found", "No such record"),
    GoldenError: Meaning(422, "golden_set_invalid", "The golden set is not valid"),
    EvalError: Meaning(500, "evaluation_failed", "The evaluation failed"),
    TooManyKept: Meaning(422, "too_many_kept", "No more are kept"),
    KeyReused: Meaning(422, "idempotency_key_reused", "The Idempotency-Key was used for something else"),
    NotYet: Meaning(409, "no_result", "The job has no result"),
    RecordsError: Meaning(503, "not_recorded", "The request could not be recorded"),
    LibraryError: Meaning(503, "library_unavailable", "The library can't be used"),
    IngestError: Meaning(500, "ingest_failed", "The paper could not be taken in"),
    QuestionError: Meaning(422, "question_invalid", "The question can't be taken"),
    EntryNotFound: Meaning(404, "entry_not_found", "No such entry of the ledger"),
    DraftError: Meaning(422, "draft_invalid", "The file is no draft that can be brought up to date"),
    ApprovalError: Meaning(422, "approval_refused", "The draft can't be approved as it is"),
    BriefingError: Meaning(404, "nothing_to_brief", "There is nothing to draft this briefing from"),
    PapersChanged: Meaning(503, "papers_changed", "Papers changed while it was written"),
    ModelError: Meaning(503, "model_unavailable", "The language model failed"),
    GivenUp: Meaning(499, "client_gone", "Nobody waits for the reply any more"),
    RagError: Meaning(500, "answering_failed", "The question could not be answered"),
    UploadRejected: Meaning(422, "paper_rejected", "The file can't be read as a paper"),
    WrongUse: Meaning(422, "request_invalid", "The request is not valid"),
    AnsweringUnavailable: Meaning(503, "answering_unavailable", "Nobody is free to answer"),
    IntakeUnavailable: Meaning(503, "intake_unavailable", "The paper could not be taken in"),
    ApiError: Meaning(500, "service_failed", "The service failed"),
}
"""The nearest class in an error's ancestry decides."""

INVALID = Meaning(422, "request_invalid", "The request is not valid")
TOO_LARGE = Meaning(413, "request_too_large", "The request is too large")
WRONG_HOST = Meaning(400, "host_refused", "The service is not known by this name")
WRONG_ORIGIN = Meaning(403, "origin_refused", "Another site may not do this")
FAULT = Meaning(500, "internal_fault", "A fault in Minutebook")
GIVEN_UP = Meaning(500, "job_given_up", "The job was given up")
"""Stands in a job alone: no request is answered with it."""
_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 400: "request_malformed", 408: "request_timeout"}

CODES: tuple[Meaning, ...] = tuple(
    {
        meaning.code: meaning
        for meaning in (
            *BY_ERROR.values(),
            *(Meaning(status, code, HTTPStatus(status).phrase) for status, code in _BY_STATUS.items()),
            TOO_LARGE,
            WRONG_HOST,
            WRONG_ORIGIN,
            FAULT,
            GIVEN_UP,
        )
    }.values()
)
"""Every code that can be sent, for the description of the interface."""


def problem_replies(*statuses: int, sends: bool = False) -> dict[int | str, dict[str, object]]:
    """What a route can answer beside its result, for the description of the interface."""
    every = {*statuses, 400, 401, 403, 422, 500, 503, *((413,) if sends else ())}
    return {status: problem_reply(status) for status in sorted(every)}


def problem_reply(status: int) -> dict[str, object]:
    """A problem of that status, for the description of the interface."""
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def meaning_of(error: Exception) -> Meaning:
    """What the error is in HTTP; an error that the table doesn't hold is a fault."""
    return next((BY_ERROR[kind] for kind in type(error).__mro__ if kind in BY_ERROR), FAULT)


def detail_of(error: Exception, folder: Path) -> str:
    """What an error says to people elsewhere: no commands, and not where the library lies on this machine."""
    if isinstance(error, PaperNotFound):
        return f"no paper {error.paper_id}. See GET /api/v1/papers."
    detail = str(error)
    for path in (folder.absolute(), folder.resolve()):
        detail = detail.replace(f"{path}/", "").replace(str(path), "the library's folder")
    told = without_commands(detail)
    is_theirs = meaning_of(error).status < HTTPStatus.INTERNAL_SERVER_ERROR
    return told if is_theirs or told == detail else f"{told} Tell whoever runs the service."


def problem_of(error: Exception, request_id: str, folder: Path) -> Problem:
    """The problem that an error is, of a library in a folder; of a fault of ours nothing is told but its number."""
    meaning = meaning_of(error)
    return _problem(meaning, IN_THE_LOG if meaning is FAULT else detail_of(error, folder), request_id)


def problem_response(
    meaning: Meaning, detail: str, request_id: str, faults: list[FaultOut] | None = None
) -> Response:
    """The response that tells of the problem."""
    problem = _problem(meaning, detail, request_id, faults)
    headers = {"retry-after": str(RETRY_S)} if meaning.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    content = json.dumps(problem.model_dump(exclude_none=True))
    return Response(content, status_code=meaning.status, media_type=MEDIA_TYPE, headers=headers)


def _problem(meaning: Meaning, detail: str, request_id: str, faults: list[FaultOut] | None = None) -> Problem:
    return Problem(
        type=f"/docs#{meaning.code}",
        title=meaning.title,
        status=meaning.status,
        detail=" ".join(detail.split()),
        instance=f"urn:uuid:{request_id}",
        code=meaning.code,
        errors=faults,
    )


def _request_id(request: Request) -> str:
    return str(request.state.request_id)


async def _known_error(request: Request, error: Exception) -> Response:
    folder: Path = request.app.state.service.settings.library
    response = problem_response(meaning_of(error), detail_of(error, folder), _request_id(request))
    if isinstance(error, ComeBackLater):
        response.headers["retry-after"] = str(error.retry_after_s)
    return response


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, OSError):  # the framework calls it the sender's mistake
        why = error.__cause__.strerror
        detail = f"What was sent could not be put on the disk ({why}). Make room and send it again."
        return problem_response(BY_ERROR[RecordsError], detail, _request_id(request))
    phrase = HTTPStatus(error.status_code).phrase
    code = _BY_STATUS.get(error.status_code, phrase.lower().replace(" ", "_"))
    meaning = Meaning(error.status_code, code, phrase)
    response = problem_response(meaning, f"{str(error.detail).rstrip('.')}. See /docs.", _request_id(request))
    response.headers.update(error.headers or {})
    return response


async def _invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = [fault_of(each) for each in error.errors()[:20]]
    faults = [FaultOut(location=each.location, message=each.message) for each in found]
    detail = "; ".join(f"{fault.location}: {fault.message}" for fault in faults[:3])
    return problem_response(INVALID, f"{detail}.", _request_id(request), faults)


def install(app: FastAPI) -> None:
    """Have the application answer every error with a problem."""
    for base in (ApiError, IngestError, RagError, EvalError):
        app.add_exception_handler(base, _known_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
