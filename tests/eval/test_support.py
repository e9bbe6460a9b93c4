"""The report on labelled claims: a figure computed by hand, and bad input said plainly."""

import json

import pytest

from eval.support import auc, main


def test_auc_is_the_chance_that_a_positive_scores_higher():
    assert auc([0.9, 0.5], [0.1, 0.5]) == pytest.approx(3.5 / 4)
    assert auc([], [0.5]) is None


def test_a_file_of_claims_is_reported(tmp_path, capsys):
    rows = [
        {"claim": "14 lamps failed.", "evidence": ["14 lamps failed.", "It rained."], "label": "supported"},
        {"claim": "Owls hunted voles.", "evidence": ["14 lamps failed."], "label": "not_supported"},
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main([str(path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["auc_supported_against_not"] == 1.0
    assert found["verdict_supported_of_supported"] == 1


@pytest.mark.parametrize("line", ["{}", "no json", '{"claim": "a", "evidence": [], "label": "maybe"}'])
def test_a_line_that_is_no_claim_is_named(line, tmp_path, capsys):
    path = tmp_path / "claims.jsonl"
    path.write_text(line)
    assert main([str(path)]) == 1
    assert "claims.jsonl, line 1" in capsys.readouterr().err


def test_a_missing_file_and_no_file_are_said(tmp_path, capsys):
    assert main([str(tmp_path / "none")]) == 1
    assert main([]) == 2
    assert "dev.jsonl" in capsys.readouterr().err
