"""A paper without words in the catalogue, by the command line and over HTTP: listed, shown and withdrawn."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

from api.app import create_app
from api.settings import load
from rag.assembly import assemble


@pytest.fixture(autouse=True)
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.sandbox.shutil.which", lambda program: None)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 400, 80, 60, fill=1)
    canvas.save()
    path = tmp_path / "scan.pdf"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.fixture
def client(own_library: Path) -> Iterator[TestClient]:
    settings = load(own_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(create_app(minutebook, settings), base_url="http://localhost")


def test_ingest_and_the_catalogue_tell_of_it(run, own_library, scan):
    told = run("ingest", scan, "--library", own_library, "--json")
    assert told.exit_code == 0
    (paper,) = json.loads(told.stdout)["papers"]
    assert (paper["status"], paper["passages"]) == ("new", 0)
    assert any("install tesseract" in warning for warning in paper["warnings"])
    listed = run("papers", "list", "--library", own_library).stdout
    assert "scan.pdf: scan.pdf, can't be searched, " in listed
    shown = run("papers", "show", "scan.pdf", "--library", own_library).stdout
    assert "Warning: No words could be read on its page" in shown
    assert run("library", "check", "--library", own_library).exit_code == 0
    assert run("papers", "withdraw", "scan.pdf", "--library", own_library).exit_code == 0
    assert "scan.pdf" not in run("papers", "list", "--library", own_library).stdout


def test_it_is_uploaded_listed_with_the_reason_and_withdrawn(client, scan, hand_in):
    (sent,) = hand_in(client, "scan.pdf", scan.read_bytes())["papers"]
    assert (sent["status"], sent["passages"]) == ("new", 0)
    place = f"/api/v1/papers/{sent['paper_id']}"
    listed = client.get("/api/v1/papers").json()["papers"]
    (paper,) = (each for each in listed if each["name"] == "scan.pdf")
    assert (paper["n_pages"], paper["n_passages"], paper["access"]) == (1, 0, "restricted")
    assert paper["notices"][0]["code"] == "no_words"
    assert client.get(place).json()["passages"] == []
    (again,) = hand_in(client, "scan.pdf", scan.read_bytes())["papers"]
    assert again["status"] == "unchanged"
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
