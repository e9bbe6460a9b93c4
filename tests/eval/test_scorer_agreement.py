"""The harness against the scorer that was written apart from it, on real papers and their golden set."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

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
    "abstain_recall",
    "over_refusal",
)

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the shared papers and scorer are not here")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("agreement") / "run"
    return run_over_papers(GOLDEN, out, [SEEDS], Settings())


@pytest.fixture(scope="module")
def independent(run):
    command = [sys.executable, SCORER, run.folder / "items.jsonl", GOLDEN, "--papers", SEEDS, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_every_question_is_asked_and_none_ends_in_an_error(run, independent):
    assert independent["missing"] == 0
    assert run.n_errors == 0


@pytest.mark.parametrize("name", SAME)
def test_the_two_scorers_agree(run, independent, name):
    own = run.totals.metrics[name].value
    if own is None:
        assert not independent.get(name)
    else:
        assert own == pytest.approx(independent[name], abs=0.01)


def test_the_two_scorers_agree_on_refusals_that_were_right(run, independent):
    own = run.totals.metrics["abstain_precision"].value
    # The other scorer gives 0 where nothing was refused.
    assert (0 if own is None else own) == pytest.approx(independent["abstain_precision"], abs=0.01)


def test_every_question_but_a_filtered_one_has_20_hits(run):
    lines = [json.loads(line) for line in (run.folder / "items.jsonl").read_text("utf-8").splitlines()]
    unfiltered = {
        g["id"] for g in map(json.loads, GOLDEN.read_text("utf-8").splitlines()) if not g.get("filters")
    }
    assert all(len(line["hits"]) >= 20 for line in lines if line["id"] in unfiltered)
