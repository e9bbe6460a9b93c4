"""Reading a file from outside in a process of its own, which may crash, hang or be stopped.

The only way in for files that somebody sent. The child gets the bytes on its standard input and no
environment, may write no file larger than its answer, and answers in JSON, which is checked before
anything is believed (``child_answers``). A pack comes back as the files in it, which are bytes to be read in
their turn.
"""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Final

from pydantic import ValidationError

from ingest.errors import ReadError
from ingest.papers import NO_TEXT_LAYER, Text
from ingest.readers.child import RecognisedFields, too_large
from ingest.readers.child_answers import Opened, RecognisedPage, believe, no_answer
from ingest.readers.child_process import needs_room, require_room, run_child
from ingest.readers.detect import Format, is_zip

_MEGABYTE: Final = 1_000_000


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
    recognition_s: float = 300.0
    """For all pictures of pages in one PDF, on top of the rest; the pages that do not fit in stay unread."""
    page_s: float = 30.0
    """For one look at one picture."""
    recognised_pages: int = 100
    """Most pages of one PDF; 0 turns text recognition off."""


def read_in_child(
    paper: bytes | Path, name: str, limits: Limits | None = None, stop: threading.Event | None = None
) -> Text:
    """The text of a file, read by a throw-away process.

    Args:
        paper: The whole file, or where it is.
        name: The file name without folders, for messages and for telling kinds of text apart.
        limits: What the reading may cost; the defaults suit council papers of several hundred pages.
        stop: Another thread may set it to end the reading within a tenth of a second.

    Raises:
        ReadStopped: ``stop`` was set.
        UnsupportedFormat: No reader knows the content.
        NoText: The file is sound but holds no words.
        ReadError: The file is empty, damaged, too large, harmful, or its reading passed a limit or crashed.
    """
    limits = limits or Limits()
    data = _load(paper, name, limits.file_bytes)
    opened = _read_with_pictures(data, name, limits, stop, opens_packs=False)
    if opened.text is None:
        raise no_answer(name)
    return opened.text


def open_in_child(
    data: bytes, name: str, limits: Limits | None = None, stop: threading.Event | None = None
) -> Opened:
    """A paper read, or a pack (zip archive, e-mail) taken apart, by a throw-away process.

    A zip archive may be as large as ``limits.pack_bytes``, anything else as ``limits.file_bytes``. Another
    thread may set ``stop`` to end it within a tenth of a second.

    Raises:
        ReadStopped: ``stop`` was set.
        UnsupportedFormat: No reader knows the content.
        NoText: The file is sound but holds neither words nor papers.
        ReadError: The file is empty, damaged, too large, harmful, or its reading passed a limit or crashed.
    """
    limits = limits or Limits()
    _load(data, name, limits.pack_bytes if is_zip(data) else limits.file_bytes)
    return _read_with_pictures(data, name, limits, stop, opens_packs=True)


def _read_with_pictures(
    data: bytes, name: str, limits: Limits, stop: threading.Event | None, *, opens_packs: bool
) -> Opened:
    """A file read; a PDF with pages without words once more, with what is recognised on their pictures.

    Each of the three steps has a process of its own, so that a picture that brings down its reader costs
    nothing but the pages that were to be recognised.
    """
    tesseract = _tesseract(limits)
    asked = _Asked(name, limits, opens_packs=opens_packs)
    opened = _read(data, asked, stop)
    silent = _silent_pages(opened)
    if silent is None or tesseract is None:
        return opened
    recognised = _recognise(data, replace(asked, tesseract=tesseract, recognise=silent), stop)
    return _read(data, replace(asked, recognised=recognised), stop)


@dataclass(frozen=True)
class _Asked:
    """The question to the child; see ``child``."""

    name: str
    limits: Limits
    opens_packs: bool
    tesseract: str = ""
    recognise: list[int] | None = None
    recognised: list[RecognisedFields] | None = None


def can_recognise(limits: Limits | None = None) -> bool:
    """Whether pictures of pages are read: the program for it is installed, and the limits let it run."""
    return _tesseract(limits or Limits()) is not None


