"""The shapes of OpenAI's interface, as far as papers can be asked through it.

Of what a client may send, what would only tune a language model is ignored; what would change the kind of answer is
refused, since nobody should believe that it was heeded.
"""

from __future__ import annotations

from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic.config import JsonDict

from api.schemas import LONGEST_ANSWER, MOST_TURNS
from ingest.papers import Access
from rag.question.conversation import Turn
from rag.question.query import LONGEST_QUESTION

MODEL = "minutebook"
MOST_MESSAGES = 1000
_EXAMPLE: JsonDict = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "What did the panel decide about the night bus?"}],
}


class TextPart(BaseModel):
    """A part of a message: text only, no pictures and no sound."""

    type: Literal["text"]
    text: str


class MessageIn(BaseModel):
    """A message of the conversation; what a system message says is not heeded."""

    role: Literal["system", "developer", "user", "assistant"] = Field(
        description="Messages of tools are not taken."
    )
    content: str | list[TextPart] | None = None

    @field_validator("content", mode="wrap")
    @classmethod
    def _only_text(cls, given: object, check: ValidatorFunctionWrapHandler) -> object:
        try:
            return check(given)
        except ValidationError:
            raise ValueError(
                "only text can be asked: send a string or parts of type text, and leave pictures, sounds and "
                "files out"
            ) from None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool | None = Field(default=None, description="Send the usage in a chunk of its own.")


class TextFormat(BaseModel):
    """The one form of an answer."""

    type: Literal["text"]


class ChatRequest(BaseModel):
    """A conversation whose last message is the question; parameters that are not named here are ignored."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [_EXAMPLE]})

    model: str = Field(max_length=200, examples=[MODEL])
    messages: list[MessageIn] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="1, or left out: there is one answer.")
    tools: list[object] | None = Field(default=None, max_length=0, description="There are no tools.")
    functions: list[object] | None = Field(default=None, max_length=0, description="There are no functions.")
    response_format: TextFormat | None = None
    modalities: list[Literal["text"]] | None = None
    audio: None = Field(default=None, description="Answers are text.")
    logprobs: Literal[False] | None = None

    @field_validator(
        "n", "tools", "functions", "response_format", "modalities", "audio", "logprobs", mode="wrap"
    )
    @classmethod
    def _only_plain(cls, given: object, check: ValidatorFunctionWrapHandler) -> object:
        try:
            return check(given)
        except ValidationError:
            raise ValueError("what this asks for is not supported here. Leave it out") from None

    @model_validator(mode="after")
    def _ends_with_question(self) -> ChatRequest:
        if self.messages[-1].role != "user" or not self.messages[-1].text().strip():
            raise ValueError("messages: the last one must be the question, of the role user, with text")
        return self

    def question(self) -> str:
        """The words of the last message."""
        return self.messages[-1].text()

    def turns(self) -> tuple[Turn, ...]:
        """The questions before it, the latest last, each with its answer."""
        turns: list[Turn] = []
        for message in self.messages[:-1]:
            words = message.text()
            if message.role == "user" and words.strip():
                turns.append(Turn(words[:LONGEST_QUESTION]))
            elif message.role == "assistant" and turns:
                turns[-1] = Turn(turns[-1].question, words[:LONGEST_ANSWER])
        return tuple(turns[-MOST_TURNS:])


class SourceOut(BaseModel):
    """Where a sentence comes from: a span of a paper, with its words."""

    n: int = Field(description="The number in square brackets.")
    id: str = Field(description="Of the passage.")
    title: str
    doc_id: str = Field(description="Of the paper; see /api/v1/papers/{paper_id}.")
    document: str = Field(description="File name of the paper.")
    page: int | None
    quote: str
    start: int
    end: int
    score: float | None = Field(
        description="Reciprocal of the passage's rank among those that were considered, 0 to 1; null where the "
        "answer is a list that was not searched for."
    )
    access: Access
    label: str


class UsageOut(BaseModel):
    """Tokens of the messages and of the answer, counted on the safe side."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class MessageOut(BaseModel):
    """The answer: its sentences with [1] markers, or why there is none."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ChoiceOut(BaseModel):
    """The one choice."""

    index: Literal[0] = 0
    message: MessageOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletion(BaseModel):
    """An answer as OpenAI clients read it, with what only Minutebook has at its end."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Unix time.")
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    citations: list[SourceOut]
    status: str = Field(description="As in the answer of /api/v1/ask.", examples=["answered"])
    warnings: list[str]
    record_id: str | None = Field(description="By which feedback on the answer can be given.")


class ModelOut(BaseModel):
    """A model that can be named in a request."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelOut]
