"""Candidate questions before a person has seen them, and how they name the paper they are from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from eval.golden import QuestionType
from eval.papers_read import PaperRead
from ingest.papers import Kind
from ingest.structure.opening import as_title
from rag.labels import day_name

_LONGEST_TITLE = 90
_NUMBERED = re.compile(r"^(?:[A-Z]|\d{1,3}(?:/\d+)?)[.)]\s+")
_VOWELLESS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,}")
_PAGES = re.compile(r"\s*\((?:pages?|pp?\.)[^)]*\)$", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """A question with the words that answer it, verbatim but for folded white space.

    ``kind`` is the template's family ("sum", "vote"); ``rank`` orders drafts of one family, 0 first: what is
    likely to be worth asking stands before what is routine.
    """

    kind: str
    question: str
    type: QuestionType
    document: str
    quotes: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    nuggets: tuple[str, ...] = ()
    notes: str = ""
    rank: int = 0

    @property
    def id(self) -> str:
        """The same for the same question, whatever else is drafted beside it."""
        return f"{self.kind}-{hashlib.sha256(self.question.encode()).hexdigest()[:6]}"

    def to_json(self) -> dict[str, object]:
        """The golden record that waits for a person, without empty fields."""
        is_answerable = self.type is not QuestionType.UNANSWERABLE
        fields: dict[str, object] = {
            "id": self.id,
            "status": "suggested",
            "question": self.question,
            "type": self.type.value,
            "answerable": is_answerable,
            "answers": list(self.answers),
            "nuggets": [{"text": nugget, "vital": True} for nugget in self.nuggets],
            "evidence": [{"document": self.document, "quote": quote} for quote in self.quotes],
            "notes": self.notes,
        }
        return {name: value for name, value in fields.items() if value not in ("", [])}


def source_of(paper: PaperRead) -> str:
    """What a question calls the paper: the minutes of a body and a day, or a report by its title.

    A day or body that is only guessed is left out.
    """
    record = paper.record
    body = f" of {with_the(record.body.value)}" if record.body and not record.body.is_inferred else ""
    day = day_of(paper)
    kind = record.kind.value.value if record.kind.value is not Kind.OTHER else "paper"
    if record.kind.value is Kind.MINUTES and body:
        return f"the minutes{body}" + (f" of {day}" if day else "")
    if record.kind.value is Kind.AGENDA and body and day:
        return f"the agenda{body} for {day}"
    return f"the {kind} \u201c{topic_of(record.title.value)}\u201d" + (f" of {day}" if day else "")


def meeting_of(paper: PaperRead) -> str | None:
    """The sitting that minutes are of: "the meeting of the Panel on 4 March 2025"; None where that is not known."""
    record, day = paper.record, day_of(paper)
    if record.kind.value is not Kind.MINUTES or record.body is None or record.body.is_inferred or not day:
        return None
    return f"the meeting of {with_the(record.body.value)} on {day}"


def day_of(paper: PaperRead) -> str | None:
    """The day of a paper in words, None where it is not stated."""
    day = paper.record.date
    return None if day is None or day.is_inferred else day_name(day.value)


def topic_of(title: str) -> str:
    """An item's title as a question can name it: without number and pages, capitals made title case, cut short."""
    plain = _PAGES.sub("", _NUMBERED.sub("", " ".join(title.split())).rstrip(" .:"))
    plain = _in_small_letters(plain).replace("\u201c", "\u2018").replace("\u201d", "\u2019")
    if len(plain) <= _LONGEST_TITLE:
        return plain
    return f"{plain[: _LONGEST_TITLE - 1].rsplit(' ', 1)[0]}\u2026"


def _in_small_letters(title: str) -> str:
    """A title in capitals as a title, abbreviations apart: a word without a vowel is one (CCTV)."""
    if not title.isupper():
        return title
    pairs = zip(title.split(), as_title(title).split(), strict=True)
    return " ".join(word if _VOWELLESS.fullmatch(word) else small for word, small in pairs)


def with_the(body: str) -> str:
    """The name of a body inside a sentence."""
    return body if body.lower().startswith("the ") else f"the {body}"


def as_sentence(text: str) -> str:
    """The text with a capital first and a full stop last."""
    plain = re.sub(r"[;,]?\s+(?:and|or)$", "", text.strip().rstrip(";,.: ")).rstrip(";,.: ")
    return f"{plain[:1].upper()}{plain[1:]}."
