"""Papers made up for the fault runs, an encoder that needs no model, and what a stored paper must look like."""

from __future__ import annotations

import functools
import hashlib
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Access, Paper
from ingest.readers.read import read
from ingest.store.encoder import DIMENSION, MODEL_NAME
from ingest.structure.paper import structure
from ingest.structure.windows import embedded_texts

SUBJECTS = (
    "street lighting", "the mobile library", "harbour dredging", "school crossings", "flood defences",
    "allotment rents", "the leisure centre", "bus shelters", "litter bins", "parking charges",
)  # fmt: skip
_VERBS = ("reported on", "asked about", "explained the cost of", "recalled the survey of", "questioned")
_SPEAKERS = ("The Chair", "The Clerk", "Councillor Okonjo", "Councillor Tarrant", "The Street Works Manager")
_N_ITEMS = 10


def rare_word(number: int, turn: int) -> str:
    """A word that stands in this version of this paper and nowhere else."""
    letters = "abcdefghij"
    return "zq" + "".join(letters[int(digit)] for digit in f"{number:03d}{turn:06d}")


def words_of(number: int, turn: int) -> str:
    """The text of paper ``number`` in the version of ``turn``; each sentence differs from all others."""
    chance = random.Random(f"{number} {turn}")
    lines = [
        f"HARROWMERE PANEL {number}",
        f"Minutes of the meeting held on {1 + number % 28} March {2000 + number % 25} in the Council Chamber",
        "Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo",
    ]
    for item in range(1, _N_ITEMS + 1):
        subject, word = chance.choice(SUBJECTS), rare_word(number, turn)
        said = [
            f"{chance.choice(_SPEAKERS)} {chance.choice(_VERBS)} {chance.choice(SUBJECTS)} in {word} ward, "
            f"where {chance.randrange(10**6)} of {chance.randrange(10**6)} households had replied."
            for _ in range(3)
        ]
        lines += [
            f"{item}. {subject.capitalize()}",
            " ".join(said),
            f"RESOLVED: That £{chance.randrange(10**6):,} be spent on {subject} near {word} in year {turn}.",
        ]
    return "\n\n".join(lines) + "\n"


class WordEncoder:
    """Sums a made-up vector for each word: texts with the same words are near, and it takes no time."""

    name = MODEL_NAME
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``ingest.store.encoder.Encoder``."""
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split() or [""]:
                row += _vector(word)
            row /= np.linalg.norm(row)
        return rows


@functools.lru_cache(maxsize=100_000)
def _vector(word: str) -> NDArray[np.float32]:
    chance = np.random.default_rng(zlib.crc32(word.encode()))
    return chance.normal(size=DIMENSION).astype(np.float32)


@dataclass(frozen=True)
class Expected:
    """A paper as it must be found again, with the vectors of all its sentences in order."""

    paper: Paper
    vectors: NDArray[np.float32]


@functools.lru_cache(maxsize=1000)
def expected(number: int, turn: int) -> Expected:
    """What the library must hold of this version of this paper."""
    data, name = words_of(number, turn).encode(), file_name(number)
    sha256 = hashlib.sha256(data).hexdigest()
    paper = structure(read(data, name), name, sha256, Access.PUBLIC)
    return Expected(paper, WordEncoder().encode(embedded_texts(paper)))


def file_name(number: int) -> str:
    return f"minutes-{number:03d}.txt"


def write_paper(folder: Path, number: int, turn: int) -> Path:
    """Put the paper into the folder, in place of its earlier version."""
    path = folder / file_name(number)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(words_of(number, turn), "utf-8")
    unfinished.replace(path)
    return path
