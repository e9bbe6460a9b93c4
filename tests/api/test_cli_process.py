"""The program as a process of its own: what a shell, a pipe and a signal see."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ingest.errors import LibraryError
from ingest.papers import Scope
from ingest.store.library import Library

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]
QUESTION = "How many lamps in Mill Lane had failed?"


def _environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def _run(*args: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *(str(arg) for arg in args)]
    return subprocess.run(command, capture_output=True, text=True, env=_environment(**extra), timeout=120)


@contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """The running program; a test that fails does not leave it behind."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(), text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_an_answer_as_json_is_all_there_is_on_standard_output(shared_library: Path) -> None:
    done = _run("ask", QUESTION, "--json", MINUTEBOOK_LIBRARY=str(shared_library))
    assert done.returncode == 0
    assert json.loads(done.stdout)["answered"] is True
    assert done.stderr == ""


def test_piped_output_has_no_colour_even_where_colour_is_wanted(shared_library: Path) -> None:
    wanted = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    for args in (("--help",), ("ask", QUESTION, "--library", str(shared_library)), ("ask",)):
        done = _run(*args, **wanted)
        assert "\x1b" not in done.stdout + done.stderr


def test_ingest_tells_its_progress_nowhere_but_on_standard_error(papers_folder: Path, tmp_path: Path) -> None:
    done = _run("ingest", papers_folder, "--library", tmp_path / "library", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [paper["status"] for paper in found["papers"]] == ["new"] * 3
    assert "Traceback" not in done.stderr


def test_a_poor_terminal_encoding_is_no_reason_to_fail(shared_library: Path) -> None:
    done = _run(
        "ask",
        "What sum was taken from the reserve for the lamps?",
        "--library",
        shared_library,
        PYTHONIOENCODING="ascii",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.parametrize(
    ("args", "status"),
    [(("ask",), 2), (("ask", "Lamps?"), 1), (("papers", "show", "x"), 1), (("nonsense",), 2)],
)
def test_a_failure_is_one_line_on_standard_error(tmp_path: Path, args: tuple[str, ...], status: int) -> None:
    done = _run(*args, MINUTEBOOK_LIBRARY=str(tmp_path / "none"))
    assert done.returncode == status
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_goes_away_leaves_no_traceback(shared_library: Path) -> None:
    command = [*PROGRAM, "papers", "show", "minutes-march.txt", "--json", "--library", str(shared_library)]
    with _started(command) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(60) == 1
    assert told == ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_the_service_answers_and_ends_without_a_traceback(
    shared_library: Path, number: signal.Signals, status: int
) -> None:
    port = _free_port()
    command = [*PROGRAM, "serve", "--port", str(port), "--library", str(shared_library)]
    with _started(command) as process:
        assert process.stderr is not None and process.stdout is not None
        told = process.stderr.readline()
        assert re.search(rf"http://127\.0\.0\.1:{port}\b", told), told
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=30) as response:
            assert json.load(response)["status"] == "ready"
        process.send_signal(number)
        assert process.wait(30) == status
        assert process.stdout.read() == ""
        assert "Traceback" not in process.stderr.read()


def _slow_pdf(n_pages: int) -> bytes:
    """Sound, and minutes of work for any reader: many pages that show the same words."""
    words = b"BT /F1 12 Tf 72 700 Td (The Panel noted the report on the lamps) Tj ET"
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(n_pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (n_pages, kids),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[page] * n_pages,
    ]
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)


def _children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks for child processes in /proc")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_ingest_that_is_stopped_leaves_no_child_and_keeps_what_was_done(
    papers_folder: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    papers, library = tmp_path / "papers", tmp_path / "library"
    papers.mkdir()
    (papers / "a-march.txt").write_bytes((papers_folder / "minutes-march.txt").read_bytes())
    (papers / "z-slow.pdf").write_bytes(_slow_pdf(100_000))
    with _started([*PROGRAM, "ingest", str(papers), "--library", str(library)]) as process:
        assert process.stdout is not None and process.stderr is not None
        _wait_for(lambda: _papers_in(library) == 1)
        children = _children_of(process.pid)
        assert children
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(60) == status
        _wait_for(lambda: not any(map(_is_running, children)), until_s=2)
        assert time.monotonic() - begun < 2
        told = process.stderr.read()
        assert process.stdout.read() == ""
    if number == signal.SIGINT:
        last = told.splitlines()[-1]
        assert "stopped after 1 of 2 files (1 new)" in last
        assert str(library) in last
        assert "run the same command again" in last
    assert "Traceback" not in told
    (papers / "z-slow.pdf").unlink()
    again = json.loads(_run("ingest", papers, "--library", library, "--json").stdout)
    assert [paper["status"] for paper in again["papers"]] == ["unchanged"]


def _papers_in(library: Path) -> int:
    if not Library.is_in(library):
        return 0
    with suppress(LibraryError), Library.open(library) as opened:
        return len(opened.papers(Scope.owner()))
    return 0


def _wait_for(condition: Callable[[], bool], until_s: float = 60.0) -> None:
    until = time.monotonic() + until_s
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def test_help_and_answers_do_not_wait_for_what_they_do_not_need(shared_library: Path) -> None:
    slow = "torch sentence_transformers chromadb fastapi uvicorn langchain_openai"
    check = (
        "import sys; sys.argv[1:] = {args!r}; from api.cli import app; code = None\n"
        "try: app()\n"
        "except SystemExit as done: code = done.code\n"
        "loaded = [name for name in {slow!r}.split() if name in sys.modules]\n"
        "sys.exit(f'{{code}} {{loaded}}' if code or loaded else 0)"
    )
    for args in (["--help"], ["ask", QUESTION, "--library", str(shared_library)]):
        done = subprocess.run(
            [sys.executable, "-c", check.format(args=args, slow=slow)],
            capture_output=True, text=True, env=_environment(), timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
