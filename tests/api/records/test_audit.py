"""The audit: what is recorded stays as it was, and whatever is done to it shows."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.records.audit import Audit, resume
from api.records.chain import Action, Deed, PaperVersion
from api.records.database import Records
from api.records.errors import RecordNotFound, RecordsDamaged

N_ACTIONS = 1000


def record_id(number: int) -> str:
    """An id that one changed byte does not turn into another one's."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def _deed(number: int) -> Deed:
    return Deed(
        Action.ASKED,
        asker_id=f"key-{number % 7}",
        role="member",
        request_id=f"request-{number}",
        record_id=record_id(number),
        papers=[PaperVersion(f"paper{number % 5}", 1 + number % 2)],
        question=f"What was decided about matter {number}?",
        settings="cafe",
        status="answered",
        took_ms=12.5,
    )


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def long_audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand actions with their questions kept, read by tests that copy it."""
    folder = tmp_path_factory.mktemp("audit")
    with Records(folder) as records:
        audit = Audit(records, "kept")
        for number in range(N_ACTIONS):
            audit.record(_deed(number))
        assert audit.verify().problems == ()
        records.empty_log()
    return folder


def _copy(folder: Path, to: Path) -> Path:
    to.mkdir()
    for name in ("service.sqlite", "audit.head"):
        (to / name).write_bytes((folder / name).read_bytes())
    return to


def _problems(folder: Path) -> tuple[str, ...]:
    with Records(folder) as records:
        try:
            return Audit(records).verify().problems
        except RecordsDamaged as error:
            return (str(error),)


def _content(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "service.sqlite")) as connection:
        return [
            row
            for table in ("audit", "audit_words", "audit_state")
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        ]


def test_one_changed_byte_in_any_stored_value_is_noticed(long_audit: Path, tmp_path: Path) -> None:
    drawn = random.Random(7)  # noqa: S311 -- which bytes are changed, nothing secret
    columns = [
        ("audit", "entry"),
        ("audit", "sha256"),
        ("audit", "record_id"),
        ("audit_words", "words"),
        ("audit_state", "hash_key"),
        ("audit_state", "trimmed_sha256"),
    ]
    for trial in range(48):
        table, column = columns[trial % len(columns)]
        folder = _copy(long_audit, tmp_path / str(trial))
        with closing(sqlite3.connect(folder / "service.sqlite")) as connection:
            rowid, value = drawn.choice(
                connection.execute(
                    f"SELECT rowid, CAST({column} AS BLOB) FROM {table} WHERE {column} IS NOT NULL"
                ).fetchall()
            )
            place = drawn.randrange(len(value))
            changed = bytearray(value)
            changed[place] ^= 1 << drawn.randrange(7)
            as_stored = "?" if column == "hash_key" else "CAST(? AS TEXT)"
            connection.execute(
                f"UPDATE {table} SET {column} = {as_stored} WHERE rowid = ?", (bytes(changed), rowid)
            )
            connection.commit()
        assert _problems(folder), f"{table}.{column} of {rowid}, byte {place}"


def test_one_flipped_byte_anywhere_in_the_files_is_noticed_or_harmed_nothing(
    long_audit: Path, tmp_path: Path
) -> None:
    drawn = random.Random(11)  # noqa: S311 -- which bytes are changed, nothing secret
    sound = _content(long_audit)
    n_harmed = 0
    for trial in range(48):
        folder = _copy(long_audit, tmp_path / str(trial))
        path = folder / ("audit.head" if trial % 10 == 0 else "service.sqlite")
        content = bytearray(path.read_bytes())
        content[drawn.randrange(len(content))] ^= 1 << drawn.randrange(8)
        path.write_bytes(content)
        try:
            problems = _problems(folder)
            is_same = path.name == "service.sqlite" and _content(folder) == sound
        except (sqlite3.DatabaseError, RecordsDamaged):
            continue
        n_harmed += not is_same
        assert problems or is_same, f"trial {trial}"
    assert n_harmed > 10


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit WHERE number = 500",
        "DELETE FROM audit WHERE number > 1000",
        "DELETE FROM audit WHERE number = 1001",
        "DELETE FROM audit WHERE number <= 400",
        "DELETE FROM audit; DELETE FROM audit_state",
        "DELETE FROM audit_words WHERE number = 321",
        "DELETE FROM audit WHERE number <= 400; UPDATE audit_state SET trimmed_number = 400, "
        "trimmed_sha256 = (SELECT sha256 FROM audit LIMIT 1)",
        "UPDATE audit SET number = -1 WHERE number = 10; UPDATE audit SET number = 10 WHERE number = 11; "
        "UPDATE audit SET number = 11 WHERE number = -1",
        "INSERT INTO audit SELECT number + 1, NULL, entry, sha256 FROM audit WHERE number = 1001",
    ],
)
def test_a_removed_moved_or_added_entry_is_noticed(long_audit: Path, tmp_path: Path, statement: str) -> None:
    folder = _copy(long_audit, tmp_path / "copy")
    with closing(sqlite3.connect(folder / "service.sqlite")) as connection:
        connection.executescript(statement)
    assert _problems(folder)


def test_a_lost_note_of_the_end_is_noticed(long_audit: Path, tmp_path: Path) -> None:
    folder = _copy(long_audit, tmp_path / "copy")
    (folder / "audit.head").unlink()
    assert any("audit.head" in problem for problem in _problems(folder))


def test_damage_that_sqlite_does_not_see_is_told_as_damage(long_audit: Path, tmp_path: Path) -> None:
    folder = _copy(long_audit, tmp_path / "copy")
    with closing(sqlite3.connect(folder / "service.sqlite")) as connection:
        connection.execute("UPDATE audit_state SET trimmed_number = 'ffff2e33'")
        connection.commit()
    with Records(folder) as records, pytest.raises(RecordsDamaged, match="unreadable .* backup"):
        Audit(records)


def test_a_service_does_not_go_on_over_a_cut_end_unless_told_to(long_audit: Path, tmp_path: Path) -> None:
    folder = _copy(long_audit, tmp_path / "copy")
    with closing(sqlite3.connect(folder / "service.sqlite")) as connection:
        connection.execute("DELETE FROM audit WHERE number > 900")
        connection.commit()
    with Records(folder) as records:
        with pytest.raises(RecordsDamaged, match=r"ends with entry 900, and entry 1001 .* audit resume"):
            Audit(records)
        resume(records, "restored from Monday's backup", "owner")
        audit = Audit(records)
        assert audit.verify().problems == ()
        told = audit.entries(after=900)[-1].fields()
    assert told["action"] == "resumed"
    assert told["detail"]["noted"] == "1001"


def test_old_entries_go_with_a_sign_off_and_the_chain_still_holds(records: Records) -> None:
    audit = Audit(records, "kept")
    for number in range(20):
        audit.record(_deed(number))
    assert audit.trim(datetime.now(UTC) - timedelta(days=1)) == 0
    assert audit.trim(datetime.now(UTC) + timedelta(seconds=1)) == 21
    for number in range(20, 25):
        audit.record(_deed(number))
    assert audit.verify().problems == ()
    assert [link.number for link in audit.every()] == [22, 23, 24, 25, 26, 27]
    assert audit.entries()[0].fields()["detail"]["through"] == "21"
    assert audit.trim(datetime.now(UTC) + timedelta(seconds=1)) == 6
    assert audit.verify().problems == ()


def test_questions_are_hashed_unless_they_are_to_be_kept(tmp_path: Path) -> None:
    question = "What became of Plumtree Yard?"
    for questions in ("hashed", "kept"):
        folder = tmp_path / questions
        folder.mkdir()
        with Records(folder) as records:
            audit = Audit(records, "kept" if questions == "kept" else "hashed")
            audit.record(Deed(Action.ASKED, "key-1", "member", record_id="r1", question=question))
            link = audit.of_record("r1")
            assert audit.is_question_of(link, f"  {question} ")
            assert not audit.is_question_of(link, "What became of Appletree Yard?")
            assert link.words == (question if questions == "kept" else None)
            records.empty_log()
        is_there = b"Plumtree" in (folder / "service.sqlite").read_bytes()
        assert is_there is (questions == "kept")


def test_an_unknown_answer_has_no_entry(records: Records) -> None:
    with pytest.raises(RecordNotFound, match="r9"):
        Audit(records).of_record("r9")


def test_entries_of_many_threads_and_processes_make_one_chain(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from api.records.database import Records\n"
        "from api.records.audit import Audit\n"
        "from api.records.chain import Action, Deed\n"
        "with Records(Path(sys.argv[1])) as records:\n"
        "    audit = Audit(records)\n"
        "    for number in range(30): audit.record(Deed(Action.ASKED, sys.argv[2], 'member'))\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), f"process-{number}"])
        for number in range(2)
    ]
    with Records(tmp_path) as records:
        audit = Audit(records)

        def work(name: str) -> None:
            for _ in range(15):
                audit.record(Deed(Action.SEARCHED, name, "member"))

        threads = [threading.Thread(target=work, args=(f"thread-{number}",)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [process.wait() for process in processes] == [0, 0]
        checked = audit.verify()
    assert checked.problems == ()
    assert checked.n_entries == 1 + 2 * 30 + 3 * 15


def test_a_killed_process_loses_no_entry_that_it_had_told_of(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from api.records.database import Records\n"
        "from api.records.audit import Audit\n"
        "from api.records.chain import Action, Deed\n"
        "audit = Audit(Records(Path(sys.argv[1])))\n"
        "while True: print(audit.record(Deed(Action.ASKED, 'key', 'member')), flush=True)\n"
    )
    last = 0
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                last = int(line)
                if last % 40 == 0:
                    process.kill()
                    break
            told = process.stdout.read().split()
            last = int(told[-1]) if told else last
        with Records(tmp_path) as records:
            checked = Audit(records).verify()
        assert checked.problems == ()
        assert checked.n_entries >= last


def test_the_file_is_its_owners_alone(records: Records) -> None:
    Audit(records).record(_deed(1))
    for name in ("service.sqlite", "service.sqlite-wal", "audit.head"):
        assert (records.folder / name).stat().st_mode & 0o077 == 0, name


def test_an_entry_holds_who_what_when_of_which_papers_and_how(records: Records) -> None:
    audit = Audit(records)
    audit.record(_deed(3))
    fields = json.loads(audit.of_record(record_id(3)).entry)
    assert (fields["asker"], fields["role"], fields["action"]) == ("key-3", "member", "asked")
    assert fields["papers"] == [["paper3", 2]]
    assert (fields["settings"], fields["status"], fields["took_ms"]) == ("cafe", "answered", 12.5)
    assert datetime.fromisoformat(fields["at"]).tzinfo is not None
