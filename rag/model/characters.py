"""Characters of a reply that come in halves: what JSON escapes as two code units may be cut between two pieces."""

from __future__ import annotations

from collections.abc import Generator, Iterable

_FIRST_HALF = ("\ud800", "\udbff")


def whole_characters(pieces: Iterable[str]) -> Generator[str]:
    """The pieces with their halves put together; a half that stays alone becomes U+FFFD, for it can't be written.

    Closing it closes the pieces.
    """
    held = ""
    try:
        for piece in pieces:
            text = held + piece
            held = text[-1] if text and _FIRST_HALF[0] <= text[-1] <= _FIRST_HALF[1] else ""
            whole = _mended(text.removesuffix(held))
            if whole:
                yield whole
        if held:
            yield _mended(held)
    finally:
        if isinstance(pieces, Generator):
            pieces.close()  # ends the request to the model


def _mended(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
