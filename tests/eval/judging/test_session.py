"""A judge behind a local server that rules well, talks nonsense, hangs, or fails."""

import json
import time

import pytest

from eval.errors import JudgeError, RunBusy, RunUnreadable
from eval.folder import read_items
from eval.judging.agreement import Labelled
from eval.judging.session import judge_run
from eval.report import summary_markdown

LAMPS = "Fourteen lamps failed."
FERRY = "The ferry was cancelled."


def judged_of(run):
    lines = (run / "judged.jsonl").read_text("utf-8").splitlines()[1:]
    return {line["id"]: line["scores"] for line in map(json.loads, lines)}


def test_a_fair_judge_gives_hand_worked_figures(make_run, judge_behind, fair):
    run = make_run(
        [(LAMPS, [1])],
        [(LAMPS, [1, 2]), (FERRY, [2])],
        [(LAMPS, [1, 9]), (FERRY, [])],
        [],
    )
    summary = judge_run(run, judge_behind(fair))
    scores = {
        name: {key: one.get("value") for key, one in found.items()} for name, found in judged_of(run).items()
    }
    assert scores["q0"] == {
        "judge_cite_recall": 1,
        "judge_cite_precision": 1,
        "judge_faithful": 1,
        "judge_nuggets": 1,
    }
    # Of three citations one bears its sentence out; of two sentences one is borne out by what it cites.
    assert scores["q1"]["judge_cite_recall"] == 0.5
    assert scores["q1"]["judge_cite_precision"] == pytest.approx(1 / 3, abs=1e-6)
    assert scores["q1"]["judge_faithful"] == 0.5
    # A citation that resolves to nothing spoils its sentence and counts among the citations.
    assert scores["q2"]["judge_cite_recall"] == 0
    assert scores["q2"]["judge_cite_precision"] == 0.5
    assert {one["state"] for one in judged_of(run)["q3"].values()} == {"undefined"}
    assert (summary.metrics["judge_nuggets"].n, summary.metrics["judge_nuggets"].n_undefined) == (3, 1)
    assert summary.n_unjudged == 0 and summary.stopped is None


def test_judged_figures_stand_beside_the_items_and_never_in_them(make_run, judge_behind, fair):
    run = make_run([(LAMPS, [1])])
    before = (run / "items.jsonl").read_bytes()
    judge_run(run, judge_behind(fair))
    assert (run / "items.jsonl").read_bytes() == before
    assert not any(name.startswith("judge") for name in read_items(run)[0].scores)
    written = json.loads((run / "run.json").read_text("utf-8"))["judged"]
    assert written["model"] == "judge" and written["repeats"] == 1
    assert set(written["prompts"]) == {"judge_citation", "judge_claims", "judge_nuggets"}


def test_nonsense_leaves_a_figure_without_a_value(make_run, judge_behind):
    run = make_run([(LAMPS, [1])], [])
    summary = judge_run(run, judge_behind(lambda handler: handler.say("As a judge I find this delightful.")))
    assert {one["state"] for one in judged_of(run)["q0"].values()} == {"error"}
    assert "can't be read: 'As a judge" in judged_of(run)["q0"]["judge_faithful"]["note"]
    for figure in summary.metrics.values():
        assert (figure.value, figure.n, figure.n_errors, figure.n_undefined) == (None, 0, 1, 1)
    assert "| judge_faithful | undefined | 0 | 1 | 1 |" in summary_markdown(run)


def test_a_question_is_not_scored_over_the_rulings_that_happen_to_be_readable(make_run, judge_behind, fair):
    def half(handler):
        if "ferry" in handler.asked["messages"][-1]["content"].split("Sentence:")[-1]:
            handler.say("Hm.")
        else:
            fair(handler)

    run = make_run([(LAMPS, [1]), (FERRY, [2])])
    judge_run(run, judge_behind(half))
    assert judged_of(run)["q0"]["judge_cite_recall"]["state"] == "error"


