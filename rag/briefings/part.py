"""One part of a briefing before it is numbered and cited."""

from __future__ import annotations

from dataclasses import dataclass

from rag.briefings import wording
from rag.briefings.cells import Cells
from rag.briefings.excerpt import Excerpt, Point


@dataclass(frozen=True)
class Part:
    """The points of one section with its notes; ``key`` names it in ``wording.HEADINGS``.

    ``is_prose`` says that a language model may tell it in its own words; what is quoted for its very words stays.
    ``telling`` are its points by how much they tell, for the first page, where that is not their order.
    """

    key: str
    points: tuple[Point | Cells, ...] = ()
    notes: tuple[str, ...] = ()
    is_prose: bool = False
    telling: tuple[Point | Cells, ...] = ()

    @property
    def heading(self) -> str:
        return wording.HEADINGS[self.key]

    @property
    def is_empty(self) -> bool:
        return not self.points and not self.notes

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """All words of papers in it."""
        return tuple(each for point in self.points for each in point.excerpts)
