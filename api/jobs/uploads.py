"""What was sent for jobs, and what they write while they run, on the disk until they have ended."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.records.errors import RecordNotFound, RecordsError
from ingest.store.originals import sync_folder, write_whole

FOLDER = "uploads"
_JOB_ID = re.compile(r"[0-9a-f]{32}")
_AT_WORK = ".work"
_YOUNG_S = 30
"""A file without a job that is younger may be of a request that is just being accepted."""


class Uploads:
    """The files in one library folder, each under the id of its job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._awaited: set[str] = set()

    @contextmanager
    def awaiting(self, job_id: str) -> Iterator[None]:
        """No sweep deletes what was sent for a job while it is being accepted, however long that takes."""
        self._awaited.add(job_id)
        try:
            yield
        finally:
            self._awaited.discard(job_id)

    def keep(self, job_id: str, content: bytes) -> None:
        """Store what was sent; it survives a loss of power when this returns.

        Raises:
            RecordsError: The disk is full or refuses; nothing was stored.
        """
        try:
            self._make()
            write_whole(self._folder / job_id, content)
        except OSError as error:
            raise RecordsError(
                f"{FOLDER}: {error.strerror}. Nothing was stored; make room and send it again."
            ) from error

    def _make(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._folder.parent)

    @contextmanager
    def workplace(self, job_id: str) -> Iterator[Path]:
        """An empty folder for what a job writes, for its owner alone and gone at the end.

        What a kill leaves in it goes with what was sent for the job.

        Raises:
            RecordsError: The disk is full or refuses.
        """
        folder = self._folder / f"{job_id}{_AT_WORK}"
        try:
            self._make()
            _discard(folder)
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise RecordsError(f"{FOLDER}: {error.strerror}. Make room and send it again.") from error
        try:
            yield folder
        finally:
            _discard(folder)

    def clear_workplaces(self) -> None:
        """Delete what jobs wrote; to be called where none of them runs in any process.

        Raises:
            RecordsError: The disk refuses.
        """
        try:
            for folder in self._folder.glob(f"*{_AT_WORK}"):
                _discard(folder)
        except OSError as error:
            raise RecordsError(f"{FOLDER}: {error.strerror}. Check the disk.") from error

    def fetch(self, job_id: str) -> bytes:
        """What was sent for a job.

        Raises:
            RecordNotFound: It is gone.
            RecordsError: The disk refuses.
        """
        try:
            return (self._folder / job_id).read_bytes()
        except FileNotFoundError as error:
            raise RecordNotFound("What was sent for the job is gone. Send the file again.") from error
        except OSError as error:
            raise RecordsError(f"{FOLDER}/{job_id}: {error.strerror}. Send the file again.") from error

    def remove(self, job_id: str) -> None:
        """Delete what was sent for a job, and what it wrote; nothing happens where there is nothing."""
        # What the disk keeps hold of, the next sweep goes for again, and says so.
        for path in (self._folder / job_id, self._folder / f"{job_id}{_AT_WORK}"):
            with suppress(OSError):
                _discard(path)

    def sweep(self, live_ids: Callable[[], Collection[str]]) -> None:
        """Delete what no job needs any more; ``live_ids`` gives those that wait or run."""
        if not self._folder.is_dir():
            return
        # In this order: a job that is accepted in between is among the one or the other.
        awaited = frozenset(self._awaited)
        live = awaited.union(live_ids())
        for path in self._folder.iterdir():
            is_old = time.time() - path.stat().st_mtime > _YOUNG_S
            job_id = path.name.removesuffix(_AT_WORK)
            is_ended = _JOB_ID.fullmatch(job_id) is not None and job_id not in live
            if is_old and (is_ended or path.suffix == ".part"):
                _discard(path)


def _discard(path: Path) -> None:
    """Delete a file, or a folder with all that is in it; nothing happens where there is nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