def _tesseract(limits: Limits) -> str | None:
    return shutil.which("tesseract") if limits.recognised_pages else None


def _silent_pages(opened: Opened) -> list[int] | None:
    """The pages to recognise, none named meaning all of them; None where there are none."""
    text = opened.text
    if text is None or text.format != Format.PDF:
        return None
    if not text.content:
        return None if text.running_lines else []
    found = [each.page for each in text.notices if each.code == NO_TEXT_LAYER and each.page is not None]
    return found or None


def _read(data: bytes, asked: _Asked, stop: threading.Event | None) -> Opened:
    with tempfile.TemporaryFile() as answer:
        status = _ask(data, asked, asked.limits.wall_s, answer, stop)
        if status != 0:
            require_room(answer, status, asked.name)
            raise ReadError(_what_stopped_it(status, asked.name, asked.limits))
        answer.seek(0)
        return believe(answer, asked.name)


def _recognise(data: bytes, asked: _Asked, stop: threading.Event | None) -> list[RecognisedFields]:
    """What is on the pictures; a page that the child did not come to says why."""
    found: dict[int, RecognisedPage] = {}
    with tempfile.TemporaryFile() as answer:
        status = _ask(data, asked, asked.limits.recognition_s, answer, stop)
        answer.seek(0)
        for line in answer:
            try:
                page = RecognisedPage.model_validate_json(line)
            except ValidationError:
                # The line that was being written when the child was stopped.
                break
            found[page.number] = page
    missing = [number for number in asked.recognise or [] if number not in found]
    trouble = _why_not_recognised(status, len(found), asked.limits)
    found |= {number: RecognisedPage(number=number, trouble=trouble) for number in missing}
    if not found:
        found[1] = RecognisedPage(number=1, trouble=trouble)
    return [
        {"number": page.number, "lines": page.lines, "confidence": page.confidence, "trouble": page.trouble}
        for page in found.values()
    ]


def _why_not_recognised(status: int | None, n_found: int, limits: Limits) -> str:
    if status is None:
        return f"the time for text recognition was used up ({limits.recognition_s:g} seconds a file)"
    if status == 0 and n_found >= limits.recognised_pages:
        return f"text recognition reads {limits.recognised_pages} pages of a file and no more"
    return "text recognition broke down on its picture, or on the one before"


def _ask(
    data: bytes, asked: _Asked, wall_s: float, answer: IO[bytes], stop: threading.Event | None
) -> int | None:
    """Have a child answer into a file; its exit status as ``run_child`` gives it."""
    with (
        needs_room(asked.name),
        tempfile.TemporaryFile() as question,
        tempfile.TemporaryFile() as trouble,
    ):
        # The name goes in with the file: a command line can be read by everyone on the machine.
        question.write(json.dumps(asdict(asked)).encode() + b"\n")
        question.write(data)
        question.seek(0)
        return run_child(wall_s, question, answer, trouble, stop or threading.Event())


def _load(paper: bytes | Path, name: str, most_bytes: int) -> bytes:
    try:
        size = len(paper) if isinstance(paper, bytes) else paper.stat().st_size
        if size > most_bytes:
            raise too_large(name, size, most_bytes)
        return paper if isinstance(paper, bytes) else paper.read_bytes()
    except OSError as error:
        raise ReadError(f"{name}: can't be opened ({error.strerror}). Check your right to it.") from error


def _what_stopped_it(status: int | None, name: str, limits: Limits) -> str:
    advice = "Open it, save it or print it to a new PDF, and add that."
    if status is None:
        return f"{name}: not read after {limits.wall_s:g} seconds, so it was stopped. {advice}"
    if status == -getattr(signal, "SIGXCPU", 0) and status:
        return f"{name}: needs more than {limits.cpu_s} seconds of computing, so it was stopped. {advice}"
    if status == -getattr(signal, "SIGKILL", 0) and status:
        return f"{name}: stopped by the operating system, most likely for want of memory. {advice}"
    return f"{name}: the reader broke down on it (exit status {status}). {advice}"
