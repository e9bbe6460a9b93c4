import json
import statistics

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from eval.errors import RunUnreadable
from eval.exporting import export_trec
from eval.folder import read_items


@pytest.fixture
def run(made_world, tmp_path):
    return made_world.write_run(tmp_path / "a run")


def measured(folder, measure, prefix=""):
    """The mean as ir-measures has it over the exported files, questions without a ranking counted as 0."""
    qrels = list(ir_measures.read_trec_qrels(str(folder / f"{prefix}qrels.txt")))
    found = ir_measures.read_trec_run(str(folder / f"{prefix}run.txt"))
    return ir_measures.calc_aggregate([measure], qrels, found)[measure]


@pytest.mark.parametrize(
    ("measure", "name"), [(nDCG @ 10, "ndcg@10"), (RR @ 10, "rr@10"), (R @ 20, "recall@20")]
)
def test_figures_over_the_exported_files_are_those_of_the_run(run, tmp_path, measure, name):
    export_trec(run, tmp_path / "trec")
    values = [item.scores[name].value for item in read_items(run)]
    own = statistics.fmean(value for value in values if value is not None)
    assert measured(tmp_path / "trec", measure) == pytest.approx(own, abs=1e-6)


def test_the_columns_are_those_of_trec_eval(run, tmp_path):
    report = export_trec(run, tmp_path / "trec")
    assert (report.n_questions, report.n_without, report.n_unranked) == (48, 12, 0)
    for prefix in ("", "papers-"):
        run_lines = (tmp_path / "trec" / f"{prefix}run.txt").read_text("utf-8").splitlines()
        qrels = (tmp_path / "trec" / f"{prefix}qrels.txt").read_text("utf-8").splitlines()
        assert {len(line.split()) for line in run_lines} == {6}
        assert {len(line.split()) for line in qrels} == {4}
        assert run_lines[0].split()[1] == "Q0" and run_lines[0].split()[5] == "a%20run"
        assert len({line.split()[0] for line in qrels}) == 48


def test_a_paper_stands_where_its_first_hit_does(run, tmp_path):
    export_trec(run, tmp_path / "trec")
    item = read_items(run)[0]
    first = [line.split() for line in (tmp_path / "trec" / "papers-run.txt").read_text("utf-8").splitlines()]
    ranked = [parts[2] for parts in first if parts[0] == item.id]
    assert ranked == list(dict.fromkeys(hit.document for hit in item.hits))
    assert measured(tmp_path / "trec", RR @ 10, "papers-") >= measured(tmp_path / "trec", RR @ 10)


def test_a_question_that_found_nothing_is_in_the_gold_and_not_in_the_ranking(run, tmp_path):
    lines = [json.loads(line) for line in (run / "items.jsonl").read_text("utf-8").splitlines()]
    lines[0]["hits"] = []
    (run / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert export_trec(run, tmp_path / "trec").n_unranked == 1
    assert lines[0]["id"] in (tmp_path / "trec" / "qrels.txt").read_text("utf-8")
    assert lines[0]["id"] not in (tmp_path / "trec" / "run.txt").read_text("utf-8")


def test_names_with_blanks_stay_one_column(run, tmp_path):
    lines = [json.loads(line) for line in (run / "items.jsonl").read_text("utf-8").splitlines()]
    lines[0]["id"] = "q one"
    (run / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    export_trec(run, tmp_path / "trec")
    assert (tmp_path / "trec" / "qrels.txt").read_text("utf-8").startswith("q%20one 0 gold-1 1\n")


def test_a_run_without_gold_is_refused(run, tmp_path):
    lines = [json.loads(line) for line in (run / "items.jsonl").read_text("utf-8").splitlines()]
    for line in lines:
        del line["gold"]
    (run / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with pytest.raises(RunUnreadable, match="no question in it has gold evidence"):
        export_trec(run, tmp_path / "trec")
    with pytest.raises(RunUnreadable, match="no run to read"):
        export_trec(tmp_path, tmp_path / "trec")
