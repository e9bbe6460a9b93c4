"""The service under attack: as a process of its own, or as an application in this one; and all that it says."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from starlette.testclient import TestClient

from api.app import create_app
from api.commands.serving import answering_processes
from api.logs import LogStyle, start_logging
from api.settings import AppSettings
from rag.assembly import assemble

NO_LIMITS = {
    "requests_per_minute": 0,
    "requests_per_minute_address": 0,
    "refused_per_minute": 0,
    "jobs_per_asker": 0,
}

_FILE_IN_JSON = re.compile(r'"content": ?"([A-Za-z0-9+/]{40,}={0,2})"')


class Replied(Protocol):
    """What is looked at of a response."""

    status_code: int
    text: str
    content: bytes
    headers: Any


@dataclass
class Served:
    """A service of its own: where it listens, its process, and all that it has written so far."""

    address: str
    pid: int
    log: list[str] = field(default_factory=list)


@contextmanager
def served(library: Path, *options: str, **settings: object) -> Iterator[Served]:
    """A real service over the library, on a free port; without limits unless the settings say otherwise."""
    minutebook = str(Path(sys.executable).with_name("minutebook"))
    command = [minutebook, "serve", "--library", str(library), "--port", "0", "--workers", "1", *options]
    bare = {name: value for name, value in os.environ.items() if not name.upper().startswith("MINUTEBOOK_")}
    given = {f"MINUTEBOOK_{name.upper()}": str(value) for name, value in {**NO_LIMITS, **settings}.items()}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**bare, **given}
    ) as process:
        try:
            yield _listening(process)
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def serving(library: Path, *options: str) -> Iterator[str]:
    """The same, where its address is all that is needed."""
    with served(library, *options) as service:
        yield service.address


def _listening(process: subprocess.Popen[str]) -> Served:
    if process.stdout is None:
        raise RuntimeError("the service has no output")
    log = []
    for line in process.stdout:
        log.append(line)
        address = re.search(r"http://\S+", line)
        if address:
            service = Served(address[0], process.pid, log)
            # What else it says is read on, so that it never has to wait for us.
            threading.Thread(target=log.extend, args=(process.stdout,), daemon=True).start()
            return service
    raise RuntimeError(f"the service did not start: {''.join(log)}")


@contextmanager
def application(library: Path, **settings: object) -> Iterator[TestClient]:
    """The application over the library in this process, without limits unless the settings say otherwise.

    One process answers for it, as in the service that people run.
    """
    given = AppSettings(library=library, **{**NO_LIMITS, "answering_processes": 1, **settings})
    with (
        quietly() as style,
        assemble(given.for_answers(), resident=True) as minutebook,
        answering_processes(minutebook, given, style) as processes,
    ):
        app = create_app(minutebook, given, processes)
        try:
            with TestClient(
                app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False
            ) as client:
                yield client
        finally:
            app.state.service.drain(5)
            app.state.service.records.close()


@contextmanager
def quietly() -> Iterator[LogStyle]:
    """Nothing below an error is logged meanwhile, as attacks have a line written for each request."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    style = LogStyle("plain", "error")
    start_logging(style)
    try:
        yield style
    finally:
        root.handlers[:], root.level = handlers, level


def bearer(key: str) -> dict[str, str]:
    """The header that says who asks."""
    return {"authorization": f"Bearer {key}"}


def words_of(reply: Replied) -> str:
    """Everything that a reply says, in small letters: its words, its headers, and files within either."""
    told = [f"{name}: {value}" for name, value in reply.headers.items()]
    files = [reply.content]
    if reply.content[:2] != b"PK":
        files += [base64.b64decode(found) for found in _FILE_IN_JSON.findall(reply.text)]
    for each in files:
        told += _words_in(each)
    return "\n".join(told).lower()


def _words_in(file: bytes) -> list[str]:
    if file[:2] != b"PK":
        return [file.decode("utf-8", "replace")]
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]


def described_routes() -> frozenset[str]:
    """Every route of the checked-in description as ``METHOD path``, with ``{}`` for each part that is filled in."""
    file = Path(__file__).parents[2] / "docs" / "openapi.json"
    paths = json.loads(file.read_text("utf-8"))["paths"]
    return frozenset(
        f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path)}"
        for path, item in paths.items()
        for method in item
    )
