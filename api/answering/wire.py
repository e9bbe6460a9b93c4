"""What goes over the pipe between the service and a process that answers: JSON, checked on arrival.

Nothing is pickled: what arrives is read into the same frozen types that the answering code uses, or refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from api.processes.failing import Failed
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


Order = Annotated[Asked | Dropped | End, Field(discriminator="type")]
Reply = Annotated[Ready | NotReady | Early | Whole | Failed, Field(discriminator="type")]

_ORDERS: TypeAdapter[Asked | Dropped | End] = TypeAdapter(Order)
_REPLIES: TypeAdapter[Ready | NotReady | Early | Whole | Failed] = TypeAdapter(Reply)


def order_to_bytes(order: Asked | Dropped | End) -> bytes:
    """The order as it goes over the pipe."""
    return _ORDERS.dump_json(order)


def order_from_bytes(sent: bytes) -> Asked | Dropped | End:
    """The order that was sent.

    Raises:
        ValidationError: It is none.
    """
    return _ORDERS.validate_json(sent)


def reply_to_bytes(reply: Ready | NotReady | Early | Whole | Failed) -> bytes:
    """The reply as it goes over the pipe."""
    return _REPLIES.dump_json(reply)


def reply_from_bytes(sent: bytes) -> Ready | NotReady | Early | Whole | Failed:
    """The reply that was sent.

    Raises:
        ValidationError: It is none.
    """
    return _REPLIES.validate_json(sent)
