"""What comes of an intake: what became of each file, why there is nothing to do, and what was kept at a stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.errors import IngestError


class NothingToIngest(IngestError):
    """A path that is not there, or a folder without files."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file, or of one file in a pack.

    ``passages`` counts those stored; ``reason`` is set when it was rejected.
    """

    path: str
    status: Literal["new", "unchanged", "replaced", "rejected"]
    paper_id: str | None = None
    title: str | None = None
    kind: str | None = None
    body: str | None = None
    date: str | None = None
    passages: int = 0
    warnings: tuple[str, ...] = ()
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The outcome as the command line gives it; ``reason`` only where there is one."""
        shown = {name: getattr(self, name) for name in self.__dataclass_fields__}
        shown["warnings"] = list(self.warnings)
        return shown if self.reason else {name: value for name, value in shown.items() if name != "reason"}


class Stopped(KeyboardInterrupt):
    """An intake that was interrupted: ``outcomes`` are kept, of ``done`` whole files among ``total``.

    An interrupt like any other to whoever does not ask what was done.
    """

    def __init__(self, outcomes: Sequence[Outcome], done: int, total: int) -> None:
        super().__init__(f"stopped after {done} of {total} files")
        self.outcomes = tuple(outcomes)
        self.done = done
        self.total = total


def files_below(path: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder that is not hidden, in order of names."""
    if path.is_file():
        yield path
        return
    if not path.exists():
        raise NothingToIngest(f"{path}: no such file or folder. Check the path.")
    if not path.is_dir():
        raise NothingToIngest(f"{path}: neither a file nor a folder. Name files or folders of papers.")
    found = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not found:
        raise NothingToIngest(
            f"{path}: the folder holds no files. Put the papers there, or name another folder."
        )
    yield from found
