"""The sample papers are what their sources make, and the golden questions about them can be checked."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.table import Table
from pypdf import PdfReader

Record = dict[str, Any]  # one line of a golden file, as JSON gives it

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PAPERS = sorted((EXAMPLES / "papers").iterdir())
RECORDS: list[Record] = [
    json.loads(line) for line in (EXAMPLES / "golden" / "questions.jsonl").read_text().splitlines()
]
QUESTIONS = [record for record in RECORDS if record["type"] != "briefing"]
BRIEFINGS = [record for record in RECORDS if record["type"] == "briefing"]
DATED_NAME = re.compile(r"(?P<body>panel|county-board|halden-vale-board|fire)-.*(?P<date>\d{4}-\d\d-\d\d)")


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def docx_text(path: Path) -> str:
    lines = []
    for block in Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


@cache
def extracted(path: Path) -> str:
    """The text of a paper with white space folded."""
    if path.suffix == ".pdf":
        return fold("\n".join(page.extract_text() for page in PdfReader(path).pages))
    if path.suffix == ".docx":
        return fold(docx_text(path))
    words = path.read_text(encoding="utf-8")
    return fold(html.unescape(re.sub(r"<[^>]+>", " ", words)) if path.suffix == ".html" else words)


def evidence_of(record: Record) -> list[dict[str, str]]:
    nuggets = record["nuggets"]
    return [*record["evidence"], *(entry for nugget in nuggets for entry in nugget.get("evidence", ()))]


def build_into(folder: Path) -> list[Path]:
    script = EXAMPLES / "build_papers.py"
    subprocess.run([sys.executable, str(script), "--out", str(folder)], check=True, capture_output=True)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build_into(tmp_path_factory.mktemp("papers"))


def test_the_generator_reproduces_the_text_of_every_committed_paper(rebuilt: list[Path]) -> None:
    assert [paper.name for paper in rebuilt] == [paper.name for paper in PAPERS]
    for fresh, committed in zip(rebuilt, PAPERS, strict=True):
        assert extracted(fresh) == extracted(committed), committed.name


def test_two_runs_of_the_generator_write_the_same_bytes(rebuilt: list[Path], tmp_path: Path) -> None:
    for first, second in zip(rebuilt, build_into(tmp_path), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_there_are_papers_of_several_meetings_bodies_and_formats() -> None:
    meetings = {match.groups() for paper in PAPERS if (match := DATED_NAME.match(paper.name))}
    assert len(PAPERS) >= 14
    assert len(meetings) >= 5
    assert len({body for body, _ in meetings}) == 4
    formats = Counter(paper.suffix for paper in PAPERS)
    assert all(formats[suffix] >= 3 for suffix in (".pdf", ".docx", ".html", ".txt"))
    assert sum(paper.stat().st_size for paper in PAPERS) < 1_000_000


def test_every_paper_is_named_in_the_readme() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [paper.name for paper in PAPERS if f"`{paper.name}`" not in readme] == []


def test_exactly_one_page_of_one_paper_has_no_text_layer() -> None:
    bare = [
        (path.name, number)
        for path in PAPERS
        if path.suffix == ".pdf"
        for number, page in enumerate(PdfReader(path).pages, start=1)
        if not page.extract_text().strip()
    ]
    assert bare == [("panel-report-front-counters-2025-01-30.pdf", 4)]


def test_telephone_numbers_and_addresses_belong_to_nobody() -> None:
    for paper in PAPERS:
        text = extracted(paper)
        assert all(number.startswith("01632 960") for number in re.findall(r"\b0\d{4} \d{6}\b", text))
        assert all(address.endswith("@example.org") for address in re.findall(r"\S+@[\w.]*\w", text))


def test_there_are_forty_questions_of_all_types_and_two_briefings() -> None:
    assert Counter(record["type"] for record in RECORDS) == {
        "single_fact": 14,
        "decision": 6,
        "action": 5,
        "paraphrase": 3,
        "multi_evidence": 3,
        "cross_document": 3,
        "unanswerable": 6,
        "briefing": 2,
    }
    assert len(QUESTIONS) == 40
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize("record", QUESTIONS, ids=lambda record: record["id"])
def test_a_question_says_what_a_good_answer_holds(record: Record) -> None:
    assert record["answerable"] is (record["type"] != "unanswerable")
    if record["answerable"]:
        assert record["answers"]
        assert record["evidence"]
        assert any(nugget["vital"] for nugget in record["nuggets"])
    else:
        assert (record["answers"], record["nuggets"], record["evidence"]) == ([], [], [])
        assert re.match(r"(Absent|Truncated|False premise): ", record["notes"])


@pytest.mark.parametrize("record", BRIEFINGS, ids=lambda record: record["id"])
def test_a_briefing_shows_evidence_for_each_nugget_and_what_not_to_say(record: Record) -> None:
    assert record["must_not_say"]
    assert all(nugget["evidence"] for nugget in record["nuggets"])


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_every_quote_stands_in_its_document(record: Record) -> None:
    for entry in evidence_of(record):
        assert fold(entry["quote"]) in extracted(EXAMPLES / "papers" / entry["document"]), entry["quote"]


def test_a_cross_document_question_draws_on_two_documents() -> None:
    for record in QUESTIONS:
        if record["type"] == "cross_document":
            assert len({entry["document"] for entry in record["evidence"]}) >= 2, record["id"]


def test_no_question_rests_on_the_exempt_report() -> None:
    documents = {entry["document"] for record in RECORDS for entry in evidence_of(record)}
    assert not any("exempt" in document for document in documents)


def test_there_are_sixty_off_topic_questions() -> None:
    lines = (EXAMPLES / "golden" / "off_topic.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == 60
    assert all(line.endswith("?") for line in lines)
