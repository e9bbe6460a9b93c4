"""A draft becomes final: a named officer approves the Word file as it is after the officer's own work on it.

The officer's words stay as they are. What changes are the draft marks, which become the approval, and what the
file says of itself. There is no other way from a draft to a file without the mark.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from docx.document import Document
from docx.text.paragraph import Paragraph

from rag.briefings.carried import read_draft, without_record
from rag.briefings.draft_bounds import BeyondBounds
from rag.briefings.draft_file import DAMAGE, opened, paragraphs, running_parts, uncited_in, unsettled
from rag.briefings.draft_mark import DRAFT_MARK
from rag.briefings.style_names import StyleNames
from rag.briefings.word_properties import (
    APPROVED,
    APPROVED_ALTHOUGH,
    APPROVED_BY,
    APPROVED_ON,
    BRIEFING,
    STANDING,
    STATEMENT,
    custom_properties,
    set_custom_properties,
)
from rag.briefings.word_styles import Style
from rag.errors import ApprovalError, DraftError
from rag.labels import day_name
from rag.plain import visible

LONGEST_NAME = 200
LONGEST_REASON = 500
_LEAST_LETTERS = 2
_LISTED = 5
"""Sentences without a citation that an error lists."""


@dataclass(frozen=True)
class Approval:
    """Who approves, on which day, and ``although``: the reason to do so with sentences that carry no citation."""

    by: str
    on: date
    although: str | None = None


@dataclass(frozen=True)
class Approved:
    """The final file, and the sentences in it that carry no citation.

    ``changed`` are the paragraphs that Minutebook did not write so; None where the draft has no record to tell by.
    """

    content: bytes
    uncited: tuple[str, ...]
    changed: tuple[str, ...] | None


@dataclass(frozen=True)
class _Drafted:
    """What the record in a draft tells of its paragraphs; without one the style of a note decides."""

    changed: tuple[str, ...] | None
    is_written: Callable[[str], bool] = lambda text: True


def approve(content: bytes, name: str, approval: Approval) -> Approved:
    """The final file made from a draft that Minutebook wrote and an officer may have worked on.

    Raises:
        ApprovalError: No officer is named; the file is no draft of Minutebook's, is approved already, holds tracked
            changes, comments or hidden text; or sentences carry no citation and no reason is given.
    """
    approval = _checked(approval)
    try:
        return _approved(content, name, approval)
    except BeyondBounds as error:
        raise ApprovalError(str(error.named(name))) from error
    except DAMAGE as error:
        raise ApprovalError(
            f"{name}: not a sound Word file. Approve the .docx that Minutebook drafted, saved from Word."
        ) from error


def _approved(content: bytes, name: str, approval: Approval) -> Approved:
    document = opened(content, name)
    _require_draft(document, name)
    _require_settled(document, name)
    marks = _draft_marks(document, name)
    drafted = _drafted(content, name)
    uncited = uncited_in(document, drafted.is_written)
    if uncited and approval.although is None:
        raise ApprovalError(_told(uncited, name))
    _mark_approved(document, marks, _line_of(approval, len(uncited)), approval)
    _describe(document, approval, bool(uncited))
    without_record(document)
    written = io.BytesIO()
    document.save(written)
    return Approved(written.getvalue(), tuple(uncited), drafted.changed)


def _drafted(content: bytes, name: str) -> _Drafted:
    try:
        record, blocks = read_draft(content, name)
    except BeyondBounds:
        raise
    except DraftError:
        return _Drafted(None)
    written = frozenset(record.paragraphs)
    changed = tuple(each.text for each in blocks if record.print_of(each.text) not in written)
    return _Drafted(changed, lambda text: record.print_of(text) in written)


def _checked(approval: Approval) -> Approval:
    by = visible(approval.by)
    if sum(letter.isalpha() for letter in by) < _LEAST_LETTERS or len(by) > LONGEST_NAME:
        raise ApprovalError(
            f"{by!r} names no officer. Give name and post, at most {LONGEST_NAME} characters: "
            '--by "Jane Smith, Democratic Services Officer"'
        )
    although = None if approval.although is None else visible(approval.although)
    if although is not None and not (any(map(str.isalpha, although)) and len(although) <= LONGEST_REASON):
        raise ApprovalError(
            f"the reason to approve all the same needs words, at most {LONGEST_REASON} characters."
        )
    return Approval(by, approval.on, although)


def _require_draft(document: Document, name: str) -> None:
    properties = custom_properties(document)
    if not properties.get(BRIEFING) or STANDING not in properties:
        raise ApprovalError(
            f"{name}: not a draft that Minutebook wrote, or one whose properties were taken out (as Word's Inspect "
            "Document does). Have Minutebook draft one, and work on that."
        )
    if properties[STANDING] == APPROVED:
        by, on = properties.get(APPROVED_BY, "an officer"), properties.get(APPROVED_ON, "an earlier day")
        raise ApprovalError(f"{name}: approved already, by {visible(by)} on {visible(on)}.")


def _require_settled(document: Document, name: str) -> None:
    found = unsettled(document)
    if found:
        raise ApprovalError(
            f"{name}: it holds {' and '.join(found)}. Settle them in Word (accept or reject, delete, show), "
            "save, and approve again."
        )


def _told(uncited: Sequence[str], name: str) -> str:
    listed = "; ".join(f"\u201c{text}\u201d" for text in uncited[:_LISTED])
    more = f"; and {len(uncited) - _LISTED} more" if len(uncited) > _LISTED else ""
    return (
        f"{name}: {_without_citation(len(uncited))}: {listed}{more}. Give each a footnote, set it in the style "
        f'"{Style.OFFICER}" if it is your own, or give a reason with --anyway REASON.'
    )


def _without_citation(count: int) -> str:
    return "1 sentence carries no citation" if count == 1 else f"{count} sentences carry no citation"


def _draft_marks(document: Document, name: str) -> list[Paragraph]:
    """The paragraphs of the draft statement; what an officer wrote into one must not go with it."""
    statement = visible(custom_properties(document).get(STATEMENT, ""))
    names = StyleNames(document)
    marks = [
        Paragraph(each, document)
        for each in paragraphs(document.element.body)
        if names.of(each) == Style.DRAFT and visible(Paragraph(each, document).text)
    ]
    changed = [each.text for each in marks if visible(each.text) != statement]
    if changed:
        raise ApprovalError(
            f"{name}: words of yours stand in the draft statement, which goes: \u201c{visible(changed[0])}\u201d. "
            "Move them to a paragraph of another style, save, and approve again."
        )
    return marks


def _line_of(approval: Approval, n_uncited: int) -> str:
    line = f"Approved by {approval.by} on {day_name(approval.on)}."
    if n_uncited and approval.although:
        return (
            f"{line} {_without_citation(n_uncited)}; approved all the same: {approval.although.rstrip('.')}."
        )
    return line


def _mark_approved(document: Document, marks: Sequence[Paragraph], line: str, approval: Approval) -> None:
    """Every draft mark becomes the approval; where the officer took them out, it stands at the top all the same."""
    body, names = document.element.body, StyleNames(document)
    style = next((each for each in document.styles if each.name == Style.APPROVAL), None)
    style_id = None if style is None else style.style_id
    top = next(paragraphs(body), None)
    if top is None:
        raise ApprovalError("The file holds no paragraph. Approve the .docx that Minutebook drafted.")
    first = marks[0] if marks else Paragraph(top, document).insert_paragraph_before()
    _reword(first, line, style_id)
    for mark in marks[1:]:
        mark.text = ""
    for part in running_parts(document):
        for each in paragraphs(part):
            paragraph = Paragraph(each, document)
            if names.of(each) == Style.DRAFT or DRAFT_MARK in paragraph.text:
                _reword(paragraph, f"Approved by {approval.by}", style_id)


def _describe(document: Document, approval: Approval, is_partly_uncited: bool) -> None:
    document.core_properties.author = document.core_properties.last_modified_by = approval.by
    document.core_properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    properties = {STANDING: APPROVED, APPROVED_BY: approval.by, APPROVED_ON: approval.on.isoformat()}
    if is_partly_uncited and approval.although:
        properties[APPROVED_ALTHOUGH] = approval.although
    set_custom_properties(document, properties)


def _reword(paragraph: Paragraph, text: str, style_id: str | None) -> None:
    paragraph.text = text
    if style_id is not None:
        paragraph._p.style = style_id
