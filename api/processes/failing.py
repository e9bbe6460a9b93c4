"""Errors on their way from a process back to the service, so that they are told as they would be from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.errors import ApiError
from ingest.errors import IngestError
from rag.errors import RagError


@dataclass(frozen=True)
class Failed:
    """The error that a piece of work ended with: its class by name, its words and facts; ``number`` is the work's."""

    number: int
    kind: str
    words: str
    facts: dict[str, str | int | float]
    type: Literal["failed"] = "failed"


def failure(number: int, error: Exception) -> Failed:
    """The error as it goes over the pipe."""
    facts = {name: fact for name, fact in vars(error).items() if isinstance(fact, str | int | float)}
    return Failed(number, type(error).__name__, str(error), facts)


def error_of(failed: Failed) -> Exception:
    """The error again, of the same class where it is one of ours."""
    kind = _known_errors().get(failed.kind)
    if kind is None:
        return RuntimeError(f"{failed.kind} in a process of the service")
    error = kind.__new__(kind)
    Exception.__init__(error, failed.words)
    vars(error).update(failed.facts)
    return error


def _known_errors() -> dict[str, type[Exception]]:
    found: dict[str, type[Exception]] = {}
    left: list[type[Exception]] = [ApiError, IngestError, RagError]
    while left:
        kind = left.pop()
        found[kind.__name__] = kind
        left += kind.__subclasses__()
    return found
