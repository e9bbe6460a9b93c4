import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.errors import DiskFull, NoText, ReadError, UnsupportedFormat
from ingest.papers import Heading, Span
from ingest.readers.child_process import ReadStopped
from ingest.readers.read import read
from ingest.readers.sandbox import Limits, read_in_child

PdfMaker = Callable[[Sequence[Sequence[str]]], bytes]
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="the operating system has no such limits")


def test_the_child_gives_the_same_text_as_reading_here(make_pdf: PdfMaker) -> None:
    paper = make_pdf([["Minutes – £1.2m"], ["Second page"]])
    assert read_in_child(paper, "a.pdf") == read(paper, "a.pdf")


def test_headings_and_notices_come_back_from_a_file_on_disk(tmp_path: Path) -> None:
    paper = tmp_path / "stored"
    paper.write_bytes("# Minutes\u202e\n\n“agreed” 😀".encode())
    text = read_in_child(paper, "minutes.md")
    assert text.headings == (Heading(Span(2, 9), 1),)
    assert [notice.code for notice in text.notices] == ["hidden_characters"]


@pytest.mark.parametrize(
    ("data", "error", "found"),
    [(b"", ReadError, "is empty"), (b" \n", NoText, "no words"), (b"\x7fELF", UnsupportedFormat, "program")],
)
def test_a_refusal_keeps_its_kind_and_its_words(data: bytes, error: type[ReadError], found: str) -> None:
    with pytest.raises(error, match=found) as refused:
        read_in_child(data, 'quote" \n name.txt')
    assert type(refused.value) is error


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    paper = tmp_path / "large.txt"
    paper.write_bytes(b"x" * 2_000)
    with pytest.raises(ReadError, match=r"large\.txt: .* more than"):
        read_in_child(paper, "large.txt", Limits(file_bytes=1_000))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="can't be opened"):
        read_in_child(tmp_path / "none.txt", "none.txt")


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ReadError, match="MB of text"):
        read_in_child(b"word " * 1_000, "a.txt", Limits(text_bytes=1_000))


@needs_limits
def test_a_reading_that_takes_too_long_is_stopped(make_pdf: PdfMaker) -> None:
    paper = make_pdf([[f"Line {n} of the report" for n in range(50)]] * 300)
    started = time.monotonic()
    with pytest.raises(ReadError, match="not read after"):
        read_in_child(paper, "a.pdf", Limits(wall_s=0.6))
    assert time.monotonic() - started < 5


@needs_limits
def test_a_reading_that_computes_too_much_is_stopped(make_pdf: PdfMaker) -> None:
    paper = make_pdf([[f"Line {n} of the report" for n in range(50)]] * 300)
    with pytest.raises(ReadError, match="of computing"):
        read_in_child(paper, "a.pdf", Limits(cpu_s=1))


@needs_limits
def test_a_reading_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises(ReadError, match="memory"):
        read_in_child(b"word " * 9_000_000, "a.txt", Limits(memory_bytes=80_000_000))


def test_the_child_loads_no_library_it_does_not_need() -> None:
    listing = "import sys, ingest.readers.child; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=root()
    )
    heavy = {"torch", "chromadb", "numpy", "pydantic", "pypdf", "docx", "selectolax", "rag", "prompts"}
    assert not heavy & set(done.stdout.split())


def root() -> Path:
    return Path(__file__).resolve().parents[3]


def test_a_reading_that_nobody_wants_any_more_ends_at_once(make_pdf: PdfMaker) -> None:
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    began = time.monotonic()
    with pytest.raises(ReadStopped, match="Run the same command again"):
        read_in_child(b"<p>" * 400_000 + b"<table><tr><td>" * 400_000, "slow.html", stop=stop)
    assert time.monotonic() - began < 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
def test_a_full_disk_says_nothing_about_the_file():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, hard))
    try:
        with pytest.raises(DiskFull, match=r"minutes.txt: .* Make room and run again"):
            read_in_child(b"Quay\n" * 4_000, "minutes.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
