"""Opening the library for the commands that read its catalogue or change it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.errors import PaperUnclear
from ingest.errors import LibraryLocked
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound

PATIENCE_S = 4.0
"""How long a request waits for another process to end its writing, such as a build of the index."""
_LOOK_AGAIN_S = 0.1


def open_for_writing(folder: Path) -> Library:
    """An existing library, for writing; unlike at ingest a missing one is not made.

    Raises:
        LibraryMissing: There is none in the folder.
        LibraryLocked: Another process is writing.
    """
    Library.open(folder).close()
    return Library.create_or_open(folder)


@contextmanager
def wait_for_writing(folder: Path, patience_s: float) -> Iterator[Library]:
    """The library for writing, as soon as no other process writes to it.

    Raises:
        LibraryMissing: There is none in the folder.
        LibraryLocked: Another process is still writing after so many seconds.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            library = open_for_writing(folder)
            break
        except LibraryLocked:
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_S)
    with library:
        yield library


def find_paper(library: Library, scope: Scope, given: str) -> str:
    """The id of the paper that was named by its id or by its file name.

    Raises:
        PaperNotFound: No paper that the asker may see has that id or name.
        PaperUnclear: Several have that file name.
    """
    papers = library.papers(scope)
    if any(paper.paper_id == given for paper in papers):
        return given
    named = [paper.paper_id for paper in papers if paper.name == given]
    if not named:
        raise PaperNotFound(given)
    if len(named) > 1:
        raise PaperUnclear(
            f"{given} is the name of {len(named)} papers: {', '.join(named)}. Give one of these ids."
        )
    return named[0]
