import pytest

from eval.metrics import claims
from eval.metrics.claims import JudgedClaims

# Three gold claims, four claims in the answer, two hits. Gold claims 1 and 2 are in hits, 1 and 3 in the answer.
JUDGED = JudgedClaims(
    gold_said=[True, False, True],
    said_right=[True, True, False, False],
    gold_found=[[True, False], [True, False], [False, False]],
    said_found=[[True, False], [False, False], [False, True], [False, False]],
)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        (claims.claim_precision, 2 / 4),
        (claims.claim_recall, 2 / 3),
        (claims.found_recall, 2 / 3),
        (claims.hit_precision, 1 / 2),
        (claims.use_of_hits, 1 / 2),
        (claims.faithfulness, 2 / 4),
        (claims.hallucination, 1 / 4),
    ],
)
def test_the_arithmetic_is_ragcheckers(figure, value):
    assert figure(JUDGED).value == pytest.approx(value)


def test_an_answer_without_claims_is_neither_faithful_nor_free_of_invention():
    empty = JudgedClaims([False], [], [[False]], [])
    for figure in (claims.claim_precision, claims.faithfulness, claims.hallucination, claims.use_of_hits):
        assert figure(empty).state == "undefined"
    assert claims.claim_recall(empty).value == 0
