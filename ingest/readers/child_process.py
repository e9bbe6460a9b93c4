"""The life of a child that reads a file: started without an environment, waited for, ended, and its full disk told."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from ingest.errors import NO_ROOM, DiskFull, IngestError

_PACKAGE_ROOT: Final = Path(__file__).resolve().parents[2]
_KEPT_ENVIRONMENT: Final = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TESSDATA_PREFIX")
_LOOK_EVERY_S: Final = 0.1
_UNWRITTEN: Final = 120
"""Python's exit status where the last of its output could not be written."""
_ROOM_TRIED: Final = 65_536
"""Bytes that are written to see if there is room."""


class ReadStopped(IngestError):
    """Whoever wanted the text wants it no more; the child is gone."""


def require_room(answer: IO[bytes], status: int | None, name: str) -> None:
    """Tell a child that could not write its answer from one that broke down on the file."""
    with needs_room(name):
        if status == _UNWRITTEN:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        answer.seek(0, os.SEEK_END)
        answer.write(bytes(_ROOM_TRIED))
        answer.flush()


@contextmanager
def needs_room(name: str) -> Iterator[None]:
    """A full disk says nothing about the file: it can be read once there is room."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DiskFull(
            f"{name}: {error.strerror} in {tempfile.gettempdir()}, where files are read. Make room and run again."
        ) from error


def run_child(
    wall_s: float, question: IO[bytes], answer: IO[bytes], trouble: IO[bytes], stop: threading.Event
) -> int | None:
    """Exit status of the child; negative for a signal, None when it was stopped at the wall time."""
    child = subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", "ingest.readers.child"],
        stdin=question,
        stdout=answer,
        stderr=trouble,
        cwd=_PACKAGE_ROOT,
        env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
        close_fds=True,
        start_new_session=True,
    )
    try:
        return _wait(child, time.monotonic() + wall_s, stop)
    finally:
        if child.poll() is None:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Stop the child with all that it started; it leads a group of its own, except on Windows."""
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _wait(child: subprocess.Popen[bytes], until: float, stop: threading.Event) -> int | None:
    while (left_s := until - time.monotonic()) > 0:
        try:
            return child.wait(min(left_s, _LOOK_EVERY_S))
        except subprocess.TimeoutExpired:
            if stop.is_set():
                raise ReadStopped("the reading was stopped. Run the same command again to go on.") from None
    return None
