"""What the HTTP service holds while it runs: the answering, the settings, and the one way to write."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

from fastapi import Request

from api.files import template_at
from api.identity.keys import Keys
from api.identity.roles import Asker
from api.identity.standing import Standing
from api.jobs.housekeeping import Housekeeping
from api.jobs.runner import Jobs
from api.jobs.tasks import Tasks
from api.jobs.uploads import Uploads
from api.ledger import LedgerPages
from api.logs import LogStyle
from api.opening import PATIENCE_S, wait_for_writing
from api.records.audit import Audit
from api.records.conversations import Conversations
from api.records.database import Records
from api.records.erasing import erase_gone
from api.records.errors import RecordsError
from api.records.feedback import FeedbackBox
from api.records.idempotency import OnlyOnce
from api.records.jobs import Job, JobStore
from api.records.recorder import Recorder
from api.settings import AppSettings
from api.taking_in.process import TakingIn
from api.token_budget import Bill, TokenBudget
from ingest.errors import LibraryError
from ingest.readers.sandbox import Limits
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.template import Template, default_template

MIB = 1024 * 1024
READING_S = 300.0
"""How long one file may be read, on the clock: questions go first, so a minute of computing takes longer."""

log = logging.getLogger(__name__)


class Service:
    """Shared by all requests; every method may be called from any thread."""

    def __init__(self, minutebook: Minutebook, settings: AppSettings, ledger: LedgerPages) -> None:
        self.minutebook = minutebook
        self.ledger = ledger
        self.settings = settings
        self._house = template_at(settings.template)
        self._one_writer = threading.Lock()
        self.records = Records(settings.library)
        self.keys = Keys(self.records)
        self.audit = Audit(self.records, settings.audit_questions)
        self.budget = TokenBudget(self.records, settings.model_tokens_per_day)
        self.once = OnlyOnce(self.records)
        self.conversations = Conversations(self.records, minutebook.library)
        self.feedback = FeedbackBox(self.records)
        self.job_store = JobStore(self.records, minutebook.library, settings.jobs_per_asker)
        self.taking_in = TakingIn(
            settings.library,
            Limits(file_bytes=settings.max_upload_mb * MIB, wall_s=READING_S),
            LogStyle(settings.log_format, settings.log_level),
        )
        self.jobs = self._jobs()

    @property
    def library(self) -> Library:
        """The library, for reading."""
        return self.minutebook.library

    def template_of(self, wanted: Literal["house", "usual"]) -> Template:
        """The council's own template of briefings where one is set, or the usual one."""
        return self._house if wanted == "house" else default_template()

    def spending(self, asker: Asker) -> AbstractContextManager[Bill]:
        """Count what a language model takes in the block on the asker's budget; see ``TokenBudget.spending``."""
        return self.budget.spending(asker.asker_id, self.settings.model)

    @contextmanager
    def writing(self) -> Iterator[Library]:
        """The library, for writing: requests queue up, and the command line can write in between.

        Raises:
            LibraryLocked: A command is writing at this moment.
        """
        with self._one_writer, wait_for_writing(self.settings.library, PATIENCE_S) as library:
            yield library

    def drain(self, timeout_s: float) -> None:
        """Finish what no request waits for, within the seconds given, or set it aside for the next start."""
        if not self.jobs.drain(timeout_s):
            log.warning("A job did not end in time; it is done again at the next start.")
        self.taking_in.close()

    def housekeeping(self) -> Housekeeping:
        """What the service does by itself while it runs."""
        return Housekeeping(
            self.records,
            self.audit,
            self.library,
            self.jobs,
            audit_days=self.settings.audit_days,
            keep_days=self.settings.keep_days,
            compact=self.compact,
            note_uses=self.keys.note_uses,
        )

    def _jobs(self) -> Jobs:
        uploads = Uploads(self.settings.library)
        tasks = Tasks(
            self.minutebook,
            self.settings.for_answers(),
            uploads,
            taking_in=self.taking_in,
            recorder_of=self._recorder_of,
            template_of=self.template_of,
            spending=self.spending,
        )
        standing = Standing(self.records, self.settings.oidc_groups)
        return Jobs(self.job_store, uploads, self.settings.library, tasks.run, standing.holds)

    def _recorder_of(self, job: Job) -> Recorder:
        """Records what a job does for its asker."""
        settings, library = self.settings.for_answers().fingerprint(), self.library.snapshot()
        return Recorder(self.audit, job.asker, job.job_id, settings, library)

    def clear_out(self) -> None:
        """Have what was withdrawn leave the library's file and what the service keeps."""
        self.compact()
        try:
            erase_gone(self.records, self.audit, self.library)
        except RecordsError as error:
            log.warning("Withdrawn words leave the service's records a little later: %s", error)

    def compact(self) -> None:
        """Have what was withdrawn leave the library's file; others read meanwhile, and writes wait."""
        try:
            with self.writing():
                pass  # what is owed is done when the library is opened for writing
        except LibraryError as error:
            log.warning("Withdrawn words leave the library's file when it is next written to: %s", error)


def service_of(request: Request) -> Service:
    """The service that the application was made with."""
    service = request.app.state.service
    if not isinstance(service, Service):
        raise TypeError(
            f"the application holds {type(service).__name__}, not a Service. Make it with create_app."
        )
    return service
