"""``minutebook timeline`` and GET /api/v1/timeline, over a real library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.timelines import TimelineOut

Run = Callable[..., Result]
TOPIC = "street lighting in Mill Lane"


class TestTheCommand:
    def test_prints_the_rows_by_day(self, run: Run, shared_library: Path):
        result = run("timeline", "--topic", TOPIC, "--library", shared_library)
        assert result.exit_code == 0
        assert result.stdout.index("2025-03-04") < result.stdout.index("2025-06-10")
        assert "decided: " in result.stdout
        assert "£18,500" in result.stdout

    def test_gives_one_json_object(self, run: Run, shared_library: Path):
        result = run("timeline", "--topic", TOPIC, "--library", shared_library, "--json")
        shown = TimelineOut.model_validate(json.loads(result.stdout))
        assert shown.rows
        assert {row.date for row in shown.rows} == {"2025-03-04", "2025-06-10"}

    def test_follows_an_entry_by_the_id_that_the_ledger_gives(self, run: Run, shared_library: Path):
        entries = json.loads(run("ledger", "--library", shared_library, "--json").stdout)["entries"]
        entry = next(each for each in entries if "timetable" in each["text"])
        result = run("timeline", "--entry", entry["entry_id"], "--library", shared_library, "--json")
        (row, *_) = json.loads(result.stdout)["rows"]
        assert (row["what"], row["entry_id"]) == ("promised", entry["entry_id"])

    def test_draws_a_picture(self, run: Run, shared_library: Path, tmp_path: Path):
        path = tmp_path / "lamps.svg"
        result = run("timeline", "--topic", TOPIC, "--library", shared_library, "-o", path)
        assert result.exit_code == 0
        assert ElementTree.parse(path).getroot().tag.endswith("svg")

    @pytest.mark.parametrize("ending", [".html", ".md"])
    def test_writes_a_table(self, run: Run, shared_library: Path, tmp_path: Path, ending: str):
        path = tmp_path / f"lamps{ending}"
        run("timeline", "--topic", TOPIC, "--library", shared_library, "-o", path)
        assert "4 March 2025" in path.read_text(encoding="utf-8")

    def test_of_a_subject_that_nobody_wrote_about_is_empty_and_no_failure(
        self, run: Run, shared_library: Path
    ):
        result = run("timeline", "--topic", "swimming baths", "--library", shared_library)
        assert result.exit_code == 0
        assert "Nothing in the papers that you may read is on" in result.stdout
        assert "0 rows" in result.stdout

    def test_of_an_unknown_entry_fails_in_one_line(self, run: Run, shared_library: Path, one_line_of):
        result = run("timeline", "--entry", "abc-1-e0", "--library", shared_library)
        assert result.exit_code == 1
        assert "no entry abc-1-e0 in the ledger" in one_line_of(result)

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ((), "give either --topic TEXT or --entry ENTRY_ID"),
            (("--topic", "lamps", "--entry", "x"), "give either --topic TEXT or --entry ENTRY_ID"),
            (("--topic", " "), "the text is empty"),
            (("--topic", "lamps", "--body", "Lunar Rail Board"), "no paper is of a body called"),
            (("--topic", "lamps", "--from", "2025-07-01", "--to", "2025-01-01"), "is after --to"),
            (("--topic", "lamps", "-o", "lamps.png"), "must end in .svg, .html, .docx, .md"),
        ],
    )
    def test_wrong_use_is_told_in_one_line(
        self, run: Run, shared_library: Path, one_line_of, asked: tuple[str, ...], told: str
    ):
        result = run("timeline", *asked, "--library", shared_library)
        assert result.exit_code == 2
        assert told in one_line_of(result)


class TestTheRoute:
    def test_gives_what_the_command_gives(self, client: TestClient, run: Run, shared_library: Path):
        reply = client.get("/api/v1/timeline", params={"topic": TOPIC})
        assert reply.status_code == 200
        printed = run("timeline", "--topic", TOPIC, "--library", shared_library, "--json").stdout
        assert reply.json() == json.loads(printed)

    @pytest.mark.parametrize(
        ("form", "media_type"),
        [
            ("svg", "image/svg+xml"),
            ("html", "text/html"),
            ("md", "text/markdown"),
            ("docx", "application/vnd"),
        ],
    )
    def test_gives_a_file_to_download(self, client: TestClient, form: str, media_type: str):
        reply = client.get("/api/v1/timeline", params={"topic": TOPIC, "format": form})
        assert reply.headers["content-type"].startswith(media_type)
        assert reply.headers["content-disposition"].startswith("attachment")

    def test_an_unknown_entry_is_not_found(self, client: TestClient):
        reply = client.get("/api/v1/timeline", params={"entry_id": "abc-1-e0"})
        assert (reply.status_code, reply.json()["code"]) == (404, "entry_not_found")

    @pytest.mark.parametrize(
        "asked",
        [{}, {"topic": "a", "entry_id": "b"}, {"topic": "a", "format": "pdf"}, {"topic": "a", "x": "1"}],
    )
    def test_anything_but_one_subject_is_refused(self, client: TestClient, asked: dict[str, str]):
        reply = client.get("/api/v1/timeline", params=asked)
        assert (reply.status_code, reply.json()["code"]) == (422, "request_invalid")
