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
from eval.metrics.answers import holds_nugget
from eval.metrics.score import Score, scored, undefined
from eval.replies import Reply

Outcome = Literal["answered", "over_refusal", "unsupported_answer", "correct_refusal", "corrected"]
CORRECTED = "false premise put right, with a citation"


@dataclass(frozen=True)
class AbstentionTable:
    """How many questions ended in each cell; briefings and errors are in none.

    ``corrected`` are unanswerable questions on a false premise, whose answer puts it right with a citation: that
    is as right as a refusal.
    """

    answered: int
    over_refusal: int
    unsupported_answer: int
    correct_refusal: int
    corrected: int = 0

    def to_json(self) -> dict[str, object]:
        """Rows by what the question is, columns by what the reply did."""
        return {
            "answerable": {"answered": self.answered, "abstained": self.over_refusal},
            "unanswerable": {
                "answered": self.unsupported_answer,
                "abstained": self.correct_refusal,
                "corrected": self.corrected,
            },
        }


def outcome(record: GoldenRecord, reply: Reply) -> Outcome | None:
    """The cell of the table the question falls in; None for a briefing."""
    if record.is_briefing:
        return None
    if record.answerable:
        return "answered" if reply.is_answered else "over_refusal"
    if not reply.is_answered:
        return "correct_refusal"
    return "corrected" if _corrects(record, reply) else "unsupported_answer"


def recall(record: GoldenRecord, reply: Reply) -> Score:
    """Unanswerable questions abstained on, or put right where they rest on a false premise; 1 is best.

    A correction is known by its words alone. Where none is found in an answer to a false premise, it scores 0
    and the note asks for a reader.
    """
    cell = outcome(record, reply)
    if cell not in ("unsupported_answer", "correct_refusal", "corrected"):
        return undefined(_why_not(cell, "the question has an answer"))
    if cell == "corrected":
        return scored(1, note=CORRECTED)
    is_open = cell == "unsupported_answer" and record.is_false_premise
    return scored(
        cell == "correct_refusal",
        note="false premise: right if the answer corrects it, to be read by a person" if is_open else "",
    )


def _corrects(record: GoldenRecord, reply: Reply) -> bool:
    """Whether a cited sentence says how it really was.

    That is what stands behind "False premise:" in the notes, up to the end of its sentence, or a nugget of the
    record; it is held as a nugget is held.
    """
    if not record.is_false_premise:
        return False
    truths = [record.correction, *(nugget.text for nugget in record.nuggets)]
    cited = [sentence.text for sentence in reply.said() if sentence.citations]
    return any(holds_nugget(text, truth, record.question) for text in cited for truth in truths if truth)


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
    kept = list(items)
    marks = Counter(
        (name, scores[name].value) for scores in kept for name in ("over_refusal", "abstain_recall")
    )
    n_corrected = sum(scores["abstain_recall"].note == CORRECTED for scores in kept)
    return AbstentionTable(
        answered=marks["over_refusal", 0.0],
        over_refusal=marks["over_refusal", 1.0],
        unsupported_answer=marks["abstain_recall", 0.0],
        correct_refusal=marks["abstain_recall", 1.0] - n_corrected,
        corrected=n_corrected,
    )


def _why_not(cell: Outcome | None, otherwise: str) -> str:
    return "a briefing is not refused" if cell is None else otherwise
