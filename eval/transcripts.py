"""Long transcripts, measured and not tested: ``python -m eval.transcripts FOLDER``.

The folder holds ``docs``, one text file a meeting whose turns begin with their numbers in brackets, and
``golden.jsonl``, a question a line with the turns that answer it (the form of QMSum, arXiv 2104.05938). Prints
how much of those turns is read within 2,000 tokens of the hits, and nDCG@10 and Success@5 over turns.
"""

from __future__ import annotations

import math
import re
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.errors import GoldenError, NoPapers
from eval.metrics.retrieval import SEEN_TOKENS
from ingest.errors import IngestError
from ingest.intake import Intake
from ingest.papers import Access, Scope, Span
from ingest.store.library import Library
from rag.assembly import Minutebook, assemble
from rag.finding.hits import Hit
from rag.settings import Settings

_HITS = 60
_RANKED, _FIRST = 10, 5
_WORDS_READ = round(SEEN_TOKENS * 0.75)
_TURN = re.compile(r"\[(\d+)\]")

Turn = tuple[str, int]
"""A meeting and the number of a turn in it."""


class Stretch(BaseModel):
    """Turns of one meeting that answer a question, the first and the last included."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_id: str
    first: int = Field(alias="from", ge=0)
    last: int = Field(alias="to", ge=0)


class TranscriptQuestion(BaseModel):
    """One question and where in the transcripts its answer is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str = Field(min_length=1)
    answerable: bool = True
    evidence: tuple[Stretch, ...] = ()

    @property
    def turns(self) -> list[Turn]:
        """The gold turns, in the order of the file."""
        return [(each.doc_id, turn) for each in self.evidence for turn in range(each.first, each.last + 1)]


@dataclass(frozen=True)
class Figures:
    """Means over the questions, each between 0 and 1; ``n_missing`` gold turns are in no transcript."""

    n_questions: int
    n_missing: int
    seen: float
    ndcg: float
    success: float


def measure(folder: Path, library: Path) -> Figures:
    """Take the folder's transcripts into a new library and ask its questions.

    Raises:
        GoldenError: ``golden.jsonl`` is missing, has a wrong line, or names no turn that answers.
        NoPapers: A transcript could not be read.
    """
    questions = load_questions(folder / "golden.jsonl")
    with Library.create_or_open(library) as opened:
        outcomes = Intake(opened, access=Access.PUBLIC, is_indexing=False).ingest([folder / "docs"])
    refused = [f"{outcome.path}: {outcome.reason}" for outcome in outcomes if outcome.status == "rejected"]
    if refused:
        raise NoPapers("\n".join(refused))
    with assemble(Settings(library=library, index="exact")) as minutebook:
        where = _turns(minutebook)
        of_each = [_figures_of(question, minutebook, where) for question in questions]
    seen, ndcg, success = (statistics.fmean(values) for values in zip(*of_each, strict=True))
    n_missing = len({turn for question in questions for turn in question.turns} - set(where))
    return Figures(len(of_each), n_missing, seen, ndcg, success)


def load_questions(path: Path) -> list[TranscriptQuestion]:
    """The questions that have an answer in the transcripts, in the order of the file.

    Raises:
        GoldenError: The file is missing, a line is wrong, or no question names the turns that answer it.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenError(
            f"{path}: can't be read ({error}). Give a folder with docs and golden.jsonl."
        ) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(TranscriptQuestion.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise GoldenError(f"{path}, line {number}: field '{field}': {first['msg']}") from error
    asked = [question for question in questions if question.answerable and question.turns]
    if not asked:
        raise GoldenError(f"{path}: no question in it names the turns that answer it.")
    return asked


def _turns(minutebook: Minutebook) -> dict[Turn, Span]:
    """Where each turn of each meeting stands."""
    scope, where = Scope.owner(), {}
    for record in minutebook.library.papers(scope):
        for passage in minutebook.library.passages(scope, record.paper_id):
            turn = _turn_of(record.name, passage.text)
            if turn is not None:
                where[turn] = passage.span
    return where


def _turn_of(document: str, text: str) -> Turn | None:
    number = _TURN.match(text)
    return (Path(document).stem, int(number.group(1))) if number else None


def _figures_of(
    question: TranscriptQuestion, minutebook: Minutebook, where: Mapping[Turn, Span]
) -> tuple[float, float, float]:
    hits = minutebook.search(question.question, scope=Scope.owner(), k=_HITS)
    ranked = list(dict.fromkeys(_turn_of(hit.document, hit.passage.text) for hit in hits))
    gold = set(question.turns)
    is_gold = [turn in gold for turn in ranked[:_RANKED]]
    gained = sum(is_right / math.log2(place + 2) for place, is_right in enumerate(is_gold))
    most = sum(1 / math.log2(place + 2) for place in range(min(_RANKED, len(gold))))
    return share_seen(question.turns, hits, where), gained / most, float(any(is_gold[:_FIRST]))


def share_seen(turns: Sequence[Turn], hits: Sequence[Hit], where: Mapping[Turn, Span]) -> float:
    """Share of the characters of ``turns`` read within 1,500 words of the hits, in order, the last one cut."""
    read, left = [], _WORDS_READ
    for hit in hits:
        n_words = len(hit.text.split())
        share = min(1.0, left / max(n_words, 1))
        read.append(
            (Path(hit.document).stem, Span(hit.start, hit.start + int((hit.end - hit.start) * share)))
        )
        left -= n_words
        if left <= 0:
            break
    n_all = n_seen = 0
    for turn in turns:
        span = where.get(turn)
        if span is None:
            continue
        n_all += span.end - span.start
        n_seen += sum(
            any(document == turn[0] and each.start <= place < each.end for document, each in read)
            for place in range(span.start, span.end)
        )
    return n_seen / max(n_all, 1)


def main(folder: Path) -> None:
    """Print the figures as one Markdown table."""
    with tempfile.TemporaryDirectory() as place:
        try:
            found = measure(folder, Path(place) / "library")
        except (GoldenError, IngestError, NoPapers) as error:
            raise SystemExit(str(error)) from error
    print(f"{folder.name}: {found.n_questions} questions\n")
    if found.n_missing:
        print(f"{found.n_missing} gold turns are in no transcript; they are left out of what is seen.\n")
    print("| gold seen within 2,000 tokens | nDCG@10 over turns | Success@5 over turns |\n|---|---|---|")
    print(f"| {found.seen:.3f} | {found.ndcg:.3f} | {found.success:.3f} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m eval.transcripts FOLDER")
    main(Path(sys.argv[1]))
