"""An answer made again from its record: is it still what the library gives?

The papers' own sentences are found anew. A model's sentences can't be: models do not repeat themselves. For
those, the evidence is gathered anew and each sentence is verified anew against the words it cites.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.papers import Kind, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.checking.verify import Verdict, verify
from rag.errors import ReplayError
from rag.model.evidence import source_of
from rag.question.query import Filters
from rag.settings import Settings


class _FiltersIn(BaseModel):
    body: str | None
    date_from: date | None
    date_to: date | None
    kind: Kind | None


class _RecordIn(BaseModel):
    library: str
    settings: str
    evidence: list[str]
    filters: _FiltersIn
    understood_as: str | None = None


class _SentenceIn(BaseModel):
    text: str
    citations: list[int]


class _CitationIn(BaseModel):
    n: int
    passage_id: str
    quote: str
    start: int
    end: int


class RecordedAnswer(BaseModel):
    """The parts of a stored answer object that a replay needs; it may hold more."""

    model_config = ConfigDict(frozen=True)

    question: str
    status: str
    mode: str
    sentences: list[_SentenceIn]
    citations: list[_CitationIn]
    record: _RecordIn

    @property
    def filters(self) -> Filters:
        """What was set beside the question."""
        given = self.record.filters
        return Filters(given.body, given.date_from, given.date_to, given.kind)


@dataclass(frozen=True)
class Replay:
    """What making an answer again showed; ``differences`` are sentences for people, none where all is the same."""

    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def read_answer(text: str) -> RecordedAnswer:
    """An answer object as ``ask --json`` prints it.

    Raises:
        ReplayError: It is not one, or its record is of an older Minutebook.
    """
    try:
        return RecordedAnswer.model_validate_json(text)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, fault["loc"])) or "the file" for fault in error.errors()[:3])
        raise ReplayError(
            f"no answer that can be made again ({places} can't be read). Give a file that minutebook ask --json wrote."
        ) from error


def replay(settings: Settings, recorded: RecordedAnswer, scope: Scope) -> Replay:
    """Make a recorded answer again from the library that the settings name; no model is asked.

    Raises:
        LibraryMissing: As ``assemble``, like LibraryTooNew and LibraryDamaged.
    """
    question = recorded.record.understood_as or recorded.question
    with Minutebook(settings, Library.open(settings.library), QueryEncoder(), None, None) as minutebook:
        now = minutebook.ask(question, scope=scope, filters=recorded.filters)
        return compare(recorded, now, minutebook.library, scope)


def compare(recorded: RecordedAnswer, now: Answer, library: Library, scope: Scope) -> Replay:
    """What differs between a recorded answer and ``now``, the papers' own sentences on the same question."""
    found = []
    if recorded.record.library != library.snapshot():
        found.append("The library holds other papers than it did.")
    if recorded.record.settings != now.record["settings"]:
        found.append("The settings are others than they were.")
    if recorded.mode == "generated":
        found += _faults(recorded, library, scope)
    else:
        found += _changes(recorded, now)
    return Replay(tuple(found))


def _changes(recorded: RecordedAnswer, now: Answer) -> list[str]:
    found = []
    if recorded.status != now.status:
        found.append(f"The status was {recorded.status} and is {now.status}.")
    if [each.text for each in recorded.sentences] != [each.text for each in now.sentences]:
        found.append("The sentences are others than they were.")
    was = [(each.n, each.passage_id, each.start, each.end, each.quote) for each in recorded.citations]
    if was != [(each.n, each.passage_id, each.start, each.end, each.quote) for each in now.citations]:
        found.append("The citations are others than they were.")
    return found


def _faults(recorded: RecordedAnswer, library: Library, scope: Scope) -> list[str]:
    """What no longer holds of a model's sentences: their quotes in the papers, and their verdicts."""
    texts = {
        passage.passage_id: source_of(paper, passage)
        for paper in library.papers(scope)
        for passage in library.passages(scope, paper.paper_id)
    }
    found = [
        f"The words of citation {each.n} are not in the library as they were."
        for each in recorded.citations
        if each.passage_id not in texts or each.quote not in " ".join(texts[each.passage_id].text.split())
    ]
    cited = {each.n: each.passage_id for each in recorded.citations}
    for number, sentence in enumerate(recorded.sentences, start=1):
        sources = [texts[cited[n]] for n in sentence.citations if cited.get(n) in texts]
        if verify(sentence.text, sources) is not Verdict.SUPPORTED:
            found.append(f"Sentence {number} is no longer borne out by what it cites.")
    return found
