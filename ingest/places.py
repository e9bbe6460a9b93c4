"""Where a paper came from, in words that can be stored and shown whatever a file is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.papers import Notice, Supplied
from ingest.readers.characters import clean
from ingest.readers.parts import PART_OF

UNNAMED = "unnamed"


@dataclass(frozen=True)
class Place:
    """Where a paper came from: its file name, what decides which paper it is, and the path that is shown.

    ``notices`` says what was hidden in the file name and is not in ``name`` any more. ``supplied`` is what an
    officer wrote down about the paper there.
    """

    name: str
    source: str
    path: str
    notices: tuple[Notice, ...] = ()
    supplied: Supplied = field(default_factory=Supplied)

    @classmethod
    def of(cls, file: Path, supplied: Supplied) -> Place:
        """The place of a file on this machine."""
        name, notices = shown_name(file.name)
        return cls(name, _writable(str(file.resolve())), _writable(str(file)), notices, supplied)

    @classmethod
    def sent(cls, name: str, source: str, path: str | None = None) -> Place:
        """The place of what came in under a name and from ``source``, and lies in no folder.

        It is shown as ``path``, or under its name where that is None.
        """
        shown, notices = shown_name(name)
        return cls(shown, _writable(source), shown if path is None else path, notices)

    def inside(self, path: str, supplied: Supplied | None = None) -> Place:
        """The place of a file in this pack, with what was written down about it."""
        name, notices = shown_name(PurePosixPath(path).name)
        source, shown = f"{self.source}{PART_OF}{path}", f"{self.path}{PART_OF}{path}"
        return Place(name, source, shown, notices, supplied or self.supplied.for_parts())


def source_of_upload(name: str, desk: str) -> str:
    """Where an upload under a name comes from; who must not change each other's papers send to different desks."""
    return _writable(f"upload:{desk}{name}")


def shown_name(name: str) -> tuple[str, tuple[Notice, ...]]:
    """A file name on one line without hidden characters, and the notice where it had some.

    A direction mark in a name can make ``exe.pdf`` of what is ``fdp.exe``.
    """
    cleaned = clean(_writable(name))
    shown = cleaned.text.replace("\n", " ")
    if not shown.strip(". "):
        shown = UNNAMED
    elif not cleaned.n_hidden and "\n" not in cleaned.text:
        return shown, ()
    message = (
        f"The file name held line ends or hidden characters, which were left out: {shown}. "
        "They can make a name look like another: check that this is the file you meant."
    )
    return shown, (Notice("hidden_in_name", message),)


def _writable(text: str) -> str:
    """A name whose bytes are no text in this system's encoding, with the number of each such byte."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
