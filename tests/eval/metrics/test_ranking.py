import math

import pytest

from eval.metrics.ranking import NAMES, ranking
from eval.replies import RankedHit

GOLD = ("The budget of the harbour wardens was approved.", "The ferry timetable was deferred until autumn.")


@pytest.fixture
def record(make_record):
    return make_record(evidence=[{"document": "minutes.txt", "quote": quote} for quote in GOLD])


def hits(*texts):
    return [RankedHit(document="minutes.txt", text=text) for text in texts]


def values(scores):
    return {name: score.value for name, score in scores.items()}


def test_the_figures_are_those_worked_out_by_hand(record):
    found = values(ranking(record, hits("No.", GOLD[1], "No.", "No.", "No.", GOLD[0])))
    # Gold at ranks 2 and 6; the ideal ranking has it at 1 and 2.
    gain = 1 / math.log2(3) + 1 / math.log2(7)
    assert found["ndcg@10"] == pytest.approx(gain / (1 + 1 / math.log2(3)))
    assert found["rr@10"] == pytest.approx(1 / 2)
    assert (found["recall@5"], found["recall@10"], found["recall@20"]) == (0.5, 1, 1)
    assert (found["success@1"], found["success@5"]) == (0, 1)


def test_a_hit_that_holds_both_quotes_is_a_perfect_ranking(record):
    assert set(values(ranking(record, hits(" ".join(GOLD)))).values()) == {1.0}


def test_the_same_evidence_found_twice_pays_once(record):
    twice = values(ranking(record, hits(GOLD[0], GOLD[0])))
    assert twice["recall@20"] == 0.5
    assert twice["ndcg@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_a_question_without_hits_scores_0_and_stays_in_the_mean(record):
    assert set(values(ranking(record, [])).values()) == {0.0}


def test_evidence_below_rank_10_counts_for_recall_at_20_only(record):
    found = values(ranking(record, hits(*["No."] * 10, GOLD[0])))
    assert found["recall@20"] == 0.5
    assert found["ndcg@10"] == found["rr@10"] == 0


def test_a_question_without_evidence_is_undefined(make_record):
    scores = ranking(make_record(type="unanswerable", answerable=False, evidence=[]), [])
    assert set(scores) == set(NAMES)
    assert {score.state for score in scores.values()} == {"undefined"}
