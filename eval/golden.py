"""Golden question sets: JSON Lines, YAML or CSV in, checked records out.

The first step of an evaluation. A golden set is written by people, so a slip in it is reported with file,
line and field instead of turning into a wrong score.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from eval.errors import GoldenError
from eval.golden_entries import Entry, Slip
from eval.golden_forms import entries_of
from ingest.papers import Kind

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Asker = Literal["owner", "public"]
Standing = Literal["accepted", "suggested"]
_MOST_SHOWN = 40
_MOST_NAMED = 5
_ADVICE = {
    "string_type": ". Write it as text, in quotation marks",
    "bool_type": ". Write true or false",
    "tuple_type": ". Write a list",
    "date_from_datetime_parsing": ". Write a day as 2024-06-13",
    "date_parsing": ". Write a day as 2024-06-13",
    "string_too_short": ". Fill it in, or leave the field out",
}
"""What to do about a field that is of a wrong kind, after what pydantic says of it."""
_FALSE_PREMISE = "False premise:"
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SENTENCE_END = re.compile(r"(?<=[.;])\s")


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


class GoldBrief(BaseModel):
    """What a briefing prepares where that is not the question taken as a topic, and the day it is for.

    ``agenda`` is the file name of a paper. ``as_of`` is the day of the meeting: its minutes don't exist yet.
    ``not_yet`` names the files that nobody has on that day; to cite one is a mistake.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    agenda: Filled | None = None
    body: Filled | None = None
    meeting_date: date | None = None
    as_of: date | None = None
    not_yet: tuple[Filled, ...] = ()

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.body is None) != (self.meeting_date is None):
            raise ValueError("body and meeting_date name a meeting together. Give both")
        if self.agenda and self.body:
            raise ValueError("agenda and body are both given. Keep one")
        return self


