"""Disks that can be full on demand, for the fault runs."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

DISK_MB = 48


class Disk(Protocol):
    """A disk that can be filled up to so many bytes, and made room on."""

    def fill(self, left: int) -> None: ...

    def clear(self) -> None: ...


class Ballast:
    """A small disk with a file that takes up what is free."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def fill(self, left: int) -> None:
        """Leave this many bytes free."""
        self._file.write_bytes(b"")
        stat = os.statvfs(self._file)
        with self._file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, stat.f_bavail * stat.f_frsize - left))

    def clear(self) -> None:
        """Have room again."""
        self._file.unlink()


class Forbidden:
    """Any disk, on which the service and its processes may not have a file reach beyond a size."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def fill(self, left: int) -> None:
        """Have no file grow beyond this many bytes."""
        self._limit(left)

    def clear(self) -> None:
        """Forbid it no longer."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in (self._pid, *_children(self._pid)):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _children(child)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder that is a disk of ``DISK_MB``; it is gone with the namespace of this process."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
