"""Files into a real library: what becomes of each, and what is stored."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.outcomes import NothingToIngest, Stopped
from ingest.papers import Access, Origin, Scope, Stated
from ingest.store.encoder import QueryEncoder
from ingest.store.index import has_current
from ingest.telling import Progress

UNDATED = """Repairs of pavements in Castle Street and Mill Lane

Minutes:

The Panel considered a report of the Street Works Manager.

RESOLVED: That the pavement in Castle Street be repaired first.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    papers.mkdir()
    return papers


def test_a_new_file_is_stored_and_told_as_the_command_line_gives_it(take, folder, library, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
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


def test_what_is_stored_is_the_text_of_the_file_word_for_word(take, folder, library, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
    (outcome,) = take(file)
    text = library.text(Scope.owner(), outcome.paper_id)
    assert text.split() == minutes.split()
    for passage in library.passages(Scope.owner(), outcome.paper_id):
        assert text[passage.span.start : passage.span.end] == passage.text
    assert library.original(Scope.owner(), outcome.paper_id) == minutes.encode()
    assert library.check() == []


def test_the_same_file_again_is_unchanged_and_keeps_its_facts(take, folder, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
    (first,) = take(file)
    (again,) = take(file)
    assert again.status == "unchanged"
    assert (again.paper_id, again.title, again.passages) == (first.paper_id, first.title, first.passages)


def test_a_changed_file_replaces_the_paper_under_the_same_id(take, folder, library, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
    (first,) = take(file)
    file.write_text(minutes.replace("14 of the 60", "15 of the 60"), "utf-8")
    (second,) = take(file)
    assert (second.status, second.paper_id) == ("replaced", first.paper_id)
    assert len(library.papers(Scope.owner())) == 1
    assert "14 of the 60" not in library.text(Scope.owner(), first.paper_id)


def test_another_access_is_a_change(take, folder, library, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
    take(file, access=Access.RESTRICTED)
    assert library.papers(Scope.public()) == []
    (outcome,) = take(file, access=Access.PUBLIC)
    assert outcome.status == "replaced"
    assert len(library.papers(Scope.public())) == 1


def test_the_index_is_current_after_intake(folder, library, minutes):
    (folder / "minutes.txt").write_text(minutes, "utf-8")
    Intake(library, encoder=QueryEncoder()).ingest([folder])
    assert has_current(library)


def test_a_paper_is_restricted_unless_the_officer_says_otherwise(folder, library, without_index, minutes):
    (folder / "minutes.txt").write_text(minutes, "utf-8")
    Intake(library, encoder=QueryEncoder()).ingest([folder])
    assert library.papers(Scope.public()) == []
    assert library.papers(Scope.owner())[0].access is Access.RESTRICTED


def test_a_bad_file_is_rejected_with_a_reason_and_does_not_stop_the_rest(
    take, folder, library, minutes, report
):
    (folder / "a-broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (folder / "b-minutes.txt").write_text(minutes, "utf-8")
    (folder / "c-empty.txt").write_bytes(b"")
    (folder / "d-report.txt").write_text(report, "utf-8")
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


def test_a_rejected_new_version_leaves_the_earlier_one_in_place(take, folder, library, minutes):
    file = folder / "minutes.txt"
    file.write_text(minutes, "utf-8")
    (first,) = take(file)
    file.write_bytes(b"")
    (second,) = take(file)
    assert second.status == "rejected"
    assert [each.paper_id for each in library.papers(Scope.owner())] == [first.paper_id]


def test_files_of_folders_are_taken_in_order_of_name_and_hidden_ones_are_left(take, folder, minutes):
    (folder / "sub").mkdir()
    (folder / ".git").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt"):
        (folder / name).write_text(f"{minutes}\nThis is {name}.\n", "utf-8")
    assert [Path(each.path).name for each in take(folder)] == ["a.txt", "b.txt", "c.txt"]


def test_the_same_bytes_under_another_name_are_not_stored_twice(take, folder, library, minutes):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(minutes, "utf-8")
    assert [each.status for each in take(folder)] == ["new", "unchanged"]
    assert len(library.papers(Scope.owner())) == 1


def test_a_missing_path_and_an_empty_folder_are_told_before_anything_is_done(take, folder, library, minutes):
    (folder / "minutes.txt").write_text(minutes, "utf-8")
    empty = folder / "empty"
    empty.mkdir()
    with pytest.raises(NothingToIngest, match="no such file or folder"):
        take(folder / "minutes.txt", folder / "absent.txt")
    with pytest.raises(NothingToIngest, match="holds no files"):
        take(empty)
    assert library.papers(Scope.owner()) == []


def test_the_date_of_undated_minutes_is_inferred_and_said_to_be(take, folder, report):
    (folder / "minutes.txt").write_text(UNDATED, "utf-8")
    (alone,) = take(folder)
    assert alone.date is None
    assert "No meeting date is stated, and none could be inferred." in alone.warnings
    (folder / "report.txt").write_text(report, "utf-8")
    undated, dated = take(folder)
    assert (undated.status, dated.status) == ("unchanged", "new")
    assert undated.date == "2025-03-11"
    assert any(
        "is inferred from the report on the same item, report.txt" in each for each in undated.warnings
    )


def test_what_the_paper_leaves_out_is_a_warning(take, folder):
    (folder / "note.txt").write_text(
        "A walk in the park\n\nThe sun shone on the lake and on the hill.\n", "utf-8"
    )
    (outcome,) = take(folder)
    assert "No body is stated." in outcome.warnings


def test_an_upload_of_the_same_name_is_the_same_paper(library, without_index, minutes):
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    (first,) = intake.ingest_upload(minutes.encode(), "minutes.txt")
    (again,) = intake.ingest_upload(minutes.replace("14 of", "15 of").encode(), "minutes.txt")
    assert (first.status, again.status) == ("new", "replaced")
    assert first.paper_id == again.paper_id


def test_progress_counts_every_file_and_names_it(take, folder, minutes):
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{minutes}\n{name}\n", "utf-8")
    seen: list[Progress] = []
    take(folder, on_progress=seen.append)
    assert [(each.done, each.total, Path(each.path).name) for each in seen if each.stage == "reading"] == [
        (0, 2, "a.txt"),
        (1, 2, "b.txt"),
    ]
    assert seen[-1].stage == "indexing"


def test_progress_counts_the_pages_of_the_papers_read(take, folder, minutes):
    (folder / "a.txt").write_text(minutes, "utf-8")
    (folder / "b.txt").write_text(minutes + "\nThe lamps of the lane were counted again.\n" * 200, "utf-8")
    seen: list[Progress] = []
    take(folder, on_progress=seen.append)
    assert [each.n_pages for each in seen if each.stage == "storing"] == [1, 1 + 3]


def test_a_name_that_hides_something_is_shown_as_it_is_and_told(take, folder, library, minutes):
    (folder / "minutes\u202efdp.txt").write_text(minutes, "utf-8")
    (folder / "two\nlines.txt").write_text(minutes + "\nMore words.\n", "utf-8")
    with (folder / os.fsdecode(b"caf\xe9.txt")).open("wb") as file:
        file.write(minutes.encode() + b"\nEven more words.\n")
    outcomes = take(folder)
    assert [each.status for each in outcomes] == ["new"] * 3
    assert {each.name for each in library.papers(Scope.owner())} == {
        "minutesfdp.txt", "two lines.txt", "caf\\xe9.txt"
    }  # fmt: skip
    told = [" ".join(each.warnings) for each in outcomes]
    assert sum("file name held line ends or hidden characters" in each for each in told) == 2
    json.dumps([each.to_json() for each in outcomes]).encode()


def test_a_file_that_is_too_large_is_rejected_without_being_read(take, folder):
    with (folder / "huge.pdf").open("wb") as file:
        file.truncate(50_000_000_000)  # takes no room on the disk
    (outcome,) = take(folder)
    assert outcome.status == "rejected"
    assert "50000.0 MB, more than 300 MB" in outcome.reason


def test_what_is_neither_file_nor_folder_is_told_as_that(take, folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(NothingToIngest, match="neither a file nor a folder"):
        take(folder / "pipe")


def test_a_date_that_no_paper_gives_any_more_is_taken_out_by_the_next_intake(take, folder, library, minutes):
    (folder / "undated.txt").write_text(UNDATED, "utf-8")
    (undated,) = take(folder)
    earlier = Stated(date(2024, 3, 6), Origin.INFERRED, "the report on the same item, hidden.txt")
    library.set_inferred(undated.paper_id, date=earlier)
    (folder / "minutes.txt").write_text(minutes, "utf-8")
    take(folder)
    assert library.paper(Scope.owner(), undated.paper_id).date is None
    assert library.check() == []


def test_dates_are_inferred_though_the_run_that_stored_the_papers_was_interrupted(take, folder, report):
    (folder / "minutes.txt").write_text(UNDATED, "utf-8")
    (folder / "report.txt").write_text(report, "utf-8")

    def interrupt(progress: Progress) -> None:
        if progress.stage == "storing" and progress.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as stopped:
        take(folder, on_progress=interrupt)
    assert (stopped.value.done, stopped.value.total) == (1, 2)
    assert [each.status for each in stopped.value.outcomes] == ["new"]
    assert stopped.value.outcomes[0].title
    assert [each.status for each in take(folder)] == ["unchanged", "new"]
    assert [each.date for each in take(folder)] == ["2025-03-11"] * 2


def test_a_link_out_of_the_folder_is_told_or_read_but_never_a_crash(take, folder, minutes):
    (folder / "minutes.txt").write_text(minutes, "utf-8")
    (folder / "gone.txt").symlink_to(folder / "absent.txt")
    assert [each.status for each in take(folder)] == ["new"]


def test_a_marked_exempt_paper_is_exempt_though_given_as_public(take, folder, library, report):
    (folder / "exempt.txt").write_text("NOT FOR PUBLICATION\n\n" + report, "utf-8")
    take(folder)
    assert library.papers(Scope.public()) == []
    assert library.papers(Scope.owner())[0].access is Access.EXEMPT
