"""What a briefing is asked for with and what it is made of; see ``brief`` for how one is drafted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ingest.store.records import PaperRecord
from rag.answer import Citation, Sentence
from rag.question.query import Filters


@dataclass(frozen=True)
class BriefRequest:
    """What to prepare: a topic, or a meeting by body and date, or an agenda in the library (id or file name).

    ``agenda_file`` is an agenda on this machine, which need not be in the library and is not stored. ``as_of`` is the
    day the briefing is written for; minutes of that day or later are not used.
    """

    topic: str | None = None
    body: str | None = None
    meeting_date: date | None = None
    agenda: str | None = None
    agenda_file: Path | None = None
    as_of: date | None = None
    filters: Filters = Filters()


@dataclass(frozen=True)
class Section:
    """A heading with its cited sentences, and sections below it.

    ``key`` is what kind of section it is, by which a template names it; empty for a section that is one item's.
    ``notes`` are the software's own words on what the papers hold and lack; they claim nothing that a paper says.
    """

    heading: str
    sentences: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    key: str = ""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "heading": self.heading,
            "key": self.key,
            "sentences": [each.to_json() for each in self.sentences],
            "notes": list(self.notes),
        }
        if self.sections:
            shown["sections"] = [each.to_json() for each in self.sections]
        return shown


@dataclass(frozen=True)
class DraftedFrom:
    """The library as a briefing was drafted from it; what comes or goes from then on is told as a change.

    ``at`` is in UTC; ``papers`` are those that the briefing cites or names, as they were.
    """

    at: datetime
    snapshot: str
    papers: tuple[PaperRecord, ...]


@dataclass(frozen=True)
class Briefing:
    """A draft for an officer; ``citations`` are numbered through the whole of it.

    ``not_covered`` names what was left out, with the reason; ``approved_by`` the officer who approved it, None for
    a draft. ``drafted_from`` is for the record and no part of what is shown; None for a summary.
    """

    title: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]
    as_of: date | None = None
    not_covered: tuple[str, ...] = ()
    approved_by: str | None = None
    drafted_from: DraftedFrom | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "approved_by": self.approved_by,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "sections": [each.to_json() for each in self.sections],
            "citations": [each.to_json() for each in self.citations],
            "not_covered": list(self.not_covered),
            "warnings": list(self.warnings),
        }
