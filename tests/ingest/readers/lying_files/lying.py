"""A file that lies, leads elsewhere or unfolds without end, and what must become of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WORDS = "The Panel agreed that the lamps in Mill Lane be mended by May."
MORE = "The contractor was paid 4,100 pounds for it."


@dataclass(frozen=True)
class LyingFile:
    """A file and how it must end.

    ``told`` are words that must stand in its warnings, or in why it is rejected; ``holds`` must stand in its text
    and ``never`` must not. ``n_refused`` counts the files in it that are rejected while it is kept itself.
    """

    name: str
    data: bytes
    ends: Literal["accept", "flag", "reject"]
    told: str = ""
    holds: str = ""
    never: Sequence[str] = ()
    n_refused: int = 0
    most_s: float = 20.0
