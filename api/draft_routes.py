"""The routes of draft briefings that an officer has worked on: brought up to date, and approved by name."""

from __future__ import annotations

import base64
import re
import time
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.file_names import upload_name
from api.files import BriefingFile, as_file, file_name
from api.form_fields import form_of
from api.identity.asking import asker_of
from api.identity.errors import NotPermitted
from api.identity.roles import OWNER, Asker
from api.problems import problem_replies
from api.recording import Recording
from api.records.chain import Action
from api.schemas import BriefingOut
from api.service import Service, service_of
from rag.briefings.approval import LONGEST_NAME, LONGEST_REASON, Approval, approve
from rag.briefings.arrange import arrange
from rag.briefings.briefing import Briefing
from rag.briefings.carried import read_draft, unsettled_in
from rag.briefings.paper_changes import PaperChanges
from rag.briefings.provenance import provenance_of
from rag.briefings.supplement import Update, bring_up_to_date
from rag.plain import visible

draft_routes = APIRouter(prefix="/api/v1/briefings", tags=["briefings"])

Who = Annotated[Asker, Depends(asker_of)]
Serving = Annotated[Service, Depends(service_of)]


class FileOut(BaseModel):
    """A file to be saved."""

    name: str
    media_type: str
    content: str = Field(description="The bytes in base64.")

    @classmethod
    def of(cls, name: str, made: BriefingFile) -> FileOut:
        content = base64.b64encode(made.content).decode()
        return cls(name=name, media_type=made.media_type, content=content)


class UpdateOut(BaseModel):
    """What came since a draft was written, and the draft brought up to date with the officer's edits in it."""

    record_id: str
    supplement: BriefingOut
    draft: FileOut = Field(description="Still a draft, marked as one on every page.")


class ApprovedOut(BaseModel):
    """A final briefing."""

    approved_by: str
    approved_on: date
    uncited: list[str] = Field(description="Sentences that carry no citation.")
    changed: list[str] | None = Field(
        description="Paragraphs that Minutebook did not write so; null where the draft has no record to tell by."
    )
    file: FileOut


@draft_routes.post(
    "/updates",
    response_model=UpdateOut,
    responses=problem_replies(404, sends=True),
    dependencies=[Depends(form_of("draft", "format", "template"))],
)
def update(
    draft: UploadFile,
    who: Who,
    service: Serving,
    recorder: Recording,
    form: Annotated[Literal["docx", "html", "md"], Form(alias="format")] = "docx",
    template: Annotated[Literal["house", "usual"], Form()] = "house",
) -> JSONResponse:
    """Say what late papers change in a draft (.docx, .html, .md or .json), and draft it anew with the officer's edits.

    The draft is not kept. Only what you may read is told.
    """
    begun = time.monotonic()
    content, name = draft.file.read(), upload_name(draft.filename)
    drafted, blocks = read_draft(content, name)
    request, house, scope = drafted.as_request(), service.template_of(template), who.scope
    changes = PaperChanges.of(drafted, name, service.library, scope)
    with service.spending(who) as bill:
        anew = service.minutebook.brief(request, scope=scope)
    # The sections of the template, but not yet its title line, which the file puts round the title.
    anew = replace(arrange(anew, house), title=anew.title)
    made = bring_up_to_date(changes, blocks, anew, service.library, scope, unsettled_in(content, name))
    record = provenance_of(made.draft, request, drafted.salt, made.struck)
    subject = request.topic or request.agenda or f"{request.body}, {request.meeting_date}"
    took_ms = round((time.monotonic() - begun) * 1000)
    record_id = recorder.briefed(_shown(made), subject, took_ms, bill)
    file = FileOut.of(file_name(made.draft, f".{form}"), as_file(made.draft, f".{form}", house, record))
    told = {"record_id": record_id, "supplement": made.supplement.to_json(), "draft": file.model_dump()}
    return JSONResponse(told)


@draft_routes.post(
    "/approvals",
    response_model=ApprovedOut,
    responses=problem_replies(sends=True),
    dependencies=[Depends(form_of("draft", "by", "anyway"))],
)
def approve_draft(
    draft: UploadFile,
    who: Who,
    recorder: Recording,
    by: Annotated[
        str,
        Form(max_length=LONGEST_NAME, description="Your own name, as the service knows you, and your post."),
    ],
    anyway: Annotated[
        str | None,
        Form(
            max_length=LONGEST_REASON,
            description="Reason to approve although sentences carry no citation; it stands in the file.",
        ),
    ] = None,
) -> JSONResponse:
    """Turn a draft (.docx) into a final briefing in your own name: your edits stay, the draft marks go.

    Tracked changes, comments and hidden text must be settled first. Neither file is kept; who approved is recorded.
    """
    _require_own_name(who, by)
    name, today = upload_name(draft.filename), date.today()
    made = approve(draft.file.read(), name, Approval(by, today, anyway))
    detail = {"by": by, "uncited": str(len(made.uncited))}
    recorder.did(Action.APPROVED, **detail, **({} if anyway is None else {"anyway": anyway}))
    file = FileOut.of(_final_name(name), BriefingFile(made.content, _WORD))
    told = ApprovedOut(
        approved_by=by,
        approved_on=today,
        uncited=list(made.uncited),
        changed=None if made.changed is None else list(made.changed),
        file=file,
    )
    return JSONResponse(told.model_dump(mode="json"))


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _shown(made: Update) -> Briefing:
    """What was given out, for the record: the new draft with all that the supplement cites besides."""
    return replace(made.draft, citations=(*made.draft.citations, *made.supplement.citations))


def _require_own_name(who: Asker, by: str) -> None:
    """Nobody approves in another's name; the owner, alone on the machine, has none here and says it.

    Raises:
        NotPermitted: The name is not that of whoever asks, nor that name and words behind it.
    """
    if who == OWNER or _begins_with(_folded(by), _folded(who.name)):
        return
    raise NotPermitted(
        "A briefing is approved in one's own name: begin `by` with the name that GET /api/v1/me gives, "
        "then your post. Whose key or login this is may not fit: ask an administrator for one in your name."
    )


def _begins_with(by: str, name: str) -> bool:
    """Whether the name comes first and ends where a word does: "Ann" is no beginning of "Annabel" or "Ann-Marie"."""
    rest = by.removeprefix(name)
    if not name or len(rest) == len(by):
        return False
    is_marked = unicodedata.category(rest[0]).startswith("M") if rest else False
    return not (is_marked or _GOES_ON.match(rest))


_GOES_ON = re.compile(r"[-'\u2019\u2010\u2011]?\w")
"""What makes a longer word of the one before it: letters and digits, also behind a hyphen or an apostrophe."""


def _folded(name: str) -> str:
    """The name as it would be read: without what is not seen, and whatever its case."""
    return unicodedata.normalize("NFC", visible(name)).casefold()


def _final_name(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return f"{stem}-approved.docx"
