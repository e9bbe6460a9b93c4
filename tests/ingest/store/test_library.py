"""What is written: identity, replacement, withdrawal, opening, upkeep."""

import hashlib
import os
import sqlite3
import stat
import threading
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ingest.errors import LibraryDamaged, LibraryError, LibraryLocked, LibraryMissing, LibraryTooNew
from ingest.papers import Access, Origin, Scope, Stated
from ingest.store.changing import paper_id_of
from ingest.store.library import Library
from ingest.store.records import PaperNotFound
from ingest.structure.terms import index_terms

OWNER = Scope.owner()
SOURCE = "/papers/minutes.txt"


def counts(library: Library) -> dict[str, int]:
    tables = ("texts", "passages", "windows", "window_vectors", "window_passages", "window_terms")
    with sqlite3.connect(library.folder / "library.sqlite") as connection:
        found = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
    connection.close()
    return found


class TestAdding:
    def test_a_paper_comes_back_as_it_was_given(self, library, paper, store):
        stored = store(library, paper)
        record = library.paper(OWNER, stored.paper_id)
        assert (stored.paper_id, stored.version, stored.status) == (paper_id_of(SOURCE), 1, "new")
        assert (record.title, record.body, record.date) == (
            paper.facts.title,
            paper.facts.body,
            paper.facts.date,
        )
        assert (record.n_passages, record.sha256) == (3, paper.sha256)
        for name in ("agenda_number", "time", "status", "author", "exempt_under", "meeting_number"):
            assert getattr(record, name) == getattr(paper.facts, name) is not None
        assert library.text(OWNER, stored.paper_id) == paper.text.content
        passages = library.passages(OWNER, stored.paper_id)
        assert [each.span for each in passages] == [each.span for each in paper.passages]
        assert passages[1].text == "Councillor Ashdown asked when the crane returns."
        assert passages[1].passage_id == f"{stored.paper_id}-1-1"
        windows = library.windows_of(OWNER, stored.paper_id)
        assert [(each.span, each.sentences, each.passages) for each in windows] == [
            (each.span, each.sentences, each.passages) for each in paper.windows
        ]
        assert windows[0].sentence_texts[0] == "The Panel agreed to repair the north quay."

    def test_the_vectors_come_back_bit_for_bit(self, library, paper, store, made_up):
        store(library, paper)
        table = library.vectors(OWNER)
        assert np.array_equal(table.matrix, made_up(paper))
        assert list(table.sentence_numbers) == [0, 1, 2, 0]
        assert library.vectors(OWNER) is table

    def test_the_same_bytes_from_the_same_place_are_unchanged(self, library, paper, store):
        first, before = store(library, paper), library.revision
        assert store(library, paper) == replace(first, status="unchanged")
        assert library.revision == before
        assert library.find_unchanged(SOURCE, paper.sha256, Access.PUBLIC).status == "unchanged"

    def test_another_access_or_reader_is_a_change(self, library, paper, store):
        store(library, paper)
        assert library.find_unchanged(SOURCE, paper.sha256, Access.EXEMPT) is None
        assert library.find_unchanged(SOURCE, paper.sha256, Access.PUBLIC, readings=("2",)) is None

    def test_a_replaced_paper_leaves_no_old_row(self, library, paper, new_paper, store):
        first = store(library, paper)
        only = new_paper(["The meeting was cancelled."])
        second = store(library, only)
        assert (second.paper_id, second.version, second.status) == (first.paper_id, 2, "replaced")
        assert set(counts(library).values()) == {1}
        assert library.lexical(OWNER, index_terms("quay crane dredging")) != []  # from the item's title
        assert library.lexical(OWNER, index_terms("crane dredging")) == []
        assert library.document_frequency(OWNER, ["crane"]) == {"crane": 0}
        assert [path.name for path in library.originals.folder.iterdir()] == [only.sha256]
        assert library.check() == []

    def test_the_same_bytes_from_another_place_are_the_same_paper(self, library, paper, store):
        first = store(library, paper)
        again = store(library, paper, source="/elsewhere/copy.txt")
        assert (again.paper_id, again.status) == (first.paper_id, "unchanged")
        assert len(library.papers(OWNER)) == 1

    @pytest.mark.parametrize("fault", ["too few", "not unit", "not a number"])
    def test_vectors_that_do_not_fit_are_refused(self, library, paper, store, made_up, fault):
        rows = made_up(paper)
        rows = {"too few": rows[:-1], "not unit": rows * 2, "not a number": rows * np.nan}[fault]
        with pytest.raises(ValueError, match=r"minutes\.txt"):
            store(library, paper, vectors=rows)
        assert library.papers(OWNER) == []

    def test_another_original_is_refused_and_nothing_is_stored(self, library, paper, made_up):
        with pytest.raises(ValueError, match="sha256"):
            library.add(paper, made_up(paper), b"other bytes", SOURCE)
        assert set(counts(library).values()) == {0}

    def test_threads_may_write_and_read_at_once(self, library, new_paper, store):
        faults: list[BaseException] = []

        def work(number: int) -> None:
            try:
                store(library, new_paper([f"Item {number} was noted."]), source=f"/papers/{number}.txt")
                library.lexical(OWNER, ["note"])
            except BaseException as error:
                faults.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert library.n_windows(OWNER) == 8


