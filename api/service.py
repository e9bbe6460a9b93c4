"""What the HTTP service holds while it runs: the answering, the settings, and the one way to write."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from api.opening import open_for_writing
from api.settings import AppSettings
from ingest.errors import LibraryLocked
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access
from ingest.readers.sandbox import Limits
from ingest.store.encoder import BulkEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook

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
        self._one_writer = threading.Lock()
        # Loading it takes seconds: once for the process, not once for each upload.
        self._encoder = BulkEncoder()

    @property
    def library(self) -> Library:
        """The library, for reading."""
        return self.minutebook.library

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

    def take_in(self, content: bytes, name: str, access: Access) -> list[Outcome]:
        """Add an uploaded paper, or the papers of an uploaded pack: what became of each.

        Raises:
            LibraryLocked: A command is writing at this moment.
        """
        limits = Limits(file_bytes=self.settings.max_upload_mb * MIB)
        with self.writing() as library:
            # The index is made anew beside the answering: an upload must not wait for it.
            intake = Intake(library, access=access, encoder=self._encoder, limits=limits, is_indexing=False)
            return intake.ingest_upload(content, name)

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
