"""Jobs as they are stored: who asked for what, how far it is, and what came of it.

A job that was accepted is on the disk and survives a kill: what was running then is done again at the next start.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.errors import TooManyJobs
from api.identity.roles import OWNER, Asker
from api.problems import GIVEN_UP
from api.records.chain import PaperVersion
from api.records.database import Records
from api.records.errors import RecordNotFound
from api.records.resting import forget_rests, may_be_shown, note_rests
from api.records.rights import asker_from, asker_text, rights_of
from api.records.times import now
from ingest.papers import Scope
from ingest.store.library import Library

MOST_STARTS = 3
"""A job during which the service ended that often is given up: it may be what ends it."""

RETRY_S = 10
"""When somebody whose jobs are too many is told to come back: a paper or a briefing takes some seconds."""


class JobKind(StrEnum):
    """What a job does."""

    UPLOAD = "upload"
    BRIEFING = "briefing"
    EVALUATION = "evaluation"


class JobState(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """A job as its asker may see it.

    ``task`` says what is to be done, ``problem`` why it failed, ``is_withheld`` that there is a result which the
    asker may not see any more.
    """

    number: int
    job_id: str
    kind: JobKind
    asker: Asker
    state: JobState
    task: dict[str, Any]
    progress: dict[str, Any]
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: str
    started_at: str | None
    ended_at: str | None
    is_cancelling: bool
    is_withheld: bool = False


@dataclass(frozen=True)
class Made:
    """What came of a job, with the passages and the whole papers that its words are from."""

    result: dict[str, Any]
    passage_ids: tuple[str, ...] = ()
    papers: tuple[PaperVersion, ...] = ()


class JobStore:
    """The jobs in one library folder; each is seen by its asker alone."""

    def __init__(self, records: Records, library: Library, most_of_one: int = 0) -> None:
        """``most_of_one`` is how many jobs of one asker may wait or run, 0 for any number."""
        self._records = records
        self._library = library
        self._most_of_one = most_of_one

    def add(self, kind: JobKind, asker: Asker, task: dict[str, Any], job_id: str | None = None) -> Job:
        """Accept a job; it is on the disk when this returns.

        Raises:
            TooManyJobs: The asker has as many that wait or run as one may have.
        """
        job_id = job_id or uuid.uuid4().hex
        with self._records.writing() as connection:
            self.require_room(asker)
            connection.execute(
                """INSERT INTO jobs (job_id, kind, asker_id, asker, rights, state, task, progress, created_at,
                    n_starts, is_cancelling) VALUES (?, ?, ?, ?, ?, 'queued', ?, '{}', ?, 0, 0)""",
                (
                    job_id,
                    kind.value,
                    asker.asker_id,
                    asker_text(asker),
                    rights_of(asker.scope),
                    json.dumps(task),
                    now(),
                ),
            )
            return _job(connection.execute("SELECT * FROM jobs WHERE job_id = ?", (job_id,)).fetchone())

    def require_room(self, asker: Asker) -> None:
        """Go on where the asker may have one more job that waits; the owner, alone with the library, always may.

        Raises:
            TooManyJobs: There are as many as one may have.
        """
        if not self._most_of_one or asker == OWNER:
            return
        with self._records.reading() as connection:
            found = connection.execute(
                "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') AND asker_id = ?",
                (asker.asker_id,),
            )
            n_unfinished = int(found.fetchone()[0])
        if n_unfinished >= self._most_of_one:
            raise TooManyJobs(
                f"{n_unfinished:,} of your jobs wait or run, and one asker may have {self._most_of_one:,}. Send it "
                "again once one has ended (GET /api/v1/jobs), or cancel one (DELETE /api/v1/jobs/{id}).",
                RETRY_S,
            )

    def claim(self, last: JobKind | None = None, served: Sequence[str] = ()) -> Job | None:
        """The next job that waits, which is running from now on; None where none waits.

        Those of the kind ``last`` come after all others. An upload waits for the one that runs, for papers are taken
        in one after the other, and what else waits goes before it. Askers take turns: first is whose jobs run least,
        then who is not among ``served``, then who stands first there; and of one asker the earliest job.
        """
        with self._records.writing() as connection:
            # Not inside the UPDATE, where SQLite would work out the turns anew for every job that waits.
            found = connection.execute(
                """WITH running AS MATERIALIZED (
                        SELECT asker_id, count(*) AS n FROM jobs WHERE state = 'running' GROUP BY asker_id),
                    served AS MATERIALIZED (SELECT value AS asker_id, key AS turn FROM json_each(?3))
                    SELECT number FROM jobs LEFT JOIN running USING (asker_id) LEFT JOIN served USING (asker_id)
                    WHERE state = 'queued' AND NOT (kind = ?1 AND EXISTS (
                        SELECT 1 FROM jobs WHERE state = 'running' AND kind = ?1))
                    ORDER BY kind = ?2, coalesce(running.n, 0), served.turn, number LIMIT 1""",
                (JobKind.UPLOAD, last, json.dumps(list(served))),
            ).fetchone()
            if found is None:
                return None
            row = connection.execute(
                """UPDATE jobs SET state = 'running', started_at = ?, n_starts = n_starts + 1
                    WHERE number = ? RETURNING *""",
                (now(), found["number"]),
            ).fetchone()
        return _job(row)

    @property
    def n_waiting(self) -> int:
        """How many wait or run."""
        with self._records.reading() as connection:
            found = connection.execute("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")
            return int(found.fetchone()[0])

    def take_up(self) -> list[Job]:
        """Put what was running when the service ended back in the queue; what was given up instead."""
        with self._records.writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'cancelled', ended_at = ? WHERE state = 'running' AND is_cancelling",
                (now(),),
            )
            given_up = connection.execute(
                """UPDATE jobs SET state = 'failed', ended_at = ?, problem = ?
                    WHERE state = 'running' AND n_starts >= ? RETURNING *""",
                (now(), json.dumps(_GIVEN_UP), MOST_STARTS),
            ).fetchall()
            connection.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
        return [_job(row) for row in given_up]

    def put_back(self, job: Job) -> None:
        """Have a running job wait again, as if it had not been started."""
        with self._records.writing() as connection:
            connection.execute(
                """UPDATE jobs SET state = 'queued', n_starts = n_starts - 1
                    WHERE number = ? AND state = 'running'""",
                (job.number,),
            )

    def progress(self, job: Job, told: dict[str, Any]) -> bool:
        """Note how far a job is; whether it is still wanted."""
        with self._records.writing() as connection:
            row = connection.execute(
                "UPDATE jobs SET progress = ? WHERE number = ? RETURNING is_cancelling",
                (json.dumps(told), job.number),
            ).fetchone()
        return row is not None and not row["is_cancelling"]

    def is_wanted(self, job: Job) -> bool:
        """Whether nobody has cancelled it."""
        with self._records.reading() as connection:
            row = connection.execute(
                "SELECT is_cancelling FROM jobs WHERE number = ?", (job.number,)
            ).fetchone()
        return row is not None and not row["is_cancelling"]

    def finish(self, job: Job, made: Made) -> None:
        """Keep what came of a job."""
        with self._records.writing() as connection:
            cursor = connection.execute(
                "UPDATE jobs SET state = 'done', ended_at = ?, result = ? WHERE number = ? AND state = 'running'",
                (now(), json.dumps(made.result), job.number),
            )
            if cursor.rowcount:
                note_rests(connection, "job", job.number, made.passage_ids, made.papers)

    def end(
        self,
        job: Job,
        state: JobState,
        problem: dict[str, Any] | None = None,
        made: Made | None = None,
    ) -> None:
        """End a job that was not finished: failed with the reason, or cancelled, with what came of it until then."""
        result = None if made is None else json.dumps(made.result)
        with self._records.writing() as connection:
            cursor = connection.execute(
                """UPDATE jobs SET state = ?, ended_at = ?, problem = ?, result = ?
                    WHERE number = ? AND state = 'running'""",
                (state.value, now(), None if problem is None else json.dumps(problem), result, job.number),
            )
            if cursor.rowcount and made is not None:
                note_rests(connection, "job", job.number, made.passage_ids, made.papers)

    def cancel(self, job_id: str, asker_id: str) -> Job:
        """Take a waiting job out at once, have a running one stopped soon, and delete one that has ended.

        Returns it as it was before.

        Raises:
            RecordNotFound: The asker has no such job.
        """
        with self._records.writing() as connection:
            job = _require(connection, job_id, asker_id)
            if job.state is JobState.QUEUED:
                connection.execute(
                    "UPDATE jobs SET state = 'cancelled', ended_at = ? WHERE number = ?", (now(), job.number)
                )
            elif job.state is JobState.RUNNING:
                connection.execute("UPDATE jobs SET is_cancelling = 1 WHERE number = ?", (job.number,))
            else:
                forget_rests(connection, "job", job.number)
                connection.execute("DELETE FROM jobs WHERE number = ?", (job.number,))
        return job

    def one(self, job_id: str, asker_id: str, scope: Scope) -> Job:
        """A job, with its result as far as the asker may see it now.

        Raises:
            RecordNotFound: The asker has no such job.
        """
        with self._records.reading() as connection:
            return self._shown(connection, _row(connection, job_id, asker_id), scope)

    def of(
        self, asker_id: str, scope: Scope, *, before: int | None, limit: int, kind: JobKind | None = None
    ) -> list[Job]:
        """The asker's jobs, of one kind or of all, latest first, those with a number below ``before``."""
        with self._records.reading() as connection:
            rows = connection.execute(
                """SELECT * FROM jobs WHERE asker_id = ? AND number < ? AND kind = coalesce(?, kind)
                    ORDER BY number DESC LIMIT ?""",
                (asker_id, before or 1 << 62, kind, limit),
            ).fetchall()
            return [self._shown(connection, row, scope) for row in rows]

    def _shown(self, connection: sqlite3.Connection, row: sqlite3.Row, scope: Scope) -> Job:
        # What came of a file is for who sent it, even where its paper turns out to be another body's: no fact of the
        # paper is kept in it, see ``api.jobs.handed_in``.
        is_own = row["kind"] == JobKind.UPLOAD
        is_shown = (is_own or row["rights"] == rights_of(scope)) and may_be_shown(
            connection, "job", row["number"], self._library, Scope.owner() if is_own else scope
        )
        return _job(row, is_shown=is_shown)

    def live_ids(self) -> set[str]:
        """The ids of the jobs that wait or run."""
        with self._records.reading() as connection:
            rows = connection.execute("SELECT job_id FROM jobs WHERE state IN ('queued', 'running')")
            return {row["job_id"] for row in rows}

    def remove_older(self, than: str) -> int:
        """Delete the jobs that ended before a time: how many."""
        with self._records.writing() as connection:
            rows = connection.execute("SELECT number FROM jobs WHERE ended_at < ?", (than,)).fetchall()
            for row in rows:
                forget_rests(connection, "job", row["number"])
                connection.execute("DELETE FROM jobs WHERE number = ?", (row["number"],))
        return len(rows)


