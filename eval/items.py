"""One line of a run: what was asked, what came back, how it scored. Written as JSON, read back checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from eval.golden import Asker, GoldenRecord, QuestionType
from eval.metrics.score import Score
from eval.origins import Origin
from eval.replies import Document, RankedHit, Reply
from eval.spending import Spending
from rag.metering import Stage

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
    """What the service returned for one question, as the JSON a user gets; ``answer`` None on an error.

    ``stages_ms`` says where the time of an answer went, and ``spent`` what a model took; None without one.
    """

    took_ms: float
    answer: JsonObject | None = None
    hits: Sequence[JsonObject] = field(default=())
    error: ItemError | None = None
    stages_ms: Mapping[Stage, float] = field(default_factory=dict)
    spent: Spending | None = None


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldQuote(_View):
    """Words of a paper that prove the answer."""

    document: Document
    quote: str


class GoldNugget(_View):
    """A fact that a good answer holds."""

    text: str
    vital: bool


class Gold(_View):
    """What the golden set asks of an answer, kept with the item so that a run explains itself."""

    answerable: bool
    answers: tuple[str, ...] = ()
    nuggets: tuple[GoldNugget, ...] = ()
    evidence: tuple[GoldQuote, ...] = ()
    must_not_say: tuple[str, ...] = ()
    asker: Asker = "owner"
    notes: str = ""


class Spent(_View):
    """Tokens of one question and their cost, None where the price is not known."""

    prompt_tokens: int
    reply_tokens: int
    cost: float | None = None
    currency: str | None = None


class Item(_View):
    """One line of ``items.jsonl`` as the summary and the report read it.

    ``took_ms`` is the answer's or the briefing's own time; a briefing's search for its hits is not in it.

    Runs of earlier versions have neither ``gold`` nor ``origin``, and no stages.
    """

    id: str
    question: str
    type: QuestionType
    answer: Reply | None
    hits: tuple[RankedHit, ...]
    scores: dict[str, Score]
    took_ms: float
    error: ItemError | None = None
    gold: Gold | None = None
    origin: Origin | None = None
    stages_ms: dict[str, float] = {}
    spent: Spent | None = None


def item_line(record: GoldenRecord, given: Given, scores: Mapping[str, Score]) -> dict[str, object]:
    """The JSON object of one line; ``error`` is there only when there was one."""
    line: dict[str, object] = {
        "id": record.id,
        "question": record.question,
        "type": record.type.value,
        "gold": record.model_dump(mode="json", exclude={"id", "question", "type"}, exclude_defaults=True),
        "answer": given.answer,
        "hits": list(given.hits),
        "scores": {name: score.to_json() for name, score in scores.items()},
        "took_ms": round(given.took_ms, 1),
        "stages_ms": {stage: round(took_ms, 1) for stage, took_ms in given.stages_ms.items()},
        "spent": None if given.spent is None else given.spent.to_json(),
    }
    if given.error is not None:
        line["error"] = {"name": given.error.name, "message": given.error.message}
    return line
