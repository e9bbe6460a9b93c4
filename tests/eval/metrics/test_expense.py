from eval.metrics import expense
from eval.spending import Spending


def test_tokens_sent_and_written_count_together():
    assert expense.tokens(Spending(2, 300, 40)).value == 340


def test_without_a_model_nothing_was_spent_and_nothing_is_scored():
    assert expense.tokens(None).state == "undefined"
    assert expense.cost(None).state == "undefined"


def test_a_cost_that_is_not_known_is_undefined_and_never_nothing():
    unknown = expense.cost(Spending(1, 300, 40))
    assert (unknown.state, unknown.value) == ("undefined", None)
    assert "--prices" in unknown.note
    assert expense.cost(Spending(1, 300, 40, 0.25, "GBP")).value == 0.25
