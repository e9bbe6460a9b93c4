"""A golden set through the very service that users get, into a run folder.

The harness takes no short cut: it calls ``assemble`` as the command line and the HTTP service do, so what is
scored is what is served.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.asking import Examiner
from eval.environment import code_sha256, versions
from eval.errors import NoPapers
from eval.folder import Identity, RunFolder, refuse_foreign
from eval.golden import GoldenRecord, QuestionType, golden_sha256, left_out, load_golden, unused_fields
from eval.items import Item, JsonObject
from eval.prices import PriceTable
from eval.summary import Totals, by_type, sum_up
from eval.workers import answer_all, n_workers, one_thread
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
from prompts.loader import Prompt, every_prompt
from rag.assembly import Minutebook, assemble
from rag.settings import Settings


@dataclass(frozen=True)
class RunProgress:
    """``done`` of ``total`` questions are answered, ``question_id`` last."""

    done: int
    total: int
    question_id: str


OnProgress = Callable[[RunProgress], None]


@dataclass(frozen=True)
class Sitting:
    """How questions are put: nothing in it changes an answer.

    ``workers`` processes answer them; None means as many as there are cores, and fewer for few questions.
    ``prices`` turn a model's tokens into money. ``on_progress`` is told of every question.
    """

    workers: int | None = None
    prices: PriceTable | None = None
    on_progress: OnProgress | None = None


_ALONE = Sitting()


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
    prompts: JsonObject
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
            **self.identity.model_dump(exclude={"settings"}),
            "settings": self.settings,
            "versions": self.versions,
            "prompts": self.prompts,
            "finished_at": self.finished_at.isoformat(timespec="seconds"),
            "n_kept": self.n_kept,
            "warnings": list(self.warnings),
            "totals": self.totals.to_json(),
            "by_type": {kind.value: figures.to_json() for kind, figures in self.by_type.items()},
        }


def run_golden(golden: Path, out: Path, settings: Settings, how: Sitting = _ALONE) -> RunSummary:
    """Ask every question of a golden set of the library in ``settings`` and score what comes back.

    An interrupted run in ``out`` goes on where it stopped. An exception inside one question is recorded with
    that question and counted; the run goes on.

    Raises:
        GoldenError: The golden file is wrong.
        RunFolderError: ``out`` can't be used for this run.
        IngestError: The library can't be opened.
        WorkerLost: One of several processes ended; what was answered is kept.
    """
    return _run(golden, out, settings, settings, (), how)


def run_over_papers(
    golden: Path,
    out: Path,
    papers: Sequence[Path],
    settings: Settings,
    how: Sitting = _ALONE,
) -> RunSummary:
    """As ``run_golden``, over a fresh library made of these files and folders and thrown away afterwards.

    The library in ``settings`` is not touched. Papers that could not be read are warnings of the run.

    Raises:
        NoPapers: None of them could be read.
        GoldenError: The golden file is wrong.
        RunFolderError: ``out`` can't be used for this run.
        IngestError: A path is missing.
        WorkerLost: One of several processes ended; what was answered is kept.
    """
    load_golden(golden)
    refuse_foreign(out)
    with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
        fresh = settings.model_copy(update={"library": Path(folder) / "library"})
        warnings = _ingest(papers, fresh.library)
        return _run(golden, out, fresh, settings, warnings, how)


def _run(
    golden: Path,
    out: Path,
    used: Settings,
    given: Settings,
    warnings: tuple[str, ...],
    how: Sitting,
) -> RunSummary:
    records = load_golden(golden)
    refuse_foreign(out)
    with assemble(used, resident=True) as minutebook:
        identity = Identity(
            golden_sha256=golden_sha256(golden),
            library_snapshot=minutebook.library.snapshot(),
            settings_hash=used.fingerprint(),
            code_sha256=code_sha256(),
            prices_sha256=how.prices.sha256 if how.prices else None,
            settings=_telling(used),
        )
        with RunFolder.open(out, identity, {record.id for record in records}) as folder:
            items = _ask_all(minutebook, records, folder, how)
            summary = RunSummary(
                folder=out,
                golden=golden,
                identity=identity,
                settings=given.model_dump(mode="json"),
                versions=versions(),
                prompts={prompt.name: _named(prompt) for prompt in every_prompt()},
                totals=sum_up(items),
                by_type=by_type(items),
                n_kept=len(folder.kept),
                warnings=warnings + left_out(golden) + unused_fields(records),
                finished_at=datetime.now(UTC),
            )
            folder.finish(summary.to_json(), [record.id for record in records])
    return summary


def _telling(settings: Settings) -> dict[str, object]:
    """Settings that can change an answer, by name: those that the fingerprint is made of."""
    return settings.model_dump(mode="json", exclude={"library", "model_api_key", "model_timeout_s"})


def _named(prompt: Prompt) -> dict[str, object]:
    return {"version": prompt.version, "hash": prompt.fingerprint}


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
    how: Sitting,
) -> list[Item]:
    """Ask what an earlier sitting has not answered; all items, in the order of the golden set."""
    answered = {item.id: item for item in folder.kept}
    left = [record for record in records if record.id not in answered]
    with closing(_lines(minutebook, left, how)) as lines:
        for line in lines:
            folder.append(line)
            item = Item.model_validate(line)
            answered[item.id] = item
            if how.on_progress is not None:
                how.on_progress(RunProgress(len(answered), len(records), item.id))
    return [answered[record.id] for record in records]


def _lines(
    minutebook: Minutebook, records: Sequence[GoldenRecord], how: Sitting
) -> Generator[Mapping[str, object]]:
    """The items as they are done: here, or in processes where these are many or asked for."""
    n = n_workers(how.workers, len(records), has_model=minutebook.settings.model is not None)
    if n > 1:
        snapshot = minutebook.library.snapshot()
        yield from answer_all(records, minutebook.settings, snapshot, how.prices, n)
        return
    examiner = Examiner(minutebook, how.prices)
    with one_thread():
        yield from map(examiner.line, records)
