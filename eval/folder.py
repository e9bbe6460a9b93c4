"""The folder of one run: what it belongs to, and one line a question that survives a kill.

``started.json`` is written first and says which run this is, ``items.jsonl`` grows line by line, ``run.json``
is written last. A folder with the first two and not the third is an interrupted run, and goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import ForeignFolder, RunBusy, RunFolderError, RunUnreadable
from eval.items import Item

STARTED, ITEMS, RUN = "started.json", "items.jsonl", "run.json"


class Identity(BaseModel):
    """What must be the same for the answers of two sittings to belong to one run.

    ``settings`` are kept to say what differs, should the hash: those that say only where things lie are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    golden_sha256: str
    library_snapshot: str
    settings_hash: str
    code_sha256: str
    prices_sha256: str | None = None
    settings: Mapping[str, object] = {}

    def differences(self, other: Self) -> list[str]:
        """What the other has that is not as here, a few words each."""
        found = [told for name, told in _DIFFERS.items() if getattr(self, name) != getattr(other, name)]
        names = sorted(set(self.settings) | set(other.settings))
        values = [(name, self.settings.get(name), other.settings.get(name)) for name in names]
        return found + [f"{name} {there} and not {here}" for name, here, there in values if here != there]


_DIFFERS = {
    "golden_sha256": "another golden file",
    "library_snapshot": "another state of the library",
    "settings_hash": "other settings",
    "code_sha256": "another version of the program or its prompts",
    "prices_sha256": "other prices",
}


