"""A generation of the index on the disk: what it was made from, and whether its files are still as they were.

Nothing here opens Chroma. Its SQLite file is compared row by row, because Chroma writes a line into a table
of its own (``acquire_write``) each time it opens it; the other files never change.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.store.originals import write_whole

MANIFEST = "manifest.json"
CURRENT = "current"
_RECORDS = "chroma.sqlite3"
_GRAPH_LIST = "index_metadata.pickle"
_CHANGES_AT_OPENING = "acquire_write"


@dataclass(frozen=True)
class Generation:
    """What a generation was made from; ``n_vectors`` counts sentences.

    ``files`` has the SHA-256 of each file, ``records_crc32`` the check sum of the rows of Chroma's own tables.
    """

    folder: str
    revision: int
    n_vectors: int
    encoder: str
    files: dict[str, str]
    records_crc32: int


def current_folder(index_folder: Path) -> Path:
    """The folder of the generation in use.

    Raises:
        OSError, ValueError: None is named, or not in plain words.
    """
    return index_folder / (index_folder / CURRENT).read_text(encoding="ascii").strip()


def read_manifest(folder: Path) -> Generation:
    """What the generation says it was made from.

    Raises:
        OSError, ValueError, TypeError: It has no readable manifest.
    """
    generation = Generation(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    if generation.folder != folder.name:
        raise ValueError(f"{folder}: its manifest is of {generation.folder}")
    return generation


def write_manifest(folder: Path, revision: int, n_vectors: int, encoder: str) -> Generation:
    """Describe a generation that is filled and closed; the last step before it is probed."""
    files, records_crc32 = _hashes(folder), _rows_crc32(folder / _RECORDS)
    generation = Generation(folder.name, revision, n_vectors, encoder, files, records_crc32)
    write_whole(folder / MANIFEST, json.dumps(asdict(generation)).encode())
    return generation


def changed_file(folder: Path, generation: Generation) -> str | None:
    """The first file that is not as it was written, with what is wrong; None when all are."""
    found = _hashes(folder)
    for name in sorted(found.keys() | generation.files.keys()):
        if found.get(name) != generation.files.get(name):
            return f"{name} was changed"
    try:
        if _rows_crc32(folder / _RECORDS) != generation.records_crc32:
            return f"{_RECORDS} was changed"
    except sqlite3.Error as error:
        return f"{_RECORDS}: {error}"
    return None


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of the graph's files by their path in the generation.

    A graph of fewer than about 1,000 vectors is not on the disk: without ``_GRAPH_LIST`` Chroma makes its
    files anew from its records whenever it opens them.
    """
    hashes = {}
    for graph in sorted(path.parent for path in folder.glob(f"*/{_GRAPH_LIST}")):
        for path in sorted(graph.iterdir()):
            with path.open("rb") as file:
                hashes[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def _rows_crc32(path: Path) -> int:
    crc32 = 0
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        tables = connection.execute(
            """SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
                AND name <> ? ORDER BY name""",
            (_CHANGES_AT_OPENING,),
        ).fetchall()
        for (table,) in tables:
            crc32 = zlib.crc32(table.encode(), crc32)
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                crc32 = zlib.crc32(repr(row).encode("utf-8", "backslashreplace"), crc32)
    return crc32
