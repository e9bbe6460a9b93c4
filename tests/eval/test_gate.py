"""The gate must be able to fail, must name what it caught, and must not cry wolf.

The runs are those of ``made_world``: made by rule with realistic noise, broken one way at a time, and scored by
the real metrics. Real second runs of the whole engine are in tests/faults/planted_regressions.py.
"""

import random
from dataclasses import replace

import pytest

from eval import planted
from eval.errors import NotPaired
from eval.gate import judge
from eval.policy import Policy
from eval.sides import Side, read_side

QUICK = Policy.model_validate({"testing": {"resamples": 999}})
LABELS = {
    "paper-0.pdf": "Marram Harbour Panel, minutes 1 March 2024",
    "paper-1.pdf": "Westcliff Transport Board, minutes 2 March 2024",
}


@pytest.fixture(scope="module")
def base(made_world, tmp_path_factory):
    return read_side(made_world.write_run(tmp_path_factory.mktemp("runs") / "base"))


@pytest.fixture
def broken(made_world, tmp_path):
    def run(plant):
        return read_side(made_world.write_run(tmp_path / "run", plant))

    return run


def _names(checks):
    return {(check.kind, check.name, check.where) for check in checks}


def test_the_same_run_passes(base):
    verdict = judge(base, base, QUICK)
    assert verdict.outcome == "pass"
    assert verdict.n_questions == 60


@pytest.mark.parametrize(
    ("plant", "named"),
    [
        (planted.fewer_hits, ("floor", "few_hits", "all questions")),
        (planted.longer_hits, ("growth", "hit_words", "all questions")),
        (planted.shuffled_hits, ("metric", "ndcg@10", "all questions")),
        (planted.invented_citation, ("floor", "fabricated", "all questions")),
        (planted.swapped_labels(*LABELS, LABELS), ("floor", "mislabelled", "all questions")),
        (planted.always_abstains, ("metric", "over_refusal", "all questions")),
        (planted.never_abstains, ("bar", "abstain_recall", "all questions")),
        (planted.truncated_answers, ("metric", "nuggets", "all questions")),
        (
            planted.broken_for(lambda record: record.type == "decision", planted.lost),
            ("slice", "nuggets", "type: decision"),
        ),
    ],
    ids=[
        "cut k",
        "double the chunk",
        "shuffle",
        "invent",
        "swap labels",
        "always abstain",
        "never abstain",
        "truncate",
        "one slice",
    ],
)
def test_a_planted_regression_is_caught_and_named(base, broken, plant, named):
    verdict = judge(base, broken(plant), QUICK)
    assert verdict.outcome == "fail"
    assert named in _names(verdict.of("fail"))


def test_a_lost_ranking_is_caught_where_questions_are_on_too_few_meetings_for_a_test(base, broken):
    def of_three_meetings(side):
        def moved(number, one):
            origin = replace(one.item.origin, meeting=f"meeting {number % 3}")
            return replace(one, item=one.item.model_copy(update={"origin": origin}))

        asked = {name: moved(number, one) for number, (name, one) in enumerate(side.asked.items())}
        return replace(side, asked=asked)

    few, shuffled = of_three_meetings(base), of_three_meetings(broken(planted.shuffled_hits))
    verdict = judge(few, shuffled, QUICK)
    assert ("drop", "ndcg@10") in {(check.kind, check.name) for check in verdict.of("fail")}
    assert not [check for check in verdict.of("fail") if check.kind == "metric"]
    assert "at most 0.25 worse allowed" in verdict.of("fail")[0].told
    assert judge(few, few, QUICK).outcome == "pass"


def test_a_loss_in_one_slice_is_told_with_its_place(base, broken):
    plant = planted.broken_for(lambda record: record.type == "decision", planted.lost)
    failed = judge(base, broken(plant), QUICK).of("fail")
    told = next(check.told for check in failed if (check.kind, check.name) == ("metric", "nuggets"))
    assert "most of it in type: decision" in told
    assert "paraphrase" not in told


