"""One contract for both encoders, and their agreement."""

import math
import subprocess
import sys

import numpy as np
import pytest

from ingest.store.encoder import (
    DIMENSION,
    WEIGHTS_SHA256,
    WINDOW_WORD_PIECES,
    BulkEncoder,
    Encoder,
    QueryEncoder,
    count_word_pieces,
    verify_weights,
)
from ingest.store.forward_pass import erf

TEXTS = [
    "What did the panel decide about the north quay?",
    "The Panel agreed to repair the north quay.",
    "Dredging costs rose by £4,000 in 2019/20 – see Appendix B.",
    "",
    "Quay. " * 300,
]


@pytest.fixture(scope="module")
def bulk_encoders() -> dict[str, Encoder]:
    return {"fp32": BulkEncoder(in_bfloat16=False), "bf16": BulkEncoder(in_bfloat16=True)}


@pytest.fixture(params=["query", "fp32", "bf16"])
def encoder(request, bulk_encoders) -> Encoder:
    return QueryEncoder() if request.param == "query" else bulk_encoders[request.param]


class TestEveryEncoder:
    def test_gives_one_unit_vector_a_text(self, encoder):
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), DIMENSION) and vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_gives_no_rows_for_no_texts(self, encoder):
        assert encoder.encode([]).shape == (0, encoder.dimension)

    def test_keeps_the_order_of_the_texts(self, encoder):
        forward, backward = encoder.encode(TEXTS[:3]), encoder.encode(TEXTS[2::-1])
        assert ((forward * backward[::-1]).sum(axis=1) > 0.999).all()

    def test_puts_the_answer_nearer_than_another_subject(self, encoder):
        question, answer, other = encoder.encode(TEXTS[:3])
        assert question @ answer > 0.5 > question @ other

    def test_gives_a_text_the_same_vector_whatever_stands_beside_it(self, encoder):
        alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
        assert (alone * encoder.encode(TEXTS)).sum(axis=1).min() > 0.999

    def test_reads_no_further_than_the_window(self, encoder):
        long = "quay " * (WINDOW_WORD_PIECES - 2)
        first, second = encoder.encode([long, long + "crane dredging harbour"])
        assert first @ second > 0.9999


@pytest.mark.parametrize(("precision", "least"), [("fp32", 0.9999), ("bf16", 0.999)])
def test_the_two_encoders_agree(bulk_encoders, precision, least):
    cosines = (QueryEncoder().encode(TEXTS) * bulk_encoders[precision].encode(TEXTS)).sum(axis=1)
    assert cosines.min() > least


def test_the_error_function_is_right_to_a_millionth():
    points = np.linspace(-6, 6, 2001, dtype=np.float32)
    assert np.abs(erf(points) - [math.erf(float(point)) for point in points]).max() < 1e-6


def test_the_weights_are_the_published_ones():
    assert verify_weights() == WEIGHTS_SHA256


def test_word_pieces_are_counted_past_the_window():
    assert count_word_pieces("") == 2
    assert count_word_pieces("quay " * 1000) > 1000


def test_a_question_is_encoded_without_torch():
    code = (
        "import sys; from ingest.store.encoder import QueryEncoder; QueryEncoder().encode(['a']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=30, env={"PYTHONPATH": ":".join(sys.path)}
    )
