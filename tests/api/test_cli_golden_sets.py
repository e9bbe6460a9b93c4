"""``minutebook eval check``, ``suggest``, ``import`` and ``export`` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

OneLine = Callable[[Result], str]
Run = Callable[..., Result]


@pytest.fixture
def wrong(questions: Path, tmp_path: Path) -> Path:
    """The golden set of the fixture with a quote that is not in the papers and a field that is not known."""
    text = questions.read_text("utf-8").replace("14 of the 60 lamps", "14 of the 80 lamps")
    path = tmp_path / "wrong.jsonl"
    path.write_text(text.replace('"answers": ["14"]', '"answers": ["14"], "anwser": "14"'), "utf-8")
    return path


def test_a_sound_set_is_told_so(run: Run, questions: Path, papers_folder: Path) -> None:
    result = run("eval", "check", questions, "--papers", papers_folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-3:] == [
        f"{questions}: 2 questions.",
        f"Held against 3 papers in {papers_folder}.",
        "0 errors, 0 warnings.",
    ]


def test_mistakes_stand_in_a_table_and_fail(run: Run, wrong: Path, shared_library: Path) -> None:
    result = run("eval", "check", wrong, "--library", shared_library)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["line", "question", "field", "what"]
    assert lines[1].split()[:4] == ["1", "q1", "error", "evidence.0.quote"]
    folded = " ".join(result.stdout.split())
    assert "the paper has \u201c60\u201d, the quote \u201c80\u201d" in folded
    assert "Is 'answers' meant?" in folded
    assert lines[-1] == "1 errors, 1 warnings."


def test_mistakes_come_as_json_for_a_program(run: Run, wrong: Path, papers_folder: Path) -> None:
    result = run("eval", "check", "--papers", papers_folder / "minutes-march.txt", wrong, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["errors"], told["warnings"], told["n_papers"]) == (1, 1, 1)
    assert [(one["severity"], one["code"]) for one in told["findings"]] == [
        ("error", "quote_not_found"),
        ("warning", "unknown_field"),
    ]


def test_without_papers_or_a_library_the_quotes_are_left_and_that_is_said(run: Run, wrong: Path) -> None:
    result = run("eval", "check", wrong)
    assert result.exit_code == 0 and "No papers were looked at" in result.stdout


def test_drafts_are_written_and_wait_for_a_person(run: Run, papers_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "drafts.yaml"
    result = run("eval", "suggest", "--papers", papers_folder, "--count", "9", "-o", out, "--json")
    told = json.loads(result.stdout)
    assert told["questions"] == sum(told["kinds"].values()) == 9
    assert out.read_text("utf-8").count("status: suggested") == 9
    assert run("eval", "check", out, "--papers", papers_folder).exit_code == 0
    refused = run("eval", "run", out, "--papers", papers_folder, "--out", tmp_path / "run")
    assert refused.exit_code == 1 and "all 9 questions are suggestions" in refused.stderr


def test_a_run_leaves_suggestions_out_and_says_so(
    run: Run, questions: Path, shared_library: Path, tmp_path: Path
) -> None:
    waiting = json.loads(questions.read_text("utf-8").splitlines()[0]) | {"id": "w1", "status": "suggested"}
    golden = tmp_path / "both.jsonl"
    golden.write_text(questions.read_text("utf-8") + json.dumps(waiting), "utf-8")
    result = run("eval", "run", golden, "--library", shared_library, "--out", tmp_path / "run", "--json")
    told = json.loads(result.stdout)
    assert told["totals"]["n_questions"] == 2
    assert any("1 questions are still suggestions and were left out (w1)" in one for one in told["warnings"])


def test_a_set_in_yaml_is_run(run: Run, shared_library: Path, tmp_path: Path) -> None:
    golden = tmp_path / "one.yaml"
    golden.write_text(
        "- id: y1\n  question: How many lamps in Mill Lane had failed?\n  type: single_fact\n  answerable: true\n"
        "  answers: [14]\n  evidence:\n    - document: minutes-march.txt\n      quote: 14 of the 60 lamps\n",
        "utf-8",
    )
    result = run("eval", "run", golden, "--library", shared_library, "--out", tmp_path / "run", "--json")
    assert json.loads(result.stdout)["totals"]["metrics"]["short"]["mean"] == 1.0


def test_a_public_set_becomes_a_golden_set(run: Run, tmp_path: Path) -> None:
    context = "The pier opened in 1903."
    answer = {"text": "1903", "answer_start": 19}
    asked = {"id": "s1", "question": "When did the pier open?", "is_impossible": False, "answers": [answer]}
    squad = {"data": [{"title": "Pier", "paragraphs": [{"context": context, "qas": [asked]}]}]}
    (tmp_path / "dev.json").write_text(json.dumps(squad), "utf-8")
    result = run("eval", "import", "--from", "squad2", tmp_path / "dev.json", "-o", tmp_path / "set")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{tmp_path / 'set'}: 1 questions over 1 papers."
    checked = run("eval", "check", tmp_path / "set" / "golden.jsonl", "--papers", tmp_path / "set" / "papers")
    assert checked.exit_code == 0


def test_a_run_is_exported(run: Run, questions: Path, shared_library: Path, tmp_path: Path) -> None:
    from api.cli import app

    args = ["eval", "run", str(questions), "--out", str(tmp_path / "r"), "--library", str(shared_library)]
    assert CliRunner().invoke(app, args).exit_code == 0
    result = run("eval", "export", tmp_path / "r", "--trec", tmp_path / "trec")
    assert result.exit_code == 0 and "1 questions with gold; 1 without are in no file." in result.stdout
    assert (tmp_path / "trec" / "qrels.txt").read_text("utf-8") == "q1 0 gold-1 1\n"
    told = json.loads(run("eval", "export", tmp_path / "r", "--trec", tmp_path / "trec", "--json").stdout)
    assert told["n_questions"] == 1


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("check", "none.jsonl"), 1, "none.jsonl: there is no such file or folder"),
        (("check", "{golden}", "--papers", "{papers}", "--library", "x"), 2, "not both"),
        (("check", "{golden}", "--library", "{empty}"), 1, "no library in"),
        (("suggest", "--papers", "{papers}", "-o", "out.txt"), 2, "ends in .yaml, .csv or .jsonl"),
        (("suggest", "--papers", "{papers}", "-o", "{golden}"), 2, "the file is there already"),
        (("suggest", "-o", "out.yaml"), 1, "no library in"),
        (("import", "--from", "beir", "{papers}", "-o", "out"), 1, "no set in the layout of BEIR"),
        (("import", "--from", "trec", "{papers}", "-o", "out"), 2, "'trec' is not one of"),
        (("import", "--from", "squad2", "{papers}", "-o", "{papers}"), 1, "Give a new folder"),
        (("export", "{empty}", "--trec", "out"), 1, "no run to read"),
    ],
)
def test_what_can_not_be_used_is_told_in_one_line(
    run: Run,
    one_line_of: OneLine,
    questions: Path,
    papers_folder: Path,
    tmp_path: Path,
    args: tuple[str, ...],
    status: int,
    told: str,
) -> None:
    result = run(
        "eval", *(arg.format(golden=questions, papers=papers_folder, empty=tmp_path) for arg in args)
    )
    assert result.exit_code == status
    assert told in one_line_of(result)
