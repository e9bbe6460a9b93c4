"""Damage that no row shows by itself: lost changes, lost rows, a torn term index; and what makes it good."""

import random
import shutil
import sqlite3
import threading
from contextlib import closing

import pytest

from ingest.errors import LibraryDamaged, LibraryError, LibraryMissing
from ingest.papers import Access, Scope
from ingest.store.generation import CURRENT
from ingest.store.index import BUILD_LOCK, NO_INDEX, STALE, build_generation, why_not_used
from ingest.store.library import Library
from ingest.store.lock import WriterLock
from ingest.store.rebuild import BUILT, FAILED, TRY_LATER, WRONG_USE, start_rebuild
from ingest.store.rebuild import main as rebuild
from ingest.store.records import TermsDamaged
from ingest.store.restoring import restore_library

OWNER = Scope.owner()


def change(library: Library, statement: str) -> None:
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


class TestLostChanges:
    def test_a_removed_log_is_noticed_by_readers_and_writers(
        self, library, paper, new_paper, store, tmp_path
    ):
        kept = store(library, paper).paper_id
        library.close()
        with Library.create_or_open(library.folder) as writer:
            writer.set_access(kept, Access.RESTRICTED)
            shutil.copytree(library.folder, tmp_path / "torn")
        (tmp_path / "torn" / "library.sqlite-wal").unlink()
        for way in (Library.open, Library.create_or_open):
            with pytest.raises(LibraryDamaged, match="changes 2 to 2 are lost"):
                way(tmp_path / "torn")
        with pytest.raises(LibraryDamaged, match="are lost"):
            restore_library(tmp_path / "torn", tmp_path / "restored")
        (tmp_path / "torn" / "revision").unlink()
        with Library.open(tmp_path / "torn") as reader:
            assert reader.paper(OWNER, kept).access is Access.PUBLIC

    def test_an_emptied_file_is_damage_and_its_originals_stay(self, library, paper, store):
        store(library, paper)
        library.close()
        (library.folder / "library.sqlite").write_bytes(b"")
        for way in (Library.open, Library.create_or_open):
            with pytest.raises(LibraryDamaged, match="are lost"):
                way(library.folder)
        assert (library.originals.folder / paper.sha256).exists()

    def test_a_damaged_mark_is_told_and_written_anew(self, library, paper, store):
        store(library, paper)
        library.close()
        mark = library.folder / "revision"
        mark.write_bytes(mark.read_bytes().replace(b"1", b"9", 1))
        with Library.open(library.folder) as reader:
            assert "revision is damaged" in reader.check()[0]
        with Library.create_or_open(library.folder) as writer:
            assert writer.check() == []

    def test_an_empty_library_is_sound(self, library):
        assert library.check() == []
        with Library.open(library.folder) as reader:
            assert reader.check() == []


class TestLostRows:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE papers SET withdrawn_at = NULL",
            "UPDATE papers SET access = 'exempt'",
            "UPDATE papers SET body = NULL",
            "UPDATE windows SET access = 'exempt' WHERE window_id = 2",
            "UPDATE windows SET length = length * 2",
            "DELETE FROM windows WHERE window_id = 2",
            "DELETE FROM papers WHERE withdrawn_at IS NOT NULL",
        ],
    )
    def test_a_search_over_fewer_or_other_rows_is_refused(self, library, paper, new_paper, store, statement):
        store(library, paper)
        library.withdraw(store(library, new_paper(["It was agreed."]), source="/b.txt").paper_id, "wrong")
        library.close()
        change(library, statement)
        for way in (Library.open, Library.create_or_open):
            with pytest.raises(LibraryDamaged, match="list of papers"):
                way(library.folder)

    def test_every_change_of_the_library_is_sealed(self, library, paper, new_paper, store):
        paper_id = store(library, paper).paper_id
        other = store(library, new_paper(["It was agreed."]), source="/b.txt").paper_id
        library.set_access(other, Access.RESTRICTED)
        store(library, new_paper(["The Panel agreed."]))
        library.withdraw(other, "wrong")
        store(library, new_paper(["It was agreed."]), source="/b.txt")
        library.rebuild_fts()
        with Library.open(library.folder) as reader:
            assert reader.check() == []
            assert paper_id in {record.paper_id for record in reader.papers(OWNER)}


