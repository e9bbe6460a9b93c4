"""Messages over the pipe between the service and a process of it: JSON, checked on arrival.

Nothing is pickled: what arrives is read into the same frozen types that were sent, or refused.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class Messages(Generic[T]):
    """The messages that go one way, all of one type or one union of types."""

    def __init__(self, adapter: TypeAdapter[T]) -> None:
        self._adapter = adapter

    def to_bytes(self, message: T) -> bytes:
        """The message as it goes over the pipe."""
        return self._adapter.dump_json(message)

    def from_bytes(self, sent: bytes) -> T:
        """The message that was sent.

        Raises:
            ValidationError: It is none of these.
        """
        return self._adapter.validate_json(sent)
