"""What each kind of job does, with the asker's own rights and on the record."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from api.drafts import Drafted
from api.errors import UploadRejected
from api.files import file_name
from api.identity.roles import EVERY_CLASS, Asker, classes_up_to
from api.jobs.handed_in import kept
from api.jobs.so_far import SoFar
from api.jobs.uploads import Uploads
from api.jobs.watch import JobStopped, Watch
from api.records.chain import Action, PaperVersion
from api.records.jobs import Job, JobKind, Made
from api.records.recorder import Recorder
from api.schemas import BriefingRequest
from api.taking_in.process import TakingIn
from api.taking_in.wire import Upload
from api.token_budget import Bill
from eval.errors import GoldenError
from eval.golden import load_golden
from eval.golden_forms import SUFFIXES
from eval.run import RunProgress, Sitting, run_golden
from ingest.desks import Desks
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.telling import Progress
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing
from rag.briefings.template import Template
from rag.settings import Settings
from rag.stopping import GivenUp, stoppable

REASONS_TOLD = 3
MOST_YAML_BYTES = 1_000_000
"""Some 15 seconds of reading; JSON Lines and CSV are read in a hundredth of that."""


class Tasks:
    """Does the work of jobs; several threads may call ``run`` at once."""

    def __init__(
        self,
        minutebook: Minutebook,
        settings: Settings,
        uploads: Uploads,
        *,
        taking_in: TakingIn,
        recorder_of: Callable[[Job], Recorder],
        template_of: Callable[[Any], Template],
        spending: Callable[[Asker], AbstractContextManager[Bill]],
    ) -> None:
        """``spending`` counts what a language model takes, and refuses where nothing is left of the asker's budget."""
        self._minutebook = minutebook
        self._settings = settings
        self._uploads = uploads
        self._taking_in = taking_in
        self._recorder_of = recorder_of
        self._template_of = template_of
        self._spending = spending

    def run(self, job: Job, watch: Watch) -> Made:
        """Do the job; what came of it.

        Raises:
            JobStopped: It is not wanted any more.
        """
        work = {
            JobKind.UPLOAD: self._upload,
            JobKind.BRIEFING: self._briefing,
            JobKind.EVALUATION: self._evaluation,
        }[job.kind]
        with stoppable(watch.stop):
            return work(job, watch)

    def _upload(self, job: Job, watch: Watch) -> Made:
        def tell(told: Progress) -> None:
            watch.tell(told.n_parts_done, max(1, told.n_parts), told.stage)

        name, access = str(job.task["name"]), Access(job.task["access"])
        upload = Upload(job.job_id, name, access, desks_of(job.asker), job.asker.bodies)
        so_far = SoFar(self._minutebook.library, upload)
        try:
            outcomes = self._taking_in.take_in(upload, tell)
        except (JobStopped, GivenUp) as stopped:
            raise JobStopped(self._taken_in_before(job, so_far)) from stopped
        except Exception:
            self._taken_in_before(job, so_far)
            raise
        require_any(outcomes, name)
        return self._taken_in(job, outcomes, "taken in")

    def _taken_in_before(self, job: Job, so_far: SoFar) -> Made | None:
        """Record the papers of an upload that came to an early end; None where there are none."""
        outcomes = so_far.outcomes()
        return self._taken_in(job, outcomes, "taken in before it was stopped") if outcomes else None

    def _taken_in(self, job: Job, outcomes: Sequence[Outcome], told: str) -> Made:
        library = self._minutebook.library
        papers = _versions(library, outcomes)
        self._recorder_of(job).did(Action.UPLOADED, papers, job=job.job_id, told=told)
        return Made(kept(outcomes), (), papers)

    def _briefing(self, job: Job, watch: Watch) -> Made:
        asked = BriefingRequest.model_validate(job.task["request"])
        begun = time.monotonic()
        with self._spending(job.asker) as bill:
            briefing = self._minutebook.brief(asked.as_request(), scope=job.asker.scope)
        watch.require_wanted()
        took_ms = round((time.monotonic() - begun) * 1000)
        record_id = self._recorder_of(job).briefed(briefing, asked.subject, took_ms, bill)
        drafted = Drafted(briefing, asked.as_request(), self._template_of(asked.template))
        result: dict[str, Any] = {"record_id": record_id, "briefing": None, "file": None}
        if asked.format == "json":
            result["briefing"] = drafted.to_json()
        else:
            made = drafted.to_file(asked.format)
            result["file"] = {
                "name": file_name(briefing, f".{asked.format}"),
                "media_type": made.media_type,
                "content": base64.b64encode(made.content).decode(),
            }
        return Made(
            result,
            tuple(each.passage_id for each in briefing.citations),
            told_of(briefing),
        )

    def _evaluation(self, job: Job, watch: Watch) -> Made:
        def tell(told: RunProgress) -> None:
            watch.tell(told.done, told.total, "asking")
            if told.done < told.total:
                bill.require_left()

        with self._spending(job.asker) as bill, self._uploads.workplace(job.job_id) as folder:
            golden = folder / "golden.jsonl"
            golden.write_bytes(self._uploads.fetch(job.job_id))
            how = Sitting(workers=1, on_progress=tell)
            summary = run_golden(golden, folder / "run", self._settings, how)
        self._recorder_of(job).evaluated(job.job_id, summary.identity.golden_sha256, bill)
        told = summary.to_json()
        shown = ("golden_sha256", "library_snapshot", "settings_hash", "code_sha256", "totals", "by_type")
        warnings = [warning.replace(f"{folder}/", "") for warning in summary.warnings]
        return Made({name: told[name] for name in shown} | {"warnings": warnings})