class TestTermIndex:
    @pytest.fixture
    def torn(self, library, new_paper, store):
        """A library whose term index lost what stood in one of its pages."""
        store(library, new_paper([f"Item {number} was noted by the clerk." for number in range(200)]))
        before = library.lexical(OWNER, ["clerk"], limit=500)
        library.close()
        change(
            library,
            "UPDATE window_terms_data SET block = CAST(substr(block, 1, length(block) - 40) || zeroblob(40) AS BLOB) "
            "WHERE id = (SELECT max(id) FROM window_terms_data)",
        )
        return library, before

    def test_a_reader_refuses_and_a_writer_makes_it_anew(self, torn):
        library, before = torn
        with pytest.raises(TermsDamaged, match="minutebook library rebuild"):
            Library.open(library.folder)
        with Library.create_or_open(library.folder) as writer:
            assert writer.lexical(OWNER, ["clerk"], limit=500) == before
            assert writer.check() == []


class TestWithdrawnWords:
    def test_no_copy_of_them_is_left_between_rows(self, library, new_paper, store):
        """Of these withdrawals one leaves its words in a gap, unless the file is written anew."""
        chance = random.Random(1)
        live: dict[int, str] = {}
        for turn in range(120):
            number = chance.randrange(25)
            lines = [
                f"Item {n} of zq{number:03d}x was noted {turn} times by the clerk and the chair of the panel."
                for n in range(chance.randrange(6, 18))
            ]
            live[number] = store(library, new_paper(lines, per_window=20), source=f"/{number}.txt").paper_id
            if chance.random() < 0.3:
                gone = chance.choice(sorted(live))
                library.withdraw(live.pop(gone), "wrong paper")
                kept = b"".join(path.read_bytes() for path in library.folder.glob("library.sqlite*"))
                assert b"zq%03dx" % gone not in kept

    def test_a_kill_before_the_file_is_written_anew_is_made_up_for(self, library, paper, store, monkeypatch):
        paper_id = store(library, paper).paper_id
        monkeypatch.setattr(type(library._database), "compact", lambda database: None)
        library.withdraw(paper_id, "wrong paper")
        monkeypatch.undo()
        library.close()
        assert (library.folder / "compacting.due").exists()
        with Library.create_or_open(library.folder) as writer:
            assert not (library.folder / "compacting.due").exists()
            assert writer.check() == []

    def test_words_stay_owed_while_somebody_reads_for_long(self, library, paper, store, monkeypatch):
        paper_id = store(library, paper).paper_id
        empty_log = type(library._database).empty_log
        monkeypatch.setattr(
            type(library._database), "empty_log", lambda database, patience_ms=0: empty_log(database, 50)
        )
        with Library.open(library.folder) as reader:
            with reader.one_state():
                assert reader.papers(Scope.owner())
                library.withdraw(paper_id, "wrong paper")
                assert library.is_compacting_due
        library.close()
        with Library.create_or_open(library.folder) as writer:
            assert not writer.is_compacting_due


class TestTermsThatCannotBeMerged:
    def test_the_index_is_made_anew_in_the_transaction_that_finds_it_broken(
        self, library, paper, new_paper, store, caplog
    ):
        kept = store(library, paper).paper_id
        gone = store(library, new_paper(["Item 1 on the zqmerge was noted."]), source="/other.txt").paper_id
        with library._database.writing() as connection:
            connection.execute("DELETE FROM window_terms_data WHERE id > 10")
        assert "is made anew" in caplog.text
        assert library.check() == []
        assert library.postings(Scope.owner(), ["zqmerg"])["zqmerg"].in_text.size
        library.withdraw(gone, "wrong paper")
        assert not library.postings(Scope.owner(), ["zqmerg"])["zqmerg"].in_text.size
        assert [each.paper_id for each in library.papers(Scope.owner())] == [kept]
        assert library.check() == []


