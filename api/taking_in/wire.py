"""What goes over the pipe between the service and the process that takes papers in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from api.processes.failing import Failed
from api.processes.messages import Messages
from ingest.desks import Desks
from ingest.outcomes import Outcome
from ingest.papers import Access
from ingest.telling import Progress


@dataclass(frozen=True)
class Upload:
    """A file to take in, which lies under the id of its job.

    ``desks`` say where it was handed in and what its sender may see, ``bodies`` whose papers the sender may hand in;
    None means every one.
    """

    job_id: str
    name: str
    access: Access
    desks: Desks
    bodies: frozenset[str] | None
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

ORDERS: Messages[Order] = Messages(TypeAdapter(Annotated[Order, Field(discriminator="type")]))
"""What the service sends."""
REPLIES: Messages[Reply] = Messages(TypeAdapter(Annotated[Reply, Field(discriminator="type")]))
"""What the process sends back."""
