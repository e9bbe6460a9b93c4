"""What the service records of a request before it answers: who did what, of which papers, and how.

Every route that gives words of papers, or changes something, calls a method of ``Recorder`` before it returns. What
can't be recorded is not given: the error goes out as 503 instead of the answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from api.identity.roles import Asker
from api.records.audit import Audit
from api.records.chain import Action, Deed, PaperVersion
from api.records.resting import papers_of
from api.token_budget import Bill
from rag.answer import Answer
from rag.briefings.briefing import Briefing
from rag.finding.hits import Hit


@dataclass(frozen=True)
class Recorder:
    """Records what one asker does with one request."""

    audit: Audit
    asker: Asker
    request_id: str | None = None
    settings: str | None = None
    library: str | None = None

    def answered(self, answer: Answer, action: Action = Action.ASKED) -> Answer:
        """Record an answer; the same with the id of its record, by which feedback on it can be given.

        Raises:
            RecordsError: It could not be recorded, and must not be given.
        """
        made_from, record_id = answer.record, uuid.uuid4().hex
        self.audit.record(
            replace(
                self._deed(action),
                record_id=record_id,
                papers=tuple(papers_of(each.passage_id for each in answer.citations)),
                considered=tuple(papers_of(made_from.get("evidence", ()))),
                question=answer.question,
                library=made_from.get("library"),
                settings=made_from.get("settings"),
                prompt=made_from.get("prompt"),
                model=answer.model,
                status=answer.status,
                took_ms=made_from.get("took_ms"),
                detail=_limits(made_from.get("filters", {})),
            )
        )
        return replace(answer, record={**made_from, "id": record_id})

    def gave_early(self, question: str, passage_ids: Iterable[str]) -> None:
        """Record a sentence that goes out before the answer is whole, with the passages that it cites.

        The question is only hashed: kept here, it would outlive a paper that other sentences of the answer rest on.
        """
        self.audit.record(
            replace(
                self._deed(Action.ASKED),
                papers=tuple(papers_of(passage_ids)),
                question=question,
                detail={"told": "a sentence before the answer"},
                is_hashed_only=True,
            )
        )

    def searched(self, query: str, limits: str | None, hits: Iterable[Hit]) -> None:
        """Record a search with the papers of what it found; ``limits`` are its filters in words (``asked``)."""
        found = papers_of(hit.passage_id for hit in hits)
        status = "found" if found else "nothing_found"
        question = query if limits is None else f"{query}; {limits}"
        deed = replace(self._deed(Action.SEARCHED), papers=tuple(found), question=question, status=status)
        self.audit.record(deed)

    def briefed(self, briefing: Briefing, subject: str, took_ms: float, bill: Bill) -> str:
        """Record a briefing; the id of its record. ``subject`` is what it was asked for with.

        ``bill`` tells of the language model, where one was asked.
        """
        record_id = uuid.uuid4().hex
        as_of = {} if briefing.as_of is None else {"as_of": briefing.as_of.isoformat()}
        self.audit.record(
            replace(
                self._with_model(self._deed(Action.BRIEFED), bill, as_of),
                record_id=record_id,
                papers=tuple(papers_of(each.passage_id for each in briefing.citations)),
                question=subject,
                status="drafted",
                took_ms=took_ms,
            )
        )
        return record_id

    def evaluated(self, job_id: str, golden_sha256: str, bill: Bill) -> None:
        """Record that an evaluation was run, by the hash of its golden set."""
        detail = {"job": job_id, "golden_sha256": golden_sha256}
        self.audit.record(self._with_model(self._deed(Action.EVALUATED), bill, detail))

    def read(self, what: str, asked: str | None, passage_ids: Iterable[str] = (), /, **detail: str) -> None:
        """Record that something made of many papers was read, with the passages that were shown.

        ``asked`` says in words which part of it was asked for (``asked``), None for all; ``detail`` as for ``did``.
        """
        papers = tuple(papers_of(passage_ids))
        deed = replace(
            self._deed(Action.READ), papers=papers, question=asked, detail={"what": what, **detail}
        )
        self.audit.record(deed)

    def did(self, action: Action, papers: Iterable[PaperVersion] = (), /, **detail: str) -> int:
        """Record anything else; ``detail`` are short facts, never words of papers. The number of the entry."""
        return self.audit.record(replace(self._deed(action), papers=tuple(papers), detail=detail))

    def _with_model(self, deed: Deed, bill: Bill, detail: dict[str, str]) -> Deed:
        """The deed with the model that was sent words of papers for it, and the prompts by name and hash."""
        if bill.model is None:
            return replace(deed, detail=detail)
        prompts = sorted(bill.prompts.items())
        return replace(
            deed,
            model=bill.model,
            prompt=" ".join(fingerprint for _, fingerprint in prompts),
            detail={**detail, "prompt": ", ".join(name for name, _ in prompts)},
        )

    def _deed(self, action: Action) -> Deed:
        return Deed(
            action,
            asker_id=self.asker.asker_id,
            role=self.asker.role,
            request_id=self.request_id,
            settings=self.settings,
            library=self.library,
        )


def _limits(filters: Mapping[str, str | None]) -> dict[str, str]:
    """What an answer was limited to, beside its question, which stands alone so that feedback can be held against it.

    The name of a body is what somebody wrote and may not be kept: only that one was named is told.
    """
    told = {name: value for name, value in filters.items() if value is not None}
    return {name: "named" if name == "body" else value for name, value in told.items()}
