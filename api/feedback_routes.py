"""The routes of feedback: what was wrong with an answer, from whoever got it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.errors import WrongUse
from api.golden_feedback import drafts_from
from api.identity.asking import asker_of
from api.identity.roles import Asker
from api.paging import PageQuery, SealedListing
from api.problems import problem_replies
from api.recording import Recording
from api.records.audit import no_such_answer
from api.records.chain import Action, Link, PaperVersion
from api.records.feedback import Feedback, FeedbackVerdict
from api.service import Service, service_of
from eval.golden_forms import SUFFIXES, written
from rag.question.query import LONGEST_QUESTION

LONGEST_NOTE = 2000
_GOLDEN_TYPES = {"yaml": "application/yaml", "csv": "text/csv", "jsonl": "application/jsonl"}
_GOLDEN_REPLIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Suggestions: give each its answers and quotes, and change its status to accepted.",
        "content": {each: {} for each in _GOLDEN_TYPES.values()},
    },
    **problem_replies(),
}

feedback_routes = APIRouter(prefix="/api/v1", tags=["feedback"])

Who = Annotated[Asker, Depends(asker_of)]
Serving = Annotated[Service, Depends(service_of)]


class FeedbackIn(BaseModel):
    """What is wrong with an answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"verdict": "incomplete", "note": "The amendment is missing."}]},
    )

    verdict: FeedbackVerdict
    note: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_NOTE, description="In your own words, in characters."
    )
    question: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="The question that was answered, word for word, so that it can become a golden question. "
        "Not needed in a conversation, or where the service keeps the words of questions.",
    )


class FeedbackOut(BaseModel):
    """Feedback as it is kept; ``note`` and ``question`` are null where you may not see what its asker saw."""

    feedback_id: str
    record_id: str
    given_at: str = Field(description="UTC, ISO 8601.")
    verdict: FeedbackVerdict
    status: str | None = Field(description="The status of the answer.", examples=["answered"])
    note: str | None
    question: str | None

    @classmethod
    def of(cls, kept: Feedback) -> FeedbackOut:
        return cls(
            feedback_id=kept.feedback_id,
            record_id=kept.record_id,
            given_at=kept.given_at,
            verdict=kept.verdict,
            status=kept.status,
            note=kept.note,
            question=kept.question,
        )


class FeedbackListOut(BaseModel):
    """All feedback, the earliest first."""

    feedback: list[FeedbackOut]
    next: str | None = Field(description="Cursor of the next page; null after the last.")


@feedback_routes.post(
    "/answers/{record_id}/feedback",
    response_model=FeedbackOut,
    status_code=201,
    responses=problem_replies(404, sends=True),
)
def give_feedback(
    record_id: str, asked: FeedbackIn, who: Who, service: Serving, recorder: Recording
) -> JSONResponse:
    """Say what is wrong with an answer or briefing that you got; ``record_id`` stands in its record."""
    entry = service.audit.of_record(record_id)
    fields = entry.fields()
    if fields["asker"] != who.asker_id:
        raise no_such_answer(record_id)
    if asked.question is not None and not service.audit.is_question_of(entry, asked.question):
        raise WrongUse(
            "question: it is not the one that was answered. Leave it out, or give it word for word."
        )
    recorder.did(Action.GAVE_FEEDBACK, answer=record_id, verdict=asked.verdict.value)
    kept = service.feedback.give(
        record_id,
        who,
        asked.verdict,
        asked.note,
        asked.question or _question_kept(service, entry),
        status=fields["status"],
        # An answer without citations is made from what was looked at: the nearest words among them were shown.
        papers=frozenset(PaperVersion(*each) for each in fields["papers"] or fields["considered"]),
    )
    return JSONResponse(FeedbackOut.of(kept).model_dump(mode="json"), status_code=201)


@feedback_routes.get("/feedback", response_model=FeedbackListOut, responses=problem_replies())
def list_feedback(
    asked: Annotated[PageQuery, Query()], who: Who, service: Serving, recorder: Recording
) -> FeedbackListOut:
    """List all feedback, the earliest first, without the words that rest on what you may not see now."""
    listing = SealedListing("feedback", service.audit.key_for("cursors"))
    after = 0 if asked.cursor is None else listing.read(asked.cursor)
    found = service.feedback.every(after=after, limit=asked.limit + 1)
    page = found[: asked.limit]
    more = listing.cursor(page[-1].number) if len(found) > asked.limit else None
    shown = [service.feedback.shown(each, service.library, who.scope) for each in page]
    recorder.did(Action.READ, _papers_under(shown, service), what="feedback", verdicts=str(len(shown)))
    return FeedbackListOut(feedback=[FeedbackOut.of(each) for each in shown], next=more)


class GoldenQuery(BaseModel):
    """How the golden set is written."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["yaml", "csv", "jsonl"] = "yaml"


@feedback_routes.get("/feedback/golden", response_class=Response, responses=_GOLDEN_REPLIES)
def draft_golden_questions(
    asked: Annotated[GoldenQuery, Query()], who: Who, service: Serving, recorder: Recording
) -> Response:
    """Draft a golden question from each answer that was found wanting, for a person to complete and accept."""
    given = [service.feedback.shown(each, service.library, who.scope) for each in service.feedback.every()]
    drafts = drafts_from(given, service.feedback.papers_of, service.library, who.scope)
    recorder.did(
        Action.EXPORTED,
        _papers_under((each for each in given if each.question is not None), service),
        what="feedback",
        format=asked.format,
        questions=str(len(drafts)),
    )
    named = {"content-disposition": f'attachment; filename="feedback.{asked.format}"'}
    words = written([draft.to_json() for draft in drafts], SUFFIXES[f".{asked.format}"])
    return Response(words, media_type=_GOLDEN_TYPES[asked.format], headers=named)


def _papers_under(shown: Iterable[Feedback], service: Service) -> frozenset[PaperVersion]:
    """The papers that the words of feedback rest on, as far as these are shown."""
    told = [each for each in shown if each.note is not None or each.question is not None]
    return frozenset(paper for each in told for paper in service.feedback.papers_of(each))


def _question_kept(service: Service, entry: Link) -> str | None:
    """The question of an answer, where it is kept anywhere."""
    return entry.words or service.conversations.question_of(entry.record_id or "")
