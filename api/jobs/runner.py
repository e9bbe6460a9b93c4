"""Runs jobs in a few threads, of one process at a time for each library folder.

A job is claimed from the store, so nothing is lost with the process: what was running when it ended is done again
when a service next starts on the folder.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.errors import ApiError, NobodyFree
from api.identity.errors import NotPermitted
from api.identity.roles import Asker
from api.jobs.uploads import Uploads
from api.jobs.watch import JobStopped, Watch
from api.problems import problem_of
from api.records.errors import RecordsError
from api.records.jobs import Job, JobKind, JobState, JobStore, Made
from eval.errors import EvalError
from ingest.errors import DiskFull, IngestError, LibraryLocked
from ingest.store.lock import WriterLock
from rag.errors import RagError
from rag.stopping import GivenUp

N_AT_ONCE = 2
LOCK_NAME = "jobs.lock"
_WAIT_S = 1.0
"""How long a job waits before it tries again to get hold of the library."""
_LOCKED_S = 10.0
"""How long jobs that write stand back after the library was found locked, or the disk full."""
_NO_ROOM_S = 10.0
"""How long it waits where the disk is full: to try costs more than to look if somebody writes."""
_MOST_REMEMBERED = 1000
"""Askers of whom it is known when their turn was."""
_GRACE_S = 2.0
"""What is left of a drain's time to those that are stopped."""

_LET_IN_NO_MORE = (
    "The key or session that asked for this is no longer good, or may do less than it did. "
    "Ask again with one that may do it."
)

log = logging.getLogger(__name__)

Run = Callable[[Job, Watch], Made]
MayGoOn = Callable[[Asker], bool]
"""Whether somebody is still let in with no less than the rights that they had."""


def _everybody(asker: Asker) -> bool:
    return True