def golden_for(asker: Asker, content: bytes, name: str) -> bytes:
    """A golden set as it may be asked for an asker: who does not see everything asks as the public does.

    Raises:
        GoldenError: It is no golden set, or one in YAML that would take minutes to read.
    """
    if len(content) > MOST_YAML_BYTES and name.lower().endswith((".yaml", ".yml")):
        raise GoldenError(
            f"{name}: {len(content):,} bytes of YAML, more than {MOST_YAML_BYTES:,}. Send it as .jsonl or in parts."
        )
    with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
        # Not under its own name, which may be longer than a folder takes.
        suffix = Path(name).suffix.lower()
        path = Path(folder) / f"golden{suffix if suffix in SUFFIXES else ''}"
        path.write_bytes(content)
        try:
            records = load_golden(path)
        except GoldenError as error:
            raise GoldenError(str(error).replace(str(path), name)) from error
    as_whom = {} if asker.scope.is_everything else {"asker": "public"}
    lines = [
        json.dumps(record.model_copy(update=as_whom).model_dump(mode="json"), ensure_ascii=False)
        for record in records
    ]
    return ("\n".join(lines) + "\n").encode()


def desks_of(asker: Asker) -> Desks:
    """Where an asker's files are handed in: officers of other bodies can't replace each other's papers.

    Officers of the same bodies who are held to other classes replace what of each other's they may see.
    """
    others = (classes_up_to(each) for each in reversed(Access))
    return Desks(
        _desk(asker.bodies, asker.access),
        tuple(_desk(asker.bodies, classes) for classes in others if classes != asker.access),
        asker.scope,
    )


def _desk(bodies: frozenset[str] | None, classes: frozenset[Access]) -> str:
    """The desk of those who keep the papers of some bodies (None: of every one) and see these classes of them."""
    named = None if bodies is None else sorted(bodies)
    if classes == EVERY_CLASS:
        return "" if named is None else _mark_of(named)
    return _mark_of([named, sorted(classes)])


def _mark_of(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12] + "/"


def require_any(outcomes: Sequence[Outcome], name: str) -> None:
    """Have at least one paper come of a file.

    Raises:
        UploadRejected: None did.
    """
    if any(outcome.paper_id for outcome in outcomes):
        return
    reasons = [outcome.reason or f"{name}: the file can't be read." for outcome in outcomes]
    more = f" And {len(reasons) - REASONS_TOLD:,} more." if len(reasons) > REASONS_TOLD else ""
    raise UploadRejected(" ".join(reasons[:REASONS_TOLD]) + more)


def told_of(briefing: Briefing) -> tuple[PaperVersion, ...]:
    """The papers that a briefing cites, or names in what it says of the library."""
    papers = briefing.drafted_from.papers if briefing.drafted_from else ()
    return tuple(PaperVersion(paper.paper_id, paper.version) for paper in papers)


def _versions(library: Library, outcomes: Sequence[Outcome]) -> tuple[PaperVersion, ...]:
    found = []
    for paper_id in dict.fromkeys(outcome.paper_id for outcome in outcomes):
        if paper_id is not None:
            found.append(PaperVersion(paper_id, library.paper(Scope.owner(), paper_id).version))
    return tuple(found)
