"""What was found at each meeting, so that a meeting that can't change any more is not asked for again.

Only addresses and hashes are kept, never a paper: one that is withdrawn from the library must not live on
here. The folder can be thrown away at any time; the next run then asks for everything once more.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.store.originals import write_whole
from ingest.structure.paper import READING

log = logging.getLogger(__name__)
FOLDER: Final = "moderngov-cache"
SETTLED_AFTER: Final = timedelta(days=60)
"""Age of a meeting from which on its published minutes and papers are taken to be final."""


class Found(BaseModel):
    """A paper of a meeting: its hash if it was fetched, and why it isn't in the library if it isn't."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    sha256: str | None = None
    reason: str | None = None


class Visit(BaseModel):
    """What one complete look at a meeting found; ``reading`` is the version of the readers then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    asked_on: date
    are_minutes_published: bool
    reading: str
    found: tuple[Found, ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing can have changed since: the look itself was taken long enough after the meeting."""
        is_late = self.asked_on - self.day > SETTLED_AFTER
        return is_late and self.are_minutes_published and self.reading == READING


class Visits:
    """The visits to one site, a file a meeting."""

    def __init__(self, library_folder: Path, host: str) -> None:
        safe = "".join(character if character.isalnum() or character in ".-" else "_" for character in host)
        self._folder = library_folder / FOLDER / safe

    def settled(self, meeting_id: int) -> Visit | None:
        """The visit to a meeting that need not be asked for again; None for any other."""
        file = self._file(meeting_id)
        try:
            visit = Visit.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            log.warning("%s can't be read, so the meeting is asked for again.", file)
            return None
        return visit if visit.is_settled else None

    def keep(self, meeting_id: int, visit: Visit) -> None:
        """Remember a visit, in place of an earlier one."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._file(meeting_id), visit.model_dump_json(exclude_none=True).encode())

    def _file(self, meeting_id: int) -> Path:
        return self._folder / f"{meeting_id}.json"
