"""What an answer is made of: sentences, the citations they rest on, and the reason where there is none.

The same object is what the command line prints, the service returns and an evaluation stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.papers import Access, Span
from ingest.store.records import PaperRecord, StoredPassage
from rag.checking.verify import Verdict
from rag.finding.hits import Hit
from rag.labels import passage_label, place_label
from rag.wording import Status


@dataclass(frozen=True)
class Citation:
    """A marker that resolves to words of a stored paper; ``quote`` is verbatim, white space folded.

    ``also_in`` names the other papers that hold the same words, of those that the asker may read whole.
    """

    n: int
    passage_id: str
    document: str
    title: str
    label: str
    page: int | None
    quote: str
    start: int
    end: int
    access: Access
    also_in: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**shown, "also_in": list(self.also_in)}


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with the numbers of its citations and what verifying it found."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "citations": list(self.citations), "verdict": self.verdict.value}


@dataclass(frozen=True)
class Nearest:
    """A passage that came near a question that the papers don't answer."""

    label: str
    quote: str


@dataclass(frozen=True)
class Abstention:
    """Why there is no answer, and what comes nearest, or what the asker can choose from."""

    reason: str
    nearest: tuple[Nearest, ...] = ()
    choices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "nearest": [{"label": each.label, "quote": each.quote} for each in self.nearest],
            "choices": list(self.choices),
        }


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    ``hits`` are what the search found, best first; they are not part of the JSON object. ``understood_as`` in the
    record is the question made whole, where it was one that leant on those before it.
    """

    question: str
    status: Status
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    abstention: Abstention | None = None
    mode: Literal["extractive", "generated"] = "extractive"
    model: str | None = None
    warnings: tuple[str, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()

    @property
    def answered(self) -> bool:
        return self.status in ("answered", "partial")

    @property
    def text(self) -> str:
        """The sentences with their markers; the reason where there is no answer."""
        if not self.sentences:
            return self.abstention.reason if self.abstention else ""
        return " ".join(f"{each.text} {''.join(f'[{n}]' for n in each.citations)}" for each in self.sentences)

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "answered": self.answered,
            "status": self.status,
            "abstention": self.abstention.to_json() if self.abstention else None,
            "answer": self.text,
            "sentences": [each.to_json() for each in self.sentences],
            "citations": [each.to_json() for each in self.citations],
            "mode": self.mode,
            "model": self.model,
            "warnings": list(self.warnings),
            "record": self.record,
        }


class Citations:
    """Numbers citations as sentences are added; the same words get the same number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._found: list[Citation] = []

    def cite(
        self,
        record: PaperRecord,
        passage: StoredPassage,
        span: Span,
        also_in: Sequence[PaperRecord] = (),
    ) -> Citation:
        """The citation of a span of a passage, new or the one already given for it.

        ``also_in`` are the other papers that hold the same words.
        """
        key = (passage.passage_id, span.start, span.end)
        if key in self._numbers:
            return self._found[self._numbers[key] - 1]
        words = passage.text[span.start - passage.span.start : span.end - passage.span.start]
        citation = Citation(
            n=len(self._found) + 1,
            passage_id=passage.passage_id,
            document=record.name,
            title=record.title.value,
            label=passage_label(record, passage),
            page=passage.page,
            quote=" ".join(words.split()),
            start=span.start,
            end=span.end,
            access=passage.access,
            also_in=tuple(place_label(other) for other in also_in),
        )
        self._numbers[key] = citation.n
        self._found.append(citation)
        return citation

    def all(self) -> tuple[Citation, ...]:
        """Every citation so far, in order of its number."""
        return tuple(self._found)
