"""Opens an index generation in a process of its own and asks it for vectors that the library knows.

Run as ``python -m ingest.store.probe GENERATION LIBRARY``. Exit status 0 means that the generation can be
trusted; the one line on standard output is JSON either way.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ingest.papers import Scope
from ingest.store.generation import changed_file, read_manifest
from ingest.store.index import open_collection
from ingest.store.library import Library

N_PROBES = 200
SHARE_NEEDED = 0.97
_SAME_DISTANCE = 1e-4


@dataclass(frozen=True)
class Finding:
    """``n_hits`` of ``n_probes`` vectors were found again; ``problem`` None when all is well."""

    n_probes: int
    n_hits: int
    problem: str | None


def probe(generation: Path, library_folder: Path) -> Finding:
    """Compare its files with what was written, then ask the index for up to 200 vectors spread evenly over the library.

    A vector counts as found when the nearest one lies within cosine 0.0001 of it: equal sentences have
    equal vectors, so the id alone would call a sound index wrong.
    """
    manifest = read_manifest(generation)
    changed = changed_file(generation, manifest)
    if changed is not None:
        return Finding(0, 0, changed)
    with Library.open(library_folder) as library:
        table = library.vectors(Scope.owner())
    if table.revision != manifest.revision:
        return Finding(0, 0, f"made from revision {manifest.revision}, the library is at {table.revision}")
    if len(table) != manifest.n_vectors:
        return Finding(0, 0, f"made from {manifest.n_vectors} vectors, the library has {len(table)}")
    if len(table) == 0:
        return Finding(0, 0, None)
    collection = open_collection(generation)
    rows = np.unique(np.linspace(0, len(table) - 1, N_PROBES).astype(np.int64))
    found = collection.query(query_embeddings=table.matrix[rows], n_results=1, include=["distances"])
    nearest = found["distances"] or []
    n_hits = sum(1 for distances in nearest if distances and abs(distances[0]) < _SAME_DISTANCE)
    problem = None
    if n_hits < SHARE_NEEDED * len(rows):
        problem = f"found {n_hits} of {len(rows)} of the library's vectors"
    return Finding(len(rows), n_hits, problem)


def main(arguments: list[str]) -> int:
    """Probe and say what was found; 1 when the generation can't be trusted, 2 on wrong use."""
    if len(arguments) != 2:
        return 2
    finding = probe(Path(arguments[0]), Path(arguments[1]))
    sys.stdout.write(json.dumps(asdict(finding)) + "\n")
    return 0 if finding.problem is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
