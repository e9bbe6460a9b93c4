"""The files of a pack, between the process that takes it apart and the one that stores them."""

from __future__ import annotations

from dataclasses import dataclass

PART_OF = "!/"
"""Between the path of a pack and the path inside it: ``papers.zip!/reports/item-5.pdf``."""


@dataclass(frozen=True)
class Member:
    """One file of a pack: its path inside, with ``/`` between folders, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Skipped:
    """A file of a pack that can't be used; ``reason`` names it and says what to do."""

    path: str
    reason: str
