"""Papers into the library, one transaction each: new, unchanged, replaced, or rejected with a reason.

A pack (zip archive, e-mail with attachments) is as many papers as it holds, each with a place of its own:
``pack.zip!/reports/item-5.pdf``.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IngestError, ReadError
from ingest.papers import Access, Paper, Scope, Text
from ingest.readers.detect import is_mail
from ingest.readers.parts import PART_OF, Skipped
from ingest.readers.sandbox import Limits, Opened, open_in_child, read_in_child
from ingest.store.encoder import BulkEncoder, Encoder, QueryEncoder, verify_weights
from ingest.store.index import IndexUnusable, build_generation, has_current
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from ingest.structure.meetings import inferred_dates
from ingest.structure.paper import READING, structure
from ingest.structure.windows import embedded_texts

log = logging.getLogger(__name__)
_FEW = 300
"""Texts up to which the small encoder is done before the fast one would have loaded."""


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


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` files are finished; ``path`` is the one in hand, ``stage`` what is done to it."""

    done: int
    total: int
    path: str
    stage: str


@dataclass(frozen=True)
class _Place:
    """Where a paper came from: its file name, what decides which paper it is, and the path that is shown."""

    name: str
    source: str
    path: str

    def inside(self, path: str) -> _Place:
        """The place of a file in this pack."""
        return _Place(
            PurePosixPath(path).name, f"{self.source}{PART_OF}{path}", f"{self.path}{PART_OF}{path}"
        )


