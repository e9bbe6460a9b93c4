"""Timelines as the HTTP service takes and gives them, and as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.files import BriefingFile
from api.ledger import StateName
from api.schemas import IsoDate
from ingest.papers import Access
from rag.question.query import LONGEST_QUESTION, Filters
from rag.timeline import Timeline, TimelineRequest, What
from rag.timeline_files import timeline_html, timeline_markdown
from rag.timeline_picture import timeline_svg
from rag.timeline_word import timeline_docx

_MAKERS: dict[str, tuple[Callable[[Timeline], str | bytes], str]] = {
    "svg": (timeline_svg, "image/svg+xml; charset=utf-8"),
    "html": (timeline_html, "text/html; charset=utf-8"),
    "md": (timeline_markdown, "text/markdown; charset=utf-8"),
    "docx": (timeline_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class TimelineQuery(BaseModel):
    """What to follow: a topic, or an entry of the ledger; exactly one of them."""

    model_config = ConfigDict(extra="forbid")

    topic: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="A subject, in the words of the papers.",
    )
    entry_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="An entry of the ledger, as /ledger gives its id.",
    )
    body: str | None = Field(
        default=None, min_length=1, max_length=200, description="Committee, panel or board."
    )
    date_from: IsoDate | None = Field(default=None, description="First meeting date, inclusive, ISO 8601.")
    date_to: IsoDate | None = Field(default=None, description="Last meeting date, inclusive, ISO 8601.")
    format: Literal["json", "svg", "html", "md", "docx"] = Field(
        default="json",
        description="All but json are files: a picture, picture and table, a table, a table for Word.",
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.topic is None) == (self.entry_id is None):
            raise ValueError("give either topic or entry_id")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")
        return self

    def as_asked(self) -> dict[str, object]:
        """What is to be followed and where, without the form in which it is given."""
        return self.model_dump(mode="json", exclude={"format"})

    def as_request(self) -> TimelineRequest:
        """The same as the code behind it takes it."""
        filters = Filters(body=self.body, date_from=self.date_from, date_to=self.date_to)
        return TimelineRequest(topic=self.topic, entry_id=self.entry_id, filters=filters)


class PlaceOut(BaseModel):
    """Where in a paper words stand."""

    label: str
    document: str
    passage_id: str
    page: int | None


class TimelineRowOut(BaseModel):
    """What one paper says of the subject at one meeting; ``words`` are as printed."""

    date: str | None = Field(description="Of the meeting, ISO 8601; null where the paper does not say it.")
    body: str | None
    what: What
    subject: str | None = Field(description="Title of the item in minutes that the words stand under.")
    words: str
    state: StateName | None = Field(description="How a promise stands, or what became of a recommendation.")
    put_right: str | None = Field(description="What later minutes put right in the words.")
    put_right_in: PlaceOut | None = Field(description="Where those minutes do.")
    label: str
    document: str
    passage_id: str
    page: int | None
    start: int
    end: int
    access: Access
    entry_id: str | None
    inferred: list[str] = Field(description="Which of body and date are guessed.")


class NearOut(BaseModel):
    """A passage that comes near to a subject without being on it."""

    label: str
    quote: str
    passage_id: str
    access: Access


class TimelineOut(BaseModel):
    """The rows in order of their meetings; those whose papers say no day apart."""

    title: str
    rows: list[TimelineRowOut]
    undated: list[TimelineRowOut]
    circulation: str | None = Field(description="Set where papers are quoted that are not for everybody.")
    reason: str | None = Field(description="Why there is no row.")
    nearest: list[NearOut]
    warnings: list[str]


def timeline_file(timeline: Timeline, form: str) -> BriefingFile:
    """The timeline as ``svg``, ``html``, ``md`` or ``docx``."""
    make, media_type = _MAKERS[form]
    made = make(timeline)
    return BriefingFile(made.encode() if isinstance(made, str) else made, media_type)


def timeline_file_name(timeline: Timeline, form: str) -> str:
    """A name for the download: the title's letters and figures in ASCII, at most 80 characters."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", timeline.title).strip("-")[:80]
    return f"{plain or 'timeline'}.{form}"
