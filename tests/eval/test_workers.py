"""Real processes over a real library: the same answers however many there are, and every end of them told."""

import json
import os
import signal

import pytest

from eval import workers
from eval.errors import WorkerLost
from eval.golden import load_golden
from eval.run import Sitting, run_golden
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
from rag.settings import Settings

PAPER = """\
Marram County Police and Crime Panel

Minutes of the meeting held on 12 March 2024 in the Heron Room, Town Hall, Marram.

4. Town centre wardens

(i) The Commissioner reported that five additional wardens had been recruited at a cost of £60,000.

RESOLVED: That the Commissioner be requested to provide an update on Sunday patrols in September 2024.
"""
TIMES = {"took_ms", "stages_ms"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "minutes.txt").write_text(PAPER, "utf-8")
    with Library.create_or_open(folder / "library") as library:
        Intake(library, access=Access.PUBLIC, is_indexing=False).ingest([folder / "minutes.txt"])
    return Settings(library=folder / "library", index="exact")


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "golden.jsonl"
    questions = ("How many wardens were recruited?", "What did they cost?", "x" * 5000, "Who sank the ferry?")
    records = [
        {
            "id": f"q{number}",
            "question": question,
            "type": "single_fact",
            "answerable": True,
            "answers": ["five"],
            "evidence": [{"document": "minutes.txt", "quote": "five additional wardens had been recruited"}],
            "filters": {"date_to": "2024-12-31"},
        }
        for number, question in enumerate(questions)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def timeless(run):
    """The lines of a run without what differs from run to run."""
    found = []
    for line in (run / "items.jsonl").read_text("utf-8").splitlines():
        item = {name: value for name, value in json.loads(line).items() if name not in TIMES}
        if item["answer"] is not None:
            item["answer"]["record"].pop("took_ms")
        found.append(item)
    return found


def test_answers_are_the_same_however_many_processes_give_them(tmp_path, golden, settings):
    alone = run_golden(golden, tmp_path / "alone", settings, Sitting(workers=1))
    told = []
    together = run_golden(
        golden, tmp_path / "together", settings, Sitting(workers=3, on_progress=told.append)
    )
    assert timeless(tmp_path / "alone") == timeless(tmp_path / "together")
    assert alone.totals.metrics == together.totals.metrics
    assert [one.done for one in told] == [1, 2, 3, 4]
    assert (alone.n_errors, together.n_errors) == (1, 1)


def test_a_process_that_is_killed_ends_the_run_and_what_was_answered_is_kept(
    tmp_path, golden, settings, monkeypatch
):
    started = []
    real = workers.get_context

    class Context:
        def __init__(self, how):
            self._real = real(how)

        def Pipe(self):  # noqa: N802 - the name it has in multiprocessing
            return self._real.Pipe()

        def Process(self, **given):  # noqa: N802
            started.append(self._real.Process(**given))
            return started[-1]

    def kill_one(progress):
        os.kill(started[0].pid, signal.SIGKILL)

    monkeypatch.setattr(workers, "get_context", Context)
    with pytest.raises(WorkerLost, match="ended by itself .* with --workers 1"):
        run_golden(golden, tmp_path / "run", settings, Sitting(workers=2, on_progress=kill_one))
    assert not any(process.is_alive() for process in started)
    monkeypatch.undo()
    again = run_golden(golden, tmp_path / "run", settings, Sitting(workers=1))
    assert again.n_kept >= 1 and again.totals.n_questions == 4


def test_an_interrupted_run_leaves_no_process_and_goes_on(tmp_path, golden, settings):
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_golden(golden, tmp_path / "run", settings, Sitting(workers=2, on_progress=stop))
    resumed = run_golden(golden, tmp_path / "run", settings, Sitting(workers=2))
    assert resumed.n_kept >= 1
    assert [item["id"] for item in timeless(tmp_path / "run")] == ["q0", "q1", "q2", "q3"]


def test_a_library_that_changed_meanwhile_is_told(golden, settings):
    with pytest.raises(WorkerLost, match="the library changed"):
        list(workers.answer_all(load_golden(golden), settings, "another state", None, 1))


def test_a_process_that_can_not_start_says_why(golden, settings, tmp_path):
    elsewhere = settings.model_copy(update={"library": tmp_path / "nowhere"})
    with pytest.raises(WorkerLost, match="could not start to answer questions: LibraryMissing"):
        list(workers.answer_all(load_golden(golden), elsewhere, "x", None, 1))


@pytest.mark.parametrize(
    ("asked_for", "n_questions", "expected"),
    [(None, 10, 1), (None, 10_000, workers.n_cores()), (4, 10, 4), (4, 2, 2), (4, 0, 1)],
)
def test_as_many_processes_as_pay(asked_for, n_questions, expected):
    assert workers.n_workers(asked_for, n_questions) == expected
    assert workers.n_workers(None, 10, has_model=True) == min(2, workers.n_cores())
