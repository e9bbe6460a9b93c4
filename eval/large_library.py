"""A large library for measuring speed: the papers of a small one many times over, in other words each time.

The texts are changed so far that no two papers count as the same; vectors are those of the original's sentences,
turned at random, so that they lie as those of real sentences do without being computed again.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Access, Scope
from ingest.readers.read import read
from ingest.store.library import Library
from ingest.structure.paper import READING, structure
from ingest.structure.windows import embedded_texts

_CHANGED = 0.4
"""Share of the longer words of a copy that are put in from elsewhere, and of figures that are others."""
_KEPT = 300
"""Characters at the start of a text that stay: they name body and meeting, of which there are not so many."""
_TURNED = 0.6
"""Length of the random part of a copy's vectors, beside 1 of the original's."""
Unit = Literal["passages", "windows"]
_WORD = re.compile(r"[A-Za-z]{4,}|\d+")


def enlarge(source: Library, place: Path, n_wanted: int, unit: Unit = "windows") -> int:
    """Build a library of at least ``n_wanted`` of a unit at ``place`` from the papers of ``source``.

    Returns how many it has. A passage is what is cited (a point, a resolution, a paragraph); a window is what is
    searched, and holds about three of them.
    """
    chance = random.Random(1)  # noqa: S311 - varied, not hidden
    turn = np.random.default_rng(1)
    originals = _originals(source)
    vocabulary = [word for content, _ in originals for word in _WORD.findall(content) if word.isalpha()]
    with Library.create_or_open(place) as library:
        n_copies = n_made = 0
        while n_made < n_wanted:
            n_copies += 1
            for number, (content, vectors) in enumerate(originals):
                name = f"paper-{number:02d}-{n_copies:03d}.txt"
                changed = changed_words(content, vocabulary, chance).encode()
                sha256 = hashlib.sha256(changed).hexdigest()
                paper = structure(read(changed, name), name, sha256, Access.PUBLIC)
                rows = _turned(vectors, len(embedded_texts(paper)), turn)
                library.add(paper, rows, changed, name, READING)
            n_made = count(library, unit)
        return n_made


def count(library: Library, unit: Unit) -> int:
    """How many passages or windows a library has."""
    scope = Scope.owner()
    if unit == "windows":
        return library.n_windows(scope)
    return sum(record.n_passages for record in library.papers(scope))


def changed_words(content: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """The text with many of its longer words, and of its figures, replaced by others."""

    def other(found: re.Match[str]) -> str:
        word = found.group()
        if chance.random() >= _CHANGED:
            return word
        if word.isdigit():
            return "".join(chance.choice("123456789") for _ in word)
        new = chance.choice(vocabulary)
        return new.capitalize() if word[0].isupper() else new.lower()

    return content[:_KEPT] + _WORD.sub(other, content[_KEPT:])


def _originals(source: Library) -> list[tuple[str, NDArray[np.float32]]]:
    """The words of each paper with the vectors of its sentences, in the order of the text."""
    scope = Scope.owner()
    table = source.vectors(scope)
    originals = []
    for record in source.papers(scope):
        windows = source.windows_of(scope, record.paper_id)
        rows = np.isin(table.window_ids, [window.window_id for window in windows])
        words = "\n\n".join(passage.text for passage in source.passages(scope, record.paper_id))
        originals.append((words, table.matrix[rows]))
    return originals


def _turned(vectors: NDArray[np.float32], n_wanted: int, turn: np.random.Generator) -> NDArray[np.float32]:
    """``n_wanted`` unit vectors near those given, spread over them in their order."""
    near = vectors[np.arange(n_wanted) * len(vectors) // max(n_wanted, 1)]
    noise = turn.normal(size=near.shape)
    noise *= _TURNED / np.linalg.norm(noise, axis=1, keepdims=True)
    rows = near + noise
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
