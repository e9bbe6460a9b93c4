"""The audit: who asked what of which papers when, appended and never changed.

``record`` returns once the entry is on the disk. Who answers calls it before the answer is sent: what could not be
recorded is not given.
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from api.records.chain import (
    START,
    Action,
    Beginning,
    Deed,
    Link,
    entry_of,
    find_breaks,
    key_mark,
    link_hash,
    question_hash,
)
from api.records.database import Records
from api.records.errors import RecordNotFound, RecordsDamaged
from api.records.head import Head, Noted
from api.records.resting import forget_rests, note_rests

Questions = Literal["kept", "hashed"]
SERVICE = "service"
"""Who acts where the service does something by itself, on schedule."""

_LINKS = """SELECT a.number, a.record_id, a.entry, a.sha256, w.words
    FROM audit AS a LEFT JOIN audit_words AS w USING (number)"""


@dataclass(frozen=True)
class Checked:
    """What looking through the audit gave; ``last`` is None where nothing was ever recorded."""

    problems: tuple[str, ...]
    n_entries: int
    last: Noted | None


def no_such_answer(record_id: str) -> RecordNotFound:
    """The error for an id of no answer, and for one of somebody else's: in the same words."""
    return RecordNotFound(f"{record_id}: there is no answer of this id. Take the one that came with it.")


class Audit:
    """The entries of one library folder; any thread and any process may append."""

    def __init__(self, records: Records, questions: Questions = "hashed") -> None:
        """``questions`` says whether the words of questions are kept beside their hashes.

        Raises:
            RecordsDamaged: Entries are missing at the end.
        """
        self._records = records
        self._questions = questions
        self._head = Head(records.folder)
        self._first_key = secrets.token_bytes(32)
        self._require_whole()

    def record(self, deed: Deed) -> int:
        """Append an entry; the number it has. It is on the disk when this returns.

        Raises:
            RecordsError: It could not be recorded: what it tells of must not go out.
        """
        with self._records.writing() as connection:
            begins = _beginning(connection) or _begin(connection)
            is_kept = self._questions == "kept" and not deed.is_hashed_only
            noted = _append(connection, deed, begins, is_kept=is_kept)
            self._records.once_written(lambda: self._head.note(noted))
        return noted.number

    def entries(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        since: date | None = None,
        until: date | None = None,
    ) -> list[Link]:
        """Entries in their order from the one after the number ``after``; ``since`` and ``until`` are days, both in."""
        first = since.isoformat() if since else ""
        end = (until + timedelta(days=1)).isoformat() if until and until < date.max else "9999-12-31T24"
        with self._records.reading() as connection:
            rows = connection.execute(
                f"""{_LINKS} WHERE a.number > ? AND json_extract(a.entry, '$.at') >= ?
                    AND json_extract(a.entry, '$.at') < ? ORDER BY a.number LIMIT ?""",
                (after, first, end, limit),
            ).fetchall()
        return [_link(row) for row in rows]

    def every(self, since: date | None = None, until: date | None = None) -> Iterator[Link]:
        """All entries in their order, read in parts so that a long audit does not fill the memory."""
        after = 0
        while part := self.entries(after=after, since=since, until=until):
            yield from part
            after = part[-1].number

    def of_record(self, record_id: str) -> Link:
        """The entry of an answer.

        Raises:
            RecordNotFound: There is none.
        """
        with self._records.reading() as connection:
            row = connection.execute(f"{_LINKS} WHERE a.record_id = ?", (record_id,)).fetchone()
        if row is None:
            raise no_such_answer(record_id)
        return _link(row)

    def is_question_of(self, link: Link, question: str) -> bool:
        """Whether the entry is of that question, white space aside."""
        with self._records.reading() as connection:
            begins = _beginning(connection)
        return begins is not None and link.fields()["question"] == question_hash(question, begins.hash_key)

    def key_for(self, purpose: str) -> bytes:
        """A key of the service for something else, made of that of the question hashes; as lasting as the audit."""
        with self._records.reading() as connection:
            begins = _beginning(connection)
        # Before the first entry there is little that could be locked with it.
        made_from = self._first_key if begins is None else begins.hash_key
        # No question holds a line feed when it is hashed.
        return hmac.digest(made_from, f"\nkey for {purpose}".encode(), "sha256")

    def verify(self) -> Checked:
        """Look for every change, gap and loss in the whole chain."""
        return verified(self._records)

    def trim(self, before: datetime, by: str = SERVICE) -> int:
        """Remove the entries that are older than a time (UTC), and sign that off in the chain: how many went.

        They go from the oldest on; the first that is younger ends it, whatever the clock said in between.
        """
        with self._records.writing() as connection:
            begins = _beginning(connection)
            last = begins and _last_before(connection, before)
            if begins is None or last is None:
                return 0
            n_gone = last.number - begins.number
            detail = {"through": str(last.number), "sha256": last.sha256, "key": key_mark(begins.hash_key)}
            detail["entries"] = str(n_gone)
            noted = _append(connection, Deed(Action.TRIMMED, by, SERVICE, detail=detail), begins)
            for (number,) in connection.execute(
                "SELECT number FROM audit_words WHERE number <= ?", (last.number,)
            ).fetchall():
                forget_rests(connection, "audit", number)
            connection.execute("DELETE FROM audit WHERE number <= ?", (last.number,))
            connection.execute(
                "UPDATE audit_state SET trimmed_number = ?, trimmed_sha256 = ?", (last.number, last.sha256)
            )
        self._head.note(noted)
        return n_gone

    def _require_whole(self) -> None:
        noted = self._head.last()
        with self._records.reading() as connection:
            last = _last(connection, _beginning(connection))
        if noted is not None and noted.number > (last.number if last else 0):
            raise RecordsDamaged(
                f"{_cut_off(noted, last.number if last else 0)}. Restore service.sqlite from a backup, or go on "
                "without them: minutebook audit resume --reason WHY."
            )


