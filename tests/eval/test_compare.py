from dataclasses import replace

import pytest

from eval import planted
from eval.compare import compare, compare_slices, concentrated
from eval.comparison_page import SLICED, comparison_markdown
from eval.errors import NotPaired, RunUnreadable
from eval.metrics.catalogue import METRICS, metric_named
from eval.moved import made_otherwise, moved
from eval.sides import read_side, write_baseline
from eval.significance import Chance

CHANCE = Chance(n_resamples=199)


@pytest.fixture(scope="module")
def runs(made_world, tmp_path_factory):
    """A run, and one in which the questions on decisions are lost and k was changed."""
    folder = tmp_path_factory.mktemp("runs")
    plant = planted.broken_for(lambda record: record.type == "decision", planted.lost)
    old = made_world.write_run(folder / "old")
    new = made_world.write_run(folder / "new", plant, settings={"k": 3})
    return old, new


@pytest.fixture(scope="module")
def sides(runs):
    return read_side(runs[0]), read_side(runs[1])


def test_every_metric_is_compared_over_all_questions(sides):
    found = {one.metric.name: one for one in compare(*sides, CHANCE)}
    assert set(found) == {metric.name for metric in METRICS} | {"took_ms"}
    assert found["nuggets"].difference.n == 48
    assert found["nuggets"].loss > 0.1
    assert found["fabricated"].difference.change == 0
    assert found["leaked"].difference is None


def test_a_question_scored_in_one_run_only_is_counted_and_left_out(sides):
    cited = next(one for one in compare(*sides, CHANCE) if one.metric.name == "cite_gold")
    assert cited.n_only_old > 0
    assert cited.difference.n + cited.n_only_old == sum(
        one.scores["cite_gold"].value is not None for one in sides[0].asked.values()
    )


def test_slices_show_where_it_went_wrong(sides):
    found = {(one.where, one.metric.name): one for one in compare_slices(*sides, CHANCE, metrics=SLICED)}
    assert found["type: decision", "nuggets"].loss > 0.5
    assert found["type: action", "nuggets"].loss == 0
    assert {where.split(":")[0] for where, _ in found} == {"type", "body", "format"}
    assert concentrated(*sides, metric_named("nuggets"), tuple(sides[0].asked)) == ("type: decision",)


def test_questions_that_moved_stand_worst_first_with_their_figures(sides):
    changed = moved(*sides, tuple(sides[0].asked))
    assert {one.new.item.type for one in changed} == {"decision"}
    assert [one.gain for one in changed] == sorted(one.gain for one in changed)
    assert ("nuggets", 1.0, 0.0) in changed[0].figures


def test_the_page_holds_both_answers_and_what_differs(sides):
    changed = moved(*sides, tuple(sides[0].asked))
    page = comparison_markdown(*sides, compare(*sides, CHANCE), (), changed, made_otherwise(*sides))
    assert "- setting k: 20 before, 3 now" in page
    assert "answer before | answer now" in page
    assert changed[0].old.item.answer.words_shown()[:30] in page


def test_runs_of_different_questions_are_refused_with_their_ids(sides):
    old, new = sides
    fewer = replace(new, asked={name: one for name, one in new.asked.items() if name not in ("q01", "q02")})
    with pytest.raises(NotPaired, match="not in new: q01, q02"):
        compare(old, fewer, CHANCE)
    with pytest.raises(NotPaired, match="not in new: q01, q02"):
        compare(fewer, old, CHANCE)


def test_the_same_id_with_other_gold_is_refused(sides):
    old, new = sides
    other = dict(new.asked) | {"q07": replace(new.asked["q07"], gold="another")}
    with pytest.raises(NotPaired, match="other gold: q07"):
        compare(old, replace(new, asked=other), CHANCE)


def test_a_baseline_file_stands_for_its_run_and_holds_no_words(runs, sides, tmp_path):
    write_baseline(runs[0], tmp_path / "base.json")
    kept = read_side(tmp_path / "base.json")
    assert {name: one.gold for name, one in kept.asked.items()} == {
        name: one.gold for name, one in sides[0].asked.items()
    }
    from_file = {one.metric.name: one.to_json() for one in compare(kept, sides[1], CHANCE)}
    from_run = {one.metric.name: one.to_json() for one in compare(*sides, CHANCE)}
    assert from_file == from_run
    content = (tmp_path / "base.json").read_text("utf-8")
    for item in sides[0].items:
        assert item.question not in content
        assert not any(one.quote in content for one in item.gold.evidence)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nonsense", "is no baseline"),
        ('{"format": "minutebook baseline 1", "items": []}', "field 'made'"),
    ],
)
def test_a_damaged_baseline_is_told_with_its_field(tmp_path, content, told):
    (tmp_path / "base.json").write_text(content)
    with pytest.raises(RunUnreadable, match=told):
        read_side(tmp_path / "base.json")


def test_a_run_without_questions_or_not_finished_is_refused(runs, tmp_path):
    with pytest.raises(RunUnreadable, match="no finished run"):
        read_side(tmp_path)
    (tmp_path / "run.json").write_bytes((runs[0] / "run.json").read_bytes())
    (tmp_path / "items.jsonl").write_text("")
    with pytest.raises(RunUnreadable, match="no questions in it"):
        read_side(tmp_path)
