"""A folder kept in the library: new and changed files are taken in as they come.

The folder is looked at every two seconds. A file is taken in once two looks in a row find the same size and
time of change, so that one still being copied is left alone. The library is open for writing only while
files are taken in: other commands can write in between.
"""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import LibraryLocked
from ingest.intake import Intake
from ingest.outcomes import NothingToIngest, Outcome, files_below
from ingest.papers import Access
from ingest.sidecar_entries import is_sidecar, subject_of
from ingest.store.library import Library

LOOK_EVERY_S = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Changes:
    """What a look found: files that are ready to be taken in, and papers that were taken in and are gone."""

    ready: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


class Watch:
    """Remembers how the files looked; it reads no file and knows nothing of the library."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._last: dict[Path, tuple[int, int]] = {}
        self._taken: dict[Path, tuple[int, int]] = {}
        self._spoken_of: set[Path] = set()

    def look(self) -> Changes:
        """Compare the files with the last look; a file stays ready until ``took`` is called for it.

        With what was written down beside papers the papers that it speaks of, or spoke of, are ready too.
        """
        found = {path: state for each in self._paths for path, state in _states(each).items()}
        settled = [path for path, state in found.items() if state == self._last.get(path)]
        changed = {path for path in settled if found[path] != self._taken.get(path)}
        removed = tuple(path for path in self._taken if path not in found)
        for sidecar in (*changed, *removed):
            self._spoken_of |= _spoken_of_by(sidecar, found)
        for path in removed:
            del self._taken[path]
        self._last = found
        ready = tuple(path for path in settled if path in changed or path in self._spoken_of)
        return Changes(ready, tuple(path for path in removed if not is_sidecar(path.name)))

    def took(self, paths: Sequence[Path]) -> None:
        """These files were taken in, or rejected, as the last look found them."""
        for path in paths:
            self._taken[path] = self._last[path]
        self._spoken_of.difference_update(paths)


def _spoken_of_by(path: Path, found: Iterable[Path]) -> set[Path]:
    """The papers beside a sidecar that it may speak of; none for any other file.

    A table may have lost the rows that told of some of them, or may not be readable at all.
    """
    if not is_sidecar(path.name):
        return set()
    subject = subject_of(_name(path))
    beside = {each for each in found if each.parent == path.parent and not is_sidecar(each.name)}
    return beside if subject is None else {each for each in beside if _name(each) == subject}


def _name(path: Path) -> str:
    return unicodedata.normalize("NFC", path.name)


def _states(path: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of each file; empty where there is none."""
    states = {}
    try:
        for file in files_below(path):
            status = file.stat()
            states[file] = (status.st_size, status.st_mtime_ns)
    except (NothingToIngest, FileNotFoundError):
        # Emptied or removed, or a file went during the look: the next look sees what is left.
        return states
    return states


def watch(
    paths: Sequence[Path],
    library_folder: Path,
    *,
    access: Access = Access.RESTRICTED,
    on_outcomes: Callable[[list[Outcome]], None],
    on_removed: Callable[[Path], None],
    look_every_s: float = LOOK_EVERY_S,
    stop: threading.Event | None = None,
) -> None:
    """Keep taking in what is new or changed in files and folders, until interrupted or ``stop`` is set.

    A removed file is told of and its paper stays. A bad file is rejected and tried again when it changes.

    Raises:
        LibraryError: The library can't be written for another reason than another writer.
    """
    stop = stop or threading.Event()
    watched = Watch(paths)
    while not stop.is_set():
        changes = watched.look()
        for path in changes.removed:
            on_removed(path)
        if changes.ready:
            try:
                with Library.create_or_open(library_folder) as library:
                    outcomes = Intake(library, access=access).ingest(changes.ready)
            except LibraryLocked as error:
                log.warning("%s Trying again.", error)
            except NothingToIngest as error:
                log.info("%s", error)  # it went between the look and the reading
            else:
                watched.took(changes.ready)
                on_outcomes(outcomes)
        stop.wait(look_every_s)
