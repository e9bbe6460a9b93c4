"""The vector index: Chroma as a cache of the library's vectors, built aside, probed and swapped in.

A generation is a folder that is never changed once it is in use. A kill can leave Chroma in a state where
opening it ends the whole process, or where it opens and finds almost nothing, so each generation is first
opened in a child process and asked for vectors whose answers the library knows. Whoever gets no index here
answers by exact search over ``Library.vectors``.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.errors import LibraryError, LibraryLocked
from ingest.papers import Access, Scope
from ingest.store.encoder import MODEL_NAME
from ingest.store.generation import CURRENT, Generation, current_folder, read_manifest, write_manifest
from ingest.store.library import Library
from ingest.store.lock import WriterLock
from ingest.store.originals import UNFINISHED, write_whole

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection
    from chromadb.api.types import Where

PROBE_LIMIT_S = 60
BUILD_LOCK = "build.lock"
NO_INDEX = "there is none"
STALE = "it is of an earlier state of the library"
_COLLECTION = "sentences"
_BATCH = 5000
_GRAPH: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 32,
}
"""Wider than Chroma's defaults: with those, thousands of near-equal sentences (forms, page furniture) hide others."""

log = logging.getLogger(__name__)


class IndexUnusable(LibraryError):
    """An index that was just built, or was in use, does not answer as it should."""


@dataclass(frozen=True)
class IndexHit:
    """A sentence near the question; ``cosine`` is in [-1, 1] and higher is nearer."""

    window_id: int
    sentence_number: int
    cosine: float


class Index:
    """A generation that passed its probe, open for search."""

    def __init__(self, generation: Generation, client: ClientAPI, collection: ChromaCollection) -> None:
        """Use ``open_index``."""
        self.generation = generation
        self._client = client
        self._collection = collection

    def is_current(self, library: Library) -> bool:
        """Whether the library is still as it was when this was built; if not, search exactly instead."""
        return library.revision == self.generation.revision

    def search(self, vector: NDArray[np.float32], k: int, access: Collection[Access]) -> list[IndexHit]:
        """Up to ``k`` sentences nearest to a unit vector (384,), nearest first; ties by window and number.

        Only ``access`` is applied here. Bodies and selections are not known to the index: pass the hits
        through ``Library.windows``, which leaves out what the scope does not permit.

        Raises:
            IndexUnusable: The index failed; search exactly instead.
        """
        n_wanted = min(k, self.generation.n_vectors)
        if n_wanted < 1 or not access:
            return []
        try:
            found = self._collection.query(
                query_embeddings=[vector],
                n_results=n_wanted,
                where=_only(access),
                include=["distances"],
            )
        except Exception as error:  # Chroma's errors share no base class
            raise IndexUnusable(
                f"{self.generation.folder}: {error}. Run minutebook library rebuild."
            ) from error
        hits = []
        for name, distance in zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True):
            window_id, _, number = name.partition(":")
            hits.append(IndexHit(int(window_id), int(number), 1.0 - float(distance)))
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.window_id, hit.sentence_number))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def _only(access: Collection[Access]) -> Where | None:
    """The condition for these classes; None for all of them, because any takes a hundred times as long."""
    if set(access) == set(Access):
        return None
    return {"access": {"$in": sorted(str(each) for each in access)}}


def build_generation(library: Library) -> Generation:
    """Build an index of the library as it is now, probe it, and make it the current one.

    Older generations are removed. One build runs at a time; the library may be open for reading only, and
    others may write meanwhile, which makes the new generation useless but harms nothing.

    Raises:
        LibraryLocked: Another build is running.
        IndexUnusable: The probe failed; the generation is discarded and the current one stays.
    """
    library.index_folder.mkdir(mode=0o700, exist_ok=True)
    lock = WriterLock(library.index_folder / BUILD_LOCK)
    try:
        return _build(library)
    finally:
        lock.release()


def _build(library: Library) -> Generation:
    folder = library.index_folder / f"gen-{_last_number(library.index_folder) + 1:04d}"
    folder.mkdir(mode=0o700)
    try:
        generation = _fill(folder, library)
        reason = probe_failure(folder, library)
        if reason is not None:
            raise IndexUnusable(f"{folder}: {reason}. Run minutebook library rebuild again.")
        write_whole(library.index_folder / CURRENT, f"{folder.name}\n".encode())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _remove_all_but(folder)
    return generation


def _remove_all_but(folder: Path) -> None:
    """Remove older generations, with what builds that were killed left behind."""
    for older in folder.parent.glob("gen-*"):
        if older != folder:
            shutil.rmtree(older)
    for unfinished in folder.parent.glob(f"*{UNFINISHED}"):
        unfinished.unlink()


