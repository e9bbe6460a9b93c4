"""``minutebook eval`` over a real run: baseline, compare, gate and report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

OneLine = Callable[[Result], str]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def real(questions: Path, shared_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from api.cli import app

    out = tmp_path_factory.mktemp("runs") / "real"
    args = ["eval", "run", str(questions), "--out", str(out), "--library", str(shared_library)]
    assert CliRunner().invoke(app, args).exit_code == 0
    return out


@pytest.fixture
def worse(real: Path, tmp_path: Path) -> Path:
    """The same run with a citation that nobody wrote."""
    folder = Path(shutil.copytree(real, tmp_path / "worse"))
    lines = [json.loads(line) for line in (folder / "items.jsonl").read_text("utf-8").splitlines()]
    lines[0]["scores"]["fabricated"]["value"] = 1.0
    (folder / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return folder


def test_two_questions_are_too_few_to_tell_and_that_is_its_own_exit_status(run: Run, real: Path) -> None:
    result = run("eval", "gate", real, "--baseline", real)
    assert result.exit_code == 3
    assert "# Gate: undecided" in result.stdout and "fewer than the 12 asked for" in result.stdout


def test_a_broken_floor_fails_and_is_written_for_ci(
    run: Run, real: Path, worse: Path, tmp_path: Path
) -> None:
    assert run("eval", "baseline", real, "-o", tmp_path / "base.json").exit_code == 0
    summary, cases = tmp_path / "gate.md", tmp_path / "gate.xml"
    result = run(
        "eval",
        "gate",
        worse,
        "--baseline",
        tmp_path / "base.json",
        "--markdown",
        summary,
        "--junit",
        cases,
        "--json",
    )
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["outcome"] == "fail"
    assert [check["name"] for check in told["checks"] if check["outcome"] == "fail"] == ["fabricated"]
    assert "## What failed" in summary.read_text("utf-8")
    assert ElementTree.parse(cases).getroot().get("failures") == "1"


def test_a_policy_can_ask_for_less(run: Run, real: Path, tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text("[floors]\nfabricated = 0\n[metrics]\nnuggets = 0.5\n", "utf-8")
    result = run("eval", "gate", real, "--baseline", real, "--policy", tmp_path / "gate.toml", "--json")
    assert {check["name"] for check in json.loads(result.stdout)["checks"] if check["kind"] == "metric"} == {
        "nuggets"
    }


def test_runs_are_compared_one_by_one_with_the_first(run: Run, real: Path, worse: Path) -> None:
    told = json.loads(run("eval", "compare", real, real, worse, "--json").stdout)
    assert [(one["old"], one["new"]) for one in told["comparisons"]] == [("real", "real"), ("real", "worse")]
    assert [one["figures"] for one in told["comparisons"][1]["moved"]] == [{"fabricated": [0.0, 1.0]}]
    page = run("eval", "compare", real, worse)
    assert page.exit_code == 0
    assert "# worse against real" in page.stdout and "1 questions got worse" in page.stdout


def test_a_report_is_one_page(run: Run, real: Path, tmp_path: Path) -> None:
    result = run("eval", "report", real, "-o", tmp_path / "report.html")
    assert result.exit_code == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "Harrowmere Safer Streets Panel" in page


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("compare", "{run}"), 2, "Give two or more"),
        (("compare", "{run}", "nowhere"), 1, "nowhere: there is no such file or folder"),
        (("gate", "{run}", "--baseline", "{folder}"), 1, "no finished run"),
        (("gate", "{run}"), 2, "Missing option '--baseline'"),
        (("gate", "{run}", "--baseline", "{run}", "--policy", "{run}/run.json"), 1, "no TOML"),
        (("report", "{run}", "-o", "report.pdf"), 2, "Give a name that ends in .html"),
        (("baseline", "{folder}", "-o", "base.json"), 1, "no finished run"),
    ],
)
def test_what_can_not_be_used_is_told_in_one_line(
    run: Run, one_line_of: OneLine, real: Path, tmp_path: Path, args: tuple[str, ...], status: int, told: str
) -> None:
    result = run("eval", *(arg.format(run=real, folder=tmp_path) for arg in args))
    assert result.exit_code == status
    assert told in one_line_of(result)


def test_a_run_of_other_questions_is_refused_with_their_ids(
    run: Run, one_line_of: OneLine, real: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(real, tmp_path / "other"))
    content = (other / "items.jsonl").read_text("utf-8").replace('"id": "q1"', '"id": "z1"')
    (other / "items.jsonl").write_text(content, "utf-8")
    line = one_line_of(run("eval", "compare", real, other))
    assert "not in other: q1" in line and "not in real: z1" in line
