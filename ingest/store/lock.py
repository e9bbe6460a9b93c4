"""One writer at a time: a lock file released by the system however its process ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from ingest.errors import LibraryLocked


class WriterLock:
    """Holds the right to write to one library until ``release``."""

    def __init__(self, path: Path) -> None:
        """Take the lock at once.

        Raises:
            LibraryLocked: Another process, or another part of this one, holds it.
        """
        self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise LibraryLocked(
                f"{path.parent}: process {holder} is writing to this library. Wait for it and run again."
            ) from error
        # For whoever is refused to say who writes; the lock holds without, also where the disk is full.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode("ascii"), 0)

    def release(self) -> None:
        """Give the lock back; calling it twice does no harm."""
        if self._handle is not None:
            # Unlocked by name: a child that another thread is just starting may still share the handle.
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            os.close(self._handle)
            self._handle = None
