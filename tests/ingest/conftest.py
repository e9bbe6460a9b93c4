"""A real library to take papers into, without the index where a test is not about it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

AN_HOUR_NS = 3_600 * 10**9


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create_or_open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the index, which has tests of its own and takes two seconds to build."""
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files were written long before the intake looks at them."""
    now = time.time_ns
    monkeypatch.setattr("ingest.intake.time.time_ns", lambda: now() + AN_HOUR_NS)


@pytest.fixture
def take(library: Library, without_index: None) -> Callable:
    def ingest(*paths: Path, access: Access = Access.PUBLIC, **more):
        return Intake(library, access=access, encoder=QueryEncoder(), **more).ingest(list(paths))

    return ingest


@pytest.fixture
def minutes() -> str:
    return """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025 in the Hall

Present: Councillor A. Lindqvist (Chair)

21. Street lighting in Mill Lane

The Manager reported that 14 of the 60 lamps had failed.

RESOLVED: That the contractor mend every lamp by May.
"""


@pytest.fixture
def report() -> str:
    return """HARROW SAFER STREETS PANEL

11 March 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street and Mill Lane

Recommendation

1. That the Panel agree to repair the pavement in Castle Street first.

Background

2. Repairs would cost about 41,000 pounds and take five weeks.
"""
