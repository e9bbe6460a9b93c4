"""Which questions want something compared, by what, and of what."""

from __future__ import annotations

import pytest

from rag.question.comparisons import By, comparison_asked


@pytest.mark.parametrize(
    ("question", "by", "kind", "limit"),
    [
        ("Which ward has the most applications?", By.HIGHEST, "ward", None),
        ("In which ward were the fewest applications made?", By.LOWEST, "ward", None),
        ("What ward's population was the largest?", By.HIGHEST, "ward", None),
        ("Which bus routes carried more than 1,200 passengers?", By.ABOVE, "rout", "1,200"),
        ("Which routes carried no more than 1,200 passengers?", By.AT_MOST, "rout", "1,200"),
        ("Which schools had attendance of at least 95 per cent?", By.AT_LEAST, "school", "95 per cent"),
        ("Which grants were under \u00a3500?", By.BELOW, "grant", "\u00a3500"),
        ("Which route lost passengers in the last year?", By.FELL, "rout", None),
        ("In which districts did thefts rise?", By.ROSE, "district", None),
    ],
)
def test_a_plain_comparison_is_read(question, by, kind, limit):
    found = comparison_asked(question)
    assert found is not None
    assert (found.by, found.limit) == (by, limit)
    assert kind in found.kinds


@pytest.mark.parametrize(
    "question",
    [
        "What was decided about the most recent survey?",
        "Which ward has the second most applications?",
        "Which ward has the highest and which the lowest number of applications?",
        "Which ward had the most applications before 2020?",
        "Which ward does not have the most applications?",
        "Which ward has the most applications apart from Castle?",
        "Which three wards have the most applications?",
        "Which ward had more than 2019 applications?",
        "Which ward had more than 2 million visits?",
        "Which ward had applications over 2023/24?",
        "Which ward did the officer speak of?",
        "How many wards are there?",
        "Who got the most votes?",
        "Which of most of the wards?",
    ],
)
def test_any_other_question_is_none(question):
    assert comparison_asked(question) is None
