"""What goes over the pipe between the service and a process that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from api.processes.failing import Failed
from api.processes.messages import Messages
from ingest.papers import Scope
from rag.events import Done, SentenceReady, StartedOver
from rag.metering import Meter
from rag.question.conversation import Turn
from rag.question.query import Filters


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
class Dropped:
    """Nobody waits for the answer of this call any more."""

    number: int
    type: Literal["dropped"] = "dropped"


@dataclass(frozen=True)
class End:
    """No more questions come."""

    type: Literal["end"] = "end"


@dataclass(frozen=True)
class Ready:
    """The process has opened the library and takes questions."""

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
class Whole:
    """The whole answer, without the hits, which no reader of the service is given; and what it took."""

    number: int
    event: Done
    meter: Meter
    type: Literal["whole"] = "whole"


Order = Asked | Dropped | End
Reply = Ready | NotReady | Early | Whole | Failed

ORDERS: Messages[Order] = Messages(TypeAdapter(Annotated[Order, Field(discriminator="type")]))
"""What the service sends."""
REPLIES: Messages[Reply] = Messages(TypeAdapter(Annotated[Reply, Field(discriminator="type")]))
"""What the process sends back."""
