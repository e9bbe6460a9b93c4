"""What an answer was made from, so that it can be looked into later and made again.

The record holds no words of papers and none that a model wrote: only hashes, ids, counts and settings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rag.answer import Answer
from rag.checking.verify import Verdict
from rag.model.generate import Request
from rag.question.query import Filters
from rag.settings import Settings


@dataclass(frozen=True)
class Considered:
    """What an answer was chosen from: ids of passages in their order, and where a model was asked, how.

    ``verdicts`` counts the sentences of the model, those that were left out too.
    """

    passages: tuple[str, ...]
    asked: Request | None = None
    model: str | None = None
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    n_refused: int = 0


def record_of(
    answer: Answer,
    considered: Considered,
    filters: Filters,
    settings: Settings,
    snapshot: str,
    took_s: float,
) -> dict[str, Any]:
    """The record of an answer. ``prompt`` is a hash, and None where the answer is the papers' own sentences."""
    verdicts = considered.verdicts or Counter(each.verdict for each in answer.sentences)
    asked = considered.asked
    return {
        "library": snapshot,
        "prompt": asked.fingerprint if asked and answer.mode == "generated" else None,
        "settings": settings.fingerprint(),
        "took_ms": round(took_s * 1000),
        "filters": {
            "body": filters.body,
            "date_from": filters.date_from.isoformat() if filters.date_from else None,
            "date_to": filters.date_to.isoformat() if filters.date_to else None,
            "kind": filters.kind.value if filters.kind else None,
        },
        "evidence": list(dict.fromkeys(considered.passages)),
        "verdicts": {verdict.value: verdicts.get(verdict, 0) for verdict in Verdict},
        "model": None
        if considered.model is None
        else {
            "name": considered.model,
            "output": settings.model_output,
            "prompt": f"{asked.prompt.name} v{asked.prompt.version}" if asked else None,
            "prompt_hash": asked.fingerprint if asked else None,
            "refused": considered.n_refused,
        },
    }
