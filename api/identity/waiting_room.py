"""Where signing in is done: in few threads of its own, so that nobody else waits for the login provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

from api.admission import Places
from api.errors import TooBusy
from api.identity.errors import ProviderUnreachable

N_THREADS = 8
N_WAITING = 100
"""People who wait for a thread; more are told to come back."""
PATIENCE_S = 20.0
"""How long each of them waits."""

Done = TypeVar("Done")


class WaitingRoom:
    """The threads, and the queue before them, which holds none."""

    def __init__(self) -> None:
        self._places = Places(N_THREADS, N_WAITING, PATIENCE_S)
        self._threads = anyio.CapacityLimiter(N_THREADS)

    async def do(self, work: Callable[[], Done]) -> Done:
        """What ``work`` gives, done in one of the threads.

        Raises:
            ProviderUnreachable: Too many are signing in, or the provider takes too long for those before.
        """
        try:
            async with self._places.taken():
                return await to_thread.run_sync(work, limiter=self._threads)
        except TooBusy as error:
            raise ProviderUnreachable(
                "The login provider is slow, and too many are signing in. Try again in a minute."
            ) from error
