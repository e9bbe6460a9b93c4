"""Reading a file from outside in a process of its own, which may crash, hang or be stopped.

The only way in for files that somebody sent. The child gets the bytes on its standard input and no
environment, may write no file larger than its answer, and answers in JSON, which is checked here before
anything is believed. A pack comes back as the files in it, which are bytes to be read in their turn.
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
from typing import IO, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import NoText, ReadError, UnsupportedFormat
from ingest.papers import Text
from ingest.readers.child import too_large
from ingest.readers.detect import is_zip
from ingest.readers.parts import Member, Skipped

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
    pack_bytes: int = 300 * _MEGABYTE
    """A zip archive, and all files in a pack together."""


@dataclass(frozen=True)
class Opened:
    """What is in a file: the text where it is a paper itself, and its files where it is a pack, in order.

    Both are there for an e-mail with attachments; ``text`` is None for an archive.
    """

    text: Text | None
    parts: tuple[Member | Skipped, ...] = ()


class _Part(BaseModel):
    """One file of a pack; ``n_bytes`` of content follow, or there is a reason why it was left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(min_length=1, max_length=4_000)
    n_bytes: int = Field(default=0, ge=0)
    reason: str = ""


class _Answer(BaseModel):
    """What the child says last: the text, or why there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_last: Literal[True]
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
    data = _load(paper, name, limits.file_bytes)
    opened = _ask(data, name, limits, opens_packs=False)
    if opened.text is None:
        raise _no_answer(name)
    return opened.text


def open_in_child(data: bytes, name: str, limits: Limits | None = None) -> Opened:
    """A paper read, or a pack (zip archive, e-mail) taken apart, by a throw-away process.

    A zip archive may be as large as ``limits.pack_bytes``, anything else as ``limits.file_bytes``.

    Raises:
        UnsupportedFormat: No reader knows the content.
        NoText: The file is sound but holds neither words nor papers.
        ReadError: The file is empty, damaged, too large, harmful, or its reading passed a limit or crashed.
    """
    limits = limits or Limits()
    _load(data, name, limits.pack_bytes if is_zip(data) else limits.file_bytes)
    return _ask(data, name, limits, opens_packs=True)


def _ask(data: bytes, name: str, limits: Limits, *, opens_packs: bool) -> Opened:
    with (
        tempfile.TemporaryFile() as question,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as trouble,
    ):
        # The name goes in with the file: a command line can be read by everyone on the machine.
        asked = {"name": name, "limits": asdict(limits), "opens_packs": opens_packs}
        question.write(json.dumps(asked).encode() + b"\n")
        question.write(data)
        question.seek(0)
        status = _run(limits.wall_s, question, answer, trouble)
        if status != 0:
            raise ReadError(_what_stopped_it(status, name, limits))
        answer.seek(0)
        return _believe(answer, name)


def _load(paper: bytes | Path, name: str, most_bytes: int) -> bytes:
    try:
        size = len(paper) if isinstance(paper, bytes) else paper.stat().st_size
        if size > most_bytes:
            raise too_large(name, size, most_bytes)
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


def _believe(answer: IO[bytes], name: str) -> Opened:
    """The child's answer after checking it as one checks anything from outside."""
    parts: list[Member | Skipped] = []
    try:
        line = answer.readline()
        while line.endswith(b"\n"):
            parts.append(_part(_Part.model_validate_json(line), answer, name))
            line = answer.readline()
        said = _Answer.model_validate_json(line)
    except ValidationError as error:
        raise _no_answer(name) from error
    if said.error or (said.text is None and not parts):
        raise _ERRORS.get(said.error, ReadError)(said.message or f"{name}: could not be read. Save it again.")
    if said.text is not None:
        _check_offsets(said.text, name)
    return Opened(said.text, tuple(parts))


def _part(said: _Part, answer: IO[bytes], name: str) -> Member | Skipped:
    if said.reason:
        return Skipped(said.path, said.reason)
    content = answer.read(said.n_bytes)
    if len(content) != said.n_bytes:
        raise _no_answer(name)
    return Member(said.path, content)


def _no_answer(name: str) -> ReadError:
    return ReadError(
        f"{name}: the reader gave no usable answer. Open the file, save it again, and add the copy."
    )


def _check_offsets(text: Text, name: str) -> None:
    spans = [page.span for page in text.pages] + [heading.span for heading in text.headings]
    if any(span.end > len(text.content) for span in spans):
        raise ReadError(f"{name}: the reader gave offsets outside the text. Save it again and add that.")
