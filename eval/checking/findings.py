"""What is found in a golden set: one thing at a time, with where it is and what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """Something about a question that a person should look at.

    An error makes a score wrong; a warning may be meant. ``code`` is stable; ``question`` is the id, None where
    a line can't be read; ``field`` is empty where the question as a whole is meant.
    """

    severity: Severity
    code: str
    line: int
    question: str | None
    field: str
    message: str

    def to_json(self) -> dict[str, object]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True)
class Place:
    """The question that findings are about."""

    line: int
    question: str

    def error(self, code: str, field: str, message: str) -> Finding:
        """Something that makes a score wrong."""
        return Finding("error", code, self.line, self.question, field, message)

    def warning(self, code: str, field: str, message: str) -> Finding:
        """Something that may be meant."""
        return Finding("warning", code, self.line, self.question, field, message)
