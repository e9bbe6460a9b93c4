"""What the library hands out and what it is asked for: frozen records without any reading or writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day  # a field of this module is called time
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ingest.errors import LibraryDamaged, LibraryError
from ingest.papers import Access, Kind, Notice, Page, Passage, Span, Stated, Status, Window


class PaperNotFound(LibraryError):
    """No such paper, or none that the asker may see: the two are not told apart."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(f"no paper {paper_id}. See minutebook papers list.")
        self.paper_id = paper_id


class TermsDamaged(LibraryDamaged):
    """The term index is not as it was written; whoever opens the library for writing makes it anew."""


class WordsNotFound(LibraryError):
    """The paper has no such characters, or the asker may not see all of them: the two are not told apart."""

    def __init__(self, paper_id: str, span: Span) -> None:
        super().__init__(f"paper {paper_id} has no words at {span.start} to {span.end} that you may read.")


@dataclass(frozen=True)
class Selection:
    """Which of the permitted papers a read is about; the empty selection takes all.

    A paper that does not say its body or date, or is of kind OTHER, stays in: it is not known to be
    outside. Dates are inclusive. ``without`` leaves papers out even where ``papers`` names them.
    """

    bodies: frozenset[str] | None = None
    date_from: date | None = None
    date_to: date | None = None
    kinds: frozenset[Kind] | None = None
    papers: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


EVERYTHING = Selection()


@dataclass(frozen=True)
class Stored:
    """What became of a paper that was handed in; ``access`` is what holds for it now."""

    paper_id: str
    version: int
    status: Literal["new", "replaced", "unchanged"]
    access: Access


@dataclass(frozen=True, order=True)
class Arrival:
    """A version of a paper, and the place that it came from."""

    source: str
    paper_id: str
    version: int


@dataclass(frozen=True)
class Withdrawal:
    """A paper that was taken out, with the reason that was given."""

    paper_id: str
    withdrawn_at: datetime
    reason: str
    sha256: str


@dataclass(frozen=True)
class PaperRecord:
    """One paper of the catalogue.

    ``n_passages`` counts those the asker may see; ``n_pages`` is 0 for formats without pages;
    ``ingested_at`` is in UTC. For the facts see ``Facts``.
    """

    paper_id: str
    version: int
    name: str
    title: Stated[str]
    kind: Stated[Kind]
    body: Stated[str] | None
    date: Stated[date] | None
    access: Access
    agenda_number: Stated[str] | None
    format: str
    n_pages: int
    n_passages: int
    notices: tuple[Notice, ...]
    ingested_at: datetime
    sha256: str
    unusual_pages: tuple[Page, ...] = ()
    time: Stated[time_of_day] | None = None
    status: Stated[Status] | None = None
    author: Stated[str] | None = None
    exempt_under: Stated[str] | None = None
    meeting_number: Stated[str] | None = None


@dataclass(frozen=True)
class Meeting:
    """A sitting of a body, as far as the papers name it."""

    body: str
    date: date
    paper_ids: tuple[str, ...]


@dataclass(frozen=True)
class StoredPassage(Passage):
    """A passage with its place in the library, its words, and those of its context, a line each."""

    passage_id: str = ""
    paper_id: str = ""
    version: int = 0
    text: str = ""
    context_text: str = ""


@dataclass(frozen=True)
class StoredWindow(Window):
    """A window with its place in the library, its words, and the words of its sentences in order."""

    window_id: int = 0
    paper_id: str = ""
    text: str = ""
    sentence_texts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Posting:
    """The windows that hold a term, by number: in their own words, and in the titles around them (int64)."""

    in_text: NDArray[np.int64]
    in_context: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class VectorTable:
    """One row a sentence, by window and then by place in the window.

    ``window_ids`` (n,) int64, ``sentence_numbers`` (n,) int32 from 0, ``sections`` (n,) int32 from 0: which
    stretch of a paper under one item the window is in; ``matrix`` (n, 384) float32 of unit length. The
    arrays are shared and read-only.
    """

    revision: int
    window_ids: NDArray[np.int64]
    sentence_numbers: NDArray[np.int32]
    sections: NDArray[np.int32]
    matrix: NDArray[np.float32]

    @cached_property
    def windows(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """Each window once, in order, and the row of its first sentence."""
        return np.unique(self.window_ids, return_index=True)

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """For each window the row after its last; the last is the window itself, those before its sentences."""
        return np.append(self.windows[1][1:], len(self.window_ids))

    @cached_property
    def window_sections(self) -> NDArray[np.int32]:
        """For each window the section that it is in."""
        return self.sections[self.windows[1]]

    @cached_property
    def section_lengths(self) -> NDArray[np.int64]:
        """For each window how many windows its section has."""
        return np.bincount(self.window_sections, minlength=1)[self.window_sections]

    def only(self, window_ids: NDArray[np.int64]) -> VectorTable:
        """The rows of these windows, sorted, alone."""
        rows = np.flatnonzero(np.repeat(are_among(self.windows[0], window_ids), self.ends - self.windows[1]))
        table = VectorTable(
            revision=self.revision,
            window_ids=self.window_ids[rows],
            sentence_numbers=self.sentence_numbers[rows],
            sections=np.unique(self.sections[rows], return_inverse=True)[1].astype(np.int32),
            matrix=self.matrix[rows],
        )
        table.seal()
        return table

    def seal(self) -> None:
        """Have no one write to the arrays any more."""
        for array in (self.window_ids, self.sentence_numbers, self.sections, self.matrix):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.window_ids)


def are_among(ids: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of ``ids`` are among ``some``: numbers of windows, sorted; many times as fast as ``np.isin``."""
    if not len(ids) or not len(some):
        return np.zeros(len(ids), dtype=np.bool_)
    is_named = np.zeros(max(int(ids[-1]), int(some[-1])) + 1, dtype=np.bool_)
    is_named[some] = True
    return is_named[ids]
