"""What the HTTP service holds while it runs: the answering, the settings, and the one way to write."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from fastapi import Request

from api.files import template_at
from api.jobs.housekeeping import Housekeeping
from api.jobs.runner import Jobs
from api.jobs.tasks import Tasks
from api.jobs.uploads import Uploads
from api.opening import open_for_writing
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
from api.token_budget import TokenBudget
from ingest.errors import LibraryLocked
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access
from ingest.readers.sandbox import Limits
from ingest.store.encoder import BulkEncoder
from ingest.store.library import Library
from ingest.telling import Progress
from rag.assembly import Minutebook
from rag.briefings.template import Template, default_template

MIB = 1024 * 1024
PATIENCE_S = 4.0
"""How long a request waits for another process to end its writing, such as a build of the index."""
_LOOK_AGAIN_S = 0.1

log = logging.getLogger(__name__)


class Service:
    """Shared by all requests; every method may be called from any thread."""

    def __init__(self, minutebook: Minutebook, settings: AppSettings) -> None:
        self.minutebook = minutebook
        self.settings = settings
        self._house = template_at(settings.template)
        self._one_writer = threading.Lock()
        self.records = Records(settings.library)
        self.audit = Audit(self.records, settings.audit_questions)
        self.budget = TokenBudget(self.records, settings.model_tokens_per_day)
        self.once = OnlyOnce(self.records)
        self.conversations = Conversations(self.records, minutebook.library)
        self.feedback = FeedbackBox(self.records)
        self.job_store = JobStore(self.records, minutebook.library)
        self.jobs = self._jobs()
        # Loading it takes seconds: once for the process, not once for each upload.
        self._encoder = BulkEncoder()

    @property
    def library(self) -> Library:
        """The library, for reading."""
        return self.minutebook.library

    def template_of(self, wanted: Literal["house", "usual"]) -> Template:
        """The council's own template of briefings where one is set, or the usual one."""
        return self._house if wanted == "house" else default_template()

    @contextmanager
    def writing(self) -> Iterator[Library]:
        """The library, for writing: requests queue up, and the command line can write in between.

        Raises:
            LibraryLocked: A command is writing at this moment.
        """
        with self._one_writer, self._opened() as library:
            yield library

    def _opened(self) -> Library:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return open_for_writing(self.settings.library)
            except LibraryLocked:
                if time.monotonic() > until:
                    raise
                time.sleep(_LOOK_AGAIN_S)

    def take_in(
        self,
        content: bytes,
        name: str,
        access: Access,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        desk: str = "",
    ) -> list[Outcome]:
        """Add an uploaded paper, or the papers of an uploaded pack: what became of each.

        Raises:
            LibraryLocked: A command is writing at this moment.
        """
        limits = Limits(file_bytes=self.settings.max_upload_mb * MIB)
        with self.writing() as library:
            # The index is made anew beside the answering: an upload must not wait for it.
            intake = Intake(
                library,
                access=access,
                on_progress=on_progress,
                encoder=self._encoder,
                limits=limits,
                is_indexing=False,
            )
            return intake.ingest_upload(content, name, desk)

    def drain(self, timeout_s: float) -> None:
        """Finish what no request waits for, within the seconds given, or set it aside for the next start."""
        if not self.jobs.drain(timeout_s):
            log.warning("A job did not end in time; it is done again at the next start.")

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
        )

    def _jobs(self) -> Jobs:
        uploads = Uploads(self.settings.library)
        tasks = Tasks(
            self.minutebook,
            self.settings.for_answers(),
            uploads,
            take_in=self.take_in,
            recorder_of=self._recorder_of,
            template_of=self.template_of,
        )
        return Jobs(self.job_store, uploads, self.settings.library, tasks.run)

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
        except LibraryLocked:
            log.warning("Withdrawn words leave the library's file when it is next written to.")


def service_of(request: Request) -> Service:
    """The service that the application was made with."""
    service = request.app.state.service
    if not isinstance(service, Service):
        raise TypeError(
            f"the application holds {type(service).__name__}, not a Service. Make it with create_app."
        )
    return service
