"""Files into a real library: what becomes of each, and what is stored."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.intake import Intake, NothingToIngest, Progress
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.index import has_current
from ingest.store.library import Library

MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 in the Hall

Present: Councillor A. Lindqvist (Chair)

21. Street lighting in Mill Lane

The Manager reported that 14 of the 60 lamps had failed.

RESOLVED: That the contractor mend every lamp by May.
"""
REPORT = """HARROW SAFER STREETS PANEL

11 March 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street and Mill Lane

Recommendation

1. That the Panel agree to repair the pavement in Castle Street first.

Background

2. Repairs would cost about 41,000 pounds and take five weeks.
"""
UNDATED = """Repairs of pavements in Castle Street and Mill Lane

Minutes:

The Panel considered a report of the Street Works Manager.

RESOLVED: That the pavement in Castle Street be repaired first.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create_or_open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the index, which has tests of its own and takes two seconds to build."""
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    papers.mkdir()
    return papers


@pytest.fixture
def take(library: Library, without_index: None) -> Callable:
    def ingest(*paths: Path, access: Access = Access.PUBLIC, **more):
        return Intake(library, access=access, encoder=QueryEncoder(), **more).ingest(list(paths))

    return ingest


def test_a_new_file_is_stored_and_told_as_the_command_line_gives_it(take, folder, library):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    (outcome,) = take(file)
    assert outcome.to_json() == {
        "path": str(file),
        "status": "new",
        "paper_id": outcome.paper_id,
        "title": "Harrow Safer Streets Panel: minutes, 11 March 2025",
        "kind": "minutes",
        "body": "Harrow Safer Streets Panel",
        "date": "2025-03-11",
        "passages": len(library.passages(Scope.owner(), outcome.paper_id)),
        "warnings": [],
    }
    assert outcome.passages > 0


def test_what_is_stored_is_the_text_of_the_file_word_for_word(take, folder, library):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    (outcome,) = take(file)
    text = library.text(Scope.owner(), outcome.paper_id)
    assert text.split() == MINUTES.split()
    for passage in library.passages(Scope.owner(), outcome.paper_id):
        assert text[passage.span.start : passage.span.end] == passage.text
    assert library.original(Scope.owner(), outcome.paper_id) == MINUTES.encode()
    assert library.check() == []


def test_the_same_file_again_is_unchanged_and_keeps_its_facts(take, folder):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    (first,) = take(file)
    (again,) = take(file)
    assert again.status == "unchanged"
    assert (again.paper_id, again.title, again.passages) == (first.paper_id, first.title, first.passages)


def test_a_changed_file_replaces_the_paper_under_the_same_id(take, folder, library):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    (first,) = take(file)
    file.write_text(MINUTES.replace("14 of the 60", "15 of the 60"), "utf-8")
    (second,) = take(file)
    assert (second.status, second.paper_id) == ("replaced", first.paper_id)
    assert len(library.papers(Scope.owner())) == 1
    assert "14 of the 60" not in library.text(Scope.owner(), first.paper_id)


def test_another_access_is_a_change(take, folder, library):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    take(file, access=Access.RESTRICTED)
    assert library.papers(Scope.public()) == []
    (outcome,) = take(file, access=Access.PUBLIC)
    assert outcome.status == "replaced"
    assert len(library.papers(Scope.public())) == 1


def test_the_index_is_current_after_intake(folder, library):
    (folder / "minutes.txt").write_text(MINUTES, "utf-8")
    Intake(library, encoder=QueryEncoder()).ingest([folder])
    assert has_current(library)


def test_a_paper_is_restricted_unless_the_officer_says_otherwise(folder, library, without_index):
    (folder / "minutes.txt").write_text(MINUTES, "utf-8")
    Intake(library, encoder=QueryEncoder()).ingest([folder])
    assert library.papers(Scope.public()) == []
    assert library.papers(Scope.owner())[0].access is Access.RESTRICTED


