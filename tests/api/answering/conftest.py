"""A library with a Minutebook over it, and a process that answers from the same library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.answering.pool import AnsweringProcesses
from api.logs import LogStyle
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

QUIET = LogStyle("plain", "error")


@pytest.fixture(scope="module")
def minutebook(shared_library: Path) -> Iterator[Minutebook]:
    with assemble(Settings(library=shared_library)) as opened:
        yield opened


@pytest.fixture(scope="module")
def processes(minutebook: Minutebook) -> Iterator[AnsweringProcesses]:
    with AnsweringProcesses(minutebook.settings, 1, minutebook.questions, QUIET) as started:
        yield started


@pytest.fixture
def own_processes(minutebook: Minutebook) -> Iterator[AnsweringProcesses]:
    """Processes that a test may do harm to."""
    with AnsweringProcesses(minutebook.settings, 1, minutebook.questions, QUIET) as started:
        yield started
