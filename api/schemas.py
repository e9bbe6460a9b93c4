"""The shapes that cross the HTTP boundary, with the examples that the API description shows.

The answer, hit and briefing shapes describe what ``to_json`` of the answering code gives; responses are
sent as that gives them, so that the command line and the service can't differ.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ingest.papers import Access, Kind
from rag.briefings.briefing import BriefRequest
from rag.briefings.provenance import Provenance
from rag.question.conversation import Turn
from rag.question.query import LONGEST_QUESTION, Filters

_QUESTION = "What did the panel decide about the night bus?"
MOST_TURNS = 50
LONGEST_ANSWER = 20_000
_LABEL = "Wold Vale Police and Crime Panel, minutes 24 Sep 2019, item 25 (v)"


def _written_iso(value: object) -> object:
    # A number would otherwise pass as seconds since 1970.
    if value is not None and not isinstance(value, str | date):
        raise ValueError("a date is written as text, for example 2019-09-24")
    return value


IsoDate = Annotated[date, BeforeValidator(_written_iso)]
Verdict = Literal["supported", "partly", "contradicted", "not_found"]


class FilterFields(BaseModel):
    """Which papers to look in; a paper that doesn't say its date or kind stays in."""

    model_config = ConfigDict(extra="forbid")

    body: str | None = Field(
        default=None, max_length=200, description="Name of the committee, panel or board."
    )
    date_from: IsoDate | None = Field(default=None, description="First meeting date, inclusive, ISO 8601.")
    date_to: IsoDate | None = Field(default=None, description="Last meeting date, inclusive, ISO 8601.")
    kind: Kind | None = Field(default=None, description="Kind of paper.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")
        return self

    def as_filters(self) -> Filters:
        """The same as the answering code takes it."""
        return Filters(body=self.body, date_from=self.date_from, date_to=self.date_to, kind=self.kind)


class TurnIn(BaseModel):
    """A question that was asked before, and the answer that was given."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="The earlier question, in characters."
    )
    answer: str | None = Field(
        default=None, max_length=LONGEST_ANSWER, description="The text of its answer, in characters."
    )


class AskRequest(FilterFields):
    """A question in the asker's own words, with those that it may lean on ("And in 2020?")."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": _QUESTION, "date_from": "2019-01-01"}]}
    )

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="The question, in characters."
    )
    conversation: list[TurnIn] = Field(
        default_factory=list,
        max_length=MOST_TURNS,
        description="What was asked before, the latest last; what the question leans on is taken from it.",
    )

    def turns(self) -> tuple[Turn, ...]:
        """The same as the answering code takes it."""
        return tuple(Turn(turn.question, turn.answer or "") for turn in self.conversation)


class SearchRequest(BaseModel):
    """Words to find passages by."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"query": "night bus", "k": 5, "filters": {"kind": "minutes"}}]},
    )

    query: str = Field(min_length=1, max_length=LONGEST_QUESTION, description="The words, in characters.")
    k: int | None = Field(default=None, ge=1, le=200, description="How many hits; without it, the setting k.")
    filters: FilterFields = Field(default_factory=FilterFields, description="Which papers to look in.")


class BriefingRequest(BaseModel):
    """What to draft a briefing about: a topic, a meeting, or an agenda; exactly one of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"body": "Wold Vale Police and Crime Panel", "meeting_date": "2019-12-03", "format": "json"}
            ]
        },
    )

    topic: str | None = Field(default=None, min_length=1, max_length=LONGEST_QUESTION)
    body: str | None = Field(default=None, min_length=1, max_length=200, description="With meeting_date.")
    meeting_date: IsoDate | None = Field(default=None, description="With body; ISO 8601.")
    agenda: str | None = Field(
        default=None, min_length=1, max_length=300, description="Id or file name of an agenda in the library."
    )
    as_of: IsoDate | None = Field(
        default=None, description="The day it is written for; minutes of that day or later are left out."
    )
    format: Literal["json", "md", "html", "docx"] = Field(
        default="json", description="All but json are files."
    )
    template: Literal["house", "usual"] = Field(
        default="house", description="The council's own template where one is set, or the usual one."
    )

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.body is None) != (self.meeting_date is None):
            raise ValueError("body and meeting_date belong together")
        if sum(given is not None for given in (self.topic, self.body, self.agenda)) != 1:
            raise ValueError("give one of topic, body with meeting_date, or agenda")
        return self

    @property
    def subject(self) -> str:
        """What it is about, in a few words."""
        return self.topic or self.agenda or f"{self.body}, {self.meeting_date}"

    def as_request(self) -> BriefRequest:
        """The same as the answering code takes it."""
        return BriefRequest(
            topic=self.topic,
            body=self.body,
            meeting_date=self.meeting_date,
            agenda=self.agenda,
            as_of=self.as_of,
        )


