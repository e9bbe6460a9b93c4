"""Files that look as they did are not read again; what matters is never missed for it."""

import os
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

OWNER = Scope.owner()
MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 in the Hall

21. Street lighting in Mill Lane

The Manager reported that {n} of the 60 lamps had failed.
"""
pytestmark = pytest.mark.usefixtures("without_index")


@pytest.fixture
def paper(tmp_path) -> Path:
    (tmp_path / "papers").mkdir()
    path = tmp_path / "papers" / "minutes.txt"
    path.write_text(MINUTES.format(n=14))
    return path


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The names of the files that are read."""
    read: list[str] = []
    plain = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.suffix == ".txt":
            read.append(self.name)
        return plain(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    return read


def status(library: Library, path: Path, access: Access = Access.PUBLIC) -> str:
    (outcome,) = Intake(library, access=access, encoder=QueryEncoder()).ingest([path])
    assert outcome.title
    return outcome.status


def test_a_known_file_is_not_even_read(library, paper, reads, an_hour_later):
    assert status(library, paper) == "new"
    assert reads == ["minutes.txt"]
    assert status(library, paper) == "unchanged"
    assert reads == ["minutes.txt"]


def test_a_file_that_was_only_just_written_is_read_again(library, paper, reads):
    assert [status(library, paper) for _ in range(2)] == ["new", "unchanged"]
    assert len(reads) == 2, "it could have changed within the same tick of the clock"


def test_a_change_that_keeps_size_and_time_is_seen_by_the_other_time(library, paper, reads, an_hour_later):
    assert status(library, paper) == "new"
    before = paper.stat()
    paper.write_text(MINUTES.format(n=15))
    os.utime(paper, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert paper.stat().st_size == before.st_size
    assert status(library, paper) == "replaced"


def test_another_access_and_a_withdrawal_are_not_passed_over(library, paper, an_hour_later):
    assert status(library, paper) == "new"
    assert status(library, paper, Access.EXEMPT) == "replaced"
    library.withdraw(library.papers(OWNER)[0].paper_id, "wrong paper")
    assert status(library, paper, Access.EXEMPT) == "new"


def test_a_copy_elsewhere_is_known_by_its_own_place(library, paper, reads, an_hour_later):
    copy = paper.with_name("copy.txt")
    copy.write_bytes(paper.read_bytes())
    reads.clear()
    assert [status(library, paper), status(library, copy), status(library, copy)] == [
        "new",
        "unchanged",
        "unchanged",
    ]
    assert reads == ["minutes.txt", "copy.txt"]


def test_a_lost_original_is_made_good_by_rebuild_and_ingest(library, paper, an_hour_later):
    assert status(library, paper) == "new"
    sha256 = library.papers(OWNER)[0].sha256
    (library.originals.folder / sha256).unlink()
    library.rebuild_fts()
    assert status(library, paper) == "unchanged"
    assert library.check() == []


def test_a_paper_that_is_narrower_than_was_asked_for_is_known_all_the_same(
    library, paper, reads, an_hour_later
):
    paper.write_text(f"NOT FOR PUBLICATION\n\n{MINUTES.format(n=14)}")
    assert [status(library, paper) for _ in range(2)] == ["new", "unchanged"]
    assert reads == ["minutes.txt"]
    assert library.papers(OWNER)[0].access is Access.EXEMPT
    assert status(library, paper, Access.RESTRICTED) == "replaced", "something else was asked for"