@pytest.fixture(scope="module")
def noisy(made_world, base):
    """Builds runs that differ from the base only by noise; six noisy replies a question, drawn again each time."""
    chance = random.Random(11)
    pool = {
        one.record.id: [planted.jittered(one, chance).scores(made_world.papers) for _ in range(6)]
        for one in made_world.returned
    }

    def draw():
        asked = {name: replace(one, scores=chance.choice(pool[name])) for name, one in base.asked.items()}
        return Side("noisy", base.made, asked)

    return draw


def test_noise_alone_hardly_ever_fails(noisy):
    policy = Policy.model_validate({"testing": {"resamples": 199}})
    outcomes = [judge(noisy(), noisy(), policy).outcome for _ in range(20)]
    assert outcomes.count("fail") <= 1


def test_a_regression_is_caught_through_noise(noisy, base):
    # Every third answerable question loses its facts.
    def without_facts(side):
        lost = [name for name in side.asked if name.startswith("q")][::3]
        asked = {
            name: replace(one, scores=one.scores | {"nuggets": replace(one.scores["nuggets"], value=0.0)})
            if name in lost
            else one
            for name, one in side.asked.items()
        }
        return replace(side, asked=asked)

    assert judge(noisy(), without_facts(noisy()), QUICK).outcome == "fail"


def test_too_few_questions_are_neither_yes_nor_no(base):
    few = replace(base, asked=dict(list(base.asked.items())[:8]))
    verdict = judge(few, few, QUICK)
    assert verdict.outcome == "undecided"
    assert "8 questions, fewer than the 12 asked for" in verdict.of("undecided")[0].told


def test_a_loss_that_can_not_be_ruled_out_is_undecided_and_says_how_many_questions_would_do(base):
    def worse(name, one):
        lost = name in ("q00", "q08", "q16", "q24") and one.scores["nuggets"].value == 1
        value = 0.0 if lost else one.scores["nuggets"].value
        return replace(one, scores=one.scores | {"nuggets": replace(one.scores["nuggets"], value=value)})

    asked = {name: worse(name, one) for name, one in base.asked.items()}
    verdict = judge(base, replace(base, asked=asked), QUICK)
    assert verdict.outcome == "undecided"
    (open_check,) = verdict.of("undecided")
    assert open_check.name == "nuggets"
    assert "not enough questions to tell" in open_check.told and "questions could tell" in open_check.told


def test_a_missing_question_fails_and_is_named(base):
    asked = {name: one for name, one in base.asked.items() if name != "q05"}
    verdict = judge(base, replace(base, asked=asked), QUICK)
    assert verdict.outcome == "fail"
    assert [(check.name, check.told) for check in verdict.of("fail")] == [
        ("missing", "1, at most 0 allowed: q05")
    ]


def test_an_error_fails_and_is_named(base):
    asked = dict(base.asked) | {"q03": replace(base.asked["q03"], is_error=True)}
    failed = judge(base, replace(base, asked=asked), QUICK).of("fail")
    assert [(check.name, check.told) for check in failed] == [("errors", "1, at most 0 allowed: q03")]


def test_a_run_of_another_set_is_refused(base):
    other = {
        name.replace("q", "z"): replace(one, id=name) for name, one in base.asked.items() if name[0] == "q"
    }
    with pytest.raises(NotPaired, match="not one question is in both"):
        judge(base, replace(base, asked=other), QUICK)


def test_floors_that_no_question_tries_say_so(base):
    told = {check.name: check.told for check in judge(base, base, QUICK).checks if check.kind == "floor"}
    assert told["leaked"] == "not measured: no question of the set tries it"
    assert told["fabricated"] == "0, at most 0 allowed"


def test_a_floor_can_be_what_the_baseline_had(base):
    def with_statements(n_said):
        score = replace(base.asked["q00"].scores["fabricated"], value=n_said)
        first = replace(base.asked["q00"], scores=base.asked["q00"].scores | {"must_not_say": score})
        return replace(base, asked=dict(base.asked) | {"q00": first})

    assert judge(with_statements(1.0), with_statements(1.0), QUICK).outcome == "pass"
    failed = judge(with_statements(1.0), with_statements(2.0), QUICK).of("fail")
    assert [check.told for check in failed] == ["2, at most 1 allowed: q00"]


def test_the_same_runs_give_the_same_verdict_again(base, broken):
    run = broken(planted.shuffled_hits)
    assert judge(base, run, QUICK) == judge(base, run, QUICK)
