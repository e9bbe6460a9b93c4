"""A folder that is watched: what is taken in, when, and what is only told of."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.outcomes import Outcome
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.watching import Watch, watch

OWNER = Scope.owner()
MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 in the Hall

21. Street lighting in Mill Lane

The Manager reported that {n} of the 60 lamps had failed.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


def test_a_file_is_ready_once_two_looks_find_it_the_same(folder):
    watched, paper = Watch([folder]), folder / "minutes.txt"
    assert watched.look().ready == ()
    paper.write_text("half")
    assert watched.look().ready == ()
    paper.write_text("half and half")
    assert watched.look().ready == (), "still being written"
    assert watched.look().ready == (paper,)
    assert watched.look().ready == (paper,), "nobody took it yet"
    watched.took([paper])
    assert watched.look().ready == ()


def test_a_file_that_changes_again_is_ready_again(folder):
    watched, paper = Watch([folder]), folder / "minutes.txt"
    paper.write_text("one")
    for _ in range(2):
        watched.look()
    watched.took([paper])
    paper.write_text("another one")
    watched.look()
    assert watched.look().ready == (paper,)


def test_a_removed_file_is_told_of_once_and_may_come_back(folder):
    watched, paper = Watch([folder]), folder / "minutes.txt"
    paper.write_text("one")
    for _ in range(2):
        watched.look()
    watched.took([paper])
    paper.unlink()
    assert watched.look().removed == (paper,)
    assert watched.look().removed == ()
    paper.write_text("one")
    watched.look()
    assert watched.look().ready == (paper,)


def test_an_empty_or_missing_folder_and_hidden_files_are_no_changes(folder):
    watched = Watch([folder, folder / "none"])
    (folder / ".minutes.txt.part").write_text("hidden")
    for _ in range(3):
        changes = watched.look()
        assert changes.ready == changes.removed == ()


def settle(watched: Watch) -> tuple[Path, ...]:
    """What is ready after the look in which nothing changed any more; all of it is taken."""
    watched.look()
    ready = watched.look().ready
    watched.took(ready)
    return ready


def test_papers_are_ready_again_when_what_is_written_beside_them_changes_or_goes(folder):
    watched = Watch([folder])
    minutes, report, away = folder / "minutes.txt", folder / "report.txt", folder / "away" / "other.txt"
    away.parent.mkdir()
    for paper in (minutes, report, away):
        paper.write_text("words")
    assert set(settle(watched)) == {minutes, report, away}
    table, note = folder / "papers.csv", folder / "report.txt.meta.toml"
    table.write_text("file,kind\nminutes.txt,minutes\n")
    assert set(settle(watched)) == {table, minutes, report}
    table.write_text("file,kind\nreport.txt,report\n")
    assert set(settle(watched)) == {table, minutes, report}, "its row for the minutes is gone"
    note.write_text('kind = "agenda"\n')
    assert set(settle(watched)) == {note, report}
    for sidecar, spoken_of in ((note, {report}), (table, {minutes, report})):
        sidecar.unlink()
        gone = watched.look()
        assert gone.removed == (), "no paper is gone"
        assert set(gone.ready) == spoken_of
        assert set(watched.look().ready) == spoken_of, "nobody took them yet"
        watched.took(gone.ready)
        assert watched.look().ready == ()


@pytest.fixture
def watching(folder, tmp_path, monkeypatch) -> Iterator[tuple[list[Outcome], list[Path], Path]]:
    """A watch that runs in another thread, with what it has told so far; indexes are left out."""
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)
    outcomes: list[Outcome] = []
    removed: list[Path] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=watch,
        args=([folder], tmp_path / "library"),
        kwargs={
            "on_outcomes": outcomes.extend,
            "on_removed": removed.append,
            "look_every_s": 0.05,
            "stop": stop,
        },
    )
    thread.start()
    yield outcomes, removed, tmp_path / "library"
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_new_changed_bad_and_removed_files_are_taken_in_or_told_of(folder, watching):
    outcomes, removed, library = watching
    paper = folder / "minutes.txt"
    paper.write_text(MINUTES.format(n=14))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    wait_for(lambda: len(outcomes) == 2)
    assert {outcome.status for outcome in outcomes} == {"new", "rejected"}
    paper.write_text(MINUTES.format(n=15))
    wait_for(lambda: len(outcomes) == 3)
    assert outcomes[2].status == "replaced", "the bad file is not tried again"
    paper.unlink()
    wait_for(lambda: removed == [paper])
    with Library.open(library) as opened:
        assert len(opened.papers(OWNER)) == 1, "a removed file withdraws nothing"


def test_others_can_write_in_between_and_are_waited_for(folder, watching, caplog):
    outcomes, _, library = watching
    (folder / "minutes.txt").write_text(MINUTES.format(n=14))
    wait_for(lambda: len(outcomes) == 1)
    with Library.create_or_open(library) as opened:
        opened.withdraw(outcomes[0].paper_id, "wrong paper")
        (folder / "later.txt").write_text(MINUTES.format(n=16))
        wait_for(lambda: "Trying again" in caplog.text)
        assert len(outcomes) == 1
    wait_for(lambda: len(outcomes) == 2)
    assert outcomes[1].path.endswith("later.txt")


def test_what_is_written_beside_a_paper_takes_effect_when_it_comes_changes_and_goes(folder, watching):
    outcomes, removed, library = watching
    (folder / "minutes.txt").write_text(MINUTES.format(n=14))
    wait_for(lambda: len(outcomes) == 1)
    table = folder / "papers.csv"

    def title_with(rows: str | None) -> str:
        before = len(outcomes)
        table.write_text(f"file,title\n{rows}") if rows is not None else table.unlink()
        wait_for(lambda: any(each.status == "replaced" for each in outcomes[before:]))
        return next(each.title for each in outcomes[before:] if each.status == "replaced")

    own = outcomes[0].title
    assert title_with("minutes.txt,Lamps in Mill Lane\n") == "Lamps in Mill Lane"
    assert title_with("minutes.txt,Lamps again\n") == "Lamps again"
    assert title_with("") == own, "its row was taken out"
    assert title_with("minutes.txt,Lamps once more\n") == "Lamps once more"
    assert title_with(None) == own
    assert removed == []
