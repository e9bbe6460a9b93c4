"""Rows of tables as sentences: each cell after the head of its column, so that no figure stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer import Citations, Sentence
from rag.briefings.excerpt import Excerpt
from rag.checking.verify import Verdict, is_quoted
from rag.table_rows import cells_of, is_figure, is_year, told_under

_LONGEST_CELL = 6
"""Words of a cell of figures; a longer one is a text, and its table no table of figures."""


@dataclass(frozen=True)
class Cells:
    """A row of a table told with the heads of its columns; ``heads`` and ``row`` are quoted whole.

    ``lead`` is the sentence before the table that leads in to it, where there is one.
    """

    heads: Excerpt
    row: Excerpt
    lead: Excerpt | None = None

    @property
    def is_named(self) -> bool:
        """Whether the first cell names the row, and is no figure itself."""
        return not is_figure(cells_of(self.row.text)[0])

    @property
    def is_of_years(self) -> bool:
        """Whether the heads only tell years, so that what is measured stands in the lead."""
        return self.is_named and all(map(is_year, cells_of(self.heads.text)[1:]))

    @property
    def text(self) -> str:
        """The name of the row, or what leads in to it, and each cell after the head of its column."""
        heads, cells = cells_of(self.heads.text), cells_of(self.row.text)
        first = 1 if self.is_named else 0
        told = told_under(heads[first:], cells[first:])
        opening = cells[0] if self.is_named else self.lead.text if self.lead else ""
        return f"{opening} \u2013 {told}." if opening else f"{told}."

    @property
    def is_sound(self) -> bool:
        """Whether the row has a cell for every head, so that none can be told under another's."""
        heads, cells = cells_of(self.heads.text), cells_of(self.row.text)
        is_whole = len(heads) == len(cells) > 1 and all(heads[1:]) and all(cells)
        figures = cells[1:] if self.is_named else cells
        is_short = all(len(cell.split()) <= _LONGEST_CELL for cell in cells)
        is_led = self.is_named or (self.lead is not None and bool(heads[0]))
        return is_whole and is_short and is_led and any(map(is_figure, figures))

    def cited(self, citations: Citations) -> Sentence:
        """The sentence with the row and the heads as its sources."""
        cited = [citations.cite(each.record, each.passage, each.span, each.also_in) for each in self.excerpts]
        held = " ".join(each.quote for each in cited)
        is_sound = self.is_sound and all(is_quoted(cell, held) for cell in cells_of(self.row.text))
        return Sentence(
            self.text, tuple(each.n for each in cited), Verdict.SUPPORTED if is_sound else Verdict.NOT_FOUND
        )

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """The row and the heads, and what leads in to them where that is told."""
        told = (self.lead,) if self.lead is not None and not self.is_named else ()
        return self.row, self.heads, *told

    @property
    def n_words(self) -> int:
        """How long it is, in words."""
        return len(self.text.split())
