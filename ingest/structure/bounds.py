"""How much one paper may hold: far more than the longest pack of papers has, and what can be read in a minute.

A text beyond this is an export or is built to do harm. It is refused before it holds up the papers behind it.
"""

from __future__ import annotations

from ingest.errors import TooLong

MOST_CHARACTERS = 5_000_000
MOST_LINES = 250_000
"""Blank ones included."""
MOST_PASSAGES = 50_000
MOST_SENTENCES = 100_000
"""Sentences, and for each window one more: all that is embedded."""


def require_at_most(most: int, n: int, what: str) -> None:
    """Refuse a paper that holds more than ``most`` of something.

    Raises:
        TooLong: ``n`` is more; the message says only which bound was passed.
    """
    if n > most:
        raise TooLong(f"more than {most:,} {what}")
