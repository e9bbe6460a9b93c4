"""The original files, byte for byte as received, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from ingest.errors import NO_ROOM, DiskFull, LibraryDamaged, LibraryError

_SHA256 = re.compile(r"[0-9a-f]{64}")
UNFINISHED = ".part"
_REMEDY = "run minutebook library rebuild and ingest the paper again"


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a loss of power; mode 0600."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


class Originals:
    """The folder of original files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes, sha256: str) -> None:
        """Store the bytes unless they are there already.

        Raises:
            ValueError: ``sha256`` is not the hash of ``content``.
            DiskFull: There is no room.
            LibraryError: The disk refuses.
        """
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise ValueError(f"the original has sha256 {found}, the paper says {sha256}")
        try:
            if not self._is_intact(sha256):
                write_whole(self.folder / sha256, content)
        except OSError as error:
            kind = DiskFull if error.errno in NO_ROOM else LibraryError
            raise kind(
                f"{self.folder}: {error.strerror}. Nothing was stored; check the disk and run again."
            ) from error

    def fetch(self, sha256: str) -> bytes:
        """The bytes as received.

        Raises:
            FileNotFoundError: They are not kept.
            LibraryDamaged: They are not what was received.
        """
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError(f"{sha256!r} is not a SHA-256")
        content = (self.folder / sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise LibraryDamaged(f"original {sha256} is not what was received: {_REMEDY}")
        return content

    def remove_all_but(self, kept: Collection[str]) -> None:
        """Remove every file that no paper refers to, with what interrupted writes left behind."""
        for path in self.folder.iterdir():
            if path.name not in kept and (_SHA256.fullmatch(path.name) or path.suffix == UNFINISHED):
                path.unlink(missing_ok=True)
        sync_folder(self.folder)

    def problems(self, expected: Collection[str]) -> Iterator[str]:
        """A sentence for each original that is missing or changed."""
        for sha256 in sorted(expected):
            if not (self.folder / sha256).is_file():
                yield f"original {sha256} is missing: {_REMEDY}"
            elif not self._is_intact(sha256):
                yield f"original {sha256} is not what was received: {_REMEDY}"

    def _is_intact(self, sha256: str) -> bool:
        path = self.folder / sha256
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
