import numpy as np
import pytest
from scipy import stats

from eval.significance import Chance, adjusted, difference, mean_interval, questions_needed

CHANCE = Chance(n_resamples=1999)


def compared(old, new, clusters=None):
    names = clusters or [f"m{place}" for place in range(len(old))]
    return difference(np.asarray(old, float), np.asarray(new, float), names, CHANCE)


def test_pass_and_fail_are_compared_as_mcnemar_does():
    # Seven questions lost, one won: 9/256 of all ways to toss eight coins are as bad.
    found = compared([1] * 7 + [0] * 13, [0] * 7 + [1] + [0] * 12)
    assert found.test == "McNemar, exact"
    assert (found.n_down, found.n_up) == (7, 1)
    assert found.p_fall == pytest.approx(9 / 256)
    assert found.p == pytest.approx(stats.binomtest(1, 8, 0.5).pvalue)


def test_shares_are_compared_by_exchanging_old_and_new():
    # All of four changes are falls: one of sixteen exchanges is as bad.
    found = compared([0.9, 0.8, 0.7, 0.6, 0.5], [0.5, 0.5, 0.5, 0.5, 0.5])
    assert found.test == "sign-flip permutation"
    assert found.p_fall == pytest.approx(1 / 16)
    assert found.p_rise == 1
    assert found.smallest_p == pytest.approx(1 / 16)


def test_questions_of_one_meeting_count_as_one():
    alone = compared([0.9] * 8, [0.1] * 8)
    together = compared([0.9] * 8, [0.1] * 8, ["m1"] * 4 + ["m2"] * 4)
    assert alone.p_fall == pytest.approx(1 / 256)
    assert together.p_fall == pytest.approx(1 / 4)
    assert together.detectable is None


def test_nothing_changed_is_no_difference_and_still_says_what_could_be_shown():
    found = compared([1, 0] * 20, [1, 0] * 20)
    assert (found.change, found.p, found.interval.low, found.interval.high) == (0, 1, 0, 0)
    assert found.interval.method == "none"
    # Six of forty questions is the least that an exact test finds.
    assert found.detectable == pytest.approx(6 / 40)
    assert questions_needed(found, 0.1) is None


def test_the_interval_is_scipys_bca():
    values = np.random.default_rng(3).beta(5, 2, size=40)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=1999, method="BCa", rng=np.random.default_rng(1)
    ).confidence_interval
    found = mean_interval(values, [f"m{place:02d}" for place in range(40)], CHANCE)
    assert found.method == "BCa"
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_more_questions_are_needed_for_smaller_losses():
    chance = np.random.default_rng(2)
    found = compared(chance.random(40), chance.random(40))
    assert questions_needed(found, 0.05) > questions_needed(found, 0.1) > 0


def test_a_family_is_adjusted_as_holm_does():
    ps = [0.01, 0.04, 0.03, 0.5]
    assert adjusted(ps, [0.0] * 4) == pytest.approx([0.04, 0.09, 0.09, 0.5])


def test_comparisons_that_could_never_be_significant_cost_the_others_nothing():
    assert adjusted([0.02, 0.5, 0.5], [0.001, 0.5, 0.5]) == [0.02, 1.0, 1.0]
    assert adjusted([], []) == []


def test_false_alarms_keep_to_their_share():
    chance = np.random.default_rng(5)
    n_alarms = 0
    for _ in range(200):
        old, new = chance.normal(size=(2, 24))
        found = difference(old, new, [f"m{place // 2}" for place in range(24)], Chance(n_resamples=199))
        n_alarms += found.p < 0.05
    assert n_alarms <= 20


def test_no_pairs_are_refused():
    with pytest.raises(ValueError, match="are no pairs"):
        compared([], [])
