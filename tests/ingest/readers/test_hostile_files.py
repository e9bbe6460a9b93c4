"""Files built to break readers, with a manifest of what must become of each."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import ReadError
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.readers.parts import Skipped
from ingest.readers.sandbox import open_in_child
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

OWNER = Scope.owner()
PAPER = "Minutes of the Harrow Safer Streets Panel\n\n{}. The Panel agreed to mend the lamps in Mill Lane.\n"

# Only the canaries that must not be in the text itself; others are about answers and logs.
CANARIES_IN_TEXT = (
    "DELETED-CANARY-2",
    "HIDDEN-CANARY-1",
    "WHITE-CANARY-3",
    "SMUGGLED-CANARY",
    "root:x:0:0",
    "\x1b",
)


@pytest.fixture(scope="session")
def hostile(shared: Path, request: pytest.FixtureRequest) -> Path:
    """The folder of hostile files, made once for each version of their generator."""
    generator = shared / "hostile" / "make_bad_inputs.py"
    version = hashlib.sha256(generator.read_bytes()).hexdigest()[:12]
    folder = request.config.cache.mkdir(f"hostile-{version}")
    if not (folder / "manifest.json").exists():
        subprocess.run([sys.executable, str(generator), str(folder)], check=True, capture_output=True)
    return folder


def test_every_hostile_file_ends_as_its_manifest_says(
    hostile: Path, library: Library, without_index: None
) -> None:
    manifest = json.loads((hostile / "manifest.json").read_text())
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    wrong: list[tuple[object, ...]] = []
    for name, expected in manifest.items():
        if is_list_of_other_things(expected):
            continue
        started_s = computing_s()
        outcomes = intake.ingest([hostile / name])
        took_s = computing_s() - started_s
        ends = {ending(library, outcome) for outcome in outcomes}
        if ends != {expected["expect"]} or took_s > expected["max_s"]:
            wrong.append((name, expected["expect"], ends, round(took_s, 1)))
        wrong += [(name, outcome.path) for outcome in outcomes if not says_why(outcome)]
        stored = [library.text(OWNER, each.paper_id) or "" for each in outcomes if each.paper_id]
        wrong += [(name, canary) for canary in CANARIES_IN_TEXT for text in stored if canary in text]
        wrong += [
            (name, words)
            for words in expected.get("must_contain", [])
            for text in stored
            if words not in text
        ]
        wrong += [(name, path) for path in expected.get("paths_absent", []) if Path(path).exists()]
        if expected.get("acl", "").startswith("exempt"):
            wrong += [(name, each.path) for each in outcomes if access_of(library, each) is not Access.EXEMPT]
    assert wrong == []
    assert library.check() == []


def test_every_hostile_name_of_an_upload_is_taken_and_stays_a_name(
    hostile: Path, library: Library, without_index: None
) -> None:
    names = json.loads((hostile / "upload_filenames.json").read_text())
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    for number, name in enumerate(names):
        words = PAPER.format(number)
        content = pdf_of(words) if name.endswith(".pdf") else words.encode()
        (outcome,) = intake.ingest_upload(content, name)
        assert outcome.status == "new", (name, outcome.reason)
    shown = [record.name for record in library.papers(OWNER)]
    assert not [name for name in shown if any(map(unprintable, name))]
    originals = {path.name for path in library.originals.folder.iterdir()}
    assert originals == {record.sha256 for record in library.papers(OWNER)}
    assert not Path("/tmp/BAD_INPUT_ESCAPED").exists()


def test_a_hostile_archive_opened_as_a_pack_gives_no_paper(hostile: Path) -> None:
    manifest = json.loads((hostile / "manifest.json").read_text())
    names = [name for name in manifest if name.endswith((".zip", ".docx"))]
    assert len(names) > 10
    for name in names:
        started_s = computing_s()
        try:
            opened = open_in_child((hostile / name).read_bytes(), name)
        except ReadError as refused:
            assert str(refused).startswith(f"{name}: ")
            is_refused = True
        else:
            is_refused = opened.text is None and all(isinstance(part, Skipped) for part in opened.parts)
        assert is_refused == (manifest[name]["expect"] == "reject"), name
        assert computing_s() - started_s < manifest[name]["max_s"], name


def is_list_of_other_things(expected: dict[str, object]) -> bool:
    """Whether an entry is no paper but a list of names or of requests to try."""
    return "n" in expected


def pdf_of(words: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(40, 800, " ".join(words.split()))
    canvas.save()
    return buffer.getvalue()


def computing_s() -> float:
    """Seconds of processor time that this process and its children took: a busy machine does not change them."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def ending(library: Library, outcome: Outcome) -> str:
    """How it ended in the words of the manifest; a date or body that a paper does not give is no flag."""
    if outcome.paper_id is None:
        return "reject"
    return "flag" if library.paper(OWNER, outcome.paper_id).notices else "accept"


def says_why(outcome: Outcome) -> bool:
    """Whether a rejection names the file and says more than that."""
    name = Path(outcome.path.rpartition("!/")[2]).name
    return outcome.reason is None or name in outcome.reason.partition(": ")[0]


def access_of(library: Library, outcome: Outcome) -> Access | None:
    return library.paper(OWNER, outcome.paper_id).access if outcome.paper_id else None


def unprintable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}