class GoldenRecord(_Entry):
    """One question with what a right answer holds; several ``evidence`` entries are all needed.

    ``asker`` is who asks: the owner sees every paper, the public only public ones. ``canaries`` are words that
    an answer holds only if it obeyed an instruction hidden in a paper, or told what the asker may not see.
    ``brief`` is read for briefings only.
    A question whose ``status`` is suggested was drafted by the program and waits for a person.
    """

    id: Filled
    question: Filled
    type: QuestionType
    answerable: bool
    answers: tuple[Filled, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    evidence: tuple[GoldEvidence, ...] = ()
    filters: GoldFilters = GoldFilters()
    brief: GoldBrief | None = None
    must_not_say: tuple[Filled, ...] = ()
    asker: Asker = "owner"
    canaries: tuple[Filled, ...] = ()
    notes: str = ""
    status: Standing = "accepted"

    @property
    def is_briefing(self) -> bool:
        return self.type is QuestionType.BRIEFING

    @property
    def is_false_premise(self) -> bool:
        """True where a cited correction of the premise is as right as an abstention."""
        return self.notes.startswith(_FALSE_PREMISE)

    @property
    def correction(self) -> str:
        """The first sentence behind "False premise:": how it really was; empty where the premise is not false.

        What stands in brackets says where to read it, and is left out.
        """
        if not self.is_false_premise:
            return ""
        told = _IN_BRACKETS.sub("", self.notes.removeprefix(_FALSE_PREMISE))
        return _SENTENCE_END.split(told.strip(), maxsplit=1)[0]

    @property
    def vital_nuggets(self) -> tuple[Nugget, ...]:
        return tuple(nugget for nugget in self.nuggets if nugget.vital)

    def unknown_fields(self) -> Iterator[str]:
        """Names of fields that no metric reads, nested ones with their parent's name."""
        yield from self.model_extra or ()
        for name, entries in (("evidence", self.evidence), ("nuggets", self.nuggets)):
            yield from {f"{name}.{extra}" for entry in entries for extra in entry.model_extra or ()}


@dataclass(frozen=True)
class Placed:
    """A question and the line of the file on which it begins."""

    record: GoldenRecord
    line: int


@dataclass(frozen=True)
class GoldenReading:
    """Everything a golden file holds: its questions, suggested ones too, and every slip of the pen in it."""

    placed: tuple[Placed, ...]
    slips: tuple[Slip, ...]

    @property
    def accepted(self) -> tuple[GoldenRecord, ...]:
        """The questions that a person has accepted or written, in the order of the file."""
        return tuple(each.record for each in self.placed if each.record.status == "accepted")

    @property
    def suggested(self) -> tuple[GoldenRecord, ...]:
        """The questions that still wait for a person."""
        return tuple(each.record for each in self.placed if each.record.status == "suggested")


def golden_sha256(path: Path) -> str:
    """SHA-256 of the golden file's bytes, as hex digits."""
    return hashlib.sha256(_bytes(path)).hexdigest()


def load_golden(path: Path) -> tuple[GoldenRecord, ...]:
    """The accepted records of a golden file, in its order; ``left_out`` tells of the others.

    Raises:
        GoldenError: The file is missing, not UTF-8, empty, names an id twice, or holds an entry that is no
            record. The message names the file, every line that is wrong (the first 40), and the field.
    """
    reading = read_golden(path)
    if reading.slips:
        raise GoldenError(_message(path, reading.slips))
    if not reading.placed:
        raise GoldenError(
            f"{path}: no questions in it. Give a file with one JSON record a line, YAML or CSV."
        )
    if not reading.accepted:
        raise GoldenError(
            f"{path}: all {len(reading.placed)} questions are suggestions. Read them, and change the status of "
            "those that are right to accepted."
        )
    return reading.accepted


def read_golden(path: Path) -> GoldenReading:
    """Everything a golden file holds, whatever is wrong with it, in one pass.

    Raises:
        GoldenError: The file is missing, not UTF-8, or in none of the forms.
    """
    found = entries_of(path, _bytes(path))
    placed: list[Placed] = []
    slips = list(found.slips)
    line_of: dict[str, int] = {}
    for entry in found.entries:
        try:
            record = GoldenRecord.model_validate_json(entry.json)
        except ValidationError as problem:
            slips += _slips(entry, problem)
            continue
        if record.id in line_of:
            what = f"field 'id': '{record.id}' is already used on line {line_of[record.id]}"
            slips.append(Slip(entry.line_of(("id",)), what))
        line_of.setdefault(record.id, entry.line)
        placed.append(Placed(record, entry.line))
    return GoldenReading(tuple(placed), tuple(sorted(slips, key=lambda slip: slip.line)))


def left_out(path: Path) -> tuple[str, ...]:
    """A warning where questions of the file are still suggestions, which no run asks; else nothing."""
    ids = [record.id for record in read_golden(path).suggested]
    if not ids:
        return ()
    named = ", ".join(ids[:_MOST_NAMED]) + (", ..." if len(ids) > _MOST_NAMED else "")
    return (
        f"{len(ids)} questions are still suggestions and were left out ({named}). "
        "Change the status of those that are right to accepted.",
    )


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


def _slips(entry: Entry, problem: ValidationError) -> list[Slip]:
    """Every field of an entry that is wrong, each at its line."""
    found: list[Slip] = []
    for error in problem.errors(include_url=False):
        field = entry.name_of(error["loc"])
        advice = _ADVICE.get(error["type"], "")
        what = f"{error['msg']}{advice}"
        found.append(Slip(entry.line_of(error["loc"]), f"field '{field}': {what}" if field else what))
    return found


def _message(path: Path, slips: Sequence[Slip]) -> str:
    shown = [f"{path}, line {slip.line}: {slip.what}" for slip in slips[:_MOST_SHOWN]]
    if len(slips) > _MOST_SHOWN:
        shown.append(f"and {len(slips) - _MOST_SHOWN} more")
    return "\n".join([*shown, "Correct the file and run again; minutebook eval check lists its mistakes."])
