"""What each kind of job does, with the asker's own rights and on the record."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from api.drafts import Drafted
from api.errors import UploadRejected
from api.files import file_name
from api.identity.roles import Asker
from api.jobs.uploads import Uploads
from api.jobs.watch import Watch
from api.records.chain import Action, PaperVersion
from api.records.jobs import Job, JobKind, Made
from api.records.recorder import Recorder
from api.schemas import BriefingRequest
from api.taking_in.process import TakingIn
from api.taking_in.wire import Upload
from eval.errors import GoldenError
from eval.golden import load_golden
from eval.run import RunProgress, Sitting, run_golden
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound
from ingest.telling import Progress
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing
from rag.briefings.template import Template
from rag.settings import Settings
from rag.stopping import stoppable

REASONS_TOLD = 3
_NOT_SEEN = "You can't see it: it is of no body that you are an officer of, as far as anybody has said."


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
    ) -> None:
        self._minutebook = minutebook
        self._settings = settings
        self._uploads = uploads
        self._taking_in = taking_in
        self._recorder_of = recorder_of
        self._template_of = template_of

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
        outcomes = self._taking_in.take_in(Upload(job.job_id, name, access, desk_of(job.asker)), tell)
        require_any(outcomes, name)
        papers = _versions(self._minutebook.library, outcomes)
        self._recorder_of(job).did(Action.UPLOADED, papers, job=job.job_id, told="taken in")
        return Made(
            {"papers": [_shown(each, self._minutebook.library, job.asker) for each in outcomes]}, (), papers
        )

    def _briefing(self, job: Job, watch: Watch) -> Made:
        asked = BriefingRequest.model_validate(job.task["request"])
        begun = time.monotonic()
        briefing = self._minutebook.brief(asked.as_request(), scope=job.asker.scope)
        watch.require_wanted()
        took_ms = round((time.monotonic() - begun) * 1000)
        record_id = self._recorder_of(job).briefed(briefing, asked.subject, took_ms)
        library, scope = self._minutebook.library, job.asker.scope
        drafted = Drafted(briefing, asked.as_request(), self._template_of(asked.template), library, scope)
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
            papers_named(briefing, self._minutebook.library, job.asker.scope),
        )

    def _evaluation(self, job: Job, watch: Watch) -> Made:
        def tell(told: RunProgress) -> None:
            watch.tell(told.done, told.total, "asking")

        with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
            golden = Path(folder) / "golden.jsonl"
            golden.write_bytes(self._uploads.fetch(job.job_id))
            summary = run_golden(
                golden, Path(folder) / "run", self._settings, Sitting(workers=1, on_progress=tell)
            )
        self._recorder_of(job).did(Action.EVALUATED, job=job.job_id)
        told = summary.to_json()
        shown = ("golden_sha256", "library_snapshot", "settings_hash", "code_sha256", "totals", "by_type")
        warnings = [warning.replace(f"{folder}/", "") for warning in summary.warnings]
        return Made({name: told[name] for name in shown} | {"warnings": warnings})


def golden_for(asker: Asker, content: bytes, name: str) -> bytes:
    """A golden set as it may be asked for an asker: who does not see everything asks as the public does.

    Raises:
        GoldenError: It is no golden set.
    """
    with tempfile.TemporaryDirectory(prefix="minutebook-eval-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            records = load_golden(path)
        except GoldenError as error:
            raise GoldenError(str(error).replace(f"{folder}/", "")) from error
    as_whom = {} if asker.scope.is_everything else {"asker": "public"}
    lines = [
        json.dumps(record.model_copy(update=as_whom).model_dump(mode="json"), ensure_ascii=False)
        for record in records
    ]
    return ("\n".join(lines) + "\n").encode()


def desk_of(asker: Asker) -> str:
    """Where an asker's files are handed in: officers of other bodies can't replace each other's papers."""
    if asker.bodies is None:
        return ""
    return hashlib.sha256(json.dumps(sorted(asker.bodies)).encode()).hexdigest()[:12] + "/"


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


def papers_named(briefing: Briefing, library: Library, scope: Scope) -> tuple[PaperVersion, ...]:
    """The papers that a briefing names in what it says of the library, besides those it cites."""
    text = json.dumps(briefing.to_json(), ensure_ascii=False)
    return tuple(
        PaperVersion(paper.paper_id, paper.version)
        for paper in library.papers(scope)
        if paper.name in text or paper.title.value in text
    )


def _versions(library: Library, outcomes: Sequence[Outcome]) -> tuple[PaperVersion, ...]:
    found = []
    for paper_id in dict.fromkeys(outcome.paper_id for outcome in outcomes):
        if paper_id is not None:
            found.append(PaperVersion(paper_id, library.paper(Scope.owner(), paper_id).version))
    return tuple(found)


def _shown(outcome: Outcome, library: Library, asker: Asker) -> dict[str, Any]:
    """What became of a file, with a warning where its sender may not see the paper."""
    shown = {"reason": None, **outcome.to_json()}
    if outcome.paper_id is not None:
        try:
            library.paper(asker.scope, outcome.paper_id)
        except PaperNotFound:
            shown["warnings"] = [*shown["warnings"], _NOT_SEEN]
    return shown
