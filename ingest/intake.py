"""Papers into the library, one transaction each: new, unchanged, replaced, or rejected with a reason.

A pack (zip archive, e-mail with attachments) is as many papers as it holds, each with a place of its own:
``pack.zip!/reports/item-5.pdf``.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest.as_stored import all_as_stored
from ingest.beside import Beside, in_pack
from ingest.desks import Desks
from ingest.embedding import Embedding
from ingest.errors import LibraryLocked, ReadError, TooLong
from ingest.file_reading import FileRead, bytes_in_hand, remembered, settled, unreadable
from ingest.outcomes import Outcome, Stopped, files_below
from ingest.own_bodies import OwnBodies
from ingest.papers import NO_TEXT_LAYER, NO_WORDS, Access, Scope, Text
from ingest.places import Place, source_of_upload
from ingest.read_ahead import Ahead, in_order
from ingest.readers.child import too_large
from ingest.readers.child_answers import Opened
from ingest.readers.detect import Format, is_mail
from ingest.readers.parts import Member, Skipped
from ingest.readers.sandbox import Limits, can_recognise, open_in_child, read_in_child
from ingest.sidecar_entries import is_sidecar
from ingest.store.changing import paper_id_of
from ingest.store.encoder import Encoder
from ingest.store.index import IndexUnusable, build_generation, has_current
from ingest.store.library import Library
from ingest.store.records import PaperNotFound, Stored
from ingest.store.seen_files import Look, SeenFile
from ingest.structure.meetings import different_days, inferred_dates, is_from_report
from ingest.structure.paper import READING, READING_WITHOUT_OCR, structure
from ingest.telling import Progress, Telling

log = logging.getLogger(__name__)

T = TypeVar("T")


class Intake:
    """Takes files into a library that is open for writing, or is opened for it whenever something is stored."""

    def __init__(
        self,
        library: Library,
        *,
        access: Access = Access.RESTRICTED,
        on_progress: Callable[[Progress], None] | None = None,
        encoder: Encoder | None = None,
        limits: Limits | None = None,
        is_indexing: bool = True,
        writing: Callable[[], AbstractContextManager[Library]] | None = None,
        bodies: frozenset[str] | None = None,
    ) -> None:
        """``access`` is given to every paper; a marking in a paper can only make it narrower.

        ``is_indexing`` False leaves the index to whoever keeps it up; search is exact until then. ``writing``
        opens the library for writing, each time for a moment, where ``library`` is open for reading only: others
        may write in between. ``bodies`` are those whose papers are taken in, None every one's: a paper that says it is
        of another is rejected, and so is one that would take the place of another's.
        """
        self._writing = writing or (lambda: nullcontext(library))
        self._own = OwnBodies(bodies)
        self._desks: Desks | None = None
        self._is_indexing = is_indexing
        self._library = library
        self._access = access
        self._telling = Telling(on_progress)
        self._on_progress = on_progress
        self._embedding = Embedding(encoder)
        self._limits = limits or Limits()
        self._can_recognise = can_recognise(self._limits)
        self._stop = threading.Event()
        self._beside = Beside()

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings that another one would not better: one without OCR only where there still is none."""
        return (READING,) if self._can_recognise else (READING, READING_WITHOUT_OCR)

    def ingest(self, paths: Sequence[Path]) -> list[Outcome]:
        """Files, and all files in folders, in the order of their names; one bad file never stops the rest.

        Raises:
            NothingToIngest: A path is missing, or a folder holds no file.
            Stopped: It was interrupted. What was stored stays, no child process is left, and the same call
                goes on where this one stopped.
        """
        given = [file for path in paths for file in files_below(path)]
        self._beside = Beside()
        files = self._beside.papers_among(given)
        self._telling = Telling(self._on_progress, len(files))
        self._stop = threading.Event()
        outcomes = list(self._beside.complaints(given))
        try:
            self._take_in(files, outcomes)
            return self.finish(outcomes)
        except KeyboardInterrupt as error:
            raise Stopped(all_as_stored(outcomes, self._library), self._telling.n_done, len(files)) from error

    def _take_in(self, files: Sequence[Path], outcomes: list[Outcome]) -> None:
        """Add what became of each file to ``outcomes``, as soon as it is known."""
        seen = self._library.seen_files(self._access, self.readings)
        to_remember: list[SeenFile] = []
        try:
            # Two files are read in child processes while an earlier one is embedded and stored here.
            with closing(self._ahead(self._reading(file, seen) for file in files)) as read:
                for n_done, file in enumerate(files):
                    self._telling.file(str(file), n_done)
                    found = next(read)
                    n_before = len(outcomes)
                    for outcome in self._store(found.opened, found.data, found.place):
                        outcomes.append(outcome)
                    to_remember += remembered(found, outcomes[n_before:])
                    del found  # or two packs would be in memory while the next one is waited for
        finally:
            self._library.remember_files(to_remember)

    def _ahead(self, works: Iterable[Ahead[T]]) -> Generator[T, None, None]:
        return in_order(works, most_bytes=self._limits.pack_bytes, stop=self._stop)

    def ingest_upload(self, data: bytes, name: str, desks: Desks | None = None) -> list[Outcome]:
        """An upload, one outcome for each paper in it; the same name again at one desk is the same paper or pack.

        Those who may not change each other's papers send theirs to different ``desks``; None is that of those who
        see everything.
        """
        if is_sidecar(name):
            reason = f"{name}: speaks of other papers. Send it in one zip archive with them."
            return [Outcome(name, "rejected", reason=reason)]
        self._desks = desks or Desks()
        place = Place.sent(name, source_of_upload(name, self._desks.own), name)
        return self.finish(list(self._store(self._opening(data, place)(), data, place)))

    def take(self, data: bytes, name: str, source: str) -> Outcome:
        """One paper from elsewhere than a file; ``source`` names the place. Call ``finish`` after the last."""
        place = Place.sent(name, source, source)
        return self._kept(self._part_opening(data, place)(), data, place)

    def finish(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """The outcomes with the facts as the library has them, after the dates and the index are made good."""
        self._finish(outcomes)
        return all_as_stored(outcomes, self._library)

    def _reading(self, file: Path, seen: Mapping[str, SeenFile]) -> Ahead[FileRead]:
        """The reading of a file; the library is asked before, in the thread that owns it."""
        place = Place.of(file, self._beside.of(file))
        try:
            look = Look.of(file.stat(), time.time_ns())
            known = seen.get(place.source)
            is_known = known is not None and known.supplied == place.supplied.mark(self._access)
            if known is not None and is_known and known.look.is_as(look):
                unchanged = Outcome(place.path, "unchanged", known.paper_id)
                return settled(FileRead(place, unchanged, b"", None))
            if look.size > self._limits.pack_bytes:
                raise too_large(place.name, look.size, self._limits.pack_bytes)
            n_bytes = bytes_in_hand(file, look.size, self._limits.pack_bytes)
        except OSError as error:
            return settled(unreadable(place, error))
        except ReadError as error:
            return settled(FileRead(place, Outcome(place.path, "rejected", reason=str(error)), b"", None))
        return Ahead(n_bytes, lambda: self._loaded(file, place, look))

    def _loaded(self, file: Path, place: Place, look: Look) -> Callable[[], FileRead]:
        try:
            data = file.read_bytes()
        except OSError as error:
            rejected = unreadable(place, error)
            return lambda: rejected
        open_it = self._opening(data, place)
        return lambda: FileRead(place, open_it(), data, look)

    def _opening(self, data: bytes, place: Place) -> Callable[[], Opened | Outcome]:
        """What is left to do to open a paper or a pack, in any thread."""
        unchanged = self._unchanged(data, place)
        # A message that is unchanged may still hold papers that were withdrawn or could not be read before.
        if unchanged is not None and not is_mail(data):
            return lambda: unchanged
        return lambda: _or_rejected(lambda: open_in_child(data, place.name, self._limits, self._stop), place)

    def _part_opening(self, data: bytes, place: Place) -> Callable[[], Opened | Outcome]:
        """What is left to do to open a file that must be one paper, in any thread."""
        unchanged = self._unchanged(data, place)
        if unchanged is not None:
            return lambda: unchanged
        return lambda: _or_rejected(
            lambda: Opened(read_in_child(data, place.name, self._limits, self._stop)), place
        )

    def _store(self, opened: Opened | Outcome, data: bytes, place: Place) -> Iterator[Outcome]:
        """The outcomes of what a file holds, as it is stored; one bad file in a pack stops no other."""
        if isinstance(opened, Outcome) or opened.text is not None:
            yield self._kept(opened, data, place)
        if isinstance(opened, Outcome):
            return
        pack = in_pack(opened.parts, place.supplied, self._access, place.path)
        yield from pack.complaints
        places = [place.inside(part.path, pack.of(part.path)) for part in pack.parts]
        parts = list(zip(pack.parts, places, strict=True))
        with closing(self._ahead(self._part(part, inside) for part, inside in parts)) as read:
            for n_done, (part, inside) in enumerate(parts):
                self._telling.part(inside.path, n_done, len(parts))
                content = part.content if isinstance(part, Member) else b""
                yield self._kept(next(read), content, inside)

    def _part(self, part: Member | Skipped, place: Place) -> Ahead[Opened | Outcome]:
        """The reading of a file of a pack, whose bytes are in memory already."""
        if isinstance(part, Skipped):
            return settled(Outcome(place.path, "rejected", reason=part.reason))
        return Ahead(0, lambda: self._part_opening(part.content, place))

    def _kept(self, opened: Opened | Outcome, data: bytes, place: Place) -> Outcome:
        return opened if isinstance(opened, Outcome) else self._keep(opened.text, data, place)

    def _unchanged(self, data: bytes, place: Place) -> Outcome | None:
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._find_unchanged(self._library, sha256, place)
        if known is None:
            return None
        if (refused := self._refused(self._library, known.paper_id, place)) is not None:
            return refused
        with self._writing() as library:
            known = self._find_unchanged(library, sha256, place)
            if known is None:
                return None  # it was withdrawn in the last moment
            if (refused := self._refused(library, known.paper_id, place)) is not None:
                return refused
            # The bytes are in hand: an original that was lost or damaged meanwhile is made good.
            library.originals.keep(data, sha256)
        return Outcome(place.path, "unchanged", known.paper_id)

    def _find_unchanged(self, library: Library, sha256: str, place: Place) -> Stored | None:
        return library.find_unchanged(
            self._source(library, place),
            sha256,
            self._access,
            self.readings,
            place.supplied.mark(self._access),
        )

    def _source(self, library: Library, place: Place) -> str:
        """Where a paper is from as the library is now: an upload is not stored in place of one that is hidden."""
        return place.source if self._desks is None else self._desks.place_of(place.source, library, self._own)

    def _keep(self, text: Text | None, data: bytes, place: Place) -> Outcome:
        unchanged = self._unchanged(data, place)
        if unchanged is not None:
            return unchanged
        if text is None:
            raise TypeError(f"{place.path}: opened without a text and without files in it")
        self._telling.was_read(text)
        text = replace(text, notices=(*text.notices, *place.notices))
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            paper = structure(text, place.name, sha256, self._access, place.supplied)
        except TooLong as error:
            return Outcome(place.path, "rejected", reason=str(error))
        if (reason := self._own.why_not(paper, place.supplied)) is not None:
            return Outcome(place.path, "rejected", reason=reason)
        reading = READING if self._can_recognise or not _wants_ocr(text) else READING_WITHOUT_OCR
        vectors = self._embedding.embed(paper)
        with self._writing() as library:
            source = self._source(library, place)
            if (refused := self._refused(library, paper_id_of(source), place)) is not None:
                return refused
            stored = library.add(paper, vectors, data, source, reading)
        return Outcome(place.path, stored.status, stored.paper_id)

    def _refused(self, library: Library, paper_id: str, place: Place) -> Outcome | None:
        """The rejection of what would count as, or replace, a stored paper of another body; None where none would."""
        try:
            reason = self._own.why_not_replaced(library.paper(Scope.owner(), paper_id))
        except PaperNotFound:
            return None
        return None if reason is None else Outcome(place.path, "rejected", reason=reason)

    def _finish(self, outcomes: Sequence[Outcome]) -> None:
        """What needs the whole library: dates from papers of the same meeting, then the index."""
        is_indexed = has_current(self._library)
        # An intake that was stopped has stored papers that this one finds unchanged.
        if not is_indexed or any(outcome.status in ("new", "replaced") for outcome in outcomes):
            with self._writing() as library:
                papers = library.papers(Scope.owner())
                found = inferred_dates(papers)
                for paper in papers:
                    day = found.get(paper.paper_id)
                    if day is not None and day != paper.date:
                        library.set_inferred(paper.paper_id, date=day)
                    elif day is None and paper.date is not None and is_from_report(paper.date):
                        library.forget_date(paper.paper_id)
                library.set_differences(different_days(papers))
        is_wanted = self._is_indexing and self._library.n_windows(Scope.owner()) > 0
        if is_wanted and not has_current(self._library):
            self._telling.indexing(str(self._library.folder))
            try:
                build_generation(self._library)
            except (IndexUnusable, LibraryLocked) as error:
                # The papers are stored and found all the same: search is exact where there is no index.
                log.warning("%s Until then search is exact, which is slower in a large library.", error)


def _or_rejected(read: Callable[[], Opened], place: Place) -> Opened | Outcome:
    try:
        return read()
    except ReadError as error:
        return Outcome(place.path, "rejected", reason=str(error))


def _wants_ocr(text: Text) -> bool:
    """Whether text recognition might read more of it: pages of a PDF without words."""
    return text.format == Format.PDF and any(each.code in (NO_TEXT_LAYER, NO_WORDS) for each in text.notices)
