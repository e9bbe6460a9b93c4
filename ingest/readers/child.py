"""The process that ``sandbox`` starts: limits itself, reads one file, answers, ends.

The answer to a paper is one line of JSON. When packs are asked for, a line comes first for each file of the
pack, followed by the bytes of the file. When pictures of pages are to be recognised, the answer is one line
for each page, printed as soon as it is read. Imports nothing but the readers, so that it starts in a
fraction of a second.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from typing import TypedDict, cast

from ingest.errors import NoText, ReadError
from ingest.papers import Text
from ingest.readers.detect import Format, is_mail, is_zip, sniff
from ingest.readers.read import read

ANSWER_OVERHEAD_BYTES = 10_000_000
BYTES_PER_ESCAPED_CHARACTER = 6
_PR_SET_PDEATHSIG = 1


class _Limits(TypedDict):
    """The fields of ``sandbox.Limits`` as they come over; seconds and bytes."""

    wall_s: float
    cpu_s: int
    memory_bytes: int
    file_bytes: int
    text_bytes: int
    pack_bytes: int
    recognition_s: float
    page_s: float
    recognised_pages: int


class RecognisedFields(TypedDict):
    """The fields of ``ocr.Recognised`` as they come over."""

    number: int
    lines: tuple[str, ...]
    confidence: float
    trouble: str


class _Question(TypedDict):
    """What is asked of the child; ``opens_packs`` False means that the file itself must be a paper.

    ``recognise`` holds pages of a PDF to recognise with the program ``tesseract`` instead of reading the
    file, none of them named meaning all without words; ``recognised`` what came of it, for the reading.
    """

    name: str
    limits: _Limits
    opens_packs: bool
    tesseract: str
    recognise: list[int] | None
    recognised: list[RecognisedFields] | None


def main() -> None:
    """Read standard input (one line of JSON with the question, then the file) and print the answer."""
    asked = cast(_Question, json.loads(sys.stdin.buffer.readline()))
    name, limits = asked["name"], asked["limits"]
    end_with_parent()
    restrict(limits)
    try:
        data = sys.stdin.buffer.read()
        if asked["recognise"] is not None:
            _recognise(data, asked["recognise"], asked["tesseract"], limits)
            return
        if asked["recognised"] is not None:
            text: Text | None = _read_again(data, name, asked["recognised"])
        elif asked["opens_packs"] and (is_zip(data) or is_mail(data)):
            text = _open_pack(data, name, limits)
        else:
            text = read(data, name)
        _check_length(text, name, limits["text_bytes"])
        answer: dict[str, object] = {"text": asdict(text) if text else None, "is_last": True}
    except ReadError as error:
        answer = {"error": type(error).__name__, "message": str(error), "is_last": True}
    except RecursionError:
        message = f"{name}: its parts are nested too deeply to be read. Save it again and add the copy."
        answer = {"error": "ReadError", "message": message, "is_last": True}
    except MemoryError:
        megabytes = limits["memory_bytes"] // 1_000_000
        message = f"{name}: needs more than {megabytes} MB of memory. Split it, or print it to a new PDF."
        answer = {"error": "ReadError", "message": message, "is_last": True}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _recognise(data: bytes, numbers: list[int], tesseract: str, limits: _Limits) -> None:
    """Print what is on the pictures of pages, one line of JSON a page, each as soon as it is known."""
    from ingest.readers.ocr import recognise
    from ingest.readers.pdf_drawn import CannotDraw, DrawnPaper

    try:
        paper = DrawnPaper(data)
        silent = numbers or [number for number in range(1, paper.n_pages + 1) if not paper.page(number).lines]
    except CannotDraw:
        return
    for page in recognise(paper, silent[: limits["recognised_pages"]], tesseract, limits["page_s"]):
        sys.stdout.buffer.write(json.dumps(asdict(page)).encode() + b"\n")
        sys.stdout.buffer.flush()


def _read_again(data: bytes, name: str, recognised: list[RecognisedFields]) -> Text:
    from ingest.readers.ocr import Recognised
    from ingest.readers.pdf import read_pdf

    return read_pdf(data, name, [Recognised(**page) for page in recognised])


def _open_pack(data: bytes, name: str, limits: _Limits) -> Text | None:
    """Print the files of a pack; the text of what is a paper itself: a message with words, a Word file."""
    from ingest.readers.pack import unpack
    from ingest.readers.parts import Member

    form = sniff(data, name)
    n_parts = 0
    for part in unpack(data, name, limits["pack_bytes"]):
        n_parts += 1
        if isinstance(part, Member):
            _print_part({"path": part.path, "n_bytes": len(part.content)}, part.content)
        else:
            _print_part({"path": part.path, "reason": part.reason})
    if form is Format.ZIP:
        return None
    if len(data) > limits["file_bytes"]:
        raise too_large(name, len(data), limits["file_bytes"])
    try:
        return read(data, name)
    except NoText:
        # A message that is only there for what is attached to it.
        if not n_parts:
            raise
        return None


def _print_part(head: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)


def too_large(name: str, n_bytes: int, most: int) -> ReadError:
    """What is said of a file of ``n_bytes`` where ``most`` are allowed."""
    return ReadError(
        f"{name}: {n_bytes / 1_000_000:.1f} MB, more than {most / 1_000_000:.0f} MB. "
        "Split it, or save it with smaller pictures."
    )


def end_with_parent() -> None:
    """Have Linux stop this process when the one that started it ends, however that ends."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def restrict(limits: _Limits) -> None:
    """Have the operating system stop this process when it passes a limit; nothing on Windows."""
    try:
        import resource
    except ImportError:
        return
    answer_bytes = BYTES_PER_ESCAPED_CHARACTER * limits["text_bytes"] + ANSWER_OVERHEAD_BYTES
    answer_bytes += limits["pack_bytes"]
    for what, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, ceiling = resource.getrlimit(what)
        allowed = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(what, (allowed, ceiling if what == resource.RLIMIT_CPU else allowed))


def _check_length(text: Text | None, name: str, most: int) -> None:
    size = len(text.content.encode()) if text else 0
    if size > most:
        raise ReadError(
            f"{name}: {size / 1_000_000:.1f} MB of text, more than {most / 1_000_000:.0f} MB. "
            "Split it into its papers and add those."
        )


if __name__ == "__main__":
    main()