class HitOut(BaseModel):
    """A passage that was found; a higher score is better."""

    passage_id: str
    document: str = Field(description="File name of the paper.")
    label: str = Field(examples=[_LABEL])
    page: int | None
    text: str = Field(description="The words exactly as in the paper's extracted text.")
    start: int
    end: int
    score: float


class HitsOut(BaseModel):
    """The hits, best first."""

    hits: list[HitOut]


class CitationOut(BaseModel):
    """Where a sentence comes from; ``quote`` is rendered from the stored paper."""

    n: int = Field(ge=1, description="The number in square brackets.")
    passage_id: str
    document: str
    title: str
    label: str = Field(examples=[_LABEL])
    page: int | None = Field(description="Physical page from 1; null where the format has no pages.")
    quote: str
    start: int
    end: int
    access: Access
    also_in: list[str] = Field(description="Other papers with the same words, that you may read.")


class SentenceOut(BaseModel):
    """A sentence of an answer with what checking it against its citations gave."""

    text: str
    citations: list[int]
    verdict: Verdict


class NearestOut(BaseModel):
    """A passage that comes near to a question without answering it."""

    label: str
    quote: str


class AbstentionOut(BaseModel):
    """Why there is no answer."""

    reason: str
    nearest: list[NearestOut]
    choices: list[str] = Field(
        default_factory=list, description="For status clarify: questions to ask instead, five at most."
    )


class FiltersOut(BaseModel):
    """What the search was limited to; nothing where a field is null."""

    body: str | None
    date_from: date | None
    date_to: date | None
    kind: str | None


class ModelOut(BaseModel):
    """How a model was asked, and how many of its sentences were refused."""

    name: str
    output: str | None
    prompt: str | None
    prompt_hash: str | None
    refused: int


class RecordOut(BaseModel):
    """What an answer was made from: hashes of library, prompt and settings; the time in milliseconds."""

    library: str | None
    prompt: str | None
    settings: str | None
    took_ms: float
    filters: FiltersOut | None = None
    evidence: list[str] = Field(
        default_factory=list, description="Ids of the passages that were considered, best first."
    )
    verdicts: dict[str, int] = Field(
        default_factory=dict, description="How many sentences got each verdict, those left out too."
    )
    model: ModelOut | None = None
    understood_as: str | None = Field(
        default=None, description="The question made whole, where it leant on those before it."
    )
    id: str | None = Field(
        default=None, description="Of the service's record of the answer, to give feedback by."
    )


class AnswerOut(BaseModel):
    """An answer, or the reason for none."""

    question: str = Field(examples=[_QUESTION])
    answered: bool
    status: Literal[
        "answered", "partial", "not_in_papers", "cut_off", "clarify", "out_of_scope", "unavailable"
    ]
    abstention: AbstentionOut | None
    answer: str = Field(description="The sentences with [1] markers.")
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    mode: Literal["extractive", "generated"]
    model: str | None
    warnings: list[str]
    record: RecordOut


class SectionOut(BaseModel):
    """A part of a briefing under its heading."""

    heading: str
    key: str = Field(
        description="What kind of section it is, such as decided or promised; empty for an item."
    )
    sentences: list[SentenceOut]
    notes: list[str] = Field(description="What the papers hold and lack, in the software's words.")
    sections: list[SectionOut] = Field(default_factory=list, description="Sections below this one.")


class BriefingOut(BaseModel):
    """A draft briefing: a named officer checks it before it is used."""

    title: str
    approved_by: str | None = Field(description="The officer who approved it; none for a draft.")
    as_of: date | None = Field(description="The day it is written for.")
    sections: list[SectionOut]
    citations: list[CitationOut]
    not_covered: list[str] = Field(description="What was left out, with the reason.")
    warnings: list[str]
    provenance: Provenance | None = Field(
        default=None,
        description="What it was drafted from, without any words: keep it in the file, and the draft can be brought "
        "up to date.",
    )


class OutcomeOut(BaseModel):
    """What became of an uploaded file."""

    path: str = Field(description="File name.")
    status: Literal["new", "unchanged", "replaced", "rejected"]
    paper_id: str | None
    title: str | None
    kind: str | None
    body: str | None
    date: str | None
    passages: int
    warnings: list[str]


class PartOut(OutcomeOut):
    """What became of one file of an uploaded pack."""

    path: str = Field(description="Pack and path inside it.", examples=["papers.zip!/reports/item-5.pdf"])
    reason: str | None = Field(default=None, description="Why it was rejected, and what to do.")


class PackOut(BaseModel):
    """What became of each file of an uploaded pack (zip archive, e-mail with attachments), in its order."""

    papers: list[PartOut]
