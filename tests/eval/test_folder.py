import json
import os
import signal
import subprocess
import sys

import pytest

from eval.errors import ForeignFolder, RunBusy, RunFolderError, RunUnreadable
from eval.folder import Identity, RunFolder, add_to_run, read_items, refuse_foreign

IDENTITY = Identity(golden_sha256="a", library_snapshot="b", settings_hash="c", code_sha256="d")


def line(question_id, **fields):
    return {
        "id": question_id,
        "question": "What?",
        "type": "decision",
        "answer": None,
        "hits": [],
        "scores": {},
        "took_ms": 1.0,
        **fields,
    }


@pytest.fixture
def interrupted(tmp_path):
    """A run that answered q1 and q2 and was stopped before q3."""
    with RunFolder.open(tmp_path / "run", IDENTITY, {"q1", "q2", "q3"}) as folder:
        folder.append(line("q1"))
        folder.append(line("q2"))
    return tmp_path / "run"


def reopened(path, identity=IDENTITY, ids=("q1", "q2", "q3")):
    with RunFolder.open(path, identity, ids) as folder:
        return [item.id for item in folder.kept]


def test_what_was_answered_is_kept(interrupted):
    assert reopened(interrupted) == ["q1", "q2"]


def test_a_line_cut_off_by_a_kill_is_dropped(interrupted):
    with (interrupted / "items.jsonl").open("ab") as file:
        file.write(json.dumps(line("q3")).encode()[:40])
    assert reopened(interrupted) == ["q1", "q2"]
    assert [item.id for item in read_items(interrupted)] == ["q1", "q2"]


def test_a_whole_line_without_its_line_feed_was_not_acknowledged(interrupted):
    with (interrupted / "items.jsonl").open("ab") as file:
        file.write(json.dumps(line("q3")).encode())
    assert reopened(interrupted) == ["q1", "q2"]


def test_a_question_that_ended_in_an_error_is_asked_again(interrupted):
    with RunFolder.open(interrupted, IDENTITY, {"q1", "q2", "q3"}) as folder:
        folder.append(line("q3", error={"name": "TimeoutError", "message": "no reply"}))
    assert reopened(interrupted) == ["q1", "q2"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("golden_sha256", "another golden file"),
        ("library_snapshot", "another state of the library"),
        ("settings_hash", "other settings"),
        ("code_sha256", "another version of the program"),
    ],
)
def test_a_run_of_another_identity_is_refused_and_left_alone(interrupted, changed, named):
    before = (interrupted / "items.jsonl").read_bytes()
    with pytest.raises(ForeignFolder, match=named):
        reopened(interrupted, IDENTITY.model_copy(update={changed: "other"}))
    assert (interrupted / "items.jsonl").read_bytes() == before


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(ForeignFolder, match="no run"):
        reopened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "run").write_text("x")
    with pytest.raises(ForeignFolder, match="is a file"):
        refuse_foreign(tmp_path / "run")


def test_a_question_that_the_set_does_not_hold_is_refused(interrupted):
    with pytest.raises(RunFolderError, match="'q2' is not expected"):
        reopened(interrupted, ids=("q1", "q3"))


def test_a_damaged_line_in_the_middle_is_refused_with_its_number(interrupted):
    whole = (interrupted / "items.jsonl").read_bytes()
    (interrupted / "items.jsonl").write_bytes(b"{}\n" + whole)
    with pytest.raises(RunUnreadable, match="line 1"):
        reopened(interrupted)


def test_a_kill_before_the_identity_was_written_loses_nothing(tmp_path):
    (tmp_path / "started.json").write_text('{"golden')
    assert reopened(tmp_path) == []


def test_two_writers_at_once_are_refused(interrupted):
    with RunFolder.open(interrupted, IDENTITY, {"q1", "q2"}), pytest.raises(RunBusy):
        reopened(interrupted)


def test_a_new_item_takes_away_the_result_over_fewer_items(interrupted):
    with RunFolder.open(interrupted, IDENTITY, {"q1", "q2", "q3"}) as folder:
        folder.finish({"totals": {}})
        assert (interrupted / "run.json").exists()
        folder.append(line("q3"))
    assert not (interrupted / "run.json").exists()
    assert sorted(path.name for path in interrupted.iterdir()) == ["items.jsonl", "started.json"]


_WRITER = """
import sys
from pathlib import Path
from eval.folder import Identity, RunFolder
identity = Identity(golden_sha256="a", library_snapshot="b", settings_hash="c", code_sha256="d")
ids = [f"q{n}" for n in range(2000)]
with RunFolder.open(Path(sys.argv[1]), identity, set(ids)) as folder:
    for one in ids[len(folder.kept):]:
        folder.append({"id": one, "question": "?" * 500, "type": "decision", "answer": None, "hits": [],
                       "scores": {}, "took_ms": 1.0})
        print(one, flush=True)
"""


def test_a_killed_writer_loses_no_acknowledged_item_and_writes_none_twice(tmp_path):
    acknowledged: list[str] = []
    for stop_after in (1, 7, 20):
        child = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path / "run")],
            stdout=subprocess.PIPE,
            text=True,
            env=_env(),
        )
        for _ in range(stop_after):
            acknowledged.append(child.stdout.readline().strip())
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += child.stdout.read().split()
        child.wait()
        child.stdout.close()
        kept = [item.id for item in read_items(tmp_path / "run")]
        # One more may be on disk than was told: the kill can fall between the two.
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) == len(set(kept)) <= len(acknowledged) + 1
        acknowledged = kept


def _env():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_what_differs_is_named_with_both_values(interrupted):
    kept = IDENTITY.model_copy(update={"settings": {"k": 20, "model": None}})
    with RunFolder.open(interrupted.with_name("other"), kept, {"q1"}):
        pass
    changed = {"k": 10, "model": None}
    other = kept.model_copy(update={"settings_hash": "x", "settings": changed, "prices_sha256": "y"})
    with pytest.raises(ForeignFolder) as problem:
        reopened(interrupted.with_name("other"), other)
    assert "a run with other settings, other prices, k 20 and not 10." in str(problem.value)


def test_a_finished_run_is_in_the_order_of_its_questions(tmp_path):
    with RunFolder.open(tmp_path / "run", IDENTITY, {"q1", "q2", "q3"}) as folder:
        for name in ("q3", "q1", "q2"):
            folder.append(line(name))
        folder.finish({}, ["q1", "q2", "q3"])
    assert [item.id for item in read_items(tmp_path / "run")] == ["q1", "q2", "q3"]


def test_more_can_be_said_of_a_finished_run(tmp_path):
    with RunFolder.open(tmp_path / "run", IDENTITY, {"q1"}) as folder:
        folder.append(line("q1"))
        folder.finish({"totals": 1})
    add_to_run(tmp_path / "run", "judged", {"model": "m"})
    assert json.loads((tmp_path / "run" / "run.json").read_text()) == {"totals": 1, "judged": {"model": "m"}}
    with pytest.raises(RunUnreadable, match="no finished run"):
        add_to_run(tmp_path, "judged", {})
