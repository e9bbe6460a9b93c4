"""A backup back into use: copied to an empty folder, brought up to date, and checked there."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingest.errors import LibraryDamaged, LibraryMissing
from ingest.store.database import Database
from ingest.store.library import FILE_NAME, Library
from ingest.store.originals import Originals
from ingest.store.schema import file_version
from ingest.store.upkeep import copy_library


def restore_library(backup: Path, folder: Path) -> None:
    """Copy a backup, of this or an earlier version of the file, to a folder that is empty or not there yet.

    What does not pass its check there is removed again. The indexes are not part of a backup: build them
    afterwards.

    Raises:
        LibraryMissing: There is no library in ``backup``.
        LibraryDamaged: It is damaged.
        LibraryTooNew: A newer Minutebook wrote it.
        LibraryError: The folder holds something.
    """
    if not (backup / FILE_NAME).is_file():
        raise LibraryMissing(f"{backup}: there is no library in this folder. Name the folder of a backup.")
    was_there = folder.exists()
    is_ours = not was_there or not any(folder.iterdir())
    try:
        _copy_and_check(backup, folder)
    except BaseException:
        if is_ours:
            _clear(folder, is_kept=was_there)
        raise


def _copy_and_check(backup: Path, folder: Path) -> None:
    database = Database(backup / FILE_NAME, is_writer=False)
    try:
        noted = database.mark.read()
        with database.reading() as connection:
            if file_version(connection) == 0:
                raise LibraryMissing(f"{backup}: the library in this folder is empty.")
            found = int(connection.execute("SELECT revision FROM state").fetchone()[0])
        database.mark.require(noted, found)
        copy_library(database, Originals(backup / "originals"), folder)
    finally:
        database.close()
    with Library.create_or_open(folder) as restored:
        problems = restored.check()
    if problems:
        raise LibraryDamaged(f"{backup}: {len(problems)} problems, first: {problems[0]}")


def _clear(folder: Path, *, is_kept: bool) -> None:
    if not is_kept:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
