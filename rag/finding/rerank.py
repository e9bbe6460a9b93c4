"""A second look at the best hits by something that reads question and passage together; none by default.

No such model comes with the project: see docs/decisions/003. A folder with a cross-encoder that
sentence-transformers can load is all it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import RerankerMissing
from rag.finding.hits import Hit

_WEIGHT = 2.0
"""What the model's score counts beside that of the search, both as distances from the mean of these hits."""


class CrossEncoderReranker:
    """A ``Reranker``: a cross-encoder from a folder on this machine, loaded with the first question."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file():
            raise RerankerMissing(
                f"{folder} holds no cross-encoder (config.json is missing). Set MINUTEBOOK_RERANKER to the folder of "
                "a model that sentence-transformers can load, or leave it empty."
            )
        self._folder = folder
        self._model: Any = None

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits by the sum of both scores; the scores themselves are handed out anew in that order."""
        if len(hits) < 2:
            return list(hits)
        if self._model is None:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(str(self._folder), device="cpu", local_files_only=True)
        told = self._model.predict([(question, hit.text) for hit in hits], show_progress_bar=False)
        relevance = np.asarray(told, dtype=np.float64).reshape(len(hits), -1)[:, -1]
        both = _spread(np.array([hit.score for hit in hits])) + _WEIGHT * _spread(relevance)
        scores = sorted((hit.score for hit in hits), reverse=True)
        order = np.argsort(-both, kind="stable")
        return [replace(hits[place], score=score) for place, score in zip(order, scores, strict=True)]


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances from the mean in standard deviations; all 0 where the values are equal."""
    deviation = float(values.std())
    centred: NDArray[np.float64] = values - values.mean()
    return centred / deviation if deviation > 0 else centred * 0.0
