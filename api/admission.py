"""How many questions are answered at once, and how many may wait: the rest is told to come back.

A service that takes everything answers everything late. The waiting is in the event loop and holds no thread, so what
needs no place, such as the health checks, is answered at once however many wait.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from api.errors import TooBusy

PATIENCE_S = 20.0
"""How long a question waits for a place."""
COME_BACK_S = 5
"""What is told to those for whom there is no room."""


class Places:
    """So many places for questions, and a queue before them that is served in its order."""

    def __init__(self, n_places: int, n_waiting: int, patience_s: float = PATIENCE_S) -> None:
        self._places = anyio.CapacityLimiter(n_places)
        self._n_waiting = n_waiting
        self._patience_s = patience_s

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """A place while the block runs, as soon as there is one.

        Raises:
            TooBusy: As many wait already as may, or none became free in time.
        """
        holder = object()
        await self._take(holder)
        try:
            yield
        finally:
            self._places.release_on_behalf_of(holder)

    async def _take(self, holder: object) -> None:
        waiting = self._places.statistics().tasks_waiting
        if waiting >= self._n_waiting and self._places.available_tokens < 1:
            raise TooBusy(
                f"{self._places.total_tokens:g} questions are being answered and {waiting} wait. "
                f"Ask again in {COME_BACK_S} seconds.",
                COME_BACK_S,
            )
        try:
            with anyio.fail_after(self._patience_s):
                await self._places.acquire_on_behalf_of(holder)
        except TimeoutError:
            raise TooBusy(
                f"No place became free in {self._patience_s:g} seconds. Ask again in {COME_BACK_S} seconds.",
                COME_BACK_S,
            ) from None
