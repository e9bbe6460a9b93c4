"""Does it refuse where it should, and only there: read from the answer's own field, never from its words.

The two-by-two table of answerable and abstained (SQuAD 2.0, arXiv 1806.03822). Each rate is a mean of marks
for single questions, so two runs can be paired question by question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from eval.golden import GoldenRecord
from eval.metrics.score import Score, scored, undefined
from eval.replies import Reply

Outcome = Literal["answered", "over_refusal", "unsupported_answer", "correct_refusal"]


@dataclass(frozen=True)
class AbstentionTable:
    """How many questions ended in each cell; briefings and errors are in none."""

    answered: int
    over_refusal: int
    unsupported_answer: int
    correct_refusal: int

    def to_json(self) -> dict[str, object]:
        """Rows by what the question is, columns by what the reply did."""
        return {
            "answerable": {"answered": self.answered, "abstained": self.over_refusal},
            "unanswerable": {"answered": self.unsupported_answer, "abstained": self.correct_refusal},
        }


def outcome(record: GoldenRecord, reply: Reply) -> Outcome | None:
    """The cell of the table the question falls in; None for a briefing."""
    if record.is_briefing:
        return None
    if record.answerable:
        return "answered" if reply.is_answered else "over_refusal"
    return "unsupported_answer" if reply.is_answered else "correct_refusal"


def recall(record: GoldenRecord, reply: Reply) -> Score:
    """Unanswerable questions abstained on; 1 is best.

    Where the question rests on a false premise, a cited correction would be as right as an abstention. No
    rule on words can tell one, so it scores 0 and the note asks for a reader.
    """
    cell = outcome(record, reply)
    if cell not in ("unsupported_answer", "correct_refusal"):
        return undefined(_why_not(cell, "the question has an answer"))
    is_open = cell == "unsupported_answer" and record.is_false_premise
    return scored(
        cell == "correct_refusal",
        note="false premise: right if the answer corrects it, to be read by a person" if is_open else "",
    )


def precision(record: GoldenRecord, reply: Reply) -> Score:
    """Abstentions that were right, over all abstentions; undefined where nothing was refused."""
    cell = outcome(record, reply)
    if cell not in ("over_refusal", "correct_refusal"):
        return undefined(_why_not(cell, "nothing was refused"))
    return scored(cell == "correct_refusal")


def over_refusal(record: GoldenRecord, reply: Reply) -> Score:
    """Answerable questions refused; lower is better."""
    cell = outcome(record, reply)
    if cell not in ("answered", "over_refusal"):
        return undefined(_why_not(cell, "the question has no answer in the papers"))
    return scored(cell == "over_refusal")


def table(items: Iterable[Mapping[str, Score]]) -> AbstentionTable:
    """The counts, from the scores of each question under their catalogue names."""
    marks = Counter(
        (name, scores[name].value) for scores in items for name in ("over_refusal", "abstain_recall")
    )
    return AbstentionTable(
        answered=marks["over_refusal", 0.0],
        over_refusal=marks["over_refusal", 1.0],
        unsupported_answer=marks["abstain_recall", 0.0],
        correct_refusal=marks["abstain_recall", 1.0],
    )


def _why_not(cell: Outcome | None, otherwise: str) -> str:
    return "a briefing is not refused" if cell is None else otherwise
