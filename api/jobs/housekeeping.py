"""What the service does by itself while it runs: jobs go on, withdrawn words go, and what is old is removed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from api.jobs.runner import Jobs
from api.processes.arenas import give_back
from api.records.audit import Audit
from api.records.conversations import Conversations
from api.records.database import Records
from api.records.erasing import erase_gone
from api.records.errors import RecordsError
from api.records.feedback import FeedbackBox
from api.records.jobs import JobStore
from api.records.times import days_ago
from ingest.errors import IngestError
from ingest.store.library import Library

LOOK_EVERY_S = 2.0
ERASE_EVERY_S = 20.0
"""Words that a command withdrew leave the service's records within this time, and at the next start."""
TRIM_EVERY_S = 3600.0

log = logging.getLogger(__name__)


class Housekeeping:
    """Does its rounds in a thread from the moment the block is entered until it is left."""

    def __init__(
        self,
        records: Records,
        audit: Audit,
        library: Library,
        jobs: Jobs,
        *,
        audit_days: int,
        keep_days: int,
        compact: Callable[[], None],
        note_uses: Callable[[], None],
    ) -> None:
        """``audit_days`` 0 keeps the audit for good; ``compact`` has withdrawn words leave the library's file.

        ``note_uses`` notes which keys were used.
        """
        self._compact = compact
        self._note_uses = note_uses
        self._records = records
        self._audit = audit
        self._library = library
        self._jobs = jobs
        self._audit_days = audit_days
        self._keep_days = keep_days
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="housekeeping", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _go_on(self) -> None:
        erased_at = trimmed_at = float("-inf")
        while True:
            now = time.monotonic()
            try:
                self._jobs.look()
                if now - erased_at >= ERASE_EVERY_S:
                    erased_at = now
                    self._jobs.sweep()
                    if self._library.is_compacting_due:
                        self._compact()
                    erase_gone(self._records, self._audit, self._library)
                    self._note_uses()
                    give_back()
                if now - trimmed_at >= TRIM_EVERY_S:
                    trimmed_at = now
                    self.remove_old()
            except (RecordsError, IngestError, OSError) as error:
                log.warning("The round is made up for at the next: %s", error)
            if self._ending.wait(LOOK_EVERY_S):
                return

    def remove_old(self) -> None:
        """Remove what has been kept for as long as the settings say."""
        than = days_ago(self._keep_days)
        n_gone = Conversations(self._records, self._library).remove_older(than)
        n_gone += FeedbackBox(self._records).remove_older(than)
        n_gone += JobStore(self._records, self._library).remove_older(than)
        if self._audit_days:
            n_gone += self._audit.trim(datetime.now(UTC) - timedelta(days=self._audit_days))
        if n_gone:
            self._records.owe_compacting()
            self._records.compact()
