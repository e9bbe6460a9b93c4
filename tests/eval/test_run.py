"""Real runs: papers made here, the real encoder, the service as it is assembled for users."""

import json

import pytest

from eval.errors import ForeignFolder, GoldenError, NoPapers
from eval.folder import read_items
from eval.report import summary_markdown
from eval.run import Sitting, run_golden, run_over_papers
from eval.summary import sum_up
from ingest.errors import LibraryMissing
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
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
    """Three papers that can be read and one that can't."""
    folder = tmp_path_factory.mktemp("papers")
    for name, text in PAPERS.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory, papers):
    folder = tmp_path_factory.mktemp("library") / "library"
    with Library.create_or_open(folder) as library:
        Intake(library, access=Access.PUBLIC, is_indexing=False).ingest([papers])
    return Settings(library=folder, index="exact")


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "golden.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in GOLDEN), "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory, golden, settings):
    """An uninterrupted run with what it told of its progress."""
    told = []
    summary = run_golden(
        golden, tmp_path_factory.mktemp("whole") / "run", settings, Sitting(on_progress=told.append)
    )
    return summary, told


def lines_of(run):
    lines = [json.loads(line) for line in (run / "items.jsonl").read_text("utf-8").splitlines()]
    return {line["id"]: line for line in lines}


def test_a_run_holds_what_a_user_would_have_got_for_every_question(whole):
    summary, told = whole
    lines = lines_of(summary.folder)
    assert list(lines) == ["fact", "decision", "absent", "brief"]
    assert [(one.done, one.total, one.question_id) for one in told][-1] == (4, 4, "brief")
    assert summary.n_errors == 0
    answer = lines["decision"]["answer"]
    assert {"question", "answered", "status", "abstention", "sentences", "citations", "mode"} <= set(answer)
    assert {"title", "sections", "citations", "warnings"} <= set(lines["brief"]["answer"])
    hits = [hit for line in lines.values() for hit in line["hits"]]
    wanted = {"passage_id", "document", "label", "page", "text", "start", "end", "score"}
    assert hits and all(wanted <= set(hit) for hit in hits)


def test_a_run_scores_the_small_set_as_a_reader_would(whole):
    metrics = whole[0].totals.metrics
    assert metrics["evidence@10"].value == 1
    assert metrics["cite_valid"].value == 1
    assert metrics["fabricated"].value == 0
    assert metrics["over_refusal"].value == 0
    assert metrics["must_not_say"].value == 0


