"""Reading a file from outside in a process of its own, which may crash, hang or be stopped.

The only way in for files that somebody sent. The child gets the bytes on its standard input and no
environment, may write no file larger than its answer, and answers in JSON, which is checked here before
anything is believed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import NoText, ReadError, UnsupportedFormat
from ingest.papers import Text

_PACKAGE_ROOT: Final = Path(__file__).resolve().parents[2]
_ERRORS: Final = {error.__name__: error for error in (ReadError, UnsupportedFormat, NoText)}
_MEGABYTE: Final = 1_000_000
_KEPT_ENVIRONMENT: Final = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


@dataclass(frozen=True)
class Limits:
    """What reading one file may cost; a file that needs more is refused.

    CPU time and address space are enforced by the operating system on Linux and macOS; on Windows only the
    wall time and the sizes are.
    """

    wall_s: float = 60.0
    cpu_s: int = 60
    memory_bytes: int = 1 << 30
    file_bytes: int = 50 * _MEGABYTE
    text_bytes: int = 20 * _MEGABYTE


class _Answer(BaseModel):
    """What the child says: the text, or why there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text | None = None
    error: str = ""
    message: str = ""


def read_in_child(paper: bytes | Path, name: str, limits: Limits | None = None) -> Text:
    """The text of a file, read by a throw-away process.

    Args:
        paper: The whole file, or where it is.
        name: The file name without folders, for messages and for telling kinds of text apart.
        limits: What the reading may cost; the defaults suit council papers of several hundred pages.

    Raises:
        UnsupportedFormat: No reader knows the content.
        NoText: The file is sound but holds no words.
        ReadError: The file is empty, damaged, too large, harmful, or its reading passed a limit or crashed.
    """
    limits = limits or Limits()
    data = _load(paper, name, limits)
    with (
        tempfile.TemporaryFile() as question,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as trouble,
    ):
        # The name goes in with the file: a command line can be read by everyone on the machine.
        question.write(json.dumps({"name": name, "limits": asdict(limits)}).encode() + b"\n")
        question.write(data)
        question.seek(0)
        status = _run(limits.wall_s, question, answer, trouble)
        if status != 0:
            raise ReadError(_what_stopped_it(status, name, limits))
        answer.seek(0)
        return _believe(answer.read(), name)


def _load(paper: bytes | Path, name: str, limits: Limits) -> bytes:
    try:
        size = len(paper) if isinstance(paper, bytes) else paper.stat().st_size
        if size > limits.file_bytes:
            raise ReadError(
                f"{name}: {size / _MEGABYTE:.1f} MB, more than {limits.file_bytes / _MEGABYTE:.0f} MB. "
                "Split it, or save it with smaller pictures."
            )
        return paper if isinstance(paper, bytes) else paper.read_bytes()
    except OSError as error:
        raise ReadError(f"{name}: can't be opened ({error.strerror}). Check your right to it.") from error


def _run(wall_s: float, question: IO[bytes], answer: IO[bytes], trouble: IO[bytes]) -> int | None:
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
        return child.wait(wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _what_stopped_it(status: int | None, name: str, limits: Limits) -> str:
    advice = "Open it, save it or print it to a new PDF, and add that."
    if status is None:
        return f"{name}: not read after {limits.wall_s:g} seconds, so it was stopped. {advice}"
    if status == -getattr(signal, "SIGXCPU", 0) and status:
        return f"{name}: needs more than {limits.cpu_s} seconds of computing, so it was stopped. {advice}"
    if status == -getattr(signal, "SIGKILL", 0) and status:
        return f"{name}: stopped by the operating system, most likely for want of memory. {advice}"
    return f"{name}: the reader broke down on it (exit status {status}). {advice}"


def _believe(answer: bytes, name: str) -> Text:
    """The child's answer after checking it as one checks anything from outside."""
    try:
        said = _Answer.model_validate_json(answer)
    except ValidationError as error:
        raise ReadError(
            f"{name}: the reader gave no usable answer. Open the file, save it again, and add the copy."
        ) from error
    if said.text is None:
        raise _ERRORS.get(said.error, ReadError)(said.message or f"{name}: could not be read. Save it again.")
    _check_offsets(said.text, name)
    return said.text


def _check_offsets(text: Text, name: str) -> None:
    spans = [page.span for page in text.pages] + [heading.span for heading in text.headings]
    if any(span.end > len(text.content) for span in spans):
        raise ReadError(f"{name}: the reader gave offsets outside the text. Save it again and add that.")
