"""What an upload has stored by the time it ends, however it ends.

The library itself is asked, and by the place that papers came from: nothing depends on what the process that took
them in could still tell before it was stopped, and what others stored meanwhile is not among it.
"""

from __future__ import annotations

from api.taking_in.wire import Upload
from ingest.as_stored import all_as_stored
from ingest.outcomes import Outcome
from ingest.places import source_of_upload
from ingest.readers.parts import PART_OF
from ingest.store.library import Library
from ingest.store.records import Arrival


class SoFar:
    """Made before an upload is taken in; what has been stored since can be asked for once nothing works on it."""

    def __init__(self, library: Library, upload: Upload) -> None:
        self._library = library
        self._source = source_of_upload(upload.name, upload.desk)
        self._shown_from = len(self._source) - len(upload.name)
        self._before = self._arrivals()

    def outcomes(self) -> list[Outcome]:
        """What became of each paper that was stored, in the order of their places."""
        known = {each.paper_id for each in self._before}
        with self._library.one_state():
            return all_as_stored(
                [
                    Outcome(self._shown(each), "replaced" if each.paper_id in known else "new", each.paper_id)
                    for each in sorted(self._arrivals() - self._before)
                ],
                self._library,
            )

    def _shown(self, arrival: Arrival) -> str:
        """The place as the sender knows it."""
        return arrival.source[self._shown_from :]

    def _arrivals(self) -> frozenset[Arrival]:
        return self._library.arrivals(self._source, f"{self._source}{PART_OF}")
