"""``minutebook eval run`` with a language model that answers, one that judges, and a table of prices."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]
OneLine = Callable[[Result], str]


def _answer_and_judge(handler) -> None:
    prompt = handler.asked["messages"][-1]["content"]
    if "Cited words:" in prompt:
        handler.say("full")
    elif "Facts:" in prompt:
        facts = prompt.split("Facts:")[1].split("Answer:")[0].strip().splitlines()
        handler.say("\n".join(f"{n}: full" for n in range(1, len(facts) + 1)))
    elif "Passages:" in prompt:
        handler.say("yes: So it was.")
    else:
        handler.say("I can't help with that.")


def test_a_run_tells_what_a_model_took_and_what_a_judge_found(
    run: Run, questions: Path, shared_library: Path, tmp_path: Path, model_server, monkeypatch
) -> None:
    model_server.behave = _answer_and_judge
    monkeypatch.setenv("MINUTEBOOK_MODEL", "small")
    monkeypatch.setenv("MINUTEBOOK_MODEL_BASE_URL", model_server.address)
    (tmp_path / "prices.toml").write_text('currency = "GBP"\n[models.small]\nprompt = 1\nreply = 2\n')
    (tmp_path / "sample.jsonl").write_text(
        json.dumps({"task": "citation", "statement": "A.", "sources": ["A."], "label": "full"})
    )
    args = ["eval", "run", questions, "--out", tmp_path / "run", "--library", shared_library]
    args += ["--prices", tmp_path / "prices.toml", "--judge", "judge", "--judge-url", model_server.address]
    result = run(*args, "--judge-sample", tmp_path / "sample.jsonl", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    took = told["totals"]["model"]
    assert took["n_questions"] == took["n_priced"] >= 1 and took["currency"] == "GBP"
    assert took["cost"] == pytest.approx((took["prompt_tokens"] + 2 * took["reply_tokens"]) / 1e6)
    assert told["totals"]["stages_ms"]["model"]["p95"] > 0
    assert told["judged"]["metrics"]["judge_cite_recall"]["mean"] == 1
    assert told["judged"]["people_agree"]["citation"] == {"n": 1, "n_unread": 0, "share": 1.0, "kappa": None}
    assert told["prompts"]["answer"]["version"] >= 1
    page = run("eval", "report", tmp_path / "run", "-o", tmp_path / "report.html")
    assert page.exit_code == 0
    assert "Judged by judge" in (tmp_path / "report.html").read_text("utf-8")


def test_without_a_judge_its_options_are_wrong_use(
    run: Run, one_line_of: OneLine, questions: Path, tmp_path: Path
) -> None:
    result = run("eval", "run", questions, "--out", tmp_path / "run", "--judge-repeats", "3")
    assert result.exit_code == 2
    assert "Give --judge MODEL" in one_line_of(result)


def test_a_judge_without_a_server_is_told_before_any_question_is_asked(
    run: Run, one_line_of: OneLine, questions: Path, shared_library: Path, tmp_path: Path
) -> None:
    args = ["eval", "run", questions, "--out", tmp_path / "run", "--library", shared_library]
    result = run(*args, "--judge", "some-model")
    assert result.exit_code == 1
    assert "needs an address or a key" in one_line_of(result)
    assert not (tmp_path / "run").exists()
    assert run(*args, "--judge", "some-model", "--judge-url", "ftp://x").exit_code == 2


@pytest.mark.parametrize("option", ["--prices", "--judge-sample"])
def test_a_file_that_is_not_there_is_told(
    run: Run, one_line_of: OneLine, questions: Path, shared_library: Path, tmp_path: Path, option: str
) -> None:
    args = ["eval", "run", questions, "--out", tmp_path / "run", "--library", shared_library]
    args += ["--judge", "m", "--judge-url", "http://127.0.0.1:9/v1", option, tmp_path / "none"]
    result = run(*args)
    assert result.exit_code == 1
    assert "can't be read" in one_line_of(result)
    assert not (tmp_path / "run").exists()
