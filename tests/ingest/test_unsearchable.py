"""Papers of which no word can be read: kept and listed with the reason, and never found."""

import io
from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.papers import NO_WORDS, Access, Origin, Scope
from ingest.store.library import Library
from ingest.structure.terms import index_terms

OWNER = Scope.owner()
PUBLIC = Scope.public()
ONLY_A_HEADING = "<html><body><h1>Minutes</h1></body></html>"


def drawn(side: float = 100.0, n_pages: int = 1) -> bytes:
    """A PDF of squares, without a word."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for _ in range(n_pages):
        canvas.rect(100, 400, side, side, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.sandbox.shutil.which", lambda program: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


@pytest.fixture
def scan(folder: Path) -> Path:
    path = folder / "Minutes 2025-03-11.pdf"
    path.write_bytes(drawn(n_pages=2))
    return path


def test_it_is_kept_with_its_original_and_says_why_it_is_never_found(take, library, scan):
    (outcome,) = take(scan)
    assert (outcome.status, outcome.passages, outcome.reason) == ("new", 0, None)
    assert any("No words could be read" in warning for warning in outcome.warnings)
    record = library.paper(OWNER, outcome.paper_id)
    assert (record.name, record.n_pages, record.n_passages) == (scan.name, 2, 0)
    assert NO_WORDS in {notice.code for notice in record.notices}
    assert library.original(OWNER, outcome.paper_id) == scan.read_bytes()
    assert library.text(OWNER, outcome.paper_id) == ""
    assert library.n_windows(OWNER) == 0
    assert library.lexical(OWNER, index_terms("minutes 2025")) == []
    assert [each.status for each in take(scan)] == ["unchanged"]


def test_its_day_follows_from_its_name_and_is_marked_as_inferred(take, library, scan):
    (outcome,) = take(scan)
    stated = library.paper(OWNER, outcome.paper_id).date
    assert (stated.value, stated.origin) == (date(2025, 3, 11), Origin.INFERRED)
    assert scan.name in stated.basis


def test_what_an_officer_wrote_down_about_it_counts(take, library, scan):
    scan.with_name(f"{scan.name}.meta.toml").write_text(
        'title = "Scanned minutes"\nbody = "Harrow Safer Streets Panel"\ndate = 2025-03-12\naccess = "public"\n'
    )
    (outcome,) = take(scan)
    assert (outcome.title, outcome.body, outcome.date) == (
        "Scanned minutes",
        "Harrow Safer Streets Panel",
        "2025-03-12",
    )
    assert library.paper(PUBLIC, outcome.paper_id).access is Access.PUBLIC


def test_the_public_does_not_see_it_until_an_officer_says_so(take, library, scan):
    (outcome,) = take(scan)
    assert library.papers(PUBLIC) == []
    assert any("Not for publication" in warning for warning in outcome.warnings)
    library.set_access(outcome.paper_id, Access.PUBLIC)
    assert [each.paper_id for each in library.papers(PUBLIC)] == [outcome.paper_id]
    assert [each.status for each in take(scan)] == ["unchanged"]
    assert len(library.papers(PUBLIC)) == 1


def test_two_of_them_are_not_the_same_text(take, library, folder):
    for number in range(3):
        (folder / f"scan{number}.pdf").write_bytes(drawn(100.0 + number))
    (folder / "heading.html").write_text(ONLY_A_HEADING)
    (folder / "heading again.html").write_text(ONLY_A_HEADING.replace("<body>", "<body> "))
    assert [each.status for each in take(folder)] == ["new"] * 5
    copies = library.copies(OWNER)
    assert not copies.same
    assert not copies.part_of
    assert len(library.papers(OWNER)) == 5


def test_it_survives_rebuilding_copying_and_coming_back_with_words(take, library, scan, minutes, tmp_path):
    (outcome,) = take(scan)
    library.rebuild_fts()
    assert library.check() == []
    library.backup(tmp_path / "copy")
    with Library.open(tmp_path / "copy") as copy:
        assert copy.check() == []
        assert copy.original(OWNER, outcome.paper_id) == scan.read_bytes()
    canvas = Canvas(str(scan))
    for number, line in enumerate(minutes.split("\n")):
        canvas.drawString(40, 800 - 14 * number, line)
    canvas.save()
    (replaced,) = take(scan)
    assert (replaced.status, replaced.paper_id) == ("replaced", outcome.paper_id)
    assert replaced.passages > 0
    scan.write_bytes(drawn(50.0))
    (again,) = take(scan)
    assert (again.status, again.passages) == ("replaced", 0)
    assert library.n_windows(OWNER) == 0
    assert library.check() == []


def test_it_can_be_withdrawn(take, library, scan):
    (outcome,) = take(scan)
    library.withdraw(outcome.paper_id, "wrong paper")
    assert library.papers(OWNER) == []
    assert library.check() == []
    assert list(library.originals.folder.iterdir()) == []


def test_headings_alone_are_kept_with_the_reason(take, library, folder):
    (folder / "page.html").write_text(ONLY_A_HEADING)
    (outcome,) = take(folder)
    assert (outcome.status, outcome.passages) == ("new", 0)
    assert any("only headings and labels" in warning for warning in outcome.warnings)
    assert library.paper(PUBLIC, outcome.paper_id).access is Access.PUBLIC, "a marking would have been read"
    assert library.n_windows(OWNER) == 0


def test_an_empty_file_and_one_of_white_space_are_still_refused(take, library, folder):
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "white.txt").write_text(" \n\t\n")
    assert [each.status for each in take(folder)] == ["rejected", "rejected"]
    assert library.papers(OWNER) == []


def test_it_is_read_again_once_text_recognition_is_there(take, library, scan, monkeypatch):
    partly = scan.with_name("partly.pdf")
    canvas = Canvas(str(partly))
    canvas.drawString(40, 800, "The Panel agreed to mend every lamp in Mill Lane by May.")
    canvas.showPage()
    canvas.rect(100, 400, 50, 50, fill=1)
    canvas.save()
    whole = scan.with_name("whole.pdf")
    canvas = Canvas(str(whole))
    canvas.drawString(40, 800, "The Panel agreed to mend every lamp in Castle Street by June.")
    canvas.save()
    papers = (scan, partly, whole)
    assert [each.status for each in take(*papers)] == ["new"] * 3
    assert [each.status for each in take(*papers)] == ["unchanged"] * 3, "there still is none"
    monkeypatch.undo()
    program = scan.with_name("tesseract")
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)
    assert [each.status for each in take(*papers)] == ["replaced", "replaced", "unchanged"]
    assert [each.status for each in take(*papers)] == ["unchanged"] * 3, "it was looked at, though in vain"
    monkeypatch.setattr("ingest.readers.sandbox.shutil.which", lambda program: None)
    assert [each.status for each in take(*papers)] == ["unchanged"] * 3, "nothing is lost by taking it away"
