"""Where a question's evidence comes from: the slices that runs are compared by, and what holds together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Origin:
    """The paper of a question's first gold quote; without evidence only what the question's filters name.

    ``meeting`` is body and day, or the file where the paper has no date: questions of one meeting rise and
    fall together. ``format`` is the file's ending without the dot.
    """

    body: str | None = None
    meeting: str | None = None
    format: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The fields by name."""
        return asdict(self)


def format_of(document: str) -> str | None:
    """The ending of a file name in lower case: pdf, docx, html; None where it has none."""
    return PurePosixPath(document).suffix.lower().removeprefix(".") or None