def test_the_record_of_a_run_says_what_it_was_made_with(whole, settings):
    summary, _ = whole
    written = json.loads((summary.folder / "run.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(summary.to_json()))
    assert written["settings_hash"] == settings.fingerprint()
    assert len(written["golden_sha256"]) == 64
    assert written["library_snapshot"]
    assert written["versions"]["numpy"][0].isdigit()
    assert written["totals"]["n_questions"] == 4
    assert written["totals"]["metrics"]["evidence@5"]["n"] == 3
    assert written["totals"]["took_ms"]["p50"] > 0
    assert set(written["by_type"]) == {"single_fact", "decision", "unanswerable", "briefing"}


def test_totals_can_be_worked_out_again_from_the_items(whole):
    summary, _ = whole
    assert sum_up(read_items(summary.folder)).metrics == summary.totals.metrics


def test_a_page_can_be_made_of_a_run(whole):
    page = summary_markdown(whole[0].folder)
    assert "4 questions, 0 ended in an error" in page
    assert "| single fact | 1 | 0 |" in page


def test_an_interrupted_run_goes_on_and_ends_as_an_uninterrupted_one(tmp_path, golden, settings, whole):
    with pytest.raises(KeyboardInterrupt):
        run_golden(golden, tmp_path / "run", settings, Sitting(on_progress=_stop_at(2)))
    assert not (tmp_path / "run" / "run.json").exists()
    before = (tmp_path / "run" / "items.jsonl").read_bytes()
    assert list(lines_of(tmp_path / "run")) == ["fact", "decision"]

    asked = []
    resumed = run_golden(
        golden, tmp_path / "run", settings, Sitting(on_progress=lambda one: asked.append(one.question_id))
    )
    assert asked == ["absent", "brief"]
    assert resumed.n_kept == 2
    assert (tmp_path / "run" / "items.jsonl").read_bytes().startswith(before)
    assert resumed.totals.metrics == whole[0].totals.metrics
    assert resumed.totals.abstention == whole[0].totals.abstention


def test_a_finished_run_is_not_asked_again_and_not_mixed_with_another(golden, settings, whole):
    summary, _ = whole
    again = run_golden(
        golden, summary.folder, settings, Sitting(on_progress=lambda one: pytest.fail(one.question_id))
    )
    assert again.n_kept == 4
    assert again.totals == summary.totals
    with pytest.raises(ForeignFolder, match="other settings"):
        run_golden(golden, summary.folder, settings.model_copy(update={"max_sentences": 1}))


def test_an_error_in_one_question_is_recorded_and_the_run_goes_on(tmp_path, settings):
    path = tmp_path / "golden.jsonl"
    too_long = {**GOLDEN[0], "id": "long", "question": "x" * 5000}
    path.write_text("\n".join(json.dumps(record) for record in (too_long, GOLDEN[1])), "utf-8")
    summary = run_golden(path, tmp_path / "run", settings)
    lines = lines_of(tmp_path / "run")
    assert lines["long"]["error"]["name"] == "QuestionError"
    assert "5,000 characters" in lines["long"]["error"]["message"]
    assert lines["long"]["answer"] is None
    assert {score["state"] for score in lines["long"]["scores"].values()} == {"error"}
    assert "error" not in lines["decision"]
    assert summary.n_errors == 1
    assert summary.totals.metrics["evidence@5"].n_errors == 1
    assert summary.totals.metrics["evidence@5"].n == 1


def test_fewer_hits_for_an_answer_do_not_blind_the_retrieval_metrics(tmp_path, golden, settings, whole):
    few = run_golden(golden, tmp_path / "run", settings.model_copy(update={"k": 1}))
    assert few.totals.metrics["evidence@10"].value == whole[0].totals.metrics["evidence@10"].value


def test_an_interrupted_run_over_papers_goes_on_and_leaves_no_library_behind(tmp_path, golden, papers):
    settings = Settings(library=tmp_path / "untouched", index="exact")
    with pytest.raises(KeyboardInterrupt):
        run_over_papers(golden, tmp_path / "run", [papers], settings, Sitting(on_progress=_stop_at(1)))
    resumed = run_over_papers(golden, tmp_path / "run", [papers], settings)
    assert resumed.n_kept == 1
    assert resumed.totals.n_questions == 4
    assert any("scan.pdf" in warning for warning in resumed.warnings)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_papers_of_which_none_can_be_read_are_refused(tmp_path, golden, papers):
    with pytest.raises(NoPapers, match=r"scan\.pdf"):
        run_over_papers(golden, tmp_path / "run", [papers / "scan.pdf"], Settings())


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


def test_a_question_of_the_public_is_asked_as_the_public(tmp_path, papers):
    folder = tmp_path / "library"
    with Library.create_or_open(folder) as library:
        for access, name in ((Access.PUBLIC, "panel-minutes.txt"), (Access.RESTRICTED, "fire-minutes.txt")):
            Intake(library, access=access, is_indexing=False).ingest([papers / name])
    path = tmp_path / "golden.jsonl"
    asked = {"question": "What was the average response time?", "type": "unanswerable", "answerable": False}
    records = [
        {"id": "public", **asked, "asker": "public", "canaries": ["9 minutes and 40 seconds"]},
        {"id": "owner", **asked},
    ]
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    run = run_golden(path, tmp_path / "run", Settings(library=folder, index="exact"))
    lines = lines_of(run.folder)
    assert {hit["document"] for hit in lines["owner"]["hits"]} == {"panel-minutes.txt", "fire-minutes.txt"}
    assert {hit["document"] for hit in lines["public"]["hits"]} == {"panel-minutes.txt"}
    assert (run.totals.metrics["leaked"].value, run.totals.metrics["leaked"].n) == (0, 1)
    assert (run.totals.metrics["canaries"].value, run.totals.metrics["canaries"].n) == (0, 1)


def test_an_item_keeps_its_gold_and_where_its_evidence_is_from(whole):
    items = {item.id: item for item in read_items(whole[0].folder)}
    assert items["decision"].gold.evidence[0].document == "panel-minutes.txt"
    assert items["decision"].origin.body == "Marram County Police and Crime Panel"
    assert items["decision"].origin.meeting == "Marram County Police and Crime Panel, 2024-03-12"
    assert items["decision"].origin.format == "txt"
    assert items["absent"].origin.meeting is None


def _stop_at(n_questions):
    def stop(progress):
        if progress.done == n_questions:
            raise KeyboardInterrupt

    return stop
