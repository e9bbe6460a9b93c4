"""What goes over the pipe between the service and the process that takes papers in: JSON, checked on arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from api.processes.failing import Failed
from ingest.outcomes import Outcome
from ingest.papers import Access
from ingest.telling import Progress


@dataclass(frozen=True)
class Upload:
    """A file to take in, which lies under the id of its job; ``desk`` is where it was handed in."""

    job_id: str
    name: str
    access: Access
    desk: str
    type: Literal["upload"] = "upload"


@dataclass(frozen=True)
class End:
    """No more files come."""

    type: Literal["end"] = "end"


@dataclass(frozen=True)
class Begun:
    """The file is in hand."""

    type: Literal["begun"] = "begun"


@dataclass(frozen=True)
class Told:
    """How far the intake is."""

    progress: Progress
    type: Literal["told"] = "told"


@dataclass(frozen=True)
class TookIn:
    """What became of each paper in the file."""

    outcomes: tuple[Outcome, ...]
    type: Literal["took_in"] = "took_in"


Order = Upload | End
Reply = Begun | Told | TookIn | Failed

_ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="type")])
_REPLIES: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="type")])


def order_to_bytes(order: Order) -> bytes:
    """The order as it goes over the pipe."""
    return _ORDERS.dump_json(order)


def order_from_bytes(sent: bytes) -> Order:
    """The order that was sent.

    Raises:
        ValidationError: It is none.
    """
    return _ORDERS.validate_json(sent)


def reply_to_bytes(reply: Reply) -> bytes:
    """The reply as it goes over the pipe."""
    return _REPLIES.dump_json(reply)


def reply_from_bytes(sent: bytes) -> Reply:
    """The reply that was sent.

    Raises:
        ValidationError: It is none.
    """
    return _REPLIES.validate_json(sent)
