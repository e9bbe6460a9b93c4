"""Looking after a library: checking it, copying it, and making its term index anew."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingest.errors import LibraryDamaged, LibraryError
from ingest.store.database import Database
from ingest.store.encoder import DIMENSION
from ingest.store.originals import Originals, sync_folder, write_whole
from ingest.store.rows import spans_from_json
from ingest.store.schema import TERM_TABLES
from ingest.store.seals import check_paper, check_search, seal_for_search
from ingest.store.term_index import forget_removed, index_paper

_VECTOR_BYTES = DIMENSION * 4
_TRIES = 5


def find_problems(database: Database, originals: Originals) -> list[str]:
    """A sentence for everything in the library that is not as it was written; empty when all is well."""
    try:
        with database.reading() as connection:
            problems, live = _file_problems(connection)
    except LibraryDamaged as error:
        return [str(error)]
    noted = database.mark.problem()
    return [*problems, *([noted] if noted else []), *originals.problems(live)]


def _file_problems(connection: sqlite3.Connection) -> tuple[list[str], set[str]]:
    """What is wrong with the SQLite file, and the originals that it refers to."""
    problems = [
        f"library.sqlite: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"
    ]
    problems += [
        f"library.sqlite: a row of {row[0]} refers to nothing in {row[2]}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    problems += [*_paper_problems(connection), *_vector_problems(connection), *_term_problems(connection)]
    try:
        check_search(connection)
    except LibraryDamaged as error:
        problems.append(str(error))
    live = {row[0] for row in connection.execute("SELECT sha256 FROM papers WHERE withdrawn_at IS NULL")}
    return problems, live


def _paper_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (paper_id,) in connection.execute(
        "SELECT paper_id FROM papers WHERE withdrawn_at IS NULL ORDER BY paper_id"
    ).fetchall():
        try:
            check_paper(connection, paper_id)
        except LibraryDamaged as error:
            yield str(error)


def _vector_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for window_id, sentences, matrix, crc32 in connection.execute(
        """SELECT w.window_id, w.sentences, v.matrix, v.crc32 FROM windows AS w
            LEFT JOIN window_vectors AS v USING (window_id)"""
    ):
        n_expected = len(spans_from_json(sentences)) * _VECTOR_BYTES
        if matrix is None or len(matrix) != n_expected or zlib.crc32(matrix) != crc32:
            yield f"the vectors of window {window_id} were lost or changed: restore a backup"


def _term_problems(connection: sqlite3.Connection) -> Iterator[str]:
    n_odd = connection.execute(
        """SELECT (SELECT count(*) FROM windows WHERE window_id NOT IN (SELECT rowid FROM window_terms))
            + (SELECT count(*) FROM window_terms WHERE rowid NOT IN (SELECT window_id FROM windows))"""
    ).fetchone()[0]
    if n_odd:
        yield f"the term index differs from the windows in {n_odd} places: run minutebook library rebuild"
    # SQLite's own check is written as an INSERT and wants the write lock: give it a copy to look at.
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.backup(copy)
        try:
            copy.execute("INSERT INTO window_terms (window_terms) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            yield f"the term index is damaged ({error}): run minutebook library rebuild"


def rebuild_terms(database: Database) -> None:
    """Make the term index anew from the stored windows."""
    with database.writing() as connection:
        for name in ("term_uses", "window_terms"):
            connection.execute(f"DROP TABLE {name}")
        for statement in TERM_TABLES:
            connection.execute(statement)
        for (paper_id,) in connection.execute("SELECT paper_id FROM texts ORDER BY paper_id").fetchall():
            index_paper(connection, paper_id)
            seal_for_search(connection, paper_id)
        forget_removed(connection)


def repair_terms(database: Database) -> None:
    """Make a damaged term index anew, if the rest of the file is sound.

    Raises:
        LibraryDamaged: More than the term index is damaged.
    """
    with database.reading() as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if problems:
        # Pages of a broken tree may be in use elsewhere: taking such an index out could harm the papers.
        raise LibraryDamaged(f"{database.path}: {problems[0]}. Restore the library from a backup.")
    rebuild_terms(database)


def copy_library(database: Database, originals: Originals, folder: Path) -> None:
    """Copy the library file and the originals it needs into an empty folder, while others read and write.

    Raises:
        LibraryError: The folder holds something, or papers went faster than they could be copied.
    """
    if folder.exists() and any(folder.iterdir()):
        raise LibraryError(f"{folder} is not empty. Name a new or an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "originals").mkdir(mode=0o700)
    for _ in range(_TRIES):
        try:
            _copy_originals(originals, Originals(folder / "originals"), _copy_file(database, folder))
            return
        except FileNotFoundError:  # replaced or withdrawn since the file was copied: copy that again
            continue
    raise LibraryError(
        f"{database.path}: its papers change faster than they are copied. Run the backup again."
    )


def _copy_file(database: Database, folder: Path) -> set[str]:
    """Copy the SQLite file as it is at one moment; the originals it refers to."""
    unfinished, target = folder / "library.sqlite.part", folder / database.path.name
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copy = sqlite3.connect(unfinished)
    try:
        with database.in_use() as connection:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            needed = {row[0] for row in copy.execute("SELECT sha256 FROM papers WHERE withdrawn_at IS NULL")}
    finally:
        copy.close()
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(unfinished, target)
    sync_folder(folder)
    return needed


def _copy_originals(source: Originals, target: Originals, needed: set[str]) -> None:
    for sha256 in sorted(needed):
        content = source.fetch(sha256)
        if not (target.folder / sha256).is_file():
            write_whole(target.folder / sha256, content)
    target.remove_all_but(needed)
