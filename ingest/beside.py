"""Sidecars where they lie: beside files in folders, and beside the files of a pack.

Above ``sidecar``, which reads them; the intake asks here what was written down about each file it takes.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.outcomes import Outcome
from ingest.papers import Access, Supplied
from ingest.readers.parts import PART_OF, Member, Skipped
from ingest.sidecar import Sidecars, over, read_sidecars
from ingest.sidecar_entries import MAX_BYTES, SidecarError, is_sidecar, subject_of


class Beside:
    """What the sidecars in the folders of this machine say; each folder is looked at once."""

    def __init__(self) -> None:
        self._folders: dict[Path, Sidecars] = {}

    def of(self, file: Path) -> Supplied:
        """What was written down about a file; nothing where nothing was."""
        return self._of_folder(file.parent).of(_name(file))

    def papers_among(self, files: Sequence[Path]) -> list[Path]:
        """The files that are papers; a sidecar that is named stands for the papers it speaks of."""
        found = dict.fromkeys(file for file in files if not is_sidecar(file.name))
        for file in files:
            if is_sidecar(file.name):
                said = self._of_folder(file.parent).supplied
                subject = subject_of(_name(file))
                spoken_of = [file.with_name(name) for name in (said if subject is None else [subject])]
                found.update(dict.fromkeys(each for each in spoken_of if each.is_file()))
        return list(found)

    def complaints(self, files: Sequence[Path]) -> Iterator[Outcome]:
        """What is wrong with the sidecars among ``files``, apart from what their papers' own warnings say."""
        for file in files:
            if is_sidecar(file.name):
                messages = self._of_folder(file.parent).complaints.get(_name(file), ())
                yield from _complaint(str(file), messages)

    def _of_folder(self, folder: Path) -> Sidecars:
        if folder not in self._folders:
            self._folders[folder] = _read_folder(folder)
        return self._folders[folder]


@dataclass(frozen=True)
class InPack:
    """The papers of a pack, in its order, with what its sidecars say of them."""

    parts: tuple[Member | Skipped, ...]
    complaints: tuple[Outcome, ...] = ()
    _supplied: dict[str, Supplied] = field(default_factory=dict)

    def of(self, path: str) -> Supplied:
        """What was written down about a file of the pack, inside it and about the pack as a whole."""
        return self._supplied.get(path, Supplied())


def in_pack(parts: Sequence[Member | Skipped], pack: Supplied, asked: Access, shown: str) -> InPack:
    """Tell the papers of a pack from its sidecars, which can make a paper narrower and never wider.

    Args:
        parts: What the pack holds.
        pack: What was written down about the pack.
        asked: The access that was asked for it.
        shown: The path of the pack, for messages.
    """
    folders: dict[str, list[Member | Skipped]] = defaultdict(list)
    for part in parts:
        folders[str(PurePosixPath(part.path).parent)].append(part)
    supplied: dict[str, Supplied] = {}
    complaints: list[Outcome] = []
    for inside in folders.values():
        files = {_part_name(part): _content(part) for part in inside if is_sidecar(_part_name(part))}
        names = {_part_name(part) for part in inside if not is_sidecar(_part_name(part))}
        said = read_sidecars(files, names, widest=pack.access or asked)
        for part in inside:
            supplied[part.path] = over(said.of(_part_name(part)), pack.for_parts())
            if is_sidecar(_part_name(part)):
                messages = said.complaints.get(_part_name(part), ())
                complaints += _complaint(f"{shown}{PART_OF}{part.path}", messages)
    papers = tuple(part for part in parts if not is_sidecar(_part_name(part)))
    return InPack(papers, tuple(complaints), supplied)


def _read_folder(folder: Path) -> Sidecars:
    try:
        names = {_name(file): file for file in folder.iterdir() if file.is_file()}
    except OSError:
        return Sidecars()  # the files in it will say why they can't be read
    files = {name: _read(file) for name, file in names.items() if is_sidecar(name)}
    return read_sidecars(files, names.keys() - files.keys()) if files else Sidecars()


def _read(file: Path) -> bytes | SidecarError:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        return SidecarError(f"{file.name}: can't be read ({error.strerror}). Check its permissions.")


def _content(part: Member | Skipped) -> bytes | SidecarError:
    return part.content if isinstance(part, Member) else SidecarError(part.reason)


def _name(file: Path) -> str:
    return unicodedata.normalize("NFC", file.name)


def _part_name(part: Member | Skipped) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(part.path).name)


def _complaint(path: str, messages: Sequence[str]) -> list[Outcome]:
    return [Outcome(path, "rejected", reason=" ".join(messages))] if messages else []
