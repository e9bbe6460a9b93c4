"""A file on its way into the library: what was read of it, what it weighs meanwhile, what to remember of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ingest.outcomes import Outcome
from ingest.places import Place
from ingest.read_ahead import Ahead
from ingest.readers.child_answers import Opened
from ingest.readers.detect import MAIL_HEADER_BYTES, is_mail, is_zip
from ingest.store.seen_files import Look, SeenFile

T = TypeVar("T")


@dataclass(frozen=True)
class FileRead:
    """A file that was opened, or what became of it; ``look`` None where nothing new is to be remembered."""

    place: Place
    opened: Opened | Outcome
    data: bytes
    look: Look | None


def settled(result: T) -> Ahead[T]:
    """Nothing is left to be done."""
    return Ahead(0, lambda: lambda: result)


def unreadable(place: Place, error: OSError) -> FileRead:
    """The rejection of a file that the system does not let be read."""
    reason = f"{place.name}: can't be read ({error.strerror}). Check its permissions."
    return FileRead(place, Outcome(place.path, "rejected", reason=reason), b"", None)


def bytes_in_hand(file: Path, size: int, most: int) -> int:
    """What a file of ``size`` bytes may come to in memory; a pack ``most``, which only its reader can tell.

    Raises:
        OSError: The file can't be opened.
    """
    if file.suffix.lower() == ".docx":
        return size
    with file.open("rb") as opened:
        head = opened.read(MAIL_HEADER_BYTES)
    return most if is_zip(head) or is_mail(head) else size


def remembered(read: FileRead, outcomes: Sequence[Outcome]) -> list[SeenFile]:
    """What to remember of a file that is one paper; packs are always opened again."""
    if read.look is None or len(outcomes) != 1 or outcomes[0].path != read.place.path:
        return []
    paper_id, sha256 = outcomes[0].paper_id, hashlib.sha256(read.data).hexdigest()
    return [] if paper_id is None else [SeenFile(read.place.source, read.look, sha256, paper_id)]