def _last_number(folder: Path) -> int:
    return max((int(path.name[4:]) for path in folder.glob("gen-[0-9]*")), default=0)


def _fill(folder: Path, library: Library) -> Generation:
    """Write every vector of the library into a new collection in the folder."""
    revision = library.revision
    client, n_vectors = chroma_client(folder), 0
    try:
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _GRAPH}
        )
        for access in Access:
            table = library.vectors(Scope(frozenset({access}), who="index"))
            n_vectors += len(table)
            for start in range(0, len(table), _BATCH):
                rows = range(start, min(start + _BATCH, len(table)))
                collection.add(
                    ids=[f"{table.window_ids[row]}:{table.sentence_numbers[row]}" for row in rows],
                    embeddings=table.matrix[rows.start : rows.stop],
                    metadatas=[
                        {"window_id": int(table.window_ids[row]), "access": str(access)} for row in rows
                    ],
                )
    finally:
        client.close()
    # Compared again by whoever opens it: a change during the build makes it stale, not wrong.
    return write_manifest(folder, revision, n_vectors, MODEL_NAME)


def has_current(library: Library) -> bool:
    """Whether a generation of the library as it is now is in place; it is not opened for this."""
    try:
        return read_manifest(current_folder(library.index_folder)).revision == library.revision
    except (OSError, ValueError, TypeError):
        return False


def remove_stale(library: Library) -> None:
    """Remove an index of an earlier state, which nobody asks any more: it may hold papers that were withdrawn since.

    While a build is running nothing is removed: call it again later.
    """
    if has_current(library) or not any(library.index_folder.glob("gen-*")):
        return
    try:
        lock = WriterLock(library.index_folder / BUILD_LOCK)
    except LibraryLocked:
        return
    try:
        if not has_current(library):
            (library.index_folder / CURRENT).unlink(missing_ok=True)
            for folder in library.index_folder.glob("gen-*"):
                shutil.rmtree(folder)
    finally:
        lock.release()


def why_not_used(library: Library) -> str | None:
    """Why search does without the index, in words; None where the index can be used.

    It is opened in a child process for this, which takes about two seconds.
    """
    try:
        folder = current_folder(library.index_folder)
        generation = read_manifest(folder)
    except FileNotFoundError:
        return NO_INDEX
    except (OSError, ValueError, TypeError) as error:
        return f"its description can't be read ({error})"
    if generation.revision != library.revision or generation.encoder != MODEL_NAME:
        return STALE
    return probe_failure(folder, library)


def open_index(library: Library) -> Index | None:
    """The current generation, or None where there is none, it is stale, or anything about it is in doubt."""
    reason = why_not_used(library)
    if reason is None:
        try:
            folder = current_folder(library.index_folder)
            client = chroma_client(folder)
            collection = client.get_collection(_COLLECTION, embedding_function=None)
            return Index(read_manifest(folder), client, collection)
        except Exception as error:  # Chroma's errors share no base class
            reason = str(error)
    is_usual = reason in (NO_INDEX, STALE)
    log.log(
        logging.INFO if is_usual else logging.WARNING,
        "the index in %s is not used: %s",
        library.index_folder,
        reason,
    )
    return None


def probe_failure(folder: Path, library: Library) -> str | None:
    """Why the generation can't be trusted, found out in a child process; None when it can."""
    above = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (above, os.environ.get("PYTHONPATH"))))
    try:
        child = subprocess.run(  # noqa: S603  (our own module on our own folders)
            [
                sys.executable,
                "-m",
                "ingest.store.probe",
                str(folder.resolve()),
                str(library.folder.resolve()),
            ],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not answer within {PROBE_LIMIT_S} s"
    if child.returncode < 0:
        return f"opening it ended the process with signal {-child.returncode}"
    if child.returncode == 1 and child.stdout.startswith(b"{"):
        return str(json.loads(child.stdout)["problem"])
    if child.returncode > 0:
        told = child.stderr.decode("utf-8", "replace").strip().splitlines()
        return told[-1] if told else f"the probe ended with status {child.returncode}"
    return None


def chroma_client(folder: Path) -> ClientAPI:
    """Chroma on a folder of its own, without telemetry and without its server."""
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def open_collection(folder: Path) -> ChromaCollection:
    """The vectors of a generation. Only a process that may die should call this before a probe."""
    return chroma_client(folder).get_collection(_COLLECTION, embedding_function=None)
