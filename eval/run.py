"""A golden set through the very service that users get, one question after the other, into a run folder.

The harness takes no short cut: it calls ``assemble`` as the command line and the HTTP service do, so what is
scored is what is served.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from eval.environment import code_sha256, versions
from eval.errors import NoPapers
from eval.folder import Identity, RunFolder, refuse_foreign
from eval.golden import GoldenRecord, QuestionType, golden_sha256, load_golden, unused_fields
from eval.items import Given, Item, ItemError, JsonObject, item_line
from eval.library_words import LibraryWords
from eval.metrics.catalogue import all_failed, score_reply
from eval.metrics.citations import CitedPapers
from eval.metrics.score import Score
from eval.replies import RankedHit, Reply
from eval.summary import Totals, by_type, sum_up
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.assembly import Minutebook, assemble
from rag.briefings.briefing import BriefRequest
from rag.question.query import Filters
from rag.settings import Settings

_FEWEST_HITS = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunProgress:
    """``done`` of ``total`` questions are answered, ``question_id`` last."""

    done: int
    total: int
    question_id: str


OnProgress = Callable[[RunProgress], None]


@dataclass(frozen=True)
class RunSummary:
    """What a finished run says of itself: the content of its ``run.json``.

    ``n_kept`` questions were answered in an earlier, interrupted sitting.
    """

    folder: Path
    golden: Path
    identity: Identity
    settings: JsonObject
    versions: JsonObject
    totals: Totals
    by_type: dict[QuestionType, Totals]
    n_kept: int
    warnings: tuple[str, ...]
    finished_at: datetime

    @property
    def n_errors(self) -> int:
        """Questions that ended in an error; a caller exits with failure when there are any."""
        return self.totals.n_errors

    def to_json(self) -> dict[str, object]:
        """One object with everything that is needed to judge whether two runs compare."""
        return {
            "run": str(self.folder),
            "golden": str(self.golden),
            **self.identity.model_dump(),
            "settings": self.settings,
            "versions": self.versions,
            "finished_at": self.finished_at.isoformat(timespec="seconds"),
            "n_kept": self.n_kept,
            "warnings": list(self.warnings),
            "totals": self.totals.to_json(),
            "by_type": {kind.value: figures.to_json() for kind, figures in self.by_type.items()},
        }


def run_golden(
    golden: Path, out: Path, settings: Settings, on_progress: OnProgress | None = None
) -> RunSummary:
    """Ask every question of a golden set of the library in ``settings`` and score what comes back.

    An interrupted run in ``out`` goes on where it stopped. An exception inside one question is recorded with
    that question and counted; the run goes on.

    Raises:
        GoldenError: The golden file is wrong.
        RunFolderError: ``out`` can't be used for this run.
        IngestError: The library can't be opened.
    """
    return _run(golden, out, settings, settings, (), on_progress)


def run_over_papers(
    golden: Path,
    out: Path,
    papers: Sequence[Path],
    settings: Settings,
    on_progress: OnProgress | None = None,
) -> RunSummary:
    """As ``run_golden``, over a fresh library made of these files and folders and thrown away afterwards.

    The library in ``settings`` is not touched. Papers that could not be read are warnings of the run.

    Raises:
        NoPapers: None of them could be read.
        GoldenError: The golden file is wrong.
        RunFolderError: ``out`` can't be used for this run.
        IngestError: A path is missing.
    """
    load_golden(golden)
    refuse_foreign(out)
    with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
        fresh = settings.model_copy(update={"library": Path(folder) / "library"})
        warnings = _ingest(papers, fresh.library)
        return _run(golden, out, fresh, settings, warnings, on_progress)


def _run(
    golden: Path,
    out: Path,
    used: Settings,
    given: Settings,
    warnings: tuple[str, ...],
    on_progress: OnProgress | None,
) -> RunSummary:
    records = load_golden(golden)
    refuse_foreign(out)
    with assemble(used, resident=True) as minutebook:
        identity = Identity(
            golden_sha256=golden_sha256(golden),
            library_snapshot=minutebook.library.snapshot(),
            settings_hash=used.fingerprint(),
            code_sha256=code_sha256(),
        )
        with RunFolder.open(out, identity, {record.id for record in records}) as folder:
            items = _ask_all(minutebook, records, folder, on_progress)
            summary = RunSummary(
                folder=out,
                golden=golden,
                identity=identity,
                settings=given.model_dump(mode="json"),
                versions=versions(),
                totals=sum_up(items),
                by_type=by_type(items),
                n_kept=len(folder.kept),
                warnings=warnings + unused_fields(records),
                finished_at=datetime.now(UTC),
            )
            folder.finish(summary.to_json())
    return summary


def _ingest(papers: Sequence[Path], library_folder: Path) -> tuple[str, ...]:
    """Build the library; returns what a reader of the figures must know of the papers."""
    with Library.create_or_open(library_folder) as library:
        outcomes = Intake(library, access=Access.PUBLIC).ingest(papers)
    rejected = tuple(f"{one.path}: {one.reason}" for one in outcomes if one.status == "rejected")
    if len(rejected) == len(outcomes):
        raise NoPapers("\n".join(["none of the papers could be read:", *rejected[:10]]))
    return rejected + tuple(f"{one.path}: {warning}" for one in outcomes for warning in one.warnings)


def _ask_all(
    minutebook: Minutebook,
    records: Sequence[GoldenRecord],
    folder: RunFolder,
    on_progress: OnProgress | None,
) -> list[Item]:
    """Ask what an earlier sitting has not answered; all items, in the order of the golden set."""
    papers = LibraryWords(minutebook.library)
    answered = {item.id: item for item in folder.kept}
    for record in records:
        if record.id in answered:
            continue
        line = _line(minutebook, record, papers) | {"origin": papers.origin(record).to_json()}
        folder.append(line)
        answered[record.id] = Item.model_validate(line)
        if on_progress is not None:
            on_progress(RunProgress(len(answered), len(records), record.id))
    return [answered[record.id] for record in records]


def _line(minutebook: Minutebook, record: GoldenRecord, papers: LibraryWords) -> dict[str, object]:
    started = perf_counter()
    try:
        given = _ask(minutebook, record)
        return item_line(record, given, _score(record, given, papers))
    except Exception as problem:  # Whatever it is, it belongs to this question and must not end the run.
        error = ItemError.of(problem)
        _log.warning("question %s ended in an error: %s", record.id, error)
        _log.debug("question %s", record.id, exc_info=problem)
        failed = Given(took_ms=(perf_counter() - started) * 1000, error=error)
        return item_line(record, failed, all_failed(str(error)))


def _ask(minutebook: Minutebook, record: GoldenRecord) -> Given:
    """Put the question as its asker would, and take what comes back as the JSON that would be sent."""
    wanted = record.filters
    filters = Filters(
        body=wanted.body, date_from=wanted.date_from, date_to=wanted.date_to, kind=wanted.document_type
    )
    scope = Scope.owner() if record.asker == "owner" else Scope.public()
    started = perf_counter()
    if record.is_briefing:
        # No as_of: date_to is inclusive, while as_of leaves the minutes of its day out. Whether a briefing is
        # for before a meeting is for the question to say and for the service to read.
        request = BriefRequest(topic=record.question, filters=filters)
        briefing = minutebook.brief(request, scope=scope)
        took_ms = (perf_counter() - started) * 1000
        hits = minutebook.search(record.question, scope=scope, filters=filters, k=_FEWEST_HITS)
        return Given(took_ms, briefing.to_json(), [hit.to_json() for hit in hits])
    answer = minutebook.ask(record.question, scope=scope, filters=filters)
    took_ms = (perf_counter() - started) * 1000
    hits = list(answer.hits)
    if len(hits) < _FEWEST_HITS:
        # Settings may find fewer for an answer than the retrieval metrics have to see.
        hits = minutebook.search(record.question, scope=scope, filters=filters, k=_FEWEST_HITS)
    return Given(took_ms, answer.to_json(), [hit.to_json() for hit in hits])


def _score(record: GoldenRecord, given: Given, papers: CitedPapers) -> dict[str, Score]:
    hits = [RankedHit.model_validate(hit) for hit in given.hits]
    return score_reply(record, Reply.model_validate(given.answer), hits, papers)
