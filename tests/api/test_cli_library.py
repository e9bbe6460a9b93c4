"""Commands over a real library: what they print, and what they leave behind."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

OneLine = Callable[[Result], str]
Run = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("without_index")

QUESTION = "How many lamps in Mill Lane had failed?"


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def _paper_id(run: Run, library: Path, name: str) -> str:
    listed = _json(run("papers", "list", "--json", "--library", library))["papers"]
    return str(next(paper["paper_id"] for paper in listed if paper["name"] == name))


def test_papers_are_new_then_unchanged_then_replaced(run: Run, papers_folder: Path, tmp_path: Path) -> None:
    paper, library = tmp_path / "minutes.txt", tmp_path / "library"
    paper.write_text((papers_folder / "minutes-march.txt").read_text("utf-8"), "utf-8")
    statuses = []
    for addition in ("", "", "\n14. Any other business\n\nNone.\n"):
        paper.write_text(paper.read_text("utf-8") + addition, "utf-8")
        (found,) = _json(run("ingest", paper, "--library", library, "--json"))["papers"]
        statuses.append(found["status"])
        assert found["kind"] == "minutes"
        assert found["date"] == "2025-03-04"
        assert found["passages"] > 3
        assert {"path", "paper_id", "title", "body", "warnings"} <= found.keys()
    assert statuses == ["new", "unchanged", "replaced"]


def test_a_folder_without_files_leaves_no_library_behind(
    run: Run, one_line_of: OneLine, tmp_path: Path
) -> None:
    (tmp_path / "papers").mkdir()
    result = run("ingest", tmp_path / "papers", "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert "holds no files" in one_line_of(result)
    assert not (tmp_path / "library").exists()


def test_one_bad_file_is_rejected_with_its_reason_and_the_rest_is_taken(
    run: Run, papers_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run(
        "ingest", papers_folder / "report-june.txt", tmp_path / "empty.txt", "--library", tmp_path / "l"
    )
    assert result.exit_code == 0
    assert "1 new, 1 rejected" in result.stdout
    assert "rejected" in result.stdout and "empty" in result.stdout
    alone = run("ingest", tmp_path / "empty.txt", "--library", tmp_path / "l", "--json")
    assert alone.exit_code == 1
    assert json.loads(alone.stdout)["papers"][0]["reason"]


def test_papers_are_restricted_unless_said_otherwise(run: Run, papers_folder: Path, tmp_path: Path) -> None:
    paper = papers_folder / "report-june.txt"
    for access, expected in (((), "restricted"), (("--access", "public"), "public")):
        library = tmp_path / expected
        assert run("ingest", paper, *access, "--library", library).exit_code == 0
        assert _json(run("papers", "list", "--json", "--library", library))["papers"][0]["access"] == expected


def test_the_catalogue_is_listed_and_filtered(run: Run, shared_library: Path) -> None:
    everything = run("papers", "list", "--library", shared_library)
    assert "3 papers" in everything.stdout
    assert "minutes-march.txt" in everything.stdout
    june = _json(
        run(
            "papers",
            "list",
            "--from",
            "1 June 2025",
            "--kind",
            "minutes",
            "--json",
            "--library",
            shared_library,
        )
    )
    assert [paper["name"] for paper in june["papers"]] == ["minutes-june.txt"]


def test_a_paper_is_shown_by_id_and_by_name_with_its_passages(run: Run, shared_library: Path) -> None:
    by_name = _json(run("papers", "show", "minutes-march.txt", "--json", "--library", shared_library))
    by_id = _json(run("papers", "show", by_name["paper_id"], "--json", "--library", shared_library))
    assert by_name == by_id
    assert by_name["facts"]["date"]["value"] == "2025-03-04"
    assert any("£18,500" in passage["text"] for passage in by_name["passages"])
    human = run("papers", "show", "minutes-march.txt", "--library", shared_library)
    assert "£18,500" in human.stdout


def test_each_fact_is_shown_with_where_it_was_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(
        "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A\n\nHarrow Safer Streets Panel\n\n"
        "Agenda Item 6\n\nDRAFT\n\nTuesday 11 March 2025 at 2.00 pm\n\nReport of the Treasurer\n\nSale of the depot\n\n"
        "1. The depot in Quay Street can be sold this year.\n"
    )
    (tmp_path / "papers.csv").write_text("file,author\nreport.txt,Ada Lindqvist\n")
    at = ("--library", tmp_path / "library")
    assert run("ingest", tmp_path / "report.txt", *at).exit_code == 0
    shown = _json(run("papers", "show", "report.txt", "--json", *at))
    expected = {"time": "14:00", "status": "draft", "item": "6", "exempt_under": "paragraph 3"}
    assert {name: shown[name] for name in expected} == expected
    assert shown["author"] == "Ada Lindqvist"
    assert shown["facts"]["author"] == {"value": "Ada Lindqvist", "origin": "supplied", "basis": "papers.csv"}
    assert shown["facts"]["time"]["origin"] == "read"
    human = run("papers", "show", "report.txt", *at).stdout
    assert "author: Ada Lindqvist (supplied: papers.csv)" in human
    assert "exempt under: paragraph 3 (read: " in human
    assert "(draft)" in run("papers", "list", *at).stdout


def test_a_withdrawn_paper_is_gone_from_every_answer(
    run: Run, own_library: Path, one_line_of: OneLine
) -> None:
    at = ("--library", own_library)
    paper_id = _paper_id(run, own_library, "minutes-march.txt")
    assert run("papers", "withdraw", paper_id, "--reason", "sent in error", *at).exit_code == 0
    assert "minutes-march" not in run("papers", "list", *at).stdout
    assert "14 of the 60" not in run("ask", QUESTION, "--explain", *at).stdout
    again = run("papers", "withdraw", paper_id, *at)
    assert again.exit_code == 1
    assert f"no paper {paper_id}" in one_line_of(again)


def test_access_of_a_paper_can_be_changed(run: Run, own_library: Path) -> None:
    at = ("--library", own_library)
    assert run("papers", "access", "minutes-june.txt", "public", *at).exit_code == 0
    shown = _json(run("papers", "show", "minutes-june.txt", "--json", *at))
    assert shown["access"] == "public"


def test_search_gives_hits_with_the_fields_that_programs_read(run: Run, shared_library: Path) -> None:
    found = _json(run("search", "broken slabs", "-k", "2", "--json", "--library", shared_library))
    assert set(found) == {"hits"}
    assert len(found["hits"]) == 2
    best = found["hits"][0]
    assert set(best) == {"passage_id", "document", "label", "page", "text", "start", "end", "score"}
    assert best["document"] == "report-june.txt"
    human = run("search", "broken slabs", "--library", shared_library).stdout
    assert human.startswith("  1. ")


def test_ask_answers_with_numbered_sources_and_their_words(run: Run, shared_library: Path) -> None:
    result = run("ask", QUESTION, "--library", shared_library)
    assert result.exit_code == 0, result.stderr
    answer, _, sources = result.stdout.partition("\n\n")
    assert "14 of the 60 lamps" in answer
    assert "[1]" in answer
    first = sources.splitlines()[0]
    assert first.startswith("[1] ")
    assert "minutes 4 March 2025, item 12 (i) (minutes-march.txt)" in first
    assert "“" in sources


def test_ask_as_json_is_the_answer_object_and_nothing_else(run: Run, shared_library: Path) -> None:
    result = run("ask", QUESTION, "--json", "--library", shared_library)
    answer = _json(result)
    assert list(answer) == [
        "question", "answered", "status", "abstention", "answer", "sentences", "citations", "mode", "model",
        "warnings", "record",
    ]  # fmt: skip
    assert answer["answered"] is True
    assert answer["citations"][0]["document"] == "minutes-march.txt"
    assert result.stderr == ""
    explained = _json(run("ask", QUESTION, "--json", "--explain", "--library", shared_library))
    assert len(explained["hits"]) >= 3


def test_a_question_that_the_papers_do_not_answer_is_told_with_what_is_nearest(
    run: Run, shared_library: Path
) -> None:
    result = run("ask", "What does the swimming pool cost to heat?", "--library", shared_library)
    assert result.exit_code == 0
    assert "[1]" not in result.stdout
    found = _json(
        run("ask", "What does the swimming pool cost to heat?", "--json", "--library", shared_library)
    )
    assert found["answered"] is False
    assert result.stdout.startswith(found["abstention"]["reason"].splitlines()[0])


def test_explain_shows_the_verdicts_and_what_was_found(run: Run, shared_library: Path) -> None:
    result = run("ask", QUESTION, "--explain", "--library", shared_library)
    assert "Status answered, extractive" in result.stdout
    assert "Sentence 1: supported ([1])" in result.stdout


@pytest.mark.parametrize("question", ["x" * 100_000, "??? !!!", "\udcff"])
def test_a_question_that_cannot_be_one_is_wrong_use(
    run: Run, shared_library: Path, one_line_of: OneLine, question: str
) -> None:
    result = run("ask", question, "--library", shared_library)
    assert result.exit_code == 2
    assert len(one_line_of(result)) < 300


@pytest.mark.parametrize(
    "question",
    ["'; DROP TABLE papers;--", '"lamps" OR NEAR(*', "{{7*7}} {question} %s ${x}", "[bold]lamps[/bold]"],
)
def test_a_question_is_never_read_as_code(run: Run, shared_library: Path, question: str) -> None:
    assert _json(run("ask", question, "--json", "--library", shared_library))["question"] == question


@pytest.mark.parametrize("ending", ["docx", "html", "md"])
def test_a_briefing_is_written_as_the_file_that_was_named(
    run: Run, shared_library: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"briefing.{ending}"
    result = run(
        "brief", "--topic", "street lighting in Mill Lane", "-o", target, "--library", shared_library
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    content = target.read_bytes()
    if ending == "docx":
        content = zipfile.ZipFile(BytesIO(content)).read("word/document.xml")
    assert b"Mill Lane" in content


@pytest.mark.parametrize(
    "subject",
    [
        ("--topic", "street lighting in Mill Lane"),
        ("--meeting", "Harrowmere Safer Streets Panel", "10 June 2025"),
    ],
)
def test_a_briefing_as_json_is_the_briefing_object(
    run: Run, shared_library: Path, subject: tuple[str, ...]
) -> None:
    briefing = _json(run("brief", *subject, "--json", "--library", shared_library))
    assert {"title", "sections", "citations", "warnings"} <= briefing.keys()
    assert briefing["sections"]
    assert run("brief", *subject, "--library", shared_library).stdout.strip()


def test_a_briefing_for_a_meeting_that_is_not_there_is_a_short_one_that_says_so(
    run: Run, shared_library: Path, one_line_of: OneLine
) -> None:
    asked = ("brief", "--meeting", "Nowhere Council", "2025-06-10", "--library", shared_library)
    assert "has no papers of Nowhere Council" in run(*asked).stdout
    wrong = run("brief", "--agenda", "nowhere.pdf", "--library", shared_library)
    assert wrong.exit_code == 1
    assert "no agenda nowhere.pdf was found" in one_line_of(wrong)


def test_a_library_is_checked_rebuilt_backed_up_and_restored(
    run: Run, indexed_library: Path, tmp_path: Path
) -> None:
    at = ("--library", indexed_library)
    assert _json(run("library", "check", "--json", *at)) == {"sound": True, "problems": []}
    assert run("library", "rebuild", *at).exit_code == 0
    assert run("library", "backup", tmp_path / "copy", *at).exit_code == 0
    restored = tmp_path / "restored"
    assert run("library", "restore", tmp_path / "copy", "--library", restored).exit_code == 0
    before, after = (
        _json(run("ask", QUESTION, "--json", "--library", each)) for each in (indexed_library, restored)
    )
    assert before["citations"] == after["citations"]
    assert run("library", "backup", tmp_path / "copy", *at).exit_code == 1


def test_a_damaged_library_is_told_and_a_damaged_backup_is_not_restored(
    run: Run, own_library: Path, tmp_path: Path, one_line_of: OneLine
) -> None:
    next((own_library / "originals").iterdir()).write_bytes(b"changed")
    checked = run("library", "check", "--library", own_library, "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["sound"] is False
    restored = run("library", "restore", own_library, "--library", tmp_path / "restored")
    assert restored.exit_code == 1
    assert "Use another backup" in one_line_of(restored)
    assert not (tmp_path / "restored").exists()
    (own_library / "library.sqlite").write_bytes(b"not a database at all" * 200)
    broken = run("ask", QUESTION, "--library", own_library)
    assert broken.exit_code == 1
    assert "library.sqlite" in one_line_of(broken)


def test_words_of_a_paper_cannot_drive_the_terminal(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "minutes\x1b[2J.txt"
    paper.write_text(
        "MINUTES\n\n1. Lamps\n\nThe Panel\x1b]0;owned\x07 agreed to replace the lamps.\n", "utf-8"
    )
    library = tmp_path / "library"
    shown = run("ingest", paper, "--library", library).output
    shown += run("papers", "list", "--library", library).output
    shown += run("ask", "What did the Panel agree about the lamps?", "--library", library).output
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_golden_questions_are_run_over_a_library_and_over_papers(
    run: Run, shared_library: Path, papers_folder: Path, questions: Path, tmp_path: Path
) -> None:
    summary = _json(
        run("eval", "run", questions, "--out", tmp_path / "a", "--library", shared_library, "--json")
    )
    assert summary["totals"]["n_questions"] == 2
    assert len((tmp_path / "a" / "items.jsonl").read_text("utf-8").splitlines()) == 2
    papers = sorted(papers_folder.iterdir())
    result = run("eval", "run", questions, "--out", tmp_path / "b", "--papers", *papers)
    assert result.exit_code == 0, result.stderr
    assert "2 questions" in result.stdout
    assert json.loads((tmp_path / "b" / "run.json").read_text("utf-8"))["totals"]["n_errors"] == 0


def test_a_bad_golden_set_fails_in_one_line(
    run: Run, shared_library: Path, tmp_path: Path, one_line_of: OneLine
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", "utf-8")
    result = run("eval", "run", bad, "--out", tmp_path / "r", "--library", shared_library)
    assert result.exit_code == 1
    assert "bad.jsonl" in one_line_of(result)
