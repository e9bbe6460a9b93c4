"""The end of the audit's chain, noted in a file of its own: entries cut off at the end are missed by it.

Two places of one length are written in turn, so that a write that breaks off leaves the note before it. The file
is written after the entry is on the disk: it may lag behind the chain after a loss of power, and is never ahead.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.records.errors import RecordsDamaged, RecordsError

FILE_NAME = "audit.head"
_NOTE = re.compile(rb"(\d{20}) ([0-9a-f]{64}) ([0-9a-f]{8})\n")
_FIRST_NOTED = 2
"""The first entry says that the audit began and is written together with the second, so it has no note."""
_LENGTH = 20 + 1 + 64 + 1 + 8 + 1


@dataclass(frozen=True)
class Noted:
    """The number and the hash of the last entry when it was noted."""

    number: int
    sha256: str


class Head:
    """The note in one library folder; any thread and any process may write it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def note(self, noted: Noted) -> None:
        """Put the note in the place of the one before the last, unless a later one stands there.

        Raises:
            RecordsError: The disk refuses.
        """
        place = noted.number % 2
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                there = _read(os.pread(handle, _LENGTH, place * _LENGTH))
                if there is None or there.number <= noted.number:
                    os.pwrite(handle, _written(noted), place * _LENGTH)
            finally:
                os.close(handle)
        except OSError as error:
            raise RecordsError(f"{FILE_NAME}: {error.strerror}. Check the disk and its rights.") from error

    def reset(self, notes: Sequence[Noted]) -> None:
        """Begin the notes anew with those of the last two entries."""
        self.path.unlink(missing_ok=True)
        for noted in notes:
            self.note(noted)

    def last(self) -> Noted | None:
        """The latest note; None where there is no file.

        Raises:
            RecordsDamaged: There is a file without a note that can be read.
        """
        places = self._places()
        if places is None:
            return None
        notes = [note for note in map(_read, places) if note is not None]
        if not notes:
            raise RecordsDamaged(f"{FILE_NAME} can't be read. Run minutebook audit verify.")
        return max(notes, key=lambda note: note.number)

    def problems(self) -> Iterator[str]:
        """A sentence for each note that is not as it was written."""
        places = self._places()
        if places is None:
            yield f"{FILE_NAME}, where the end of the audit is noted, is missing"
            return
        notes = [_read(place) for place in places]
        last = max((note.number for note in notes if note), default=0)
        for place, note in enumerate(notes):
            is_blank = not places[place].strip(b"\0")
            if (note is None and not (is_blank and last <= _FIRST_NOTED)) or (
                note and note.number % 2 != place
            ):
                yield f"{FILE_NAME}: a note of the end of the audit was changed"
        if self.path.stat().st_size > 2 * _LENGTH:
            yield f"{FILE_NAME} holds more than it should"

    def _places(self) -> tuple[bytes, bytes] | None:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordsError(f"{FILE_NAME}: {error.strerror}. Check its rights.") from error
        return content[:_LENGTH], content[_LENGTH : 2 * _LENGTH]


def _written(noted: Noted) -> bytes:
    told = f"{noted.number:020d} {noted.sha256}".encode()
    return told + f" {zlib.crc32(told):08x}\n".encode()


def _read(place: bytes) -> Noted | None:
    found = _NOTE.fullmatch(place)
    if found is None or f"{zlib.crc32(place[:85]):08x}".encode() != found[3]:
        return None
    return Noted(int(found[1]), found[2].decode())
