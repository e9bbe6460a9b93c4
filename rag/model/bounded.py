"""A reply over HTTP that ends with an error where it grows beyond a size."""

from __future__ import annotations

from collections.abc import Iterator

from httpx2 import SyncByteStream

from rag.errors import ModelError


class Bounded(SyncByteStream):
    """The bytes of another stream, as far as they are within ``most_bytes``."""

    def __init__(self, stream: SyncByteStream, most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they arrive.

        Raises:
            ModelError: There are more than was allowed.
        """
        n_bytes = 0
        for piece in self._stream:
            n_bytes += len(piece)
            if n_bytes > self._most_bytes:
                raise ModelError(f"its reply is longer than {self._most_bytes:,} bytes")
            yield piece

    def close(self) -> None:
        """Give up the rest."""
        self._stream.close()