class Intake:
    """Takes files into a library that is open for writing."""

    def __init__(
        self,
        library: Library,
        *,
        access: Access = Access.RESTRICTED,
        on_progress: Callable[[Progress], None] | None = None,
        encoder: Encoder | None = None,
        limits: Limits | None = None,
    ) -> None:
        """``access`` is given to every paper; a marking in a paper can only make it narrower."""
        self._library = library
        self._access = access
        self._report = on_progress or (lambda progress: None)
        self._encoder = encoder
        self._n_encoded = 0
        self._limits = limits or Limits()

    def ingest(self, paths: Sequence[Path]) -> list[Outcome]:
        """Files, and all files in folders, in the order of their names; one bad file never stops the rest.

        Raises:
            NothingToIngest: A path is missing, or a folder holds no file.
        """
        files = [file for path in paths for file in _files(path)]
        outcomes: list[Outcome] = []
        for done, file in enumerate(files):
            tell = _teller(self._report, done, len(files))
            tell(str(file))
            outcomes += self._one(file, tell)
        self._finish(outcomes, len(files))
        return [self._as_stored(outcome) for outcome in outcomes]

    def ingest_upload(self, data: bytes, name: str) -> list[Outcome]:
        """An upload, one outcome for each paper in it; the same name again is the same paper or pack."""
        outcomes = self._open(data, _Place(name, f"upload:{name}", name), lambda path: None)
        self._finish(outcomes, 1)
        return [self._as_stored(outcome) for outcome in outcomes]

    def ingest_bytes(self, data: bytes, name: str) -> Outcome:
        """An upload that must be one paper; a pack is rejected whole. See ``ingest_upload``."""
        place = _Place(name, f"upload:{name}", name)
        opened = self._opened(data, place)
        if isinstance(opened, Opened) and opened.parts:
            reason = f"{name}: holds {len(opened.parts):,} files. Send its papers one by one."
            return Outcome(name, "rejected", reason=reason)
        outcome = opened if isinstance(opened, Outcome) else self._keep(opened.text, data, place)
        self._finish([outcome], 1)
        return self._as_stored(outcome)

    def _one(self, file: Path, tell: Callable[[str], None]) -> list[Outcome]:
        try:
            data = file.read_bytes()
        except OSError as error:
            reason = f"{file.name}: can't be read ({error.strerror}). Check its permissions."
            return [Outcome(str(file), "rejected", reason=reason)]
        return self._open(data, _Place(file.name, str(file.resolve()), str(file)), tell)

    def _open(self, data: bytes, place: _Place, tell: Callable[[str], None]) -> list[Outcome]:
        """The outcome of a paper, or those of all papers in a pack; one bad file in it stops no other."""
        opened = self._opened(data, place)
        if isinstance(opened, Outcome):
            return [opened]
        outcomes = [self._keep(opened.text, data, place)] if opened.text else []
        for part in opened.parts:
            inside = place.inside(part.path)
            tell(inside.path)
            if isinstance(part, Skipped):
                outcomes.append(Outcome(inside.path, "rejected", reason=part.reason))
            else:
                outcomes.append(self._take(part.content, inside))
        return outcomes

    def _opened(self, data: bytes, place: _Place) -> Opened | Outcome:
        """What a file holds; an outcome at once where it is unchanged or can't be read."""
        unchanged = self._unchanged(data, place)
        # A message that is unchanged may still hold papers that were withdrawn or could not be read before.
        if unchanged is not None and not is_mail(data):
            return unchanged
        try:
            return open_in_child(data, place.name, self._limits)
        except ReadError as error:
            return Outcome(place.path, "rejected", reason=str(error))

    def _take(self, data: bytes, place: _Place) -> Outcome:
        """The outcome of a file that is one paper."""
        unchanged = self._unchanged(data, place)
        if unchanged is not None:
            return unchanged
        try:
            text = read_in_child(data, place.name, self._limits)
        except ReadError as error:
            return Outcome(place.path, "rejected", reason=str(error))
        return self._keep(text, data, place)

    def _unchanged(self, data: bytes, place: _Place) -> Outcome | None:
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._library.find_unchanged(place.source, sha256, self._access, READING)
        return None if known is None else Outcome(place.path, "unchanged", known.paper_id)

    def _keep(self, text: Text, data: bytes, place: _Place) -> Outcome:
        unchanged = self._unchanged(data, place)
        if unchanged is not None:
            return unchanged
        paper = structure(text, place.name, hashlib.sha256(data).hexdigest(), self._access)
        if not paper.windows:
            reason = (
                f"{place.name}: there are only headings and labels in it. Check that the right file was sent."
            )
            return Outcome(place.path, "rejected", reason=reason)
        stored = self._library.add(paper, self._embed(paper), data, place.source, READING)
        return Outcome(place.path, stored.status, stored.paper_id)

    def _embed(self, paper: Paper) -> NDArray[np.float32]:
        verify_weights()
        texts = embedded_texts(
            paper.text.content, paper.facts.title.value, list(paper.passages), list(paper.windows)
        )
        self._n_encoded += len(texts)
        if self._encoder is None and self._n_encoded > _FEW:
            self._encoder = BulkEncoder()
        return (self._encoder or QueryEncoder()).encode(texts)

    def _finish(self, outcomes: Sequence[Outcome], total: int) -> None:
        """What needs the whole library: dates from papers of the same meeting, then the index."""
        if any(outcome.status in ("new", "replaced") for outcome in outcomes):
            for paper_id, day in inferred_dates(self._library.papers(Scope.owner())).items():
                self._library.set_inferred(paper_id, date=day)
        if self._library.n_windows(Scope.owner()) and not has_current(self._library):
            self._report(Progress(total, total, str(self._library.folder), "indexing"))
            try:
                build_generation(self._library)
            except IndexUnusable as error:
                # The papers are stored and found all the same: search is exact where there is no index.
                log.warning("%s Until then search is exact, which is slower in a large library.", error)

    def _as_stored(self, outcome: Outcome) -> Outcome:
        """The outcome with the facts as the library now has them."""
        if outcome.paper_id is None:
            return outcome
        record = self._library.paper(Scope.owner(), outcome.paper_id)
        return Outcome(
            path=outcome.path,
            status=outcome.status,
            paper_id=record.paper_id,
            title=record.title.value,
            kind=record.kind.value.value,
            body=record.body.value if record.body else None,
            date=record.date.value.isoformat() if record.date else None,
            passages=record.n_passages,
            warnings=_warnings(record),
        )


def _teller(report: Callable[[Progress], None], done: int, total: int) -> Callable[[str], None]:
    """Says which file is read now; the files of a pack count as the one file that it is."""
    return lambda path: report(Progress(done, total, path, "reading"))


def _warnings(record: PaperRecord) -> tuple[str, ...]:
    """What the reader of this paper must know, inferred facts and gaps included."""
    found = [notice.message for notice in record.notices]
    if record.date is None:
        found.append("No meeting date is stated, and none could be inferred.")
    elif record.date.is_inferred:
        found.append(f"The date {record.date.value} is inferred from {record.date.basis}.")
    if record.body is None:
        found.append("No body is stated.")
    elif record.body.is_inferred:
        found.append(f"The body \u201c{record.body.value}\u201d is inferred: {record.body.basis}.")
    return tuple(found)


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder that is not hidden, in order of names."""
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise NothingToIngest(f"{path}: no such file or folder. Check the path.")
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
