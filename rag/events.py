"""What happens while a question is answered, told as it happens.

Sentences come one by one, each verified and with its citations; last comes the whole answer. The whole answer
is what counts: what came before it is the same, sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rag.answer import Answer, Citation, Sentence


@dataclass(frozen=True)
class SentenceReady:
    """A verified sentence, with those of its citations that no earlier sentence had."""

    sentence: Sentence
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "event": "sentence",
            "sentence": self.sentence.to_json(),
            "citations": [each.to_json() for each in self.citations],
        }


@dataclass(frozen=True)
class StartedOver:
    """The sentences so far are taken back: the model failed, and the papers' own sentences follow."""

    reason: str

    def to_json(self) -> dict[str, Any]:
        return {"event": "started_over", "reason": self.reason}


@dataclass(frozen=True)
class Done:
    """The whole answer; nothing follows."""

    answer: Answer

    def to_json(self) -> dict[str, Any]:
        return {"event": "done", "answer": self.answer.to_json()}


Event = SentenceReady | StartedOver | Done


def sentences_of(answer: Answer) -> Iterator[SentenceReady]:
    """The sentences of an answer that is whole already, as they would have come."""
    told: set[int] = set()
    for sentence in answer.sentences:
        fresh = tuple(
            each for each in answer.citations if each.n in sentence.citations and each.n not in told
        )
        told.update(each.n for each in fresh)
        yield SentenceReady(sentence, fresh)
