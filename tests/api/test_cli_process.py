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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


def test_an_interrupted_ingest_ends_with_130_and_without_a_traceback(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(40):
        (papers / f"{number}.txt").write_text(
            f"{number}. Lamps\n\n" + "The lamp was lit again. " * 200, "utf-8"
        )
    command = [*PROGRAM, "ingest", str(papers), "--library", str(tmp_path / "library")]
    with _started(command) as process:
        assert process.stdout is not None and process.stderr is not None
        until = time.monotonic() + 60
        while not (tmp_path / "library" / "library.sqlite").exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stdout.read() == ""
        assert "Traceback" not in process.stderr.read()


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
