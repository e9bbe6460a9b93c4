"""How far an intake is: told file by file while it runs, pages counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ingest.papers import Text

CHARACTERS_A_PAGE = 3_000
"""What an A4 page of minutes holds; the measure for formats that have no pages."""

Stage = Literal["fetching", "reading", "storing", "indexing"]


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` files are finished; ``path`` is the one in hand, ``stage`` what is done to it.

    A pack counts as the one file that it is; ``n_parts_done`` of its ``n_parts`` files are finished. ``n_pages``
    are those of the papers read until now.
    """

    done: int
    total: int
    path: str
    stage: Stage
    n_pages: int = 0
    n_parts_done: int = 0
    n_parts: int = 0


def pages_of(text: Text) -> int:
    """How many pages a paper has, at least one: its own, else one for each 3,000 characters begun."""
    return len(text.pages) or max(1, -(-len(text.content) // CHARACTERS_A_PAGE))


class Telling:
    """Tells ``report`` of each step of one intake."""

    def __init__(self, report: Callable[[Progress], None] | None = None, total: int = 1) -> None:
        self._report = report
        self._now = Progress(0, total, "", "reading")

    @property
    def n_done(self) -> int:
        """How many files are finished."""
        return self._now.done

    def file(self, path: str, done: int) -> None:
        """This file is read now, after ``done`` others."""
        self._tell(replace(self._now, path=path, stage="reading", done=done, n_parts_done=0, n_parts=0))

    def part(self, path: str, done: int, n_parts: int) -> None:
        """This file of the pack in hand is read now, after ``done`` others of it."""
        self._tell(replace(self._now, path=path, stage="reading", n_parts_done=done, n_parts=n_parts))

    def was_read(self, text: Text) -> None:
        """The file in hand is a paper with this text, which is stored now."""
        self._tell(replace(self._now, stage="storing", n_pages=self._now.n_pages + pages_of(text)))

    def indexing(self, path: str) -> None:
        """All files are finished."""
        self._tell(
            replace(self._now, path=path, stage="indexing", done=self._now.total, n_parts_done=0, n_parts=0)
        )

    def _tell(self, progress: Progress) -> None:
        self._now = progress
        if self._report is not None:
            self._report(progress)
