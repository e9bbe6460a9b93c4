"""Connections to one file that threads share: one that is used is not closed under its thread."""

import sqlite3
import threading
import time

import pytest

from ingest.store import connections
from ingest.store.connections import Connections


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file.sqlite"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE papers (name TEXT)")
        made.execute("INSERT INTO papers VALUES ('Minutes')")
    made.close()
    return path


@pytest.fixture
def reader(file):
    """Connections, and a thread in the middle of a read; ``go_on`` has it read again and end."""
    shared, has_begun, go_on, told = Connections(file), threading.Event(), threading.Event(), []

    def read():
        try:
            with shared.reading() as connection, shared.reading():
                connection.execute("SELECT * FROM papers").fetchall()
                has_begun.set()
                go_on.wait(20)
                told.append(connection.execute("SELECT name FROM papers").fetchone()[0])
        except sqlite3.Error as error:
            told.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert has_begun.wait(20)
    yield shared, go_on, thread, told
    go_on.set()
    thread.join(20)


def test_closing_waits_until_others_have_read(reader, monkeypatch):
    shared, go_on, thread, told = reader
    monkeypatch.setattr(connections, "CLOSING_WAITS_S", 20.0)
    threading.Timer(0.2, go_on.set).start()
    shared.close()
    thread.join(20)
    assert told == ["Minutes"]


def test_a_connection_that_is_used_for_too_long_is_left_to_its_thread(reader, monkeypatch):
    shared, go_on, thread, told = reader
    monkeypatch.setattr(connections, "CLOSING_WAITS_S", 0.1)
    shared.close()
    go_on.set()
    thread.join(20)
    assert told == ["Minutes"]


def test_closing_twice_and_inside_of_ones_own_block_does_no_harm(file):
    shared = Connections(file)
    began = time.monotonic()
    with shared.in_use():
        shared.close()
    shared.close()
    assert time.monotonic() - began < connections.CLOSING_WAITS_S
    assert shared.is_closed
