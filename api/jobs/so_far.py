"""What an upload has stored by the time it ends, however it ends.

The library itself is asked, and by the place that papers came from: nothing depends on what the process that took
them in could still tell before it was stopped, and what others stored meanwhile is not among it.
"""

from __future__ import annotations

from api.taking_in.wire import Upload
from ingest.as_stored import all_as_stored
from ingest.outcomes import Outcome
from ingest.store.library import Library
from ingest.store.records import Arrival


class SoFar:
    """Made before an upload is taken in; what has been stored since can be asked for once nothing works on it."""

    def __init__(self, library: Library, upload: Upload) -> None:
        self._library = library
        self._upload = upload
        self._before = self._arrivals()

    def outcomes(self) -> list[Outcome]:
        """What became of each paper that was stored, in the order of their places."""
        known = {each.paper_id for each in self._before}
        with self._library.one_state():
            now = self._arrivals()
            return all_as_stored(
                [
                    Outcome(now[each], "replaced" if each.paper_id in known else "new", each.paper_id)
                    for each in sorted(now.keys() - self._before.keys())
                ],
                self._library,
            )

    def _arrivals(self) -> dict[Arrival, str]:
        """The papers with the paths that the sender knows them by."""
        return self._upload.desks.arrivals(self._upload.name, self._library)
