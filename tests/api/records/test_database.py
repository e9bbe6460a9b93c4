"""The file of the records: private, upgradable, and honest about a full disk."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from api.records.database import Records
from api.records.errors import RecordsDamaged, RecordsError, RecordsMissing, RecordsTooNew
from api.records.idempotency import OnlyOnce, Reply


def test_a_folder_without_records_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(RecordsMissing, match="nothing was recorded here yet"):
        Records.existing(tmp_path)


def test_a_file_of_a_newer_version_or_of_something_else_is_refused(tmp_path: Path) -> None:
    Records(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "service.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(RecordsTooNew, match="file version 99"):
        Records(tmp_path)
    with closing(sqlite3.connect(tmp_path / "service.sqlite")) as connection:
        connection.execute("PRAGMA application_id = 1")
    with pytest.raises(RecordsDamaged, match="no records of Minutebook"):
        Records(tmp_path)
    (tmp_path / "service.sqlite").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(RecordsDamaged, match="backup"):
        Records(tmp_path)


def test_a_transaction_takes_effect_whole_or_not_at_all(tmp_path: Path) -> None:
    with Records(tmp_path) as records:
        with pytest.raises(RuntimeError), records.writing() as connection:
            connection.execute("INSERT INTO quotas VALUES ('a', '2026-01-01', 1)")
            raise RuntimeError
        with records.reading() as connection:
            assert connection.execute("SELECT count(*) FROM quotas").fetchone()[0] == 0


def test_records_opened_a_second_time_leave_the_locks_of_the_first_alone(tmp_path: Path) -> None:
    """Without its lock another process takes itself for the last one, and removes the log that is in use."""
    others = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM jobs').fetchall()"
    )
    with Records(tmp_path) as records:
        with records.in_use() as connection:
            connection.execute("SELECT count(*) FROM jobs").fetchall()
        Records(tmp_path).close()
        subprocess.run([sys.executable, "-c", others, str(records.path)], check=True)
        assert records.path.with_name(f"{records.path.name}-wal").exists()


def test_closed_records_say_so(tmp_path: Path) -> None:
    records = Records(tmp_path)
    records.close()
    with pytest.raises(RecordsError, match="are closed"):
        records.in_use().__enter__()


_FILLING = """
import resource, signal, sys
from pathlib import Path
from api.records.audit import Audit
from api.records.chain import Action, Deed
from api.records.database import Records
from api.records.errors import RecordsError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
records = Records(Path(sys.argv[1]))
audit = Audit(records)
audit.record(Deed(Action.ASKED, "key", "member"))
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), most))
try:
    for number in range(100_000):
        audit.record(Deed(Action.ASKED, "key", "member", detail={"filling": "x" * 500}))
except RecordsError as error:
    print(number, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(audit.record(Deed(Action.ASKED, "key", "member")), audit.verify().problems)
"""


def test_a_full_disk_is_told_and_recording_goes_on_once_there_is_room(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-c", _FILLING, str(tmp_path), "400000"], capture_output=True, text=True, check=True
    )
    refused, after = done.stdout.splitlines()
    n_recorded, _, message = refused.partition(" ")
    assert "Check the disk" in message or "make room" in message
    assert after == f"{int(n_recorded) + 3} ()"


def test_a_key_counts_for_one_asker_and_one_route(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> Reply:
        made.append("job")
        return Reply(202, "/jobs/1", {"job_id": str(len(made))})

    with Records(tmp_path) as records:
        once = OnlyOnce(records)
        first = once.do("key-1", "upload", "k", b"a", make)
        again = once.do("key-1", "upload", "k", b"a", make)
        assert (again.body, again.is_again, len(made)) == (first.body, True, 1)
        assert once.do("key-2", "upload", "k", b"b", make).body == {"job_id": "2"}
        assert once.do("key-1", "briefing", "k", b"c", make).body == {"job_id": "3"}
        assert once.do("key-1", "upload", None, b"a", make).body == {"job_id": "4"}
        with pytest.raises(RecordsError, match="another request before"):
            once.do("key-1", "upload", "k", b"b", make)


def test_what_could_not_be_done_may_be_tried_again_with_its_key(tmp_path: Path) -> None:
    def fail() -> Reply:
        raise RecordsError("no room")

    with Records(tmp_path) as records:
        once = OnlyOnce(records)
        with pytest.raises(RecordsError, match="no room"):
            once.do("key-1", "upload", "k", b"a", fail)
        assert not once.do("key-1", "upload", "k", b"a", lambda: Reply(202, "", {})).is_again


def test_closing_waits_for_a_transaction_that_is_under_way(tmp_path: Path) -> None:
    records = Records(tmp_path)
    is_writing, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with records.writing() as connection:
            connection.execute("UPDATE audit_state SET trimmed_number = 0")
            is_writing.set()
            may_end.wait(30)

    writer, closer = threading.Thread(target=write), threading.Thread(target=records.close)
    writer.start()
    assert is_writing.wait(30)
    closer.start()
    closer.join(0.2)
    assert closer.is_alive()
    may_end.set()
    writer.join(30)
    closer.join(30)
    assert not closer.is_alive()
    with pytest.raises(RecordsError, match="closed"):
        records.in_use().__enter__()
