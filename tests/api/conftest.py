"""A small library of invented papers, made once by the real intake, and the entries that read it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

MINUTES = """HARROWMERE SAFER STREETS PANEL

Minutes of the meeting held on Tuesday 4 March 2025 at 10.00 am in the Council Chamber, Harrowmere

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo, Councillor C. Tarrant

12. Street lighting in Mill Lane

The Panel considered a report of the Street Works Manager about lighting in Mill Lane.

(i) Members asked how many of the lamps had failed. The Street Works Manager replied that 14 of the 60 lamps \
had failed since October.

(ii) The Street Works Manager undertook to bring a timetable for the repairs to the next meeting.

RESOLVED:

(a) That the lamps in Mill Lane be replaced by the end of June 2025.

(b) That £18,500 be taken from the street works reserve for the lamps.

13. Mobile library

The Panel heard that the mobile library would stop at Fenwick Green on Thursdays from April 2025.

RESOLVED: That the new stop at Fenwick Green be welcomed.
"""

LATER_MINUTES = """HARROWMERE SAFER STREETS PANEL

Minutes of the meeting held on Tuesday 10 June 2025 at 10.00 am in the Council Chamber, Harrowmere

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo

21. Street lighting in Mill Lane

The Street Works Manager reported that 46 lamps had been replaced and that the rest would follow in July 2025.

RESOLVED: That the progress be noted.
"""

REPORT = """HARROWMERE SAFER STREETS PANEL

10 June 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street

Recommendation

1. That the Panel agree to repair the pavement in Castle Street first.

Background

2. The survey of April 2025 found 212 broken slabs in Castle Street, more than in any other street.

3. Repairs would cost about £41,000 and take five weeks.
"""

PAPERS = {"minutes-march.txt": MINUTES, "minutes-june.txt": LATER_MINUTES, "report-june.txt": REPORT}

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them, and nothing is written beside the code."""
    without_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)


def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("MINUTEBOOK_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def papers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for name, text in PAPERS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def untouched_library(papers_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To copy and never to open: a copy made while this process has the files open would drop its locks on them."""
    from ingest.intake import Intake
    from ingest.store.library import Library

    folder = tmp_path_factory.mktemp("library") / "library"
    with Library.create_or_open(folder) as library:
        outcomes = Intake(library).ingest([papers_folder])
    assert [outcome.status for outcome in outcomes] == ["new"] * len(PAPERS)
    return folder


@pytest.fixture(scope="session")
def shared_library(untouched_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read by many tests, changed by none; the records of the services over it are those of all of them."""
    return Path(shutil.copytree(untouched_library, tmp_path_factory.mktemp("shared") / "library"))


@pytest.fixture(scope="module")
def client(shared_library: Path) -> Iterator[TestClient]:
    """The service of the owner alone over the shared library, for tests that change nothing."""
    from api.app import create_app
    from api.settings import load
    from rag.assembly import assemble

    with pytest.MonkeyPatch.context() as patch:
        without_settings(patch)
        settings = load(shared_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


@pytest.fixture(scope="session")
def serving() -> Callable[[Path], AbstractContextManager[str]]:
    """Serves a library on a port of this machine, as the settings of the moment say; gives its address."""
    import uvicorn

    from api.app import create_app
    from api.commands.serving import listening_socket
    from api.settings import load
    from rag.assembly import assemble

    @contextmanager
    def serve(library: Path) -> Iterator[str]:
        settings = load(library).settings
        with (
            assemble(settings.for_answers(), resident=True) as minutebook,
            listening_socket("127.0.0.1", 0) as listening,
        ):
            config = uvicorn.Config(create_app(minutebook, settings), log_config=None, access_log=False)
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            try:
                while not server.started:
                    time.sleep(0.02)
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()

    return serve


@pytest.fixture
def own_library(untouched_library: Path, tmp_path: Path) -> Path:
    """A copy for a test that changes it, without the index, whose probe takes each service two seconds."""
    without = shutil.ignore_patterns("index")
    return Path(shutil.copytree(untouched_library, tmp_path / "own-library", ignore=without))


@pytest.fixture
def indexed_library(untouched_library: Path, tmp_path: Path) -> Path:
    """A copy for a test that changes it, and to which the index matters."""
    return Path(shutil.copytree(untouched_library, tmp_path / "indexed-library"))


@pytest.fixture
def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has commands in this process leave out the index, which takes two seconds to build."""
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)


@pytest.fixture
def run() -> Run:
    """Runs a command in this process; the result has exit_code, stdout and stderr."""
    from api.cli import app

    def invoke(*args: str | Path) -> Result:
        return CliRunner().invoke(app, [str(arg) for arg in args])

    return invoke


@pytest.fixture(scope="session")
def one_line_of() -> Callable[[Result], str]:
    """The one line that a failed command told on standard error; anything more is a failure."""

    def line(result: Result) -> str:
        assert result.stdout == ""
        lines = result.stderr.splitlines()
        assert len(lines) == 1, result.stderr
        assert lines[0].startswith("minutebook: ")
        return lines[0]

    return line


@pytest.fixture(scope="session")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A golden set of two questions over the papers."""
    golden = tmp_path_factory.mktemp("golden") / "questions.jsonl"
    golden.write_text(
        '{"id": "q1", "question": "How many lamps in Mill Lane had failed?", "type": "single_fact", '
        '"answerable": true, "answers": ["14"], '
        '"nuggets": [{"text": "14 lamps had failed", "vital": true}], '
        '"evidence": [{"document": "minutes-march.txt", "quote": "14 of the 60 lamps had failed since October"}]}\n'
        '{"id": "q2", "question": "What does the swimming pool cost to heat?", "type": "unanswerable", '
        '"answerable": false, "answers": [], "nuggets": [], "evidence": [], "notes": "Absent: no pool."}\n',
        "utf-8",
    )
    yield golden


HandIn = Callable[..., dict[str, object]]


@pytest.fixture(scope="session")
def await_job() -> HandIn:
    """Waits for the job at an address to end; the job, with what is under its result."""

    def wait(client: TestClient, place: str) -> dict[str, object]:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            job: dict[str, object] = client.get(place).json()
            if job["state"] not in ("queued", "running"):
                result = client.get(f"{place}/result").json() if job["state"] == "done" else {}
                return {**result, **job}
            time.sleep(0.05)
        raise AssertionError(f"{place} has not ended")

    return wait


@pytest.fixture(scope="session")
def hand_in(await_job: HandIn) -> HandIn:
    """Uploads a file and waits for its job; the job, with what became of each paper under ``papers``."""

    def send(client: TestClient, name: str, content: bytes, **form: str) -> dict[str, object]:
        accepted = client.post("/api/v1/papers", files={"file": (name, content)}, data=form)
        assert accepted.status_code == 202, accepted.text
        return await_job(client, accepted.headers["location"])

    return send
