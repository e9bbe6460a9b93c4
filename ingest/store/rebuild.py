"""Builds the index in a process of its own, so that whoever answers meanwhile is neither slowed nor endangered.

Run as ``python -m ingest.store.rebuild LIBRARY``. It yields to every other process, keeps none from
writing, and may be killed at any moment. Exit status 0: there is an index that can be used; 1: it could not be
built, with the reason on standard error; 2: wrong use; 3: another build is running, or the library was changed
meanwhile: try again later.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ingest.errors import IngestError, LibraryLocked
from ingest.papers import Scope
from ingest.store.index import IndexUnusable, build_generation, why_not_used
from ingest.store.library import Library

BUILT, FAILED, WRONG_USE, TRY_LATER = range(4)
_POLITENESS = 10


def start_rebuild(library_folder: Path) -> subprocess.Popen[bytes]:
    """A child process that builds the index of an existing library unless the one it has can be used."""
    above = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (above, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603  (our own module on our own folder)
        [sys.executable, "-m", "ingest.store.rebuild", str(library_folder.resolve())],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main(arguments: list[str]) -> int:
    """Build the index where that is needed; one of the exit statuses above."""
    if len(arguments) != 1:
        return WRONG_USE
    os.nice(_POLITENESS)
    try:
        with Library.open(Path(arguments[0])) as library:
            return _build(library)
    except IngestError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED


def _build(library: Library) -> int:
    if not library.n_windows(Scope.owner()) or why_not_used(library) is None:
        return BUILT
    revision = library.revision
    try:
        build_generation(library)
    except LibraryLocked:
        return TRY_LATER
    except IndexUnusable:
        if library.revision == revision:
            raise
        return TRY_LATER
    return BUILT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
