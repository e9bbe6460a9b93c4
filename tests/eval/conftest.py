"""Builders for records and replies; every test says only what it is about."""

import json

import pytest

from eval.golden import GoldenRecord
from eval.replies import Reply


@pytest.fixture
def make_record():
    def make(**fields):
        return GoldenRecord.model_validate_json(json.dumps({**_RECORD, **fields}))

    return make


@pytest.fixture
def make_reply():
    """``said`` are (text, citation numbers), ``cited`` are (document, quote), numbered from 1."""

    def make(said=(), cited=(), *, answered=None, labels=()):
        return Reply.model_validate(
            {
                "answered": bool(said) if answered is None else answered,
                "sentences": [{"text": text, "citations": numbers} for text, numbers in said],
                "citations": [
                    {
                        "n": n,
                        "passage_id": f"p{n}",
                        "document": document,
                        "label": labels[n - 1] if labels else "",
                        "quote": quote,
                    }
                    for n, (document, quote) in enumerate(cited, start=1)
                ],
            }
        )

    return make


_RECORD = {
    "id": "q1",
    "question": "What did the panel approve?",
    "type": "decision",
    "answerable": True,
    "evidence": [
        {
            "document": "minutes.txt",
            "quote": "RESOLVED: that the budget of £60,000 be approved for five years.",
        }
    ],
}
