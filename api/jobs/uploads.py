"""What was sent for jobs, on the disk until they have ended."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from pathlib import Path

from api.records.errors import RecordNotFound, RecordsError
from ingest.store.originals import sync_folder, write_whole

FOLDER = "uploads"
_JOB_ID = re.compile(r"[0-9a-f]{32}")
_YOUNG_S = 30
"""A file without a job that is younger may be of a request that is just being accepted."""


class Uploads:
    """The files in one library folder, each under the id of its job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def keep(self, job_id: str, content: bytes) -> None:
        """Store what was sent; it survives a loss of power when this returns.

        Raises:
            RecordsError: The disk is full or refuses; nothing was stored.
        """
        try:
            if not self._folder.is_dir():
                self._folder.mkdir(mode=0o700, exist_ok=True)
                sync_folder(self._folder.parent)
            write_whole(self._folder / job_id, content)
        except OSError as error:
            raise RecordsError(
                f"{self._folder}: {error.strerror}. Nothing was stored; make room and send it again."
            ) from error

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
            raise RecordsError(f"{self._folder / job_id}: {error.strerror}. Send the file again.") from error

    def remove(self, job_id: str) -> None:
        """Delete what was sent for a job; nothing happens where there is nothing."""
        (self._folder / job_id).unlink(missing_ok=True)

    def sweep(self, live: Collection[str]) -> None:
        """Delete what no job needs any more."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            is_old = time.time() - path.stat().st_mtime > _YOUNG_S
            is_ended = _JOB_ID.fullmatch(path.name) is not None and path.name not in live
            if is_old and (is_ended or path.suffix == ".part"):
                path.unlink(missing_ok=True)
