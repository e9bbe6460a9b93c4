"""What is made of many papers at once: briefings, summaries and timelines, here or in another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ingest.papers import Scope
from rag.briefings.brief import Briefer
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.summary import Summariser, SummaryRequest
from rag.timeline import Timeline, TimelineRequest
from rag.timeline_making import Chronicler


class Overviews(Protocol):
    """Something that makes them."""

    def briefing(self, request: BriefRequest, scope: Scope) -> Briefing:
        """See ``Briefer.brief``."""
        ...

    def summary(self, request: SummaryRequest, scope: Scope) -> Briefing:
        """See ``Summariser.summarise``."""
        ...

    def timeline(self, request: TimelineRequest, scope: Scope) -> Timeline:
        """See ``Chronicler.follow``."""
        ...


@dataclass(frozen=True)
class MadeHere:
    """Overviews made in this process. Any thread may ask for one."""

    briefer: Briefer
    summariser: Summariser
    chronicler: Chronicler

    def briefing(self, request: BriefRequest, scope: Scope) -> Briefing:
        """See ``Briefer.brief``."""
        return self.briefer.brief(request, scope)

    def summary(self, request: SummaryRequest, scope: Scope) -> Briefing:
        """See ``Summariser.summarise``."""
        return self.summariser.summarise(request, scope)

    def timeline(self, request: TimelineRequest, scope: Scope) -> Timeline:
        """See ``Chronicler.follow``."""
        return self.chronicler.follow(request, scope)
