from pathlib import Path

import pytest

from eval.errors import PolicyError
from eval.policy import Policy, load_policy

EXAMPLE = Path(__file__).parents[2] / "examples" / "gate.toml"


def test_the_example_is_the_default():
    assert load_policy(EXAMPLE) == Policy()


def test_what_is_left_out_has_its_default(tmp_path):
    (tmp_path / "gate.toml").write_text("[metrics]\nnuggets = 0.05\n")
    policy = load_policy(tmp_path / "gate.toml")
    assert policy.metrics == {"nuggets": 0.05}
    assert policy.floors == Policy().floors


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[metrics\n", "no TOML"),
        ("[metrics]\nbeauty = 0.1\n", "'beauty' is no metric that can be gated. Metrics: abstain_precision"),
        ("[metrics]\nanswer_words = 0.1\n", "'answer_words' is no metric that can be gated"),
        ("[metrics]\nnuggets = 0\n", "field 'metrics.nuggets': Input should be greater than 0"),
        ("[metrics]\n", "the gate could never fail on a loss"),
        ("[floors]\nnuggets = 0\n", "no floor can be set on 'nuggets'. Floors: canaries"),
        ("[floors]\nerrors = -1\n", "field 'floors.errors"),
        (
            "[growth]\nnuggets = 1.5\n",
            "no growth can be set on 'nuggets'. Prices: answer_words, cost, hit_words, tokens",
        ),
        ("[bars]\nshort = 1.5\n", "field 'bars.short'"),
        ("[drops]\nshort = 0\n", "field 'drops.short'"),
        ("[drops]\nbeauty = 0.1\n", "'beauty' is no metric that can be gated"),
        ("[slices]\nby = ['weather']\n", "field 'slices.by.0'"),
        ("[slices]\nmetrics = ['beauty']\n", "'beauty' is no metric"),
        ("[testing]\nmin_questions = 3\n", "field 'testing.min_questions'"),
        ("[metrics]\njudge_faithful = 0.1\n", "'judge_faithful' is given by a language model as a judge"),
        ("[bars]\njudge_nuggets = 0.5\n", "it informs and can't gate. Take a metric that is worked out"),
        ("[floors]\njudge_cite_recall = 1\n", "'judge_cite_recall' is given by a language model"),
        ("[growth]\njudge_nuggets = 1.5\n", "'judge_nuggets' is given by a language model"),
        ("[slices]\nmetrics = ['judge_faithful']\n", "'judge_faithful' is given by a language model"),
        ("[limits]\nx = 1\n", "field 'limits': Extra inputs are not permitted"),
    ],
)
def test_a_wrong_policy_is_told_with_its_field(tmp_path, content, told):
    path = tmp_path / "gate.toml"
    path.write_text(content)
    with pytest.raises(PolicyError) as problem:
        load_policy(path)
    assert told in str(problem.value) and str(path) in str(problem.value)


def test_a_policy_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PolicyError, match="can't be read"):
        load_policy(tmp_path / "none.toml")
