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
        "unanswerable": {"answered": 1, "abstained": 2, "corrected": 0},
    }


def test_a_briefing_is_in_no_cell(make_record, make_reply):
    assert abstention.outcome(make_record(type="briefing"), make_reply()) is None
    assert abstention.recall(make_record(type="briefing"), make_reply()).state == "undefined"


def test_where_nothing_was_refused_precision_is_undefined(make_record, make_reply):
    assert abstention.precision(make_record(), make_reply([("x", [1])])).state == "undefined"


@pytest.fixture
def false_premise(make_record):
    return make_record(
        question="Why did the Panel close the front counter at Westcliff?",
        type="unanswerable",
        answerable=False,
        evidence=[],
        notes="False premise: the Panel opposed the closure (minutes, item 5). Refusing is right as well; see item 5.",
    )


def test_a_false_premise_put_right_with_a_citation_is_as_right_as_a_refusal(false_premise, make_reply):
    corrected = make_reply([("RESOLVED: That the closure of the counter be opposed by the Panel.", [1])])
    score = abstention.recall(false_premise, corrected)
    assert score.value == 1
    assert abstention.recall(false_premise, make_reply()).value == 1
    assert abstention.precision(false_premise, corrected).state == "undefined"
    rows = [
        {"abstain_recall": abstention.recall(*pair), "over_refusal": abstention.over_refusal(*pair)}
        for pair in ((false_premise, corrected), (false_premise, make_reply()))
    ]
    assert abstention.table(rows).to_json()["unanswerable"] == {
        "answered": 0,
        "abstained": 1,
        "corrected": 1,
    }


def test_a_correction_may_stand_in_a_nugget(make_record, make_reply):
    record = make_record(
        type="unanswerable",
        answerable=False,
        evidence=[],
        notes="False premise: see the minutes.",
        nuggets=[{"text": "The budget was withdrawn.", "vital": True}],
    )
    assert abstention.recall(record, make_reply([("The budget was withdrawn.", [1])])).value == 1


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("The Panel opposed the closure.", []),
        ("The front counter at Westcliff closed because few people used it.", [1]),
        ("The Panel considered the closure.", [1]),
    ],
)
def test_an_answer_that_goes_along_with_a_false_premise_is_wrong(false_premise, make_reply, said, cited):
    score = abstention.recall(false_premise, make_reply([(said, cited)]))
    assert score.value == 0
    assert "to be read by a person" in score.note


def test_only_a_false_premise_can_be_put_right(make_record, make_reply):
    record = make_record(
        type="unanswerable", answerable=False, evidence=[], notes="Absent: the Panel opposed the closure."
    )
    assert abstention.recall(record, make_reply([("The Panel opposed the closure.", [1])])).value == 0
