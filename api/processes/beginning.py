"""What every process that the service starts does first."""

from __future__ import annotations

import os
import signal

from api.logs import LogStyle, start_logging
from api.processes.arenas import share_arenas
from ingest.readers.child import end_with_parent


def begin(style: LogStyle, nicer_by: int) -> None:
    """Log as the service does, be so much nicer than it (see nice(2)), and end with it however it ends.

    Signals are for the service: it ends its processes by their pipes, when what they have in hand is done.
    """
    end_with_parent()
    share_arenas()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    start_logging(style)
    os.nice(nicer_by)
