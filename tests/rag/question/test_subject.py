"""What a question is about, beside the words that every question is put together with."""

from __future__ import annotations

import pytest

from rag.question.query import Filters, understand
from rag.question.subject import subject_terms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was agreed about street trees?", {"street", "tree"}),
        ("Were any drones discussed at the meeting in June 2024?", {"drone"}),
        ("How much was spent on taxis last year?", {"taxi"}),
        ("Who is responsible for museums?", {"museum"}),
        ("Did the museum bylaw pass yet?", {"museum", "bylaw"}),
        ("Which museum had the fewest visitors?", {"museum", "visitor"}),
        ("What action was agreed, and by whom?", set()),
        ("What did the Harbour Panel decide about dredging?", {"dredg"}),
        ("What was said about the market and the mayor on Monday 3 March?", {"market", "mayor"}),
        ("Were holiday clubs discussed in Sept 2024?", {"holiday", "club"}),
    ],
)
def test_the_subject_is_what_is_left(question: str, expected: set[str]) -> None:
    assert subject_terms(understand(question, Filters(), ["Harbour Panel"])) == expected