def verified(records: Records) -> Checked:
    """What looking through the audit gives, also where it can't be appended to any more."""
    try:
        return _verified(records, Head(records.folder))
    except RecordsDamaged as error:
        return Checked((str(error),), 0, None)


def _verified(records: Records, head: Head) -> Checked:
    noted = head.last()
    with records.reading() as connection:
        begins = _beginning(connection)
        n_entries = int(connection.execute("SELECT count(*) FROM audit").fetchone()[0])
        last = _last(connection, begins)
        if begins is None:
            problems = [] if noted is None else [_cut_off(noted, 0)]
            if n_entries:
                problems.append("the beginning of the audit is missing")
            return Checked(tuple(problems), n_entries, None)
        links = map(_link, connection.execute(f"{_LINKS} ORDER BY a.number"))
        problems = [*find_breaks(links, begins), *head.problems()]
        problems += _against(connection, noted, last, begins)
    return Checked(tuple(problems), n_entries, last)


def holds(records: Records, noted: Noted) -> bool:
    """Whether the entry of a number has the hash that was noted elsewhere."""
    with records.reading() as connection:
        row = connection.execute("SELECT sha256 FROM audit WHERE number = ?", (noted.number,)).fetchone()
    return row is not None and row["sha256"] == noted.sha256


def resume(records: Records, reason: str, by: str) -> int:
    """Go on after entries were lost, and say so in the chain; the number of the entry that says it."""
    head = Head(records.folder)
    noted = head.last()
    lost = {"reason": reason}
    if noted is not None:
        lost |= {"noted": str(noted.number), "noted_sha256": noted.sha256}
    with records.writing() as connection:
        begins = _beginning(connection) or _begin(connection)
        before = _last(connection, begins)
        connection.execute("DELETE FROM audit_words WHERE number > ?", (before.number if before else 0,))
        now = _append(connection, Deed(Action.RESUMED, by, SERVICE, detail=lost), begins)
    head.reset([before, now] if before else [now])
    return now.number


def _beginning(connection: sqlite3.Connection) -> Beginning | None:
    row = connection.execute("SELECT * FROM audit_state").fetchone()
    if row is None:
        return None
    with _readable():
        return Beginning(int(row["trimmed_number"]), str(row["trimmed_sha256"]), bytes(row["hash_key"]))


def _begin(connection: sqlite3.Connection) -> Beginning:
    """The first entry, which names the key of the question hashes without telling it."""
    begins = Beginning(0, START, secrets.token_bytes(32))
    connection.execute("INSERT INTO audit_state VALUES (1, ?, 0, ?)", (begins.hash_key, START))
    detail = {"key": key_mark(begins.hash_key)}
    _append(connection, Deed(Action.BEGAN, SERVICE, SERVICE, detail=detail), begins)
    return begins


def _append(connection: sqlite3.Connection, deed: Deed, begins: Beginning, *, is_kept: bool = False) -> Noted:
    last = _last(connection, begins)
    number, previous = (last.number, last.sha256) if last else (begins.number, begins.sha256)
    number += 1
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = entry_of(deed, number, at, begins.hash_key, is_kept=is_kept)
    sha256 = link_hash(previous, entry)
    connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (number, deed.record_id, entry, sha256))
    if is_kept and deed.question is not None:
        connection.execute("INSERT INTO audit_words VALUES (?, ?)", (number, deed.question))
        note_rests(connection, "audit", number, papers={*deed.papers, *deed.considered})
    return Noted(number, sha256)


def _last(connection: sqlite3.Connection, begins: Beginning | None) -> Noted | None:
    row = connection.execute("SELECT number, sha256 FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    if row is not None:
        return _noted(row)
    return Noted(begins.number, begins.sha256) if begins and begins.number else None


def _last_before(connection: sqlite3.Connection, before: datetime) -> Noted | None:
    """The last of the oldest entries that are all older than a time."""
    bound = before.astimezone(UTC).isoformat(timespec="milliseconds")
    row = connection.execute(
        """SELECT number, sha256 FROM audit WHERE number < coalesce(
            (SELECT min(number) FROM audit WHERE json_extract(entry, '$.at') >= ?), 1 << 62)
            ORDER BY number DESC LIMIT 1""",
        (bound,),
    ).fetchone()
    return None if row is None else _noted(row)


def _noted(row: sqlite3.Row) -> Noted:
    with _readable():
        return Noted(int(row["number"]), str(row["sha256"]))


@contextmanager
def _readable() -> Iterator[None]:
    """Damage that SQLite does not see can put anything into a column."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise RecordsDamaged(
            f"service.sqlite: what the audit says of itself is unreadable ({error}). Restore it from a backup."
        ) from error


def _against(
    connection: sqlite3.Connection, noted: Noted | None, last: Noted | None, begins: Beginning
) -> Iterator[str]:
    """What the note of the end says that the chain does not."""
    if noted is None:
        return
    if last is None or noted.number > last.number:
        yield _cut_off(noted, last.number if last else 0)
        return
    row = connection.execute("SELECT sha256 FROM audit WHERE number = ?", (noted.number,)).fetchone()
    found = row["sha256"] if row else begins.sha256 if noted.number == begins.number else None
    if found != noted.sha256:
        yield f"audit entry {noted.number} is not the one that was noted in audit.head"


def _cut_off(noted: Noted, n_there: int) -> str:
    return f"the audit ends with entry {n_there}, and entry {noted.number} was recorded: the end was cut off"


def _link(row: sqlite3.Row) -> Link:
    return Link(row["number"], row["record_id"], row["entry"], row["sha256"], row["words"])
