"""One service at a time for each library: limits, budgets and jobs are counted in one process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.errors import AlreadyServed
from ingest.errors import LibraryMissing

LOCK_NAME = "serving.lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other services from the library while the block runs; the system lets go however the process ends.

    Raises:
        AlreadyServed: Another process serves it.
        LibraryMissing: The folder isn't there, or holds no library.
    """
    from ingest.store.library import FILE_NAME

    if not (folder / FILE_NAME).is_file():
        raise LibraryMissing(f"no library in {folder}: run minutebook ingest PATH --library {folder}")
    handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "another"
            raise AlreadyServed(
                f"{folder}: process {holder} serves this library already. Use that one, or stop it first."
            ) from error
        # For whoever is refused to say who serves; the lock holds without, also where the disk is full.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(handle)
