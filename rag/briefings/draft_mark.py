"""What a briefing is as a file: a draft or approved, and who may read it; said the same way in every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.papers import Access
from rag.answer import Citation
from rag.briefings.briefing import Briefing, Section
from rag.briefings.template import Template
from rag.plain import visible

DRAFT_MARK = "DRAFT: not approved"
"""Stands on every page until a named officer approves the briefing; no template changes it."""
NOT_FOR_PUBLICATION = "Not for publication: this quotes exempt papers."
CHECK_READERS = "This quotes papers that are not marked as public. Check who may read it."
SOURCES = "Sources"
NOT_COVERED = "What is not covered"
ABOUT_THE_PAPERS = "What to know about the papers"


@dataclass(frozen=True)
class Standing:
    """``mark`` stands on every page, ``statement`` below the title; ``circulation`` is None for public papers."""

    is_draft: bool
    mark: str
    statement: str
    circulation: str | None

    @property
    def statements(self) -> tuple[str, ...]:
        return (self.statement,) if self.circulation is None else (self.statement, self.circulation)


def standing_of(briefing: Briefing, template: Template) -> Standing:
    """What to say of the briefing; without a name that can be read it is a draft."""
    officer = visible(briefing.approved_by or "")
    circulation = circulation_of(briefing.citations)
    if not officer:
        return Standing(True, DRAFT_MARK, visible(template.draft), circulation)
    approved = f"Approved by {officer}"
    return Standing(False, approved, f"{approved}.", circulation)


def circulation_of(citations: Iterable[Citation]) -> str | None:
    """Who must not get the file, by the narrowest paper it quotes; None where all are public."""
    narrowest = max((each.access.rank for each in citations), default=Access.PUBLIC.rank)
    if narrowest >= Access.EXEMPT.rank:
        return NOT_FOR_PUBLICATION
    return None if narrowest == Access.PUBLIC.rank else CHECK_READERS


def lists_after(briefing: Briefing) -> tuple[Section, ...]:
    """What stands behind the sources: the software's own words, as sections of notes."""
    named = ((NOT_COVERED, briefing.not_covered), (ABOUT_THE_PAPERS, briefing.warnings))
    return tuple(Section(heading, notes=notes) for heading, notes in named if notes)
