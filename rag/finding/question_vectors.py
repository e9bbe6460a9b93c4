"""The vectors of questions: kept for a while, and made together where the next questions are known."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from ingest.store.encoder import Encoder
from ingest.store.remembered import Remembered

_MOST_AHEAD = 8
"""Questions that are encoded beside one whose turn it is."""
_VECTORS_KEPT = 256
"""Vectors of what was asked last: a question is searched for more than once where a meeting has no answer to it."""


class QuestionVectors:
    """Turns questions into vectors, for several threads at once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: Remembered[NDArray[np.float32]] = Remembered(_VECTORS_KEPT)
        self._expected: deque[str] = deque(maxlen=_MOST_AHEAD)

    def expect(self, question: str) -> None:
        """The question will be asked for soon: it is encoded beside another, which takes half the time."""
        if self._known.get(question) is None:
            self._expected.append(question)

    def of(self, words: str) -> NDArray[np.float32]:
        """The vector of the words, of unit length."""
        known = self._known.get(words)
        if known is not None:
            return known
        texts = [words, *(text for text in self._taken() if text != words)]
        vectors = self._encoder.encode(texts)
        for text, vector in zip(texts[1:], vectors[1:], strict=True):
            self._known.put(text, vector)
        return self._known.put(words, vectors[0])

    def _taken(self) -> list[str]:
        """The questions that are expected and have no vector yet; after this none is."""
        taken = []
        with suppress(IndexError):  # empty, or emptied by another thread
            while True:
                taken.append(self._expected.popleft())
        return [text for text in dict.fromkeys(taken) if self._known.get(text) is None]
