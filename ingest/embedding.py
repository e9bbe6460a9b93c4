"""The vectors of a paper that is taken in, by the encoder that is quickest for as many texts as there are."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Paper
from ingest.store.encoder import BulkEncoder, Encoder, QueryEncoder, verify_weights
from ingest.structure.windows import embedded_texts

_FEW = 300
"""Texts up to which the small encoder is done before the fast one would have loaded."""


class Embedding:
    """Embeds one paper after another, and changes to the fast encoder once there are many."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        """``encoder`` is used from the first text to the last where it is given."""
        self._encoder = encoder
        self._n_encoded = 0

    def embed(self, paper: Paper) -> NDArray[np.float32]:
        """One row a text of ``embedded_texts``, in that order, of unit length."""
        verify_weights()
        texts = embedded_texts(paper)
        # Forms and exports say the same line thousands of times.
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        self._n_encoded += len(rows)
        if self._encoder is None and self._n_encoded > _FEW:
            self._encoder = _bulk_encoder()
        return (self._encoder or QueryEncoder()).encode(list(rows))[[rows[text] for text in texts]]


@functools.cache
def _bulk_encoder() -> BulkEncoder:
    """Loading it takes seconds: once for the process, not once for each intake."""
    return BulkEncoder()
