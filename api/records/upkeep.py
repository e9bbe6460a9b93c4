"""Looking after what the service keeps: checking it, and copying it with the library."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from api.records import head
from api.records.audit import Audit
from api.records.database import FILE_NAME, Records
from api.records.errors import RecordsDamaged, RecordsError
from ingest.store.originals import sync_folder, write_whole

_UPLOADS = "uploads"
_OWN_FILES = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", head.FILE_NAME)


def find_problems(folder: Path) -> list[str]:
    """A sentence for everything in the records that is not as it was written; empty where there are none."""
    if not Records.are_in(folder):
        is_lost = (folder / head.FILE_NAME).exists()
        return [f"{FILE_NAME} is missing: restore a backup"] if is_lost else []
    try:
        with Records(folder) as records:
            return [*_file_problems(records), *_upload_problems(records), *_audit_problems(records)]
    except RecordsDamaged as error:
        return [str(error)]


def _file_problems(records: Records) -> list[str]:
    with records.reading() as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"a row of {row[0]} refers to nothing in {row[2]}"
            for row in connection.execute("PRAGMA foreign_key_check")
        ]
    return [f"{FILE_NAME}: {problem}" for problem in found]


def _upload_problems(records: Records) -> list[str]:
    with records.reading() as connection:
        waiting = connection.execute(
            "SELECT job_id FROM jobs WHERE state IN ('queued', 'running') AND kind <> 'briefing'"
        ).fetchall()
    return [
        f"what was sent for job {row['job_id']} is missing: send it again"
        for row in waiting
        if not (records.folder / _UPLOADS / row["job_id"]).is_file()
    ]


def _audit_problems(records: Records) -> list[str]:
    try:
        return list(Audit(records).verify().problems)
    except RecordsDamaged as error:
        return [str(error)]


def copy_records(source: Path, target: Path) -> None:
    """Copy what the service keeps from one library folder into another, while it goes on; nothing where it is none.

    Raises:
        RecordsError: The disk is full or refuses, or the records are damaged.
    """
    if not Records.are_in(source):
        return
    try:
        # Before the entries: the note of the audit's end may lag behind them, and is never ahead.
        noted = (source / head.FILE_NAME).read_bytes() if (source / head.FILE_NAME).exists() else None
        live = _copy_file(source / FILE_NAME, target / FILE_NAME)
        if noted is not None:
            write_whole(target / head.FILE_NAME, noted)
        if live:
            (target / _UPLOADS).mkdir(mode=0o700, exist_ok=True)
        for job_id in live:
            sent = source / _UPLOADS / job_id
            if sent.is_file():
                write_whole(target / _UPLOADS / job_id, sent.read_bytes())
    except sqlite3.Error as error:
        raise RecordsDamaged(f"{source / FILE_NAME}: {error}. Use another backup.") from error
    except OSError as error:
        raise RecordsError(f"{error.filename or target}: {error.strerror}. Check the disk.") from error


def remove_records(folder: Path) -> None:
    """Take out what ``copy_records`` put into a folder."""
    for name in _OWN_FILES:
        (folder / name).unlink(missing_ok=True)
    if (folder / _UPLOADS).is_dir():
        for path in (folder / _UPLOADS).iterdir():
            path.unlink()


def _copy_file(source: Path, target: Path) -> list[str]:
    """Copy the SQLite file as it is at one moment; the ids of the jobs that are unfinished in the copy."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as original,
        closing(sqlite3.connect(unfinished)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        rows = copy.execute("SELECT job_id FROM jobs WHERE state IN ('queued', 'running')").fetchall()
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(unfinished, target)
    sync_folder(target.parent)
    return [row[0] for row in rows]
