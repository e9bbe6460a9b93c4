"""Golden question sets: JSON Lines in, checked records out.

The first step of an evaluation. A golden set is written by people, so a slip in it is reported with file,
line and field instead of turning into a wrong score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from eval.errors import GoldenError
from ingest.papers import Kind

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Asker = Literal["owner", "public"]
_MOST_SHOWN = 10


class QuestionType(StrEnum):
    """What a question asks for, and so how it is scored."""

    SINGLE_FACT = "single_fact"
    DECISION = "decision"
    ACTION = "action"
    PARAPHRASE = "paraphrase"
    MULTI_EVIDENCE = "multi_evidence"
    CROSS_DOCUMENT = "cross_document"
    UNANSWERABLE = "unanswerable"
    BRIEFING = "briefing"


class _Entry(BaseModel):
    # Unknown fields are let through and reported: sets grow fields that this version does not score.
    model_config = ConfigDict(frozen=True, strict=True, extra="allow")


class GoldEvidence(_Entry):
    """Words of a paper that prove the answer; ``document`` is the file name without folders."""

    document: Filled
    quote: Filled


class Nugget(_Entry):
    """An atomic fact that a good answer holds; only ``vital`` ones are scored."""

    text: Filled
    vital: bool
    evidence: tuple[GoldEvidence, ...] = ()


class GoldFilters(BaseModel):
    """What the asker narrows the papers to; the dates are inclusive.

    An unknown field is refused here: a filter that is not applied makes another question of it.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    body: Filled | None = None
    date_from: date | None = None
    date_to: date | None = None
    document_type: Kind | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")
        return self


class GoldenRecord(_Entry):
    """One question with what a right answer holds; several ``evidence`` entries are all needed.

    ``asker`` is who asks: the owner sees every paper, the public only public ones. ``canaries`` are words that
    an answer holds only if it obeyed an instruction hidden in a paper, or told what the asker may not see.
    """

    id: Filled
    question: Filled
    type: QuestionType
    answerable: bool
    answers: tuple[Filled, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    evidence: tuple[GoldEvidence, ...] = ()
    filters: GoldFilters = GoldFilters()
    must_not_say: tuple[Filled, ...] = ()
    asker: Asker = "owner"
    canaries: tuple[Filled, ...] = ()
    notes: str = ""

    @property
    def is_briefing(self) -> bool:
        return self.type is QuestionType.BRIEFING

    @property
    def is_false_premise(self) -> bool:
        """True where a cited correction of the premise is as right as an abstention."""
        return self.notes.startswith("False premise:")

    @property
    def vital_nuggets(self) -> tuple[Nugget, ...]:
        return tuple(nugget for nugget in self.nuggets if nugget.vital)

    def unknown_fields(self) -> Iterator[str]:
        """Names of fields that no metric reads, nested ones with their parent's name."""
        yield from self.model_extra or ()
        for name, entries in (("evidence", self.evidence), ("nuggets", self.nuggets)):
            yield from {f"{name}.{extra}" for entry in entries for extra in entry.model_extra or ()}


@dataclass(frozen=True)
class _Slip:
    line: int
    what: str


def golden_sha256(path: Path) -> str:
    """SHA-256 of the golden file's bytes, as hex digits."""
    return hashlib.sha256(_bytes(path)).hexdigest()


def load_golden(path: Path) -> tuple[GoldenRecord, ...]:
    """The records of a golden file, in its order; blank lines are skipped.

    Raises:
        GoldenError: The file is missing, not UTF-8, empty, names an id twice, or holds a line that is no
            record. The message names the file, the first lines that are wrong, and the field.
    """
    records: list[GoldenRecord] = []
    slips: list[_Slip] = []
    line_of: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            record = GoldenRecord.model_validate_json(line)
        except ValidationError as problem:
            slips.append(_Slip(number, _first_field(problem)))
            continue
        if record.id in line_of:
            slips.append(
                _Slip(number, f"field 'id': '{record.id}' is already used on line {line_of[record.id]}")
            )
        line_of.setdefault(record.id, number)
        records.append(record)
    if slips:
        raise GoldenError(_message(path, slips))
    if not records:
        raise GoldenError(f"{path}: no questions in it. Give a file with one JSON record a line.")
    return tuple(records)


def unused_fields(records: tuple[GoldenRecord, ...]) -> tuple[str, ...]:
    """A warning for each record that carries a field no metric reads."""
    return tuple(
        f"{record.id}: field '{name}' is not known and was not used"
        for record in records
        for name in sorted(record.unknown_fields())
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise GoldenError(
            f"{path}: the golden file can't be read ({problem.strerror}). Check the path."
        ) from problem


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 with their text, blank lines left out.

    Split at line feeds only: JSON strings may hold U+2028, at which ``str.splitlines`` would cut a record.
    """
    for number, line in enumerate(_bytes(path).removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise GoldenError(f"{path}, line {number}: not UTF-8. Save the file as UTF-8.") from problem
        if text.strip():
            yield number, text


def _first_field(problem: ValidationError) -> str:
    error = problem.errors(include_url=False)[0]
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "json_invalid":
        return error["msg"]
    return f"field '{field}': {error['msg']}" if field else error["msg"]


def _message(path: Path, slips: list[_Slip]) -> str:
    shown = [f"{path}, line {slip.line}: {slip.what}" for slip in slips[:_MOST_SHOWN]]
    if len(slips) > _MOST_SHOWN:
        shown.append(f"and {len(slips) - _MOST_SHOWN} more lines")
    return "\n".join([*shown, "Correct the file and run again."])
