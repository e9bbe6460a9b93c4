"""The MiniLM network as a numpy forward pass: token numbers in, one unit vector a text out.

Loading torch takes seconds, and a question from the shell has three. This runs the six BERT layers of
all-MiniLM-L6-v2 straight from its weights file, in float32, for the few short texts of a question.

Sources: Devlin and others 2019 (BERT); Hendrycks and Gimpel 2016 (GELU); Reimers and Gurevych 2019 (mean
pooling over the tokens of a sentence).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

Floats = NDArray[np.float32]

N_LAYERS = 6
N_HEADS = 12
WIDTH = 384
_NORM_EPSILON = np.float32(1e-12)

# Abramowitz and Stegun 7.1.26: |error| <= 1.5e-7 over the whole line.
_ERF_SCALE = 0.3275911
_ERF_TERMS = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def erf(x: Floats) -> Floats:
    """The error function of each element, in float32 to 5e-7; keeps the shape."""
    magnitude = np.abs(x)
    t = 1 / (1 + np.float32(_ERF_SCALE) * magnitude)
    series = np.zeros_like(t)
    for term in _ERF_TERMS:
        series = (series + np.float32(term)) * t
    signed: Floats = np.copysign(1 - series * np.exp(-magnitude * magnitude), x)
    return signed


class ForwardPass:
    """The network with its weights in memory, about 90 MB."""

    def __init__(self, weights: Path) -> None:
        # numpy's own threads spin while they wait: beside another busy process that makes them ten times
        # slower than one thread, and with the cores to themselves hardly faster.
        self._threads = ThreadpoolController()
        with safe_open(str(weights), framework="numpy") as tensors:
            self._tensors: dict[str, Floats] = {
                name: tensors.get_tensor(name)
                for name in tensors.keys()  # noqa: SIM118  (not a mapping)
                if not name.startswith("pooler.") and not name.endswith("position_ids")
            }

    def __call__(self, token_rows: Sequence[Sequence[int]]) -> Floats:
        """Mean-pooled unit vectors, ``(n, 384)``, for n >= 1 rows of 1 to 512 token numbers each.

        A row's vector does not depend on the rows beside it. Several at once take less time than one by one:
        reading the weights is most of the work of a short row.
        """
        with self._threads.limit(limits=1, user_api="blas"):
            return self._run([np.asarray(row, dtype=np.int64) for row in token_rows])

    def _run(self, rows: Sequence[NDArray[np.int64]]) -> Floats:
        # The tokens of all rows lie one after another, so that no work goes into filling rows up.
        ends = np.cumsum([len(row) for row in rows])
        places = [slice(int(end) - len(row), int(end)) for row, end in zip(rows, ends, strict=True)]
        hidden = self._embed(rows)
        for layer in range(N_LAYERS):
            hidden = self._layer(hidden, places, f"encoder.layer.{layer}.")
        pooled = np.stack([hidden[place].mean(axis=0) for place in places])
        unit: Floats = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _embed(self, rows: Sequence[NDArray[np.int64]]) -> Floats:
        words = self._tensors["embeddings.word_embeddings.weight"][np.concatenate(rows)]
        positions = self._tensors["embeddings.position_embeddings.weight"]
        segment = self._tensors["embeddings.token_type_embeddings.weight"][0]
        placed = np.concatenate([positions[: len(row)] for row in rows])
        return self._norm(words + placed + segment, "embeddings.LayerNorm")

    def _layer(self, hidden: Floats, places: Sequence[slice], prefix: str) -> Floats:
        attended = self._attend(hidden, places, prefix + "attention.self.")
        attended = self._linear(attended, prefix + "attention.output.dense")
        hidden = self._norm(hidden + attended, prefix + "attention.output.LayerNorm")
        inner = self._linear(hidden, prefix + "intermediate.dense")
        inner *= np.float32(0.5) * (1.0 + erf(inner * np.float32(np.sqrt(0.5))))
        return self._norm(hidden + self._linear(inner, prefix + "output.dense"), prefix + "output.LayerNorm")

    def _attend(self, hidden: Floats, places: Sequence[slice], prefix: str) -> Floats:
        """What each token takes from the tokens of its own row, ``(tokens, 384)``."""
        query, key, value = (
            self._linear(hidden, prefix + name).reshape(len(hidden), N_HEADS, -1)
            for name in ("query", "key", "value")
        )
        mixed = np.empty((len(hidden), N_HEADS, WIDTH // N_HEADS), dtype=np.float32)
        for place in places:
            scores = query[place].transpose(1, 0, 2) @ key[place].transpose(1, 2, 0)
            scores *= np.float32(1 / np.sqrt(WIDTH // N_HEADS))
            scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
            scores /= scores.sum(axis=-1, keepdims=True)
            mixed[place] = (scores @ value[place].transpose(1, 0, 2)).transpose(1, 0, 2)
        return mixed.reshape(len(hidden), WIDTH)

    def _linear(self, rows: Floats, name: str) -> Floats:
        # The weights first: a third less time than the other way round where there are few rows.
        product: Floats = (self._tensors[name + ".weight"] @ rows.T).T
        product += self._tensors[name + ".bias"]
        return product

    def _norm(self, rows: Floats, name: str) -> Floats:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + _NORM_EPSILON)
        scaled: Floats = centred / spread * self._tensors[name + ".weight"] + self._tensors[name + ".bias"]
        return scaled
