import pytest

from eval.metrics.score import Score, aggregate, failed, scored, share, undefined


def test_a_mean_counts_only_what_was_scored_and_says_how_much_that_was():
    figure = aggregate([scored(1), scored(0), undefined("no evidence"), failed("ValueError: no")], "mean")
    assert (figure.value, figure.n, figure.n_undefined, figure.n_errors) == (0.5, 2, 1, 1)


def test_a_pooled_share_weighs_by_units():
    # 1 of 1 sentence and 1 of 3: 2 of 4 together, not the mean of 1 and 1/3.
    figure = aggregate([share([True], pooled=True), share([True, False, False], pooled=True)], "mean")
    assert figure.value == pytest.approx(0.5)
    assert (figure.n, figure.n_units) == (2, 4)


def test_a_sum_adds_the_counts():
    assert aggregate([scored(2), scored(0), undefined("")], "sum").value == 2


@pytest.mark.parametrize("total", ["mean", "sum"])
def test_a_figure_over_nothing_is_undefined_and_neither_0_nor_1(total):
    figure = aggregate([undefined("nothing was said")], total)
    assert figure.value is None
    assert figure.to_json() == {total: None, "n": 0, "n_units": 0, "n_undefined": 1, "n_errors": 0}


def test_the_three_states_are_told_apart_in_json():
    assert scored(0.5, weight=4).to_json() == {"state": "scored", "value": 0.5, "weight": 4}
    assert undefined("why").to_json() == {"state": "undefined", "note": "why"}
    assert failed("KeyError: x").to_json() == {"state": "error", "note": "KeyError: x"}


def test_a_state_without_its_value_is_refused():
    with pytest.raises(ValueError, match="scored figure"):
        Score("scored")
    with pytest.raises(ValueError, match="undefined figure"):
        Score("undefined", 0.0)
    with pytest.raises(ValueError, match="share of nothing"):
        share([])
