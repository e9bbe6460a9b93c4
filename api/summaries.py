"""What the HTTP service takes to summarise a paper or a meeting."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.opening import find_paper
from api.schemas import IsoDate
from ingest.papers import Scope
from ingest.store.library import Library
from rag.briefings.summary import SummaryRequest


class SummaryIn(BaseModel):
    """What to summarise: one paper, or a meeting by body and day; exactly one of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"paper": "minutes-september.pdf"},
                {"body": "Wold Vale Police and Crime Panel", "meeting_date": "2019-09-24", "format": "docx"},
            ]
        },
    )

    paper: str | None = Field(
        default=None, min_length=1, max_length=300, description="Id or file name of a paper in the library."
    )
    body: str | None = Field(default=None, min_length=1, max_length=200, description="With meeting_date.")
    meeting_date: IsoDate | None = Field(default=None, description="With body; ISO 8601.")
    format: Literal["json", "md", "html", "docx"] = Field(
        default="json", description="All but json are files."
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.body is None) != (self.meeting_date is None):
            raise ValueError("body and meeting_date belong together")
        if (self.paper is None) == (self.body is None):
            raise ValueError("give either paper, or body with meeting_date")
        return self

    @property
    def subject(self) -> str:
        """What it is about, in a few words."""
        return self.paper or f"{self.body}, {self.meeting_date}"

    def as_request(self, library: Library, scope: Scope) -> SummaryRequest:
        """The same as the code behind it takes it.

        Raises:
            PaperNotFound: No paper that the asker may see has that id or name.
            PaperUnclear: Several have that file name.
        """
        paper_id = None if self.paper is None else find_paper(library, scope, self.paper)
        return SummaryRequest(paper_id=paper_id, body=self.body, meeting_date=self.meeting_date)
