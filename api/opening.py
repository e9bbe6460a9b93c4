"""Opening the library for the commands that read its catalogue or change it."""

from __future__ import annotations

from pathlib import Path

from api.errors import PaperUnclear
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound


def open_for_writing(folder: Path) -> Library:
    """An existing library, for writing; unlike at ingest a missing one is not made.

    Raises:
        LibraryMissing: There is none in the folder.
        LibraryLocked: Another process is writing.
    """
    Library.open(folder).close()
    return Library.create_or_open(folder)


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
