"""Files built to break readers, with a manifest of what must become of each."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.errors import ReadError
from ingest.papers import Text
from ingest.readers.parts import Skipped
from ingest.readers.sandbox import open_in_child, read_in_child

# The whole paper is damaged or a picture, so there is nothing to keep: refused with the reason, which is
# stricter than the warning the manifest allows.
NOTHING_TO_KEEP = frozenset(
    {"pdf_inline_image_no_ei.pdf", "pdf_inline_a85_incomplete.pdf", "pdf_inline_dct_no_eof.pdf"}
    | {"pdf_huge_length.pdf", "pdf_image_only.pdf"}
)
# A virus scanner's test string is plain text to a reader; the other two are lists for other tests.
NOT_FOR_READERS = frozenset({"eicar.txt", "upload_filenames.json", "bad_requests.json"})
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


def test_every_hostile_file_ends_as_its_manifest_says(hostile: Path) -> None:
    manifest = json.loads((hostile / "manifest.json").read_text())
    wrong = []
    for name, expected in manifest.items():
        if name in NOT_FOR_READERS:
            continue
        started = time.monotonic()
        outcome, text = outcome_of(hostile / name)
        took_s = time.monotonic() - started
        allowed = {expected["expect"]} | ({"reject"} if name in NOTHING_TO_KEEP else set())
        if outcome not in allowed or took_s > expected["max_s"]:
            wrong.append((name, expected["expect"], outcome, round(took_s, 1)))
        if text is not None:
            wrong += [(name, canary) for canary in CANARIES_IN_TEXT if canary in text.content]
            wrong += [
                (name, words) for words in expected.get("must_contain", []) if words not in text.content
            ]
        wrong += [(name, path) for path in expected.get("paths_absent", []) if Path(path).exists()]
    assert wrong == []


def test_a_hostile_archive_opened_as_a_pack_gives_no_paper(hostile: Path) -> None:
    manifest = json.loads((hostile / "manifest.json").read_text())
    names = [name for name in manifest if name.endswith((".zip", ".docx"))]
    assert len(names) > 10
    for name in names:
        started = time.monotonic()
        try:
            opened = open_in_child((hostile / name).read_bytes(), name)
        except ReadError as refused:
            assert str(refused).startswith(f"{name}: ")
            is_refused = True
        else:
            is_refused = opened.text is None and all(isinstance(part, Skipped) for part in opened.parts)
        assert is_refused == (manifest[name]["expect"] == "reject"), name
        assert time.monotonic() - started < manifest[name]["max_s"], name


def outcome_of(path: Path) -> tuple[str, Text | None]:
    try:
        text = read_in_child(path, path.name)
    except ReadError as refused:
        assert str(refused).startswith(f"{path.name}: ")
        return "reject", None
    return ("flag" if text.notices else "accept"), text
