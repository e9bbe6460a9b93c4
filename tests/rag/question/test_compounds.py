"""Neighbouring words of a question that name one thing between them."""

from __future__ import annotations

import pytest

from rag.question.compounds import compounds
from rag.question.query import Filters, understand


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("For how long was the library contract extended?", ["library contract"]),
        ("How much was the ferry slipway grant?", ["ferry slipway", "slipway grant"]),
        ("What did the parking survey show?", ["parking survey"]),
        ("Did the museum lend the paintings?", []),
        ("Will the museum roof leak?", ["museum roof"]),
        ("Was the bridge inspected?", []),
        ("Is the tram running?", []),
        ("Are the buses still late?", []),
        ("What was said about the tramway's depot?", []),
        ("Who asked for dangerous trees to be felled?", []),
        ("Why was the quay closed in June 2024?", []),
        ("What did the Harbour Panel decide about dredging?", []),
        ("How much did 40 lamp columns cost?", []),
        ("How much was agreed for lamp columns?", ["lamp columns"]),
        ("Which houses stand behind the ferry\u2019s car park?", ["car park"]),
    ],
)
def test_what_names_a_thing_between_two_words_is_found(question: str, expected: list[str]) -> None:
    query = understand(question, Filters(), ["Harbour Panel"])
    assert [" ".join(pair) for pair in compounds(query)] == expected
