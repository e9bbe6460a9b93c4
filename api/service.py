"""What the HTTP service holds while it runs: the answering, the settings, and the one way to write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from api.opening import open_for_writing
from api.settings import AppSettings
from ingest.intake import Intake, Outcome
from ingest.papers import Access
from ingest.readers.sandbox import Limits
from ingest.store.encoder import BulkEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook

MIB = 1024 * 1024


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
        with self._one_writer, open_for_writing(self.settings.library) as library:
            yield library

    def take_in(self, content: bytes, name: str, access: Access) -> Outcome:
        """Add an uploaded paper.

        Raises:
            LibraryLocked: A command is writing at this moment.
        """
        limits = Limits(file_bytes=self.settings.max_upload_mb * MIB)
        with self.writing() as library:
            intake = Intake(library, access=access, encoder=self._encoder, limits=limits)
            outcome = intake.ingest_bytes(content, name)
        self.minutebook.renew_index()
        return outcome


def service_of(request: Request) -> Service:
    """The service that the application was made with."""
    service = request.app.state.service
    if not isinstance(service, Service):
        raise TypeError(
            f"the application holds {type(service).__name__}, not a Service. Make it with create_app."
        )
    return service