class TestWithdrawing:
    def test_a_withdrawn_paper_is_gone_from_every_read(self, library, paper, store):
        paper_id = store(library, paper).paper_id
        library.withdraw(paper_id, "published in error")
        assert library.papers(OWNER) == [] and library.bodies(OWNER) == [] and library.meetings(OWNER) == []
        assert library.lexical(OWNER, ["quay"]) == [] and len(library.vectors(OWNER)) == 0
        for read in (library.paper, library.text, library.passages, library.windows_of, library.pages):
            with pytest.raises(PaperNotFound):
                read(OWNER, paper_id)
        assert list(library.originals.folder.iterdir()) == []
        assert library.withdrawal(SOURCE, "").reason == "published in error"

    def test_its_words_leave_the_files(self, library, new_paper, store):
        stored = store(library, new_paper(["Zanzibarquay was discussed."], title="Zanzibarquay minutes"))
        library.withdraw(stored.paper_id, "published in error")
        for path in library.folder.rglob("*"):
            assert not path.is_file() or b"anzibarquay" not in path.read_bytes()

    def test_it_can_come_back_as_a_new_version(self, library, paper, store):
        first = store(library, paper)
        library.withdraw(first.paper_id, "published in error")
        assert library.find_unchanged(SOURCE, paper.sha256, Access.PUBLIC) is None
        again = store(library, paper)
        assert (again.paper_id, again.version, again.status) == (first.paper_id, 2, "new")
        assert library.withdrawal(SOURCE, paper.sha256) is None

    def test_a_paper_that_is_not_there_can_not_be_withdrawn(self, library):
        with pytest.raises(PaperNotFound, match="no paper"):
            library.withdraw("0123456789ab", "never there")


class TestFacts:
    def test_an_inferred_fact_fills_a_gap_and_is_searchable(self, library, new_paper, store):
        paper_id = store(library, new_paper(["Nothing."], body=None, day=None)).paper_id
        body = Stated("Lighthouse Board", Origin.INFERRED, "the agenda of the same meeting")
        library.set_inferred(paper_id, body=body, date=Stated(date(2024, 1, 2), Origin.INFERRED, "same"))
        assert library.paper(OWNER, paper_id).body == body
        assert library.meetings(OWNER)[0].date == date(2024, 1, 2)
        assert len(library.lexical(OWNER, index_terms("lighthouse"))) == 1

    def test_a_fact_that_the_paper_states_stays(self, library, paper, store):
        paper_id = store(library, paper).paper_id
        with pytest.raises(ValueError, match="would stand in"):
            library.set_inferred(paper_id, body=Stated("Other", Origin.INFERRED, "a guess"))

    def test_the_snapshot_tells_versions_apart(self, library, paper, new_paper, store):
        empty = library.snapshot()
        store(library, paper)
        first = library.snapshot()
        store(library, new_paper(["Changed."]))
        assert len({empty, first, library.snapshot()}) == 3


class TestOpening:
    def test_a_folder_without_a_library_says_what_to_run(self, tmp_path):
        with pytest.raises(LibraryMissing, match=f"run minutebook ingest PATH --library {tmp_path}"):
            Library.open(tmp_path)

    def test_everything_is_for_the_owner_alone(self, library, paper, store):
        store(library, paper)
        assert stat.S_IMODE(library.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((library.folder / "library.sqlite").stat().st_mode) == 0o600
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in library.originals.folder.iterdir())

    def test_a_library_from_the_future_is_refused(self, library, paper, store):
        store(library, paper)
        library.close()
        with sqlite3.connect(library.folder / "library.sqlite") as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        for way in (Library.open, Library.create_or_open):
            with pytest.raises(LibraryTooNew, match="99"):
                way(library.folder)

    @pytest.mark.parametrize("way", [Library.open, Library.create_or_open])
    def test_a_file_that_is_no_database_is_refused(self, tmp_path, way):
        (tmp_path / "library.sqlite").write_bytes(b"not a database " * 100)
        with pytest.raises(LibraryDamaged, match="not a database"):
            way(tmp_path)

    def test_a_database_of_something_else_is_left_alone(self, tmp_path):
        with sqlite3.connect(tmp_path / "library.sqlite") as connection:
            connection.execute("CREATE TABLE songs (title)")
        connection.close()
        before = (tmp_path / "library.sqlite").read_bytes()
        with pytest.raises(LibraryDamaged, match="not a library"):
            Library.create_or_open(tmp_path)
        assert (tmp_path / "library.sqlite").read_bytes() == before

    def test_a_second_writer_is_told_who_holds_it(self, library):
        with pytest.raises(LibraryLocked, match=str(os.getpid())) as refusal:
            Library.create_or_open(library.folder)
        assert "\n" not in str(refusal.value)

    def test_a_reader_works_beside_the_writer_and_may_not_write(self, library, paper, store):
        with Library.open(library.folder) as reader:
            assert reader.papers(OWNER) == []
            stored = store(library, paper)
            assert [each.paper_id for each in reader.papers(OWNER)] == [stored.paper_id]
            with pytest.raises(LibraryError, match="opened for reading"):
                reader.withdraw(stored.paper_id, "no right to")

    def test_a_closed_library_says_so(self, library):
        library.close()
        library.close()
        with pytest.raises(LibraryError, match="closed"):
            library.papers(OWNER)


