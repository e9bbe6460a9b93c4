"""Small papers and a library for them."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path

import numpy as np
import pytest

from ingest.papers import (
    Access,
    Facts,
    Kind,
    Origin,
    Paper,
    Passage,
    Role,
    Span,
    Stated,
    Status,
    Text,
    Window,
)
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from ingest.structure.body_names import IN_OPENING


def read(value):
    return Stated(value, Origin.READ, IN_OPENING)


def make_paper(
    lines: list[str],
    *,
    name: str = "minutes.txt",
    title: str = "Minutes",
    body: str | None = "Harbour Panel",
    day: date | None = date(2024, 3, 5),
    kind: Kind = Kind.MINUTES,
    access: Access = Access.PUBLIC,
    exempt: tuple[int, ...] = (),
    per_window: int = 2,
) -> Paper:
    """A paper of one passage a line, a window for every ``per_window`` lines that never mixes accesses."""
    content, passages, start = "\n".join(lines), [], 0
    for ordinal, line in enumerate(lines):
        span = Span(start, start + len(line))
        own = Access.EXEMPT if ordinal in exempt else access
        passages.append(
            Passage(
                ordinal,
                span,
                Role.PARAGRAPH,
                item="7",
                item_title="Quay repairs",
                point=f"({ordinal})",
                access=own,
            )
        )
        start = span.end + 1
    windows: list[Window] = []
    for first in range(0, len(lines), per_window):
        group = passages[first : first + per_window]
        for own in dict.fromkeys(passage.access for passage in group):
            part = [passage for passage in group if passage.access is own]
            whole = Span(part[0].span.start, part[-1].span.end)
            sentences = tuple(sentence for passage in part for sentence in split(content, passage.span))
            windows.append(
                Window(len(windows), whole, sentences, tuple(passage.ordinal for passage in part), own)
            )
    facts = Facts(
        read(title),
        read(kind),
        None if body is None else read(body),
        None if day is None else read(day),
        access,
        read("A1"),
        time=read(time(14, 30)),
        status=read(Status.DRAFT),
        author=read("Quay Master"),
        exempt_under=read("paragraph 3"),
        meeting_number=read("12"),
    )
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Paper(name, digest, Text(content, "text"), facts, tuple(passages), tuple(windows))


def split(content: str, span: Span) -> list[Span]:
    found = re.finditer(r"[^.]+\.?", content[span.start : span.end])
    return [Span(span.start + each.start(), span.start + each.end()) for each in found]


def sentences_of(paper: Paper) -> list[str]:
    return [paper.text.content[s.start : s.end] for window in paper.windows for s in window.sentences]


def vectors_of(paper: Paper) -> np.ndarray:
    return QueryEncoder().encode(sentences_of(paper))


def random_vectors(paper: Paper, seed: int = 7) -> np.ndarray:
    """Unit vectors without the model, for tests that don't search by meaning."""
    rows = np.random.default_rng(seed).normal(size=(len(sentences_of(paper)), 384))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def add(
    library: Library, paper: Paper, source: str = "/papers/minutes.txt", vectors: np.ndarray | None = None
):
    rows = random_vectors(paper) if vectors is None else vectors
    return library.add(paper, rows, paper.text.content.encode(), source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.create_or_open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def paper() -> Paper:
    return make_paper(
        [
            "The Panel agreed to repair the north quay. Work starts in June.",
            "Councillor Ashdown asked when the crane returns.",
            "The Clerk will report on dredging costs.",
        ]
    )


@pytest.fixture
def new_paper() -> Callable[..., Paper]:
    return make_paper


@pytest.fixture
def store() -> Callable:
    """``store(library, paper, source=..., vectors=...)``, with made-up vectors unless some are given."""
    return add


@pytest.fixture
def encoded() -> Callable[[Paper], np.ndarray]:
    """The real vectors of a paper's sentences."""
    return vectors_of


@pytest.fixture
def made_up() -> Callable[..., np.ndarray]:
    return random_vectors