class Jobs:
    """Accepts jobs and runs them; any thread may call any method."""

    def __init__(
        self, store: JobStore, uploads: Uploads, folder: Path, run: Run, may_go_on: MayGoOn = _everybody
    ) -> None:
        """What is asked for by somebody who is let in no more is not begun, and not gone on with."""
        self._may_go_on = may_go_on
        self._store = store
        self._uploads = uploads
        self._run = run
        self._lock_path = folder / LOCK_NAME
        self._lock: WriterLock | None = None
        self._guard = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._watches: dict[int, Watch] = {}
        self._unkept: list[Job] = []
        self._served: list[str] = []
        self._is_draining = threading.Event()
        self._locked_at = float("-inf")

    @contextmanager
    def staged(self, content: bytes) -> Iterator[str]:
        """What was sent for a job that is accepted in the block, on the disk; gives the id that the job is to have.

        Where no job of that id comes of it, it is swept away, and not before the end of the block.

        Raises:
            RecordsError: It could not be stored.
        """
        job_id = uuid.uuid4().hex
        with self._uploads.awaiting(job_id):
            self._uploads.keep(job_id, content)
            yield job_id

    def submit(
        self,
        kind: JobKind,
        asker: Asker,
        task: dict[str, Any],
        content: bytes | None = None,
        *,
        staged: str = "",
    ) -> Job:
        """Accept a job with what was sent for it; both are on the disk when this returns. Call ``look`` then.

        ``staged`` is the id under which the content lies there already.

        Raises:
            TooManyJobs: The asker has as many that wait or run as one may have.
            RecordsError: It could not be stored, and was not accepted.
        """
        if content is not None:
            with self.staged(content) as job_id:
                return self.submit(kind, asker, task, staged=job_id)
        job_id = staged or uuid.uuid4().hex
        try:
            return self._store.add(kind, asker, task, job_id)
        except BaseException:
            self._uploads.remove(job_id)
            raise

    def look(self) -> None:
        """Run what waits, unless another process does; call after a job was accepted, and now and then.

        What runs for somebody who may not have it done any more is stopped. Where the records can't be written the
        jobs wait for the next look.
        """
        with self._guard:
            try:
                self._look()
            except RecordsError as error:
                log.warning("Jobs wait until they can be noted: %s", error)

    def _look(self) -> None:
        for watch in list(self._watches.values()):
            watch.look()
        if self._is_draining.is_set() or (not self._threads and not self._take_over()):
            return
        self._put_back_unkept()
        while len(self._threads) < min(N_AT_ONCE, self._store.n_waiting):
            thread = threading.Thread(target=self._work, name="job", daemon=True)
            self._threads.add(thread)
            thread.start()
        self._let_go()

    @property
    def n_unfinished(self) -> int:
        """How many jobs wait or run."""
        return self._store.n_waiting

    def cancel(self, job_id: str, asker_id: str) -> Job:
        """Take a job out; see ``JobStore.cancel``."""
        job = self._store.cancel(job_id, asker_id)
        self.drop(job)
        return job

    def drop(self, job: Job) -> None:
        """Stop a job that was taken out of the store, and remove what was sent for it; ``job`` is as it was before."""
        if job.state is JobState.QUEUED:
            self._uploads.remove(job.job_id)
        watch = self._watches.get(job.number)
        if watch is not None:
            watch.stop.set()

    def sweep(self) -> None:
        """Delete what was sent for jobs that have ended, where a kill left it behind."""
        self._uploads.sweep(self._store.live_ids)

    def drain(self, timeout_s: float) -> bool:
        """Start nothing more, let what runs finish, and stop the rest so that it is done at the next start.

        Returns whether all have ended within the time.
        """
        self._is_draining.set()
        until = time.monotonic() + timeout_s
        self._join(until - min(_GRACE_S, timeout_s / 2))
        for watch in list(self._watches.values()):
            watch.stop.set()
        self._join(until)
        return not self._threads

    def _join(self, until: float) -> None:
        for thread in list(self._threads):
            thread.join(max(0.0, until - time.monotonic()))

    def _take_over(self) -> bool:
        """Become the one process that runs the folder's jobs; False where another one is."""
        if not self._store.n_waiting:
            return False
        try:
            self._lock = WriterLock(self._lock_path)
        except LibraryLocked:
            return False
        try:
            self._put_back_unkept()
            for job in self._store.take_up():
                self._uploads.remove(job.job_id)
            self._uploads.clear_workplaces()
        except BaseException:
            self._let_go()
            raise
        return True

    def _put_back_unkept(self) -> None:
        """Have the jobs of which nothing could be kept wait again, as if they had not been started."""
        while self._unkept:
            self._store.put_back(self._unkept[-1])
            self._unkept.pop()

    def _let_go(self) -> None:
        """Let others run the jobs where none is at work here."""
        if not self._threads and self._lock is not None:
            self._lock.release()
            self._lock = None

    def _work(self) -> None:
        """What a thread does: one job after the other until none waits."""
        while True:
            with self._guard:
                job = self._claimed()
                if job is None:
                    self._threads.discard(threading.current_thread())
                    self._let_go()
                    return
                watch = self._watch_of(job)
                self._watches[job.number] = watch
            try:
                self._do(job, watch)
            except RecordsError as error:
                # It stays as running until it can be put back, here or at the next start, and is done again.
                log.error("What came of a job could not be kept: %s", error)
                self._locked_at = time.monotonic()
                with self._guard:
                    self._unkept.append(job)
            finally:
                self._watches.pop(job.number, None)

    def _watch_of(self, job: Job) -> Watch:
        return Watch(lambda told: self._store.progress(job, told), lambda: self._may_go_on(job.asker))

    def _claimed(self) -> Job | None:
        try:
            is_locked = time.monotonic() - self._locked_at < _LOCKED_S
            last = JobKind.UPLOAD if is_locked else None
            job = None if self._is_draining.is_set() else self._store.claim(last, self._served)
        except RecordsError as error:
            log.error("No job can be started: %s", error)
            return None
        if job is not None:
            # Whose turn it just was stands last; who has stood there since before is of no more use than a stranger.
            others = [each for each in self._served if each != job.asker.asker_id]
            self._served = [*others, job.asker.asker_id][-_MOST_REMEMBERED:]
        return job

    def _do(self, job: Job, watch: Watch) -> None:
        try:
            watch.tell(0, 1, "begun")
            made = self._run(job, watch)
        except (JobStopped, GivenUp) as stopped:
            if not self._has_ended(job, stopped.made if isinstance(stopped, JobStopped) else None):
                return
        except (LibraryLocked, DiskFull, NobodyFree) as error:
            # Another process is writing, there is no room, or nobody is free: that ends, and others go first.
            self._store.put_back(job)
            self._locked_at = time.monotonic()
            watch.stop.wait(_NO_ROOM_S if isinstance(error, DiskFull) else _WAIT_S)
            return
        except (ApiError, IngestError, RagError, EvalError) as error:
            if type(error) is RecordsError:
                raise  # it could not be recorded, and so not be told either: it is done again
            self._fail(job, error)
        except Exception as error:  # the job fails, the service goes on
            log.exception("job %s failed", job.job_id)
            self._fail(job, error)
        else:
            self._store.finish(job, made)
        self._uploads.remove(job.job_id)

    def _has_ended(self, job: Job, made: Made | None) -> bool:
        """End a job that was stopped for good, with what came of it; one that is still wanted waits again."""
        if not self._may_go_on(job.asker):
            self._store.end(job, JobState.CANCELLED, self._told(NotPermitted(_LET_IN_NO_MORE), job), made)
        elif self._store.is_wanted(job):
            self._store.put_back(job)
            return False
        else:
            self._store.end(job, JobState.CANCELLED, made=made)
        return True

    def _fail(self, job: Job, error: Exception) -> None:
        self._store.end(job, JobState.FAILED, self._told(error, job))

    def _told(self, error: Exception, job: Job) -> dict[str, Any]:
        return problem_of(error, job.job_id, self._lock_path.parent).model_dump(exclude_none=True)
