"""The HTTP server as it ends: what is under way is finished, for so long; a second signal ends it at once."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn

DRAIN_S = 15
"""Seconds that questions and jobs get to finish; with what comes after it the service ends within 20."""
LAST_S = 17.0
"""Seconds after the signal at which the process ends in any case. What is still being put away by then loses
nothing that was acknowledged: that was on the disk before it was."""
KEEP_ALIVE_S = 30
"""How long a connection without a request stays open: longer than anybody is told to wait before coming back, or the
next request would meet the closing of its connection and be lost."""
_BY_SIGNAL = 128
"""Exit statuses of processes that a signal ended are above this, by the number of the signal."""
_LOOK_EVERY_S = 0.05

log = structlog.stdlib.get_logger(__name__)


class DrainingServer(uvicorn.Server):
    """Takes no new connections after the first signal; the run ends by itself once all is done."""

    def __init__(self, config: uvicorn.Config, drain: Callable[[float], object]) -> None:
        """``drain`` finishes or sets aside what no request waits for, within the seconds that it is given."""
        super().__init__(config)
        self._drain = drain
        self.ended_by: int | None = None
        """The signal that began the end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; at the second signal end at once, which loses nothing that was acknowledged."""
        if self.should_exit:
            os._exit(_BY_SIGNAL + sig)
        self.should_exit, self.ended_by = True, sig
        threading.Thread(target=self._end_in_time, args=(sig,), name="last-call", daemon=True).start()

    def _end_in_time(self, sig: int) -> None:
        time.sleep(LAST_S)
        log.warning("ended_before_all_was_put_away", seconds=LAST_S)
        os._exit(0 if sig == signal.SIGTERM else _BY_SIGNAL + sig)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish requests and jobs side by side."""
        log.info("draining", seconds=DRAIN_S, requests=len(self.server_state.tasks))
        # A thread of its own, for a process that ends must not wait for it.
        draining = threading.Thread(target=self._drain, args=(float(DRAIN_S),), name="draining", daemon=True)
        draining.start()
        until = time.monotonic() + DRAIN_S
        await super().shutdown(sockets)
        while draining.is_alive() and time.monotonic() < until:
            await asyncio.sleep(_LOOK_EVERY_S)
        log.info("drained", requests=len(self.server_state.tasks))
