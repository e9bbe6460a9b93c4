"""What a golden file holds before anything in it is checked: entries with their lines, and slips of the pen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str | int, ...]
"""Where a field stands in an entry: ("evidence", 0, "quote")."""


@dataclass(frozen=True)
class Slip:
    """Something wrong at a line of the file, counted from 1: what it is and what to do."""

    line: int
    what: str


@dataclass(frozen=True)
class Entry:
    """One question as the file gives it: a JSON text, and the line on which it begins.

    ``lines`` names the lines of fields that stand on others; ``names`` what a field is called in the file,
    where that differs (the column of a table).
    """

    line: int
    json: str
    lines: Mapping[Place, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def line_of(self, place: Place) -> int:
        """The line of the field, or of the nearest thing around it that has one."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return self.line

    def name_of(self, place: Place) -> str:
        """The field as a person finds it in the file; empty for the entry as a whole."""
        for length in range(len(place), 0, -1):
            name = ".".join(str(part) for part in place[:length] if not isinstance(part, int))
            if name in self.names:
                return self.names[name]
        return ".".join(str(part) for part in place)


@dataclass(frozen=True)
class Entries:
    """The entries of a file in its order, and what of it could not be read."""

    entries: tuple[Entry, ...]
    slips: tuple[Slip, ...] = ()