class TestUpkeep:
    def test_a_backup_is_the_same_library(self, library, paper, store, tmp_path):
        store(library, paper)
        library.backup(tmp_path / "copy")
        with Library.open(tmp_path / "copy") as copy:
            assert copy.check() == []
            assert copy.snapshot() == library.snapshot()
            assert copy.lexical(OWNER, ["quay"]) == library.lexical(OWNER, ["quay"])
            assert np.array_equal(copy.vectors(OWNER).matrix, library.vectors(OWNER).matrix)
            paper_id = paper_id_of(SOURCE)
            assert hashlib.sha256(copy.original(OWNER, paper_id)).hexdigest() == paper.sha256

    def test_a_backup_does_not_write_over_anything(self, library, tmp_path):
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "letter.txt").write_text("keep me")
        with pytest.raises(LibraryError, match="not empty"):
            library.backup(tmp_path / "full")

    def test_a_changed_original_is_found(self, library, paper, store):
        store(library, paper)
        (library.originals.folder / paper.sha256).write_bytes(b"tampered")
        (problem,) = library.check()
        assert problem.startswith(f"original {paper.sha256} is not what was received")
        with pytest.raises(LibraryDamaged, match="ingest the paper again"):
            library.original(OWNER, paper_id_of(SOURCE))

    def test_changed_words_and_vectors_are_found_and_not_served(self, library, paper, store):
        paper_id = store(library, paper).paper_id
        library.close()
        with sqlite3.connect(library.folder / "library.sqlite") as connection:
            connection.execute("UPDATE texts SET content = replace(content, 'agreed', 'refused')")
            connection.execute("UPDATE window_vectors SET matrix = zeroblob(length(matrix))")
        connection.close()
        with Library.open(library.folder) as reader:
            assert len(reader.check()) == 3
            with pytest.raises(LibraryDamaged):
                reader.passages(OWNER, paper_id)
            with pytest.raises(LibraryDamaged):
                reader.vectors(OWNER)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE passages SET start = start + 1 WHERE ordinal = 1",
            "UPDATE windows SET stop = stop - 1 WHERE ordinal = 0",
            "UPDATE papers SET title = 'Minvtes'",
        ],
    )
    def test_one_changed_field_is_noticed_before_words_are_shown(self, library, paper, store, change):
        paper_id = store(library, paper).paper_id
        library.close()
        with sqlite3.connect(library.folder / "library.sqlite") as connection:
            connection.execute(change)
        connection.close()
        with Library.open(library.folder) as reader:
            assert len(reader.check()) == 1
            with pytest.raises(LibraryDamaged, match="was changed|were changed"):
                reader.passages(OWNER, paper_id)

    def test_lost_vectors_are_damage_and_not_a_shorter_table(self, library, paper, store):
        store(library, paper)
        with sqlite3.connect(library.folder / "library.sqlite") as connection:
            connection.execute("DELETE FROM window_vectors WHERE window_id = 1")
        connection.close()
        with pytest.raises(LibraryDamaged, match="window 1"):
            library.vectors(OWNER)

    def test_the_term_index_can_be_made_anew(self, library, paper, store):
        store(library, paper)
        before = library.lexical(OWNER, ["quay", "crane"])
        with sqlite3.connect(library.folder / "library.sqlite") as connection:
            connection.execute("DELETE FROM window_terms")
        connection.close()
        assert "term index" in library.check()[0]
        library.rebuild_fts()
        assert library.lexical(OWNER, ["quay", "crane"]) == before
        assert library.check() == []

    def test_a_torn_file_is_damage_and_not_a_wrong_answer(self, library, new_paper, store):
        paper_id = store(library, new_paper([f"Item {number} was noted." for number in range(400)])).paper_id
        library.close()
        path = library.folder / "library.sqlite"
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(LibraryDamaged), Library.open(library.folder) as reader:
            assert reader.check() != []
            reader.passages(OWNER, paper_id)
            reader.vectors(OWNER)
