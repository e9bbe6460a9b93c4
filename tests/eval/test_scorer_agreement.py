"""The harness against the scorer that was written apart from it, on real papers and their golden set."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.folder import read_items
from eval.run import run_over_papers
from rag.settings import Settings

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS, GOLDEN = SHARED / "papers" / "seeds", SHARED / "golden" / "seeds.jsonl"
SCORER = SHARED / "bench" / "score_items.py"
SAME = (
    "evidence@1",
    "evidence@5",
    "evidence@10",
    "seen@2000",
    "short",
    "nuggets",
    "answer_words",
    "must_not_say",
    "cite_first",
    "cite_gold",
    "cite_recall",
    "sentence_cited",
    "cite_valid",
    "fabricated",
    "over_refusal",
)

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the shared papers and scorer are not here")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("agreement") / "run"
    return run_over_papers(GOLDEN, out, [SEEDS], Settings())


@pytest.fixture(scope="module")
def independent(run, tmp_path_factory):
    """The other scorer's figures; an error is a wrong answer to it, so those questions are left out."""
    failed = {item.id for item in read_items(run.folder) if item.error is not None}
    lines = GOLDEN.read_text("utf-8").splitlines(keepends=True)
    golden = tmp_path_factory.mktemp("golden") / "golden.jsonl"
    golden.write_text("".join(line for line in lines if json.loads(line)["id"] not in failed), "utf-8")
    command = [sys.executable, SCORER, run.folder / "items.jsonl", golden, "--papers", SEEDS, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_every_question_gets_a_reply(run, independent):
    assert independent["missing"] == 0
    assert [str(item.error) for item in read_items(run.folder) if item.error is not None] == []


@pytest.mark.parametrize("name", SAME)
def test_the_two_scorers_agree(run, independent, name):
    own = run.totals.metrics[name].value
    if own is None:
        assert not independent.get(name)
    else:
        assert own == pytest.approx(independent[name], abs=0.01)


def test_the_two_scorers_agree_on_unanswerable_questions_but_for_corrections(run, independent):
    found = run.totals.abstention
    n = found.unsupported_answer + found.correct_refusal + found.corrected
    # To the other scorer, a false premise that is put right with a citation is a wrong answer.
    assert found.correct_refusal / n == pytest.approx(independent["abstain_recall"], abs=0.01)
    own = (found.correct_refusal + found.corrected) / n
    assert run.totals.metrics["abstain_recall"].value == pytest.approx(own)


def test_the_two_scorers_agree_on_refusals_that_were_right(run, independent):
    own = run.totals.metrics["abstain_precision"].value
    # The other scorer gives 0 where nothing was refused.
    assert (0 if own is None else own) == pytest.approx(independent["abstain_precision"], abs=0.01)


def test_every_question_without_filters_has_20_hits(run):
    records = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    unfiltered = {record["id"] for record in records if not record.get("filters")}
    asked = [item for item in read_items(run.folder) if item.id in unfiltered and item.error is None]
    assert asked and all(len(item.hits) >= 20 for item in asked)
