"""Real runs: papers made here, the real encoder, the service as it is assembled for users."""

import json
import shutil

import pytest

from eval.errors import ForeignFolder, GoldenError, NoPapers
from eval.folder import read_items
from eval.run import run_golden, run_over_papers
from eval.summary import sum_up
from ingest.errors import LibraryMissing
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.settings import Settings

PAPERS = {
    "panel-minutes.txt": """\
Marram County Police and Crime Panel

Minutes of the meeting held on 12 March 2024 in the Heron Room, Town Hall, Marram.

4. Town centre wardens

(i) The Commissioner reported that five additional wardens had been recruited at a cost of £60,000.

(ii) Members asked why the wardens did not patrol the harbour on Sundays.

RESOLVED:

(a) That the report be noted;

(b) That the Commissioner be requested to provide an update on Sunday patrols in September 2024.

5. Front counters

The Panel considered the closure of the front counter at Westcliff police station.

RESOLVED: That the closure of the Westcliff front counter be opposed.
""",
    "warden-report.txt": """\
Report of the Police and Crime Commissioner to the Marram County Police and Crime Panel, 12 March 2024

Town centre wardens

1. The wardens started work on 8 January 2024 and issued 214 warnings in their first month.

2. Shoplifting reported by the high street traders fell by 12 per cent.

Recommendation

3. The Panel is recommended to note the report.
""",
    "fire-minutes.txt": """\
Marram Fire Authority

Minutes of the meeting held on 3 May 2023 in the Drill Hall, Quay Road, Marram.

2. Response times

The Chief Fire Officer explained that the average response time had been 9 minutes and 40 seconds.

RESOLVED: That a second engine be stationed at Quay Road from October 2023.
""",
}

GOLDEN = [
    {
        "id": "fact",
        "question": "In which room was the Police and Crime Panel meeting of 12 March 2024 held?",
        "type": "single_fact",
        "answerable": True,
        "answers": ["Heron Room"],
        "evidence": [{"document": "panel-minutes.txt", "quote": "held on 12 March 2024 in the Heron Room"}],
    },
    {
        "id": "decision",
        "question": "What did the Panel resolve about the Westcliff front counter?",
        "type": "decision",
        "answerable": True,
        "nuggets": [{"text": "The closure is opposed.", "vital": True}],
        "evidence": [
            {
                "document": "panel-minutes.txt",
                "quote": "That the closure of the Westcliff front counter be opposed.",
            }
        ],
        "filters": {"body": "Marram County Police and Crime Panel", "document_type": "minutes"},
    },
    {
        "id": "absent",
        "question": "What did the airport's owner pay for the new car park in Ostrava?",
        "type": "unanswerable",
        "answerable": False,
    },
    {
        "id": "brief",
        "question": "Brief a new member on the town centre wardens.",
        "type": "briefing",
        "answerable": True,
        "nuggets": [{"text": "Five wardens were recruited.", "vital": True}],
        "evidence": [
            {
                "document": "panel-minutes.txt",
                "quote": "five additional wardens had been recruited at a cost of £60,000",
            }
        ],
        "filters": {"date_to": "2024-12-31"},
        "must_not_say": ["The wardens were dismissed by the mayor."],
    },
]


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    for name, text in PAPERS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory, papers):
    folder = tmp_path_factory.mktemp("library") / "library"
    with Library.create_or_open(folder) as library:
        Intake(library, access=Access.PUBLIC).ingest([papers])
    return Settings(library=folder)


@pytest.fixture
def golden(tmp_path):
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in GOLDEN), "utf-8")
    return path


def lines_of(run):
    return [json.loads(line) for line in (run / "items.jsonl").read_text("utf-8").splitlines()]


def test_a_run_writes_what_a_user_would_have_got_for_every_question(tmp_path, golden, settings):
    told = []
    summary = run_golden(golden, tmp_path / "run", settings, told.append)
    lines = {line["id"]: line for line in lines_of(tmp_path / "run")}
    assert list(lines) == ["fact", "decision", "absent", "brief"]
    assert [(one.done, one.total, one.question_id) for one in told][-1] == (4, 4, "brief")
    assert summary.n_errors == 0
    answer = lines["decision"]["answer"]
    assert {"question", "answered", "status", "abstention", "sentences", "citations", "mode"} <= set(answer)
    assert {"title", "sections", "citations", "warnings"} <= set(lines["brief"]["answer"])
    assert all(line["hits"] for one, line in lines.items() if one != "absent")
    assert all(
        {"passage_id", "document", "label", "text", "start", "end", "score"} <= set(hit)
        for line in lines.values()
        for hit in line["hits"]
    )


def test_a_run_scores_the_small_set_as_a_reader_would(tmp_path, golden, settings):
    totals = run_golden(golden, tmp_path / "run", settings).totals
    assert totals.metrics["evidence@10"].value == 1
    assert totals.metrics["cite_valid"].value == 1
    assert totals.metrics["fabricated"].value == 0
    assert totals.metrics["over_refusal"].value == 0
    assert totals.metrics["must_not_say"].value == 0


def test_the_record_of_a_run_says_what_it_was_made_with(tmp_path, golden, settings):
    summary = run_golden(golden, tmp_path / "run", settings)
    written = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(summary.to_json()))
    assert written["settings_hash"] == settings.fingerprint()
    assert len(written["golden_sha256"]) == 64
    assert written["library_snapshot"]
    assert written["versions"]["numpy"][0].isdigit()
    assert written["totals"]["n_questions"] == 4
    assert written["totals"]["metrics"]["evidence@5"]["n"] == 3
    assert written["totals"]["took_ms"]["p50"] > 0
    assert set(written["by_type"]) == {"single_fact", "decision", "unanswerable", "briefing"}


