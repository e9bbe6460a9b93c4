import pytest

from eval.metrics import abstention
from eval.metrics.score import aggregate


@pytest.fixture
def mixed(make_record, make_reply):
    """Three answerable questions, one refused; three unanswerable, two refused; and a briefing."""
    answer, refusal = make_reply([("x", [1])]), make_reply()
    yes, no = make_record(), make_record(type="unanswerable", answerable=False, evidence=[])
    briefing = make_record(type="briefing")
    return (
        [(yes, answer)] * 2 + [(yes, refusal)] + [(no, answer)] + [(no, refusal)] * 2 + [(briefing, refusal)]
    )


def test_the_rates_are_those_of_the_two_by_two_table(mixed):
    rates = {
        rule.__name__: aggregate([rule(*pair) for pair in mixed], "mean")
        for rule in (abstention.recall, abstention.precision, abstention.over_refusal)
    }
    assert rates["recall"].value == pytest.approx(2 / 3)
    assert rates["precision"].value == pytest.approx(2 / 3)
    assert rates["over_refusal"].value == pytest.approx(1 / 3)
    assert [rates[name].n for name in ("recall", "precision", "over_refusal")] == [3, 3, 3]


def test_the_table_is_counted_from_the_scores_alone(mixed):
    scores = [
        {"abstain_recall": abstention.recall(*pair), "over_refusal": abstention.over_refusal(*pair)}
        for pair in mixed
    ]
    assert abstention.table(scores).to_json() == {
        "answerable": {"answered": 2, "abstained": 1},
        "unanswerable": {"answered": 1, "abstained": 2},
    }


def test_a_briefing_is_in_no_cell(make_record, make_reply):
    assert abstention.outcome(make_record(type="briefing"), make_reply()) is None
    assert abstention.recall(make_record(type="briefing"), make_reply()).state == "undefined"


def test_where_nothing_was_refused_precision_is_undefined(make_record, make_reply):
    assert abstention.precision(make_record(), make_reply([("x", [1])])).state == "undefined"


def test_an_answer_to_a_false_premise_is_left_to_a_reader(make_record, make_reply):
    record = make_record(
        type="unanswerable", answerable=False, notes="False premise: it was the other panel."
    )
    score = abstention.recall(record, make_reply([("It was the other panel.", [1])]))
    assert score.value == 0
    assert "to be read by a person" in score.note
    assert abstention.recall(record, make_reply()).note == ""
