"""What goes over the pipe between the service and a process that answers and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from api.ledger import LedgerQuery
from api.processes.failing import Failed
from api.processes.messages import Messages
from ingest.papers import Scope
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.summary import SummaryRequest
from rag.events import Done, SentenceReady, StartedOver
from rag.ledger import LedgerRow
from rag.metering import Meter
from rag.question.conversation import Turn
from rag.question.query import Filters
from rag.timeline import Timeline, TimelineRequest


@dataclass(frozen=True)
class Asked:
    """A question to answer; ``number`` is the call that replies carry."""

    number: int
    question: str
    scope: Scope
    filters: Filters
    before: tuple[Turn, ...]
    type: Literal["asked"] = "asked"


@dataclass(frozen=True)
class BriefingWanted:
    """A briefing to draft."""

    number: int
    request: BriefRequest
    scope: Scope
    type: Literal["briefing_wanted"] = "briefing_wanted"


@dataclass(frozen=True)
class SummaryWanted:
    """A paper or a meeting to summarise."""

    number: int
    request: SummaryRequest
    scope: Scope
    type: Literal["summary_wanted"] = "summary_wanted"


@dataclass(frozen=True)
class TimelineWanted:
    """A subject to follow across meetings."""

    number: int
    request: TimelineRequest
    scope: Scope
    type: Literal["timeline_wanted"] = "timeline_wanted"


@dataclass(frozen=True)
class LedgerWanted:
    """A page of the ledger."""

    number: int
    asked: LedgerQuery
    scope: Scope
    type: Literal["ledger_wanted"] = "ledger_wanted"


@dataclass(frozen=True)
class Dropped:
    """Nobody waits for what comes of this call any more."""

    number: int
    type: Literal["dropped"] = "dropped"


@dataclass(frozen=True)
class End:
    """No more questions come."""

    type: Literal["end"] = "end"


@dataclass(frozen=True)
class Ready:
    """The process has opened the library and takes orders."""

    type: Literal["ready"] = "ready"


@dataclass(frozen=True)
class NotReady:
    """The process could not open the library."""

    reason: str
    type: Literal["not_ready"] = "not_ready"


@dataclass(frozen=True)
class Early:
    """Something that comes before the whole answer."""

    number: int
    event: SentenceReady | StartedOver
    type: Literal["early"] = "early"


@dataclass(frozen=True)
class Spent:
    """What a call took, told before its last reply, however it ends."""

    number: int
    meter: Meter
    type: Literal["spent"] = "spent"


@dataclass(frozen=True)
class Left:
    """A call that was dropped is no longer worked on."""

    number: int
    type: Literal["left"] = "left"


@dataclass(frozen=True)
class Whole:
    """The whole answer, without the hits, which no reader of the service is given."""

    number: int
    event: Done
    type: Literal["whole"] = "whole"


@dataclass(frozen=True)
class Drafted:
    """The briefing or the summary that was wanted."""

    number: int
    briefing: Briefing
    type: Literal["drafted"] = "drafted"


@dataclass(frozen=True)
class Followed:
    """The timeline that was wanted."""

    number: int
    timeline: Timeline
    type: Literal["followed"] = "followed"


@dataclass(frozen=True)
class Listed:
    """The page of the ledger that was wanted; ``next`` is the cursor of the one after it."""

    number: int
    rows: tuple[LedgerRow, ...]
    next: str | None
    type: Literal["listed"] = "listed"


OverviewWanted = BriefingWanted | SummaryWanted | TimelineWanted | LedgerWanted
Wanted = Asked | OverviewWanted
"""What a process is at work on for somebody, each under its own number."""
Order = Wanted | Dropped | End
Last = Whole | Drafted | Followed | Listed | Failed | Left
Made = Early | Spent | Last
"""What comes of it, and which of these end it."""
Reply = Ready | NotReady | Made

ORDERS: Messages[Order] = Messages(TypeAdapter(Annotated[Order, Field(discriminator="type")]))
"""What the service sends."""
REPLIES: Messages[Reply] = Messages(TypeAdapter(Annotated[Reply, Field(discriminator="type")]))
"""What the process sends back."""
