"""Connections to one file that threads share: one thread at a time, few open, none closed under its thread."""

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


def in_a_thread(work):
    told = []
    thread = threading.Thread(target=lambda: told.append(work()))
    thread.start()
    thread.join(20)
    return told[0]


def connection_of(shared):
    with shared.in_use() as connection:
        return connection


def test_threads_one_after_another_use_the_same_connection(file):
    shared = Connections(file)
    first = connection_of(shared)
    assert all(in_a_thread(lambda: connection_of(shared)) is first for _ in range(3))
    shared.close()


def test_a_thread_has_a_connection_to_itself_while_it_reads(reader):
    shared, *_ = reader
    with shared.reading() as outer, shared.reading() as inner:
        assert inner is outer
        other = in_a_thread(lambda: connection_of(shared))
        assert other is not outer
        assert not other.in_transaction


def test_after_a_crowd_only_a_few_connections_stay_open(file):
    shared, all_here = Connections(file), threading.Barrier(connections.N_KEPT + 5, timeout=20)
    seen = []

    def read():
        with shared.reading() as connection:
            seen.append(connection)
            all_here.wait()

    threads = [threading.Thread(target=read) for _ in range(all_here.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(set(map(id, seen))) == all_here.parties
    assert sum(map(is_open, seen)) == connections.N_KEPT
    shared.close()
    assert not any(map(is_open, seen))


def is_open(connection):
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def test_a_connection_left_in_a_transaction_is_not_handed_on(file):
    shared = Connections(file)
    with shared.in_use() as left:
        left.execute("BEGIN")
    assert not is_open(left)
    with shared.reading() as connection:
        assert connection is not left
    shared.close()


def test_a_statement_that_an_error_left_half_read_does_not_show_the_next_the_file_as_it_was(file):
    shared = Connections(file)
    with shared.in_use() as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executemany("INSERT INTO papers VALUES (?)", [("Agenda",)] * 9)
    count = "SELECT count(*) FROM papers"
    with pytest.raises(ValueError, match="damaged"), shared.reading() as connection:
        rows = connection.execute("SELECT name FROM papers")
        next(rows)
        raise ValueError("damaged")
    with shared.in_use() as connection:
        connection.execute("INSERT INTO papers VALUES ('Report')")
    with shared.reading() as connection:
        assert connection.execute(count).fetchone()[0] == 11
    del rows
    shared.close()


def test_after_closing_nothing_is_opened_any_more(file):
    shared = Connections(file)
    shared.close()
    with pytest.raises(sqlite3.ProgrammingError), shared.in_use():
        pass


def test_a_file_that_is_not_there_is_told_each_time_and_closing_does_not_wait(tmp_path):
    shared = Connections(tmp_path / "none.sqlite")
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError), shared.in_use():
            pass
    began = time.monotonic()
    shared.close()
    assert time.monotonic() - began < connections.CLOSING_WAITS_S
