"""What runs in the process that takes papers in: one file after another, each stored in turns with other writers.

A file is read and its sentences are embedded while the library is open for reading only. It is opened for writing for
each paper that is stored, so that a paper can be withdrawn, or its access changed, while a large one is read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from api.errors import ApiError
from api.jobs.uploads import Uploads
from api.logs import LogStyle
from api.opening import PATIENCE_S, wait_for_writing
from api.processes.beginning import begin
from api.processes.failing import failure
from api.taking_in.wire import ORDERS, REPLIES, Begun, Reply, Told, TookIn, Upload
from ingest.errors import IngestError
from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.readers.sandbox import Limits
from ingest.store.library import Library
from ingest.telling import Progress

BEHIND_HTTP = 10
"""By how much the process is nicer than the service (see nice(2)): questions go before papers."""
HOLDS_ON_S = 60.0
"""How long a paper that is ready to be stored waits for another process to end its writing."""

log = logging.getLogger(__name__)


def work(theirs: Connection, folder: Path, limits: Limits, style: LogStyle, idle_s: float) -> None:
    """Take in what comes over the pipe, until nothing has come for ``idle_s`` or nobody is at its other end."""
    begin(style, BEHIND_HTTP)

    def tell(reply: Reply) -> None:
        theirs.send_bytes(REPLIES.to_bytes(reply))

    with suppress(EOFError, OSError):
        while theirs.poll(idle_s) and isinstance(order := ORDERS.from_bytes(theirs.recv_bytes()), Upload):
            tell(Begun())
            tell(_taken_in(order, folder, limits, lambda progress: tell(Told(progress))))


def _taken_in(order: Upload, folder: Path, limits: Limits, on_progress: Callable[[Progress], None]) -> Reply:
    """What became of a file; whatever goes wrong belongs to it, and the process goes on."""
    try:
        return TookIn(tuple(_take_in(order, folder, limits, on_progress)))
    except Exception as error:
        if not isinstance(error, ApiError | IngestError):
            log.exception("a file could not be taken in")
        return failure(0, error)


def _take_in(
    order: Upload, folder: Path, limits: Limits, on_progress: Callable[[Progress], None]
) -> list[Outcome]:
    content = Uploads(folder).fetch(order.job_id)
    # While a command writes for hours, nothing is read in vain.
    with wait_for_writing(folder, PATIENCE_S):
        pass
    with Library.open(folder) as library:
        intake = Intake(
            library,
            access=order.access,
            on_progress=on_progress,
            limits=limits,
            # The index is made anew beside the answering: an upload must not wait for it.
            is_indexing=False,
            writing=lambda: wait_for_writing(folder, HOLDS_ON_S),
            bodies=order.bodies,
        )
        return intake.ingest_upload(content, order.name, order.desks)
