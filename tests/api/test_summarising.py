"""``minutebook summarise`` and POST /api/v1/summaries, over a real library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.schemas import BriefingOut

Run = Callable[..., Result]
BODY = "Harrowmere Safer Streets Panel"


class TestTheCommand:
    def test_prints_a_summary_with_its_sources(self, run: Run, shared_library: Path):
        result = run("summarise", "minutes-march.txt", "--library", shared_library)
        assert result.exit_code == 0
        assert result.stdout.startswith("# Summary: Harrowmere Safer Streets Panel, minutes 4 March 2025")
        assert "## Main points" in result.stdout
        assert "## Sources" in result.stdout

    def test_gives_one_json_object_in_the_shape_of_a_briefing(self, run: Run, shared_library: Path):
        result = run("summarise", "minutes-march.txt", "--library", shared_library, "--json")
        shown = BriefingOut.model_validate(json.loads(result.stdout))
        assert [section.key for section in shown.sections][:2] == ["headline", "points"]
        assert all(each.citations for section in shown.sections for each in section.sentences)

    def test_takes_the_id_of_a_paper_too(self, run: Run, shared_library: Path):
        listed = json.loads(run("papers", "list", "--library", shared_library, "--json").stdout)
        paper_id = next(each["paper_id"] for each in listed["papers"] if each["name"] == "report-june.txt")
        result = run("summarise", paper_id, "--library", shared_library)
        assert "Recommended: That the Panel agree to repair the pavement" in result.stdout

    def test_takes_a_meeting(self, run: Run, shared_library: Path):
        result = run("summarise", "--meeting", BODY, "10 June 2025", "--library", shared_library)
        assert result.exit_code == 0
        assert "46 lamps had been replaced" in result.stdout

    @pytest.mark.parametrize("ending", [".docx", ".html", ".md"])
    def test_writes_a_file(self, run: Run, shared_library: Path, tmp_path: Path, ending: str):
        path = tmp_path / f"summary{ending}"
        result = run("summarise", "minutes-march.txt", "--library", shared_library, "-o", path)
        assert result.exit_code == 0
        assert path.stat().st_size > 1000

    def test_of_nothing_or_of_two_things_is_wrong_use(self, run: Run, shared_library: Path, one_line_of):
        for asked in ((), ("minutes-march.txt", "--meeting", BODY, "2025-03-04")):
            result = run("summarise", *asked, "--library", shared_library)
            assert result.exit_code == 2
            assert "either a PAPER" in one_line_of(result)

    def test_of_an_unknown_paper_says_where_the_known_ones_are(
        self, run: Run, shared_library: Path, one_line_of
    ):
        result = run("summarise", "minutes-may.txt", "--library", shared_library)
        assert result.exit_code == 1
        assert one_line_of(result) == "minutebook: no paper minutes-may.txt. See minutebook papers list."

    def test_of_a_name_that_two_papers_have_gives_their_ids(
        self, run: Run, own_library: Path, tmp_path: Path, one_line_of
    ):
        folder = tmp_path / "more"
        folder.mkdir()
        text = "HARROWMERE SAFER STREETS PANEL\n\n5 May 2025\n\nReport of the Clerk\n\nSeats\n\n1. Nine were mended.\n"
        (folder / "minutes-march.txt").write_text(text, encoding="utf-8")
        assert run("ingest", folder, "--library", own_library).exit_code == 0
        result = run("summarise", "minutes-march.txt", "--library", own_library)
        assert result.exit_code == 1
        assert "is the name of 2 papers" in one_line_of(result)

    def test_refuses_a_file_of_another_kind_before_any_work(
        self, run: Run, shared_library: Path, tmp_path: Path, one_line_of
    ):
        asked = ("summarise", "minutes-march.txt", "--library", shared_library, "-o")
        assert "must end in" in one_line_of(run(*asked, tmp_path / "summary.pdf"))
        assert "there is no folder" in one_line_of(run(*asked, tmp_path / "nowhere" / "summary.md"))

    def test_refuses_a_day_that_is_none(self, run: Run, shared_library: Path, one_line_of):
        result = run("summarise", "--meeting", BODY, "31 June 2025", "--library", shared_library)
        assert result.exit_code == 2
        assert "there is no '31 june 2025'" in one_line_of(result).lower()


class TestTheRoute:
    def test_gives_what_the_command_gives(self, client: TestClient, run: Run, shared_library: Path):
        reply = client.post("/api/v1/summaries", json={"paper": "minutes-march.txt"})
        assert reply.status_code == 200
        printed = run("summarise", "minutes-march.txt", "--library", shared_library, "--json").stdout
        assert reply.json() == json.loads(printed)
        assert reply.headers["x-record-id"]

    @pytest.mark.parametrize("form", ["md", "html", "docx"])
    def test_gives_a_file(self, client: TestClient, form: str):
        asked = {"body": BODY, "meeting_date": "2025-03-04", "format": form}
        reply = client.post("/api/v1/summaries", json=asked)
        assert reply.status_code == 200
        assert reply.headers["content-disposition"].endswith(f'.{form}"')

    def test_an_unknown_paper_is_not_found(self, client: TestClient):
        reply = client.post("/api/v1/summaries", json={"paper": "minutes-may.txt"})
        assert (reply.status_code, reply.json()["code"]) == (404, "paper_not_found")

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"paper": "a", "body": "b", "meeting_date": "2025-03-04"},
            {"body": "b"},
            {"paper": "a", "x": 1},
        ],
    )
    def test_anything_but_one_subject_is_refused(self, client: TestClient, asked: dict[str, object]):
        reply = client.post("/api/v1/summaries", json=asked)
        assert (reply.status_code, reply.json()["code"]) == (422, "request_invalid")