def test_a_bad_file_is_rejected_with_a_reason_and_does_not_stop_the_rest(take, folder, library):
    (folder / "a-broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (folder / "b-minutes.txt").write_text(MINUTES, "utf-8")
    (folder / "c-empty.txt").write_bytes(b"")
    (folder / "d-report.txt").write_text(REPORT, "utf-8")
    outcomes = {Path(each.path).name: each for each in take(folder)}
    assert [each.status for each in outcomes.values()] == ["rejected", "new", "rejected", "new"]
    for name in ("a-broken.pdf", "c-empty.txt"):
        assert name in outcomes[name].reason
        assert outcomes[name].paper_id is None
        assert outcomes[name].to_json()["reason"] == outcomes[name].reason
    assert {each.name for each in library.papers(Scope.owner())} == {"b-minutes.txt", "d-report.txt"}


def test_nothing_is_stored_of_a_rejected_file(take, folder, library, tmp_path):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nGOOSEBERRY")
    (outcome,) = take(folder)
    assert outcome.status == "rejected"
    assert library.papers(Scope.owner()) == []
    kept = [file for file in (tmp_path / "library").rglob("*") if file.is_file()]
    assert not [file for file in kept if b"GOOSEBERRY" in file.read_bytes()]


def test_a_rejected_new_version_leaves_the_earlier_one_in_place(take, folder, library):
    file = folder / "minutes.txt"
    file.write_text(MINUTES, "utf-8")
    (first,) = take(file)
    file.write_bytes(b"")
    (second,) = take(file)
    assert second.status == "rejected"
    assert [each.paper_id for each in library.papers(Scope.owner())] == [first.paper_id]


def test_files_of_folders_are_taken_in_order_of_name_and_hidden_ones_are_left(take, folder):
    (folder / "sub").mkdir()
    (folder / ".git").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt"):
        (folder / name).write_text(f"{MINUTES}\nThis is {name}.\n", "utf-8")
    assert [Path(each.path).name for each in take(folder)] == ["a.txt", "b.txt", "c.txt"]


def test_the_same_bytes_under_another_name_are_not_stored_twice(take, folder, library):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(MINUTES, "utf-8")
    assert [each.status for each in take(folder)] == ["new", "unchanged"]
    assert len(library.papers(Scope.owner())) == 1


def test_a_missing_path_and_an_empty_folder_are_told_before_anything_is_done(take, folder, library):
    (folder / "minutes.txt").write_text(MINUTES, "utf-8")
    empty = folder / "empty"
    empty.mkdir()
    with pytest.raises(NothingToIngest, match="no such file or folder"):
        take(folder / "minutes.txt", folder / "absent.txt")
    with pytest.raises(NothingToIngest, match="holds no files"):
        take(empty)
    assert library.papers(Scope.owner()) == []


def test_the_date_of_undated_minutes_is_inferred_and_said_to_be(take, folder):
    (folder / "minutes.txt").write_text(UNDATED, "utf-8")
    (alone,) = take(folder)
    assert alone.date is None
    assert "No meeting date is stated, and none could be inferred." in alone.warnings
    (folder / "report.txt").write_text(REPORT, "utf-8")
    minutes, report = take(folder)
    assert (minutes.status, report.status) == ("unchanged", "new")
    assert minutes.date == "2025-03-11"
    assert any(
        "is inferred from the report on the same item, report.txt" in each for each in minutes.warnings
    )


def test_what_the_paper_leaves_out_is_a_warning(take, folder):
    (folder / "note.txt").write_text(
        "A walk in the park\n\nThe sun shone on the lake and on the hill.\n", "utf-8"
    )
    (outcome,) = take(folder)
    assert "No body is stated." in outcome.warnings


def test_an_upload_of_the_same_name_is_the_same_paper(library, without_index):
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    first = intake.ingest_bytes(MINUTES.encode(), "minutes.txt")
    again = intake.ingest_bytes(MINUTES.replace("14 of", "15 of").encode(), "minutes.txt")
    assert (first.status, again.status) == ("new", "replaced")
    assert first.paper_id == again.paper_id


def test_progress_counts_every_file_and_names_it(take, folder):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{MINUTES}\n{name}\n", "utf-8")
    seen: list[Progress] = []
    take(folder, on_progress=seen.append)
    assert [(each.done, each.total, Path(each.path).name) for each in seen if each.stage == "reading"] == [
        (0, 2, "a.txt"),
        (1, 2, "b.txt"),
    ]
    assert seen[-1].stage == "indexing"


def test_a_link_out_of_the_folder_is_told_or_read_but_never_a_crash(take, folder):
    (folder / "minutes.txt").write_text(MINUTES, "utf-8")
    (folder / "gone.txt").symlink_to(folder / "absent.txt")
    assert [each.status for each in take(folder)] == ["new"]


def test_a_marked_exempt_paper_is_exempt_though_given_as_public(take, folder, library):
    (folder / "exempt.txt").write_text("NOT FOR PUBLICATION\n\n" + REPORT, "utf-8")
    take(folder)
    assert library.papers(Scope.public()) == []
    assert library.papers(Scope.owner())[0].access is Access.EXEMPT