_GIVEN_UP = {
    "type": f"/docs#{GIVEN_UP.code}",
    "status": GIVEN_UP.status,
    "code": GIVEN_UP.code,
    "title": GIVEN_UP.title,
    "detail": f"The service ended {MOST_STARTS} times while it was running. Tell whoever runs the service.",
}


def _row(connection: sqlite3.Connection, job_id: str, asker_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM jobs WHERE job_id = ? AND asker_id = ?", (job_id, asker_id)
    ).fetchone()
    if row is None:
        raise RecordNotFound("You have no job of this id. Take the one that came with the reply 202.")
    return row


def _require(connection: sqlite3.Connection, job_id: str, asker_id: str) -> Job:
    return _job(_row(connection, job_id, asker_id))


def _job(row: sqlite3.Row, *, is_shown: bool = True) -> Job:
    def read(column: str) -> dict[str, Any] | None:
        return None if row[column] is None else json.loads(row[column])

    return Job(
        number=row["number"],
        job_id=row["job_id"],
        kind=JobKind(row["kind"]),
        asker=asker_from(row["asker"]),
        state=JobState(row["state"]),
        task=read("task") or {},
        progress=read("progress") or {},
        result=read("result") if is_shown else None,
        problem=read("problem"),
        created_at=row["created_at"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        is_cancelling=bool(row["is_cancelling"]),
        is_withheld=not is_shown and row["result"] is not None,
    )
