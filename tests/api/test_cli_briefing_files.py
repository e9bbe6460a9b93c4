"""Templates and approval of briefings as a person types them."""

import json
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import WrongUse
from api.settings import AppSettings
from rag.assembly import assemble
from rag.briefings.template import template_text

TOPIC = ("--topic", "street lighting in Mill Lane")
HOUSE = """
title = "Harrowmere: {title}"
draft = "Draft for the chair."
leave_out = ["said"]

[[section]]
key = "decided"
heading = "What we resolved"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.toml"
    path.write_text(HOUSE, encoding="utf-8")
    return path


@pytest.fixture
def draft(run, shared_library: Path, tmp_path: Path) -> Path:
    path = tmp_path / "draft.docx"
    assert run("brief", *TOPIC, "-o", path, "--library", shared_library).exit_code == 0
    return path


def test_the_usual_template_is_printed_to_be_copied(run) -> None:
    result = run("brief", "--show-template")
    assert result.exit_code == 0
    assert result.stdout.strip() == template_text().strip()


def test_a_template_given_by_flag_or_by_setting_shapes_every_form(
    run, house: Path, shared_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_flag = run("brief", *TOPIC, "--template", house, "--library", shared_library)
    monkeypatch.setenv("MINUTEBOOK_TEMPLATE", str(house))
    by_setting = run("brief", *TOPIC, "--library", shared_library)
    assert by_flag.stdout == by_setting.stdout
    assert by_flag.stdout.startswith("# Harrowmere: Briefing")
    assert "**Draft for the chair.**" in by_flag.stdout
    assert "# What we resolved" in by_flag.stdout
    assert (
        '"heading": "What we resolved"' in run("brief", *TOPIC, "--json", "--library", shared_library).stdout
    )


def test_a_faulty_template_is_wrong_use_told_before_any_work(run, house: Path, one_line_of) -> None:
    house.write_text("sources = false", encoding="utf-8")
    result = run("brief", *TOPIC, "--template", house, "--library", "nowhere")
    assert result.exit_code == 2
    told = one_line_of(result)
    assert "house.toml, line 1: sources: no such field" in told
    assert "can't be switched off" in told


def test_the_service_drafts_by_the_council_s_template_unless_the_usual_one_is_asked_for(
    house: Path, shared_library: Path
) -> None:
    settings = AppSettings(library=shared_library, template=house)
    asked = {"topic": TOPIC[1]}
    with (
        assemble(settings.for_answers()) as minutebook,
        TestClient(create_app(minutebook, settings), base_url="http://127.0.0.1:8000") as client,
    ):
        by_house = client.post("/api/v1/briefings", json=asked)
        usual = client.post("/api/v1/briefings", json={**asked, "template": "usual"})
        page = client.post("/api/v1/briefings", json={**asked, "format": "html"})
        path = client.post("/api/v1/briefings", json={**asked, "template": str(house)})
        final = client.post("/api/v1/briefings", json={**asked, "approved_by": "Jane Smith"})
    assert by_house.json()["title"].startswith("Harrowmere: ")
    assert not usual.json()["title"].startswith("Harrowmere: ")
    assert "Draft for the chair." in page.text
    assert path.status_code == final.status_code == 422


def test_the_service_does_not_start_with_a_faulty_template(house: Path, shared_library: Path) -> None:
    house.write_text("draft = false", encoding="utf-8")
    settings = AppSettings(library=shared_library, template=house)
    with (
        assemble(settings.for_answers()) as minutebook,
        pytest.raises(WrongUse, match=r"house\.toml, line 1"),
    ):
        create_app(minutebook, settings)


def test_a_draft_is_approved_by_a_named_officer_into_another_file(run, draft: Path, tmp_path: Path) -> None:
    final = tmp_path / "final.docx"
    before = draft.read_bytes()
    result = run("approve", draft, "--by", "Jane Smith, Clerk", "-o", final)
    assert result.exit_code == 0, result.stderr
    assert "approved by Jane Smith, Clerk on " in result.stderr
    assert Document(final).paragraphs[1].text.startswith("Approved by Jane Smith, Clerk on ")
    assert draft.read_bytes() == before


def test_approving_anyway_tells_what_carries_no_citation(run, draft: Path, tmp_path: Path) -> None:
    document = Document(draft)
    document.add_paragraph("Take a coat.")
    document.save(draft)
    final = tmp_path / "final.docx"
    refused = run("approve", draft, "--by", "Jane Smith, Clerk", "-o", final)
    assert refused.exit_code == 1
    assert "\u201cTake a coat.\u201d" in refused.stderr
    assert not final.exists()
    approved = run("approve", draft, "--by", "Jane Smith, Clerk", "-o", final, "--anyway", "Advice", "--json")
    assert approved.exit_code == 0
    assert "Without a citation: Take a coat." in approved.stderr
    assert "Paragraphs that are yours and not as drafted: 1." in approved.stderr
    assert json.loads(approved.stdout)["uncited"] == ["Take a coat."]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("draft.docx", "-o", "final.docx"), 2, "--by"),
        (("draft.docx", "--by", " ", "-o", "final.docx"), 2, "--by: the text is empty"),
        (("draft.docx", "--by", "7", "-o", "final.docx"), 1, "names no officer"),
        (("draft.docx", "--by", "Jane Smith"), 2, "--output"),
        (("draft.docx", "--by", "Jane Smith", "-o", "draft.docx"), 2, "that is the draft"),
        (("draft.docx", "--by", "Jane Smith", "-o", "final.pdf"), 2, "must end in .docx"),
        (("draft.html", "--by", "Jane Smith", "-o", "final.docx"), 2, "only Word files can be approved"),
        (("absent.docx", "--by", "Jane Smith", "-o", "final.docx"), 1, "there is no such file"),
        (("draft.docx", "--by", "Jane Smith", "-o", "no/final.docx"), 1, "there is no folder no"),
    ],
)
def test_wrong_use_of_approve_is_told_in_one_line_and_writes_nothing(
    run, draft: Path, one_line_of, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run("approve", *arguments)
    assert result.exit_code == status
    assert told in one_line_of(result)
    assert not Path("final.docx").exists()


def test_no_option_of_brief_makes_a_final_file(run, shared_library: Path) -> None:
    result = run("brief", *TOPIC, "--approved-by", "Jane Smith", "--library", shared_library)
    assert result.exit_code == 2