class TestOriginals:
    def test_files_are_read_again_after_a_rebuild(self, library):
        library.rebuild_fts()
        assert library.seen_files(Access.PUBLIC) == {}


class TestRebuild:
    def test_a_child_process_builds_what_is_missing_and_leaves_what_is_sound(self, library, paper, store):
        store(library, paper)
        assert why_not_used(library) == NO_INDEX
        library.close()
        assert start_rebuild(library.folder).wait(60) == BUILT
        with Library.open(library.folder) as reader:
            assert why_not_used(reader) is None
        first = (library.index_folder / CURRENT).read_text()
        assert start_rebuild(library.folder).wait(60) == BUILT
        assert (library.index_folder / CURRENT).read_text() == first

    def test_it_waits_for_no_other_build_and_says_what_stopped_it(self, library, paper, store, monkeypatch):
        monkeypatch.setattr("os.nice", lambda politeness: politeness)
        assert rebuild([]) == WRONG_USE
        assert rebuild([str(library.folder)]) == BUILT, "there is nothing to index"
        store(library, paper)
        lock = WriterLock(library.index_folder / BUILD_LOCK)
        assert rebuild([str(library.folder)]) == TRY_LATER
        lock.release()
        library.close()
        (library.folder / "library.sqlite").write_bytes(b"")
        assert rebuild([str(library.folder)]) == FAILED

    def test_what_killed_builds_left_is_removed_by_the_next(self, library, paper, store):
        store(library, paper)
        (library.index_folder / "gen-0007").mkdir()
        (library.index_folder / "tmpx.part").write_bytes(b"half")
        generation = build_generation(library)
        assert {path.name for path in library.index_folder.iterdir()} == {
            CURRENT,
            BUILD_LOCK,
            generation.folder,
        }
        library.set_access(library.papers(OWNER)[0].paper_id, Access.RESTRICTED)
        assert why_not_used(library) == STALE


class TestRestore:
    def test_a_restored_library_is_the_one_that_was_backed_up(self, library, paper, store, tmp_path):
        store(library, paper)
        library.backup(tmp_path / "copy")
        (tmp_path / "empty").mkdir()
        restore_library(tmp_path / "copy", tmp_path / "empty")
        with Library.open(tmp_path / "empty") as restored:
            assert restored.snapshot() == library.snapshot()
            assert restored.check() == []

    def test_a_backup_made_while_papers_come_and_go_is_sound(self, library, new_paper, store, tmp_path):
        stop = threading.Event()

        def write() -> None:
            turn = 0
            while not stop.is_set():
                store(library, new_paper([f"Item {turn} was noted."]), source=f"/{turn % 5}.txt")
                turn += 1
                stop.wait(0.05)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            with Library.open(library.folder) as reader:
                for number in range(5):
                    reader.backup(tmp_path / f"copy-{number}")
        finally:
            stop.set()
            writer.join()
        for number in range(5):
            with Library.open(tmp_path / f"copy-{number}") as copy:
                assert copy.check() == []

    def test_nothing_is_written_over_and_what_is_damaged_is_removed_again(
        self, library, paper, store, tmp_path
    ):
        store(library, paper)
        library.backup(tmp_path / "copy")
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "letter.txt").write_text("keep me")
        with pytest.raises(LibraryError, match="not empty"):
            restore_library(tmp_path / "copy", tmp_path / "full")
        assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]
        next((tmp_path / "copy" / "originals").iterdir()).write_bytes(b"changed")
        (tmp_path / "empty").mkdir()
        with pytest.raises(LibraryDamaged, match="not what was received"):
            restore_library(tmp_path / "copy", tmp_path / "empty")
        assert list((tmp_path / "empty").iterdir()) == []
        with pytest.raises(LibraryMissing, match="Name the folder of a backup"):
            restore_library(tmp_path / "none", tmp_path / "empty")
