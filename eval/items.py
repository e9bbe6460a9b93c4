"""One line of a run: what was asked, what came back, how it scored. Written as JSON, read back checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from eval.golden import GoldenRecord, QuestionType
from eval.metrics.score import Score
from eval.replies import RankedHit, Reply

JsonObject = Mapping[str, object]


@dataclass(frozen=True)
class ItemError:
    """The exception that ended a question: its class and its message."""

    name: str
    message: str

    @classmethod
    def of(cls, problem: Exception) -> ItemError:
        """What to keep of an exception."""
        return cls(type(problem).__qualname__, str(problem))

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True)
class Given:
    """What the service returned for one question, as the JSON a user gets; ``answer`` None on an error."""

    took_ms: float
    answer: JsonObject | None = None
    hits: Sequence[JsonObject] = field(default=())
    error: ItemError | None = None


class Item(BaseModel):
    """One line of ``items.jsonl`` as the summary and the report read it.

    ``took_ms`` is the answer's or the briefing's own time; a briefing's search for its hits is not in it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    type: QuestionType
    answer: Reply | None
    hits: tuple[RankedHit, ...]
    scores: dict[str, Score]
    took_ms: float
    error: ItemError | None = None


def item_line(record: GoldenRecord, given: Given, scores: Mapping[str, Score]) -> dict[str, object]:
    """The JSON object of one line; ``error`` is there only when there was one."""
    line: dict[str, object] = {
        "id": record.id,
        "question": record.question,
        "type": record.type.value,
        "answer": given.answer,
        "hits": list(given.hits),
        "scores": {name: score.to_json() for name, score in scores.items()},
        "took_ms": round(given.took_ms, 1),
    }
    if given.error is not None:
        line["error"] = {"name": given.error.name, "message": given.error.message}
    return line
