"""The index of a running service: built where there is none, renewed where it is stale, never waited for."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from api.commands.index_keeper import IndexKeeper
from api.commands.serving import assembled
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.settings import Settings

OWNER = Scope.owner()
QUESTION = "How many lamps in Mill Lane had failed?"


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_missing_index_is_built_and_a_stale_one_renewed(own_library: Path) -> None:
    with assembled(Settings(library=own_library, index="chroma")) as minutebook:
        assert not minutebook.has_current_index
        with IndexKeeper(minutebook, look_every_s=0.2, quiet_s=0):
            assert minutebook.ask(QUESTION, scope=OWNER).answered, "by exact search"
            _wait_for(lambda: minutebook.has_current_index)
            with Library.create_or_open(own_library) as writer:
                writer.set_access(writer.papers(OWNER)[0].paper_id, Access.PUBLIC)
            assert not minutebook.has_current_index
            _wait_for(lambda: minutebook.has_current_index)
        assert minutebook.ask(QUESTION, scope=OWNER).answered


def test_a_writer_at_work_neither_keeps_it_from_building_nor_is_kept_from_writing(own_library: Path) -> None:
    with (
        Library.create_or_open(own_library) as writer,
        assembled(Settings(library=own_library, index="chroma")) as minutebook,
    ):
        with IndexKeeper(minutebook, look_every_s=0.2, quiet_s=0):
            _wait_for(lambda: minutebook.has_current_index)
            writer.set_access(writer.papers(OWNER)[0].paper_id, Access.PUBLIC)
            _wait_for(lambda: minutebook.has_current_index)


def test_it_stops_at_once_though_a_build_is_under_way(own_library: Path) -> None:
    with assembled(Settings(library=own_library, index="chroma")) as minutebook:
        with IndexKeeper(minutebook, look_every_s=0.2, quiet_s=0):
            _wait_for(lambda: any((own_library / "index").glob("gen-*")))
            began = time.monotonic()
        assert time.monotonic() - began < 2
        assert not minutebook.has_current_index


def test_while_papers_are_coming_nothing_is_built(own_library: Path) -> None:
    with (
        assembled(Settings(library=own_library, index="chroma")) as minutebook,
        IndexKeeper(minutebook, look_every_s=0.1, quiet_s=600),
    ):
        _wait_for(lambda: minutebook.has_current_index)
        with Library.create_or_open(own_library) as writer:
            writer.withdraw(writer.papers(OWNER)[0].paper_id, "it was the wrong file")
        _wait_for(lambda: not list((own_library / "index").glob("gen-*")))
        time.sleep(1)
        assert not list((own_library / "index").glob("gen-*")), "it waits until the library is at rest"
        assert minutebook.ask(QUESTION, scope=OWNER).answered


def test_a_stale_index_is_removed_where_none_is_wanted(indexed_library: Path) -> None:
    with (
        assembled(Settings(library=indexed_library)) as minutebook,
        IndexKeeper(minutebook, look_every_s=0.1),
    ):
        time.sleep(0.5)
        assert list((indexed_library / "index").glob("gen-*")), "it is of the library as it is"
        with Library.create_or_open(indexed_library) as writer:
            writer.withdraw(writer.papers(OWNER)[0].paper_id, "it was the wrong file")
        _wait_for(lambda: not list((indexed_library / "index").glob("gen-*")))


def test_where_search_is_to_be_exact_no_index_is_kept(own_library: Path) -> None:
    with (
        assembled(Settings(library=own_library, index="exact")) as minutebook,
        IndexKeeper(minutebook, look_every_s=0.1),
    ):
        time.sleep(1)
        assert not (own_library / "index").exists()