def test_an_interrupted_run_goes_on_and_ends_as_an_uninterrupted_one(tmp_path, golden, settings):
    def stop_at_two(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_golden(golden, tmp_path / "run", settings, stop_at_two)
    assert not (tmp_path / "run" / "run.json").exists()
    before = (tmp_path / "run" / "items.jsonl").read_bytes()
    assert [line["id"] for line in lines_of(tmp_path / "run")] == ["fact", "decision"]

    asked = []
    resumed = run_golden(golden, tmp_path / "run", settings, lambda one: asked.append(one.question_id))
    assert asked == ["absent", "brief"]
    assert resumed.n_kept == 2
    assert (tmp_path / "run" / "items.jsonl").read_bytes().startswith(before)
    whole = run_golden(golden, tmp_path / "other", settings)
    assert resumed.totals.metrics == whole.totals.metrics
    assert resumed.totals.abstention == whole.totals.abstention


def test_a_finished_run_is_not_asked_again(tmp_path, golden, settings):
    first = run_golden(golden, tmp_path / "run", settings)
    again = run_golden(golden, tmp_path / "run", settings, lambda one: pytest.fail(one.question_id))
    assert again.n_kept == 4
    assert again.totals == first.totals


def test_a_run_of_another_library_is_not_mixed_in(tmp_path, golden, papers, settings):
    run_golden(golden, tmp_path / "run", settings)
    with pytest.raises(ForeignFolder, match="another state of the library"):
        run_over_papers(golden, tmp_path / "run", [papers / "fire-minutes.txt"], settings)


def test_an_error_in_one_question_is_recorded_and_the_run_goes_on(tmp_path, golden, settings, monkeypatch):
    real = Answer.to_json

    def breaks(answer):
        if "Westcliff" in answer.question:
            raise RuntimeError("the pipe burst")
        return real(answer)

    with monkeypatch.context() as broken:
        broken.setattr(Answer, "to_json", breaks)
        summary = run_golden(golden, tmp_path / "run", settings)
    lines = {line["id"]: line for line in lines_of(tmp_path / "run")}
    assert lines["decision"]["error"] == {"name": "RuntimeError", "message": "the pipe burst"}
    assert lines["decision"]["answer"] is None
    assert {score["state"] for score in lines["decision"]["scores"].values()} == {"error"}
    assert summary.n_errors == 1
    assert summary.totals.metrics["evidence@5"].n_errors == 1
    assert "error" not in lines["brief"]
    # The next sitting asks it again, now that it works.
    assert run_golden(golden, tmp_path / "run", settings).n_errors == 0


def test_a_question_that_is_refused_for_its_form_is_an_error_of_that_item(tmp_path, settings):
    path = tmp_path / "golden.jsonl"
    path.write_text(json.dumps({**GOLDEN[0], "question": "x" * 5000}), "utf-8")
    summary = run_golden(path, tmp_path / "run", settings)
    assert summary.n_errors == 1
    assert read_items(tmp_path / "run")[0].error.name == "QuestionError"


def test_a_run_over_papers_leaves_no_library_behind_and_touches_none(tmp_path, golden, papers):
    settings = Settings(library=tmp_path / "untouched")
    summary = run_over_papers(golden, tmp_path / "run", [papers], settings)
    assert summary.totals.n_questions == 4
    assert summary.totals.metrics["cite_valid"].value == 1
    assert not (tmp_path / "untouched").exists()


def test_an_interrupted_run_over_papers_goes_on(tmp_path, golden, papers):
    def stop(progress):
        raise KeyboardInterrupt

    settings = Settings(library=tmp_path / "untouched")
    with pytest.raises(KeyboardInterrupt):
        run_over_papers(golden, tmp_path / "run", [papers], settings, stop)
    assert run_over_papers(golden, tmp_path / "run", [papers], settings).n_kept == 1


def test_a_paper_that_could_not_be_read_is_a_warning_of_the_run(tmp_path, golden, papers):
    folder = tmp_path / "some"
    shutil.copytree(papers, folder)
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    summary = run_over_papers(golden, tmp_path / "run", [folder], Settings())
    assert any("scan.pdf" in warning for warning in summary.warnings)


def test_papers_of_which_none_can_be_read_are_refused(tmp_path, golden):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(NoPapers, match=r"scan\.pdf"):
        run_over_papers(golden, tmp_path / "run", [tmp_path / "scan.pdf"], Settings())


def test_a_wrong_golden_file_or_folder_stops_before_any_work(tmp_path, golden, papers):
    with pytest.raises(GoldenError):
        run_over_papers(tmp_path / "none.jsonl", tmp_path / "run", [papers], Settings())
    with pytest.raises(ForeignFolder):
        run_over_papers(golden, papers, [papers], Settings())
    with pytest.raises(LibraryMissing):
        run_golden(golden, tmp_path / "run", Settings(library=tmp_path / "nowhere"))
    assert not (tmp_path / "run").exists()


def test_the_same_service_answers_as_for_a_user(tmp_path, golden, settings, monkeypatch):
    asked = []
    real = Minutebook.ask

    def listening(self, question, **rest):
        asked.append(question)
        return real(self, question, **rest)

    monkeypatch.setattr(Minutebook, "ask", listening)
    run_golden(golden, tmp_path / "run", settings)
    assert asked == [record["question"] for record in GOLDEN if record["type"] != "briefing"]


def test_totals_can_be_worked_out_again_from_the_items(tmp_path, golden, settings):
    summary = run_golden(golden, tmp_path / "run", settings)
    assert sum_up(read_items(tmp_path / "run")).metrics == summary.totals.metrics