@pytest.mark.parametrize(
    ("behave", "timeout_s", "told"),
    [
        (lambda handler: handler.begin("text/plain", 500), 10, "its server answered 500"),
        (lambda handler: handler.server.is_ending.wait(5), 0.3, "no whole reply within 0.3 seconds"),
    ],
)
def test_a_judge_that_is_down_is_told_and_asked_again_another_day(
    make_run, judge_behind, fair, behave, timeout_s, told
):
    run = make_run(*[[(LAMPS, [1])]] * 2)
    begun = time.monotonic()
    down = judge_run(run, judge_behind(behave, timeout_s=timeout_s), [_labelled(LAMPS, "full")], n_at_once=1)
    assert time.monotonic() - begun < 30
    assert down.n_unjudged == 2
    assert told in (down.stopped or "")
    assert all(figure.value is None and figure.n == 0 for figure in down.metrics.values())
    assert "2 of 2 questions are not judged" in summary_markdown(run)

    back = judge_run(run, judge_behind(fair))
    assert back.n_unjudged == 0 and back.metrics["judge_faithful"].value == 1


def test_what_was_judged_is_kept_and_a_cut_off_line_is_judged_again(make_run, judge_behind, fair):
    run = make_run([(LAMPS, [1])], [(FERRY, [2])])
    judge_run(run, judge_behind(fair))
    path = run / "judged.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    asked = []
    again = judge_run(run, judge_behind(fair), on_judged=lambda done, total, name: asked.append(name))
    assert len(asked) == 1
    assert sorted(path.read_bytes().splitlines()) == sorted(whole.splitlines())
    assert again.n_unjudged == 0


def test_judgements_of_another_judge_are_not_mixed(make_run, judge_behind, fair):
    run = make_run([(LAMPS, [1])])
    judge_run(run, judge_behind(fair))
    with pytest.raises(JudgeError, match="other repeats. Remove the file"):
        judge_run(run, judge_behind(fair, n_repeats=2))


def test_a_damaged_judgement_is_told_with_its_line(make_run, judge_behind, fair):
    run = make_run([(LAMPS, [1])])
    judge_run(run, judge_behind(fair))
    with (run / "judged.jsonl").open("ab") as file:
        file.write(b"{}\n")
    with pytest.raises(JudgeError, match=r"judged\.jsonl, line 3: no judgement"):
        judge_run(run, judge_behind(fair))


def test_only_one_process_judges_a_run(make_run, judge_behind, fair):
    run = make_run([(LAMPS, [1])])
    seen = []

    def meanwhile(done, total, name):
        with pytest.raises(RunBusy):
            judge_run(run, judge_behind(fair))
        seen.append(name)

    judge_run(run, judge_behind(fair), on_judged=meanwhile)
    assert seen == ["q0"]


def test_an_unfinished_run_is_not_judged(tmp_path, judge_behind, fair):
    with pytest.raises(RunUnreadable):
        judge_run(tmp_path, judge_behind(fair))


def test_repeats_are_averaged_and_their_agreement_told(make_run, judge_behind, model_server):
    def wavering(handler):
        prompt = handler.asked["messages"][-1]["content"]
        is_first = len([one for one in model_server.seen if one.asked == handler.asked]) == 1
        if "Sentence:" in prompt:
            handler.say("full" if is_first else "partial")
        else:
            handler.say("1: full" if "Facts:" in prompt else f"yes: {LAMPS}")

    run = make_run([(LAMPS, [1])])
    summary = judge_run(run, judge_behind(wavering, n_repeats=2), n_at_once=1)
    assert judged_of(run)["q0"]["judge_cite_recall"]["value"] == 0.75
    assert (summary.n_pairs, summary.n_same) == (3, 2)
    assert "Asked 2 times, the judge said the same in 67% of 3 pairs." in summary_markdown(run).replace(
        "\\", ""
    )


def test_agreement_with_people_is_told(make_run, judge_behind, fair):
    sample = [
        _labelled(LAMPS, "full"),
        _labelled(FERRY, "none"),
        _labelled(FERRY, "partial"),
        Labelled(task="nugget", statement=LAMPS, sources=("We say: " + LAMPS,), label="full"),
    ]
    summary = judge_run(make_run([(LAMPS, [1])]), judge_behind(fair), sample)
    citation, nugget = summary.human
    # Worked by hand: weights |i - j| / 2, observed 0.5 / 3, expected (1/3 x 1 + 1/3 x 1/2 + ...) = 0.5.
    assert citation.share == pytest.approx(2 / 3)
    assert citation.kappa == pytest.approx(1 - (0.5 / 3) / 0.5)
    assert (nugget.n, nugget.share, nugget.kappa) == (1, 1.0, None)


def _labelled(statement, label):
    return Labelled(task="citation", statement=statement, sources=(LAMPS,), label=label)
