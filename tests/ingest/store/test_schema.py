"""A library file of an earlier version: refused by readers, brought up to date by a writer, whole or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import LibraryDamaged, LibraryError
from ingest.papers import Scope
from ingest.store import schema
from ingest.store.library import Library
from ingest.store.restoring import restore_library
from ingest.store.seals import seal_paper

OWNER = Scope.owner()
BACK_TO = {
    1: (
        "DROP TABLE seen_files",
        "ALTER TABLE papers DROP COLUMN search_sum",
        "ALTER TABLE state DROP COLUMN search_sum",
        "ALTER TABLE state DROP COLUMN terms_crc32",
    ),
    2: ("DROP TABLE sketch_hashes", "DROP TABLE sketches", "DROP TABLE related"),
    3: ("ALTER TABLE papers DROP COLUMN other_facts", "ALTER TABLE papers DROP COLUMN supplied"),
    4: ("ALTER TABLE papers DROP COLUMN asked_access",),
    5: ("DROP TABLE ledger_read", "DROP TABLE ledger"),
}
"""For each earlier version the statements that turn the file of the next one back into it."""


def turn_back(folder: Path, version: int) -> None:
    """Make the library one that this earlier version wrote."""
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        # As the earlier version sealed it: without what it could not store.
        connection.execute("UPDATE papers SET other_facts = NULL, supplied = NULL")
        for (paper_id,) in connection.execute("SELECT paper_id FROM papers").fetchall():
            seal_paper(connection, paper_id)
        for step in range(schema.CURRENT - 1, version - 1, -1):
            for statement in BACK_TO[step]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


def tables_of(folder: Path) -> set[tuple[str, str]]:
    """Every column of every table, by name."""
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        return {
            (table, column[1])
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            for column in connection.execute(f"PRAGMA table_info('{table}')")
        }


@pytest.fixture(params=range(1, schema.CURRENT))
def earlier(request, library, paper, store, new_paper, tmp_path) -> Path:
    """A library of each earlier version, with a paper that was withdrawn and one that was replaced."""
    store(library, new_paper(["It was agreed."]), source="/papers/other.txt")
    library.withdraw(library.papers(OWNER)[0].paper_id, "wrong paper")
    store(library, new_paper(["The Panel agreed."]))
    store(library, paper)
    library.close()
    turn_back(library.folder, request.param)
    (library.folder / "revision").unlink(missing_ok=True)
    return library.folder


def test_every_earlier_version_can_be_made_for_these_tests():
    assert set(BACK_TO) == set(range(1, schema.CURRENT))


def test_a_reader_says_what_to_run(earlier):
    with pytest.raises(LibraryError, match="minutebook library rebuild"):
        Library.open(earlier)


def test_a_writer_brings_it_up_to_date_with_everything_in_it(earlier, paper, made_up, tmp_path):
    with Library.create_or_open(tmp_path / "fresh"):
        pass
    with Library.create_or_open(earlier) as library:
        assert library.check() == []
        (record,) = library.papers(OWNER)
        assert library.text(OWNER, record.paper_id) == paper.text.content
        assert np.array_equal(library.vectors(OWNER).matrix, made_up(paper))
        assert library.lexical(OWNER, ["quay"])
        assert library.withdrawal("/papers/other.txt", "") is not None
    assert tables_of(earlier) == tables_of(tmp_path / "fresh")
    with Library.open(earlier) as library:
        assert len(library.papers(OWNER)) == 1


def test_a_step_that_fails_leaves_the_file_as_it_was(earlier, monkeypatch):
    before = tables_of(earlier)
    steps = (*schema.MIGRATIONS[:-1], (*schema.MIGRATIONS[-1], "DROP TABLE texts", "DROP TABLE nowhere"))
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Library.create_or_open(earlier)
    monkeypatch.undo()
    assert tables_of(earlier) == before
    with Library.create_or_open(earlier) as library:
        assert library.check() == []


def test_steps_that_are_not_written_yet_would_run_one_after_the_other(library, paper, store, monkeypatch):
    store(library, paper)
    library.close()
    later = (
        ("CREATE TABLE notes (words TEXT)",),
        ("ALTER TABLE notes ADD COLUMN day TEXT", "INSERT INTO notes VALUES ('kept', '2024-03-05')"),
    )
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *later))
    monkeypatch.setattr(schema, "CURRENT", schema.CURRENT + len(later))
    with Library.create_or_open(library.folder) as migrated:
        assert migrated.check() == []
    with closing(sqlite3.connect(library.folder / "library.sqlite")) as connection:
        assert connection.execute("SELECT * FROM notes").fetchall() == [("kept", "2024-03-05")]
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.CURRENT


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_where_it_is_restored(earlier, tmp_path):
    before = (earlier / "library.sqlite").read_bytes()
    restore_library(earlier, tmp_path / "restored")
    assert (earlier / "library.sqlite").read_bytes() == before
    with Library.open(tmp_path / "restored") as restored:
        assert len(restored.papers(OWNER)) == 1


def test_damage_in_an_earlier_version_is_not_taken_over(earlier, tmp_path):
    with closing(sqlite3.connect(earlier / "library.sqlite")) as connection:
        connection.execute("UPDATE texts SET content = replace(content, 'agreed', 'refused')")
        connection.commit()
    with pytest.raises(LibraryDamaged, match="words of paper"):
        restore_library(earlier, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