def refuse_foreign(folder: Path) -> None:
    """Stop early when the folder is no place for a run.

    Raises:
        ForeignFolder: It is a file, or a folder that holds something else than a run.
    """
    if folder.exists() and not folder.is_dir():
        raise ForeignFolder(f"{folder} is a file. Give a folder for the run.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / STARTED).exists():
        raise ForeignFolder(f"{folder} holds files that are no run. Give a new folder for the run.")


class RunFolder:
    """One run being written; ``kept`` are the items of an earlier sitting, without those that failed."""

    def __init__(self, folder: Path, started: BinaryIO, kept: tuple[Item, ...]) -> None:
        """Use ``open``."""
        self.kept = kept
        self._folder = folder
        self._started = started
        self._items = (folder / ITEMS).open("ab")

    @classmethod
    def open(cls, folder: Path, identity: Identity, question_ids: Collection[str]) -> Self:
        """Begin a run, or go on with one of the same identity.

        A last line cut off by a kill is dropped, and so are questions that ended in an error: they are asked
        again.

        Raises:
            ForeignFolder: The folder holds something else, or a run of another identity.
            RunBusy: Another process is writing to it.
            RunFolderError: It can't be written, or holds questions that are not asked.
            RunUnreadable: A line of it is damaged.
        """
        refuse_foreign(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            started = os.fdopen(
                os.open(folder / STARTED, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+b"
            )
        except OSError as problem:
            raise RunFolderError(f"{folder}: can't be written ({problem.strerror}).") from problem
        try:
            _lock(started, folder)
            _claim(started, folder, identity)
            kept = _keep_finished(folder, question_ids)
            return cls(folder, started, kept)
        except BaseException:
            started.close()
            raise

    def append(self, line: Mapping[str, object]) -> None:
        """Write one item; once this returns it survives a kill of the process and a loss of power."""
        # A result over fewer questions than items.jsonl holds must not be taken for the whole.
        (self._folder / RUN).unlink(missing_ok=True)
        self._items.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._items.flush()
        os.fsync(self._items.fileno())

    def finish(self, run: Mapping[str, object], question_ids: Sequence[str] = ()) -> None:
        """Put the items into the order of the questions, and write ``run.json``: each whole or not at all."""
        if question_ids:
            self._put_in_order(question_ids)
        _replace(self._folder / RUN, (json.dumps(run, ensure_ascii=False, indent=1) + "\n").encode())

    def _put_in_order(self, question_ids: Sequence[str]) -> None:
        path = self._folder / ITEMS
        content = path.read_bytes()
        place = {name: number for number, name in enumerate(question_ids)}
        lines = [line for _, line in _lines(content)]
        lines.sort(key=lambda line: place[Item.model_validate_json(line).id])
        whole = b"".join(line + b"\n" for line in lines)
        if whole != content:
            _replace(path, whole)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._items.close()
        self._started.close()


def read_items(folder: Path) -> tuple[Item, ...]:
    """All items of a run, in the order they were asked.

    Raises:
        RunUnreadable: There are none, or a line is no item.
    """
    try:
        content = (folder / ITEMS).read_bytes()
    except OSError as problem:
        raise RunUnreadable(f"{folder}: no run to read ({problem.strerror}: {ITEMS}).") from problem
    return tuple(_item(folder, number, line) for number, line in _lines(content))


def add_to_run(folder: Path, name: str, content: Mapping[str, object]) -> None:
    """Put one more object into the ``run.json`` of a finished run, or a new one in its place.

    Raises:
        RunUnreadable: There is none, or it is damaged.
    """
    path = folder / RUN
    try:
        run = json.loads(path.read_bytes())
    except (OSError, ValueError) as problem:
        raise RunUnreadable(
            f"{path}: no finished run. Run the golden set into this folder first."
        ) from problem
    if not isinstance(run, dict):
        raise RunUnreadable(f"{path} is no record of a run. Run the golden set again.")
    _replace(path, (json.dumps({**run, name: content}, ensure_ascii=False, indent=1) + "\n").encode())


def _lock(started: BinaryIO, folder: Path) -> None:
    try:
        fcntl.flock(started, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        raise RunBusy(f"{folder}: another process is writing to this run. Wait until it ends.") from problem


def _claim(started: BinaryIO, folder: Path, identity: Identity) -> None:
    """Write the identity into a new folder, or check that of an old one."""
    content = started.read()
    try:
        found = Identity.model_validate_json(content)
    except ValidationError as problem:
        # Killed before the first item: nothing is lost by beginning again.
        if (folder / ITEMS).exists():
            raise RunFolderError(
                f"{folder / STARTED} is damaged. Give a new folder for the run."
            ) from problem
        started.seek(0)
        started.truncate()
        started.write(identity.model_dump_json(indent=1).encode() + b"\n")
        started.flush()
        os.fsync(started.fileno())
        return
    differs = identity.differences(found)
    if differs:
        raise ForeignFolder(
            f"{folder} holds a run with {', '.join(differs)}. "
            "Its answers can't be mixed with new ones: give a new folder for the run."
        )


def _keep_finished(folder: Path, question_ids: Collection[str]) -> tuple[Item, ...]:
    path = folder / ITEMS
    content = path.read_bytes() if path.exists() else b""
    kept: dict[str, Item] = {}
    lines: list[bytes] = []
    for number, line in _lines(content):
        item = _item(folder, number, line)
        if item.id not in question_ids or item.id in kept:
            raise RunFolderError(
                f"{path}, line {number}: question '{item.id}' is not expected. Give a new folder."
            )
        if item.error is None:
            kept[item.id] = item
            lines.append(line)
    whole = b"".join(line + b"\n" for line in lines)
    if whole != content:
        _replace(path, whole)
    return tuple(kept.values())


def _lines(content: bytes) -> list[tuple[int, bytes]]:
    """Whole lines with their numbers from 1; what follows the last line feed was cut off by a kill."""
    return list(enumerate(content.split(b"\n")[:-1], start=1))


def _item(folder: Path, number: int, line: bytes) -> Item:
    try:
        return Item.model_validate_json(line)
    except ValidationError as problem:
        raise RunUnreadable(
            f"{folder / ITEMS}, line {number}: no item of a run. Give a new folder and run again."
        ) from problem


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
