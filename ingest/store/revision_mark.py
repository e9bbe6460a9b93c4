"""How far the library had come, noted beside its file, so that changes that vanish are noticed.

SQLite ends its recovery at the first damaged page of the write-ahead log and takes what comes after for
never written: without this note a torn log would bring back a withdrawn paper, and nobody would know.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from ingest.errors import LibraryDamaged

FILE_NAME = "revision"
_MARK = "{revision:020d} {crc32:08x}\n"
_LENGTH = len(_MARK.format(revision=0, crc32=0))


class RevisionMark:
    """The file that says which revision of a library was the last to be written whole."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def read(self) -> int:
        """The revision; 0 where none was noted yet, or where the note itself is damaged."""
        return self._noted() or 0

    def problem(self) -> str | None:
        """What is wrong with the note itself; whoever opens the library for writing writes it anew."""
        if self.path.exists() and self._noted() is None:
            return f"{self.path} is damaged: run minutebook library rebuild"
        return None

    def _noted(self) -> int | None:
        try:
            noted = self.path.read_bytes()
        except FileNotFoundError:
            return None
        revision = noted[:20]
        is_sound = revision.isdigit() and noted == _as_noted(int(revision))
        return int(revision) if is_sound else None

    def write(self, revision: int) -> None:
        """Note a revision that is written; a few bytes in one call, so a kill leaves the old or the new."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(handle, _as_noted(revision), 0)
            os.ftruncate(handle, _LENGTH)
        finally:
            os.close(handle)

    def require(self, noted: int, found: int) -> None:
        """Refuse a library at revision ``found`` that was at ``noted`` before it was opened.

        Raises:
            LibraryDamaged: Changes were lost.
        """
        if found < noted:
            raise LibraryDamaged(
                f"{self.path.parent}: changes {found + 1} to {noted} are lost; its write-ahead log was damaged "
                "or removed. Restore the library from a backup (minutebook library restore), or remove "
                f"{self.path} to go on without them and ingest the papers again."
            )


def _as_noted(revision: int) -> bytes:
    return _MARK.format(revision=revision, crc32=zlib.crc32(b"%020d" % revision)).encode("ascii")
