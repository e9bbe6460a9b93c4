"""What the child that reads files says, checked as one checks anything from outside before it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import NoText, ReadError, UnsupportedFormat
from ingest.papers import Text
from ingest.readers.parts import Member, Skipped

_ERRORS: Final = {error.__name__: error for error in (ReadError, UnsupportedFormat, NoText)}


@dataclass(frozen=True)
class Opened:
    """What is in a file: the text where it is a paper itself, and its files where it is a pack, in order.

    Both are there for an e-mail with attachments; ``text`` is None for an archive.
    """

    text: Text | None
    parts: tuple[Member | Skipped, ...] = ()


class _Part(BaseModel):
    """One file of a pack; ``n_bytes`` of content follow, or there is a reason why it was left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(min_length=1, max_length=4_000)
    n_bytes: int = Field(default=0, ge=0)
    reason: str = ""


class RecognisedPage(BaseModel):
    """What the child made of the picture of one page; see ``ocr.Recognised``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    lines: tuple[str, ...] = ()
    confidence: float = Field(default=0.0, ge=0, le=100)
    trouble: str = Field(default="", max_length=1_000)


class _Answer(BaseModel):
    """What the child says last: the text, or why there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_last: Literal[True]
    text: Text | None = None
    error: str = ""
    message: str = ""


def believe(answer: IO[bytes], name: str) -> Opened:
    """The child's answer after checking it as one checks anything from outside."""
    parts: list[Member | Skipped] = []
    try:
        line = answer.readline()
        while line.endswith(b"\n"):
            parts.append(_part(_Part.model_validate_json(line), answer, name))
            line = answer.readline()
        said = _Answer.model_validate_json(line)
    except ValidationError as error:
        raise no_answer(name) from error
    if said.error or (said.text is None and not parts):
        raise _ERRORS.get(said.error, ReadError)(said.message or f"{name}: could not be read. Save it again.")
    if said.text is not None:
        _check_offsets(said.text, name)
    return Opened(said.text, tuple(parts))


def _part(said: _Part, answer: IO[bytes], name: str) -> Member | Skipped:
    if said.reason:
        return Skipped(said.path, said.reason)
    content = answer.read(said.n_bytes)
    if len(content) != said.n_bytes:
        raise no_answer(name)
    return Member(said.path, content)


def no_answer(name: str) -> ReadError:
    """What is told of a child whose answer can't be used."""
    return ReadError(
        f"{name}: the reader gave no usable answer. Open the file, save it again, and add the copy."
    )


def _check_offsets(text: Text, name: str) -> None:
    spans = [page.span for page in text.pages] + [heading.span for heading in text.headings]
    if any(span.end > len(text.content) for span in spans):
        raise ReadError(f"{name}: the reader gave offsets outside the text. Save it again and add that.")
