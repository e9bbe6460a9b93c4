"""What the service returned for one question, read back from its JSON: the only thing that is scored.

Metrics read these views, never the service's own objects, so that a stored run can be scored again and the
scores say what a user got.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _file_name(document: str) -> str:
    return PurePosixPath(document.replace("\\", "/")).name


Document = Annotated[str, AfterValidator(_file_name)]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RankedHit(_View):
    """One passage found; its rank is its place in the list. ``document`` is a file name without folders.

    ``score`` is the search's own (higher is better); a hit of another system may have none.
    """

    document: Document
    text: str
    passage_id: str = ""
    label: str = ""
    score: float | None = None


class Said(_View):
    """One sentence of an answer with the numbers of the citations it carries."""

    text: str
    citations: tuple[int, ...] = ()
    verdict: str = ""


class Cited(_View):
    """One citation: ``n`` is what the markers refer to, ``quote`` the words shown to the reader."""

    n: int
    passage_id: str
    document: Document
    label: str = ""
    quote: str


class Section(_View):
    """One part of a briefing."""

    sentences: tuple[Said, ...] = ()
    sections: tuple[Section, ...] = ()

    def said(self) -> tuple[Said, ...]:
        """The sentences in reading order, those of inner sections after its own."""
        return self.sentences + tuple(said for inner in self.sections for said in inner.said())


class Reply(_View):
    """An answer object or a briefing object."""

    answered: bool | None = None
    answer: str | None = None
    sentences: tuple[Said, ...] = ()
    sections: tuple[Section, ...] = ()
    citations: tuple[Cited, ...] = ()

    def said(self) -> tuple[Said, ...]:
        """Every sentence in reading order; empty for an abstention without words."""
        return self.sentences + tuple(said for section in self.sections for said in section.said())

    def words_shown(self) -> str:
        """The sentences as one text, or the answer's own text where it has none."""
        return " ".join(sentence.text for sentence in self.said()) or self.answer or ""

    @property
    def is_answered(self) -> bool:
        """The answer's own field; a briefing has none and counts as answered when it says anything."""
        return bool(self.said()) if self.answered is None else self.answered
