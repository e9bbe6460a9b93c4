"""Papers for looking things up in: their words, who may see them, and what filters leave of them.

For what reads papers without asking questions of them: checking a golden set, and drafting one.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.checking.exact_words import letters, plain
from eval.errors import NoPapers
from eval.golden import GoldFilters
from eval.metrics.wording import stems
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import DIMENSION, MODEL_NAME
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.sentences import sentences
from ingest.telling import Progress
from rag.errors import QuestionError
from rag.question.query import Filters, select

_MOST_SHOWN = 10


@dataclass(frozen=True)
class PaperRead:
    """One paper with all its words, as the owner of the library sees them."""

    record: PaperRecord
    text: str
    passages: tuple[StoredPassage, ...]

    @property
    def name(self) -> str:
        return self.record.name

    @cached_property
    def plain(self) -> str:
        """The words with typographic marks made plain and white space folded."""
        return plain(self.text)

    @cached_property
    def letters(self) -> str:
        """Letters and figures alone, in lower case: for finding what differs in marks only."""
        return letters(self.text)

    @cached_property
    def public(self) -> str:
        """``plain`` of what anybody may see."""
        return plain("\n".join(each.text for each in self.passages if each.access is Access.PUBLIC))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences in order, white space folded."""
        return tuple(" ".join(self.text[span.start : span.end].split()) for span in sentences(self.text))

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """The stems of each of the sentences."""
        return tuple(stems(sentence) for sentence in self.sentences)


class PapersRead:
    """All papers of one library, by file name; read once, so the library must not change meanwhile."""

    def __init__(self, library: Library, source: str, warnings: tuple[str, ...] = ()) -> None:
        """``source`` names where they are from; ``warnings`` say what could not be read of it."""
        self.source = source
        self.warnings = warnings
        self._library = library
        self._scope = Scope.owner()
        self._named: dict[str, list[PaperRead]] = defaultdict(list)
        for record in library.papers(self._scope):
            text = library.text(self._scope, record.paper_id) or ""
            passages = tuple(library.passages(self._scope, record.paper_id))
            self._named[record.name].append(PaperRead(record, text, passages))

    @cached_property
    def all(self) -> tuple[PaperRead, ...]:
        """Every paper, by name."""
        return tuple(paper for name in sorted(self._named) for paper in self._named[name])

    def named(self, document: str) -> tuple[PaperRead, ...]:
        """The papers of that file name; several where folders hold files of one name."""
        return tuple(self._named.get(document, ()))

    def names(self) -> tuple[str, ...]:
        """All file names, sorted."""
        return tuple(sorted(self._named))

    def within(self, filters: GoldFilters) -> frozenset[str]:
        """The ids of the papers that a question with these filters is asked of, none where it would be refused."""
        narrowed = Filters(filters.body, filters.date_from, filters.date_to, filters.document_type)
        try:
            selection = select(narrowed, self._library.bodies(self._scope))
        except QuestionError:
            return frozenset()
        return frozenset(record.paper_id for record in self._library.papers(self._scope, selection))


@contextmanager
def papers_below(
    paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None
) -> Iterator[PapersRead]:
    """The papers of files and folders, in a library that is thrown away afterwards and never searched.

    Raises:
        NoPapers: None of them could be read.
        IngestError: A path is missing.
    """
    with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
        place = Path(folder) / "library"
        with Library.create_or_open(place) as library:
            intake = Intake(
                library,
                access=Access.PUBLIC,
                on_progress=on_progress,
                encoder=_Unsearched(),
                is_indexing=False,
            )
            outcomes = intake.ingest(paths)
        refused = tuple(f"{one.path}: {one.reason}" for one in outcomes if one.status == "rejected")
        if len(refused) == len(outcomes):
            raise NoPapers("\n".join(["none of the papers could be read:", *refused[:_MOST_SHOWN]]))
        with Library.open(place) as library:
            yield PapersRead(library, ", ".join(str(path) for path in paths), refused)


@contextmanager
def papers_in(folder: Path) -> Iterator[PapersRead]:
    """The papers of a library.

    Raises:
        IngestError: It can't be opened.
    """
    with Library.open(folder) as library:
        yield PapersRead(library, str(folder))


class _Unsearched:
    """An encoder for papers that nobody searches: the same vector for every sentence, at no cost."""

    name = MODEL_NAME
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        vectors[:, 0] = 1.0
        return vectors
