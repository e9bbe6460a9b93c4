"""Papers into the library, one transaction each: new, unchanged, replaced, or rejected with a reason.

A pack (zip archive, e-mail with attachments) is as many papers as it holds, each with a place of its own:
``pack.zip!/reports/item-5.pdf``.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ingest.errors import IngestError, LibraryLocked, ReadError
from ingest.papers import Access, Paper, Scope, Text
from ingest.read_ahead import in_order
from ingest.readers.detect import is_mail
from ingest.readers.parts import PART_OF, Skipped
from ingest.readers.sandbox import Limits, Opened, open_in_child, read_in_child
from ingest.store.encoder import BulkEncoder, Encoder, QueryEncoder, verify_weights
from ingest.store.index import IndexUnusable, build_generation, has_current
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from ingest.store.seen_files import Look, SeenFile
from ingest.structure.meetings import inferred_dates
from ingest.structure.paper import READING, structure
from ingest.structure.windows import embedded_texts

log = logging.getLogger(__name__)
_FEW = 300
"""Texts up to which the small encoder is done before the fast one would have loaded."""
_FEW_PAPERS = 20


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


@dataclass(frozen=True)
class _Read:
    """A file that was opened, or what became of it; ``look`` None where nothing new is to be remembered."""

    place: _Place
    opened: Opened | Outcome
    data: bytes
    look: Look | None


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
        is_indexing: bool = True,
    ) -> None:
        """``access`` is given to every paper; a marking in a paper can only make it narrower.

        ``is_indexing`` False leaves the index to whoever keeps it up; search is exact until then.
        """
        self._is_indexing = is_indexing
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
        files = [file for path in paths for file in files_below(path)]
        seen = self._library.seen_files(self._access, READING)
        outcomes: list[Outcome] = []
        remembered: list[SeenFile] = []
        # Two files are read in child processes while an earlier one is embedded and stored here.
        with closing(in_order(self._reading(file, seen) for file in files)) as read:
            for done, file in enumerate(files):
                tell = _teller(self._report, done, len(files))
                tell(str(file))
                found = next(read)
                stored = self._store(found.opened, found.data, found.place, tell)
                remembered += _remembered(found, stored)
                outcomes += stored
        self._library.remember_files(remembered)
        return self.finish(outcomes, len(files))

    def ingest_upload(self, data: bytes, name: str) -> list[Outcome]:
        """An upload, one outcome for each paper in it; the same name again is the same paper or pack."""
        return self.finish(self._open(data, _Place(name, f"upload:{name}", name), lambda path: None))

    def ingest_bytes(self, data: bytes, name: str) -> Outcome:
        """An upload that must be one paper; a pack is rejected whole. See ``ingest_upload``."""
        place = _Place(name, f"upload:{name}", name)
        opened = self._opened(data, place)
        if isinstance(opened, Opened) and opened.parts:
            reason = f"{name}: holds other files ({len(opened.parts):,}). Send its papers one by one."
            return Outcome(name, "rejected", reason=reason)
        if isinstance(opened, Opened):
            opened = self._keep(opened.text, data, place)
        return self.finish([opened])[0]

    def take(self, data: bytes, name: str, source: str) -> Outcome:
        """One paper from elsewhere than a file; ``source`` names the place. Call ``finish`` after the last."""
        return self._take(data, _Place(name, source, source))

    def finish(self, outcomes: Sequence[Outcome], n_files: int | None = None) -> list[Outcome]:
        """The outcomes with the facts as the library has them, after the dates and the index are made good.

        ``n_files`` is for the progress only: how many files the outcomes come from, if not one each.
        """
        self._finish(outcomes, len(outcomes) if n_files is None else n_files)
        # One look at the catalogue is faster than thousands at single papers.
        listed = self._library.papers(Scope.owner()) if len(outcomes) > _FEW_PAPERS else []
        records = {record.paper_id: record for record in listed}
        return [self._as_stored(outcome, records) for outcome in outcomes]

    def _reading(self, file: Path, seen: Mapping[str, SeenFile]) -> Callable[[], _Read]:
        """What is left to do to read a file, for any thread; the library is asked before, in this one."""
        place = _Place(file.name, str(file.resolve()), str(file))
        try:
            look = Look.of(file.stat(), time.time_ns())
            known = seen.get(place.source)
            if known is not None and known.look.is_as(look):
                unchanged = Outcome(place.path, "unchanged", known.paper_id)
                return lambda: _Read(place, unchanged, b"", None)
            data = file.read_bytes()
        except OSError as error:
            reason = f"{file.name}: can't be read ({error.strerror}). Check its permissions."
            rejected = Outcome(str(file), "rejected", reason=reason)
            return lambda: _Read(place, rejected, b"", None)
        open_it = self._opening(data, place)
        return lambda: _Read(place, open_it(), data, look)

    def _open(self, data: bytes, place: _Place, tell: Callable[[str], None]) -> list[Outcome]:
        """The outcome of a paper, or those of all papers in a pack."""
        return self._store(self._opened(data, place), data, place, tell)

    def _store(
        self, opened: Opened | Outcome, data: bytes, place: _Place, tell: Callable[[str], None]
    ) -> list[Outcome]:
        """The outcomes of what a file holds; one bad file in a pack stops no other."""
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
        return self._opening(data, place)()

    def _opening(self, data: bytes, place: _Place) -> Callable[[], Opened | Outcome]:
        """What is left to do to open a file, without the library."""
        unchanged = self._unchanged(data, place)
        # A message that is unchanged may still hold papers that were withdrawn or could not be read before.
        if unchanged is not None and not is_mail(data):
            return lambda: unchanged
        return lambda: _opened_apart(data, place, self._limits)

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
        if known is None:
            return None
        # The bytes are in hand: an original that was lost or damaged meanwhile is made good.
        self._library.originals.keep(data, sha256)
        return Outcome(place.path, "unchanged", known.paper_id)

    def _keep(self, text: Text | None, data: bytes, place: _Place) -> Outcome:
        unchanged = self._unchanged(data, place)
        if unchanged is not None:
            return unchanged
        if text is None:
            raise TypeError(f"{place.path}: opened without a text and without files in it")
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
        texts = embedded_texts(paper)
        self._n_encoded += len(texts)
        if self._encoder is None and self._n_encoded > _FEW:
            self._encoder = BulkEncoder()
        return (self._encoder or QueryEncoder()).encode(texts)

    def _finish(self, outcomes: Sequence[Outcome], total: int) -> None:
        """What needs the whole library: dates from papers of the same meeting, then the index."""
        if any(outcome.status in ("new", "replaced") for outcome in outcomes):
            for paper_id, day in inferred_dates(self._library.papers(Scope.owner())).items():
                self._library.set_inferred(paper_id, date=day)
        is_wanted = self._is_indexing and self._library.n_windows(Scope.owner()) > 0
        if is_wanted and not has_current(self._library):
            self._report(Progress(total, total, str(self._library.folder), "indexing"))
            try:
                build_generation(self._library)
            except (IndexUnusable, LibraryLocked) as error:
                # The papers are stored and found all the same: search is exact where there is no index.
                log.warning("%s Until then search is exact, which is slower in a large library.", error)

    def _as_stored(self, outcome: Outcome, records: Mapping[str, PaperRecord]) -> Outcome:
        """The outcome with the facts as the library now has them, from ``records`` where they are there."""
        if outcome.paper_id is None:
            return outcome
        record = records.get(outcome.paper_id) or self._library.paper(Scope.owner(), outcome.paper_id)
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


def _opened_apart(data: bytes, place: _Place, limits: Limits) -> Opened | Outcome:
    try:
        return open_in_child(data, place.name, limits)
    except ReadError as error:
        return Outcome(place.path, "rejected", reason=str(error))


def _remembered(read: _Read, outcomes: Sequence[Outcome]) -> list[SeenFile]:
    """What to remember of a file that is one paper; packs are always opened again."""
    if read.look is None or len(outcomes) != 1 or outcomes[0].path != read.place.path:
        return []
    paper_id, sha256 = outcomes[0].paper_id, hashlib.sha256(read.data).hexdigest()
    return [] if paper_id is None else [SeenFile(read.place.source, read.look, sha256, paper_id)]


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


def files_below(path: Path) -> Iterator[Path]:
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
