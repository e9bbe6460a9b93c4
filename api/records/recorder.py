"""What the service records of a request before it answers: who did what, of which papers, and how.

Every route that gives words of papers, or changes something, calls a method of ``Recorder`` before it returns. What
can't be recorded is not given: the error goes out as 503 instead of the answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.identity.roles import Asker
from api.records.audit import Audit
from api.records.chain import Action, Deed, PaperVersion
from api.records.resting import papers_of
from rag.answer import Answer
from rag.briefings.briefing import Briefing
from rag.finding.hits import Hit
from rag.ledger import LedgerRow


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
            )
        )
        return replace(answer, record={**made_from, "id": record_id})

    def searched(self, query: str, hits: Iterable[Hit]) -> None:
        """Record a search with the papers of what it found."""
        found = papers_of(hit.passage_id for hit in hits)
        status = "found" if found else "nothing_found"
        deed = replace(self._deed(Action.SEARCHED), papers=tuple(found), question=query, status=status)
        self.audit.record(deed)

    def briefed(self, briefing: Briefing, subject: str, took_ms: float) -> str:
        """Record a briefing; the id of its record. ``subject`` is what it was asked for with."""
        record_id = uuid.uuid4().hex
        self.audit.record(
            replace(
                self._deed(Action.BRIEFED),
                record_id=record_id,
                papers=tuple(papers_of(each.passage_id for each in briefing.citations)),
                question=subject,
                status="drafted",
                took_ms=took_ms,
            )
        )
        return record_id

    def read_ledger(self, rows: Iterable[LedgerRow]) -> None:
        """Record that the ledger was read, with the papers of its rows."""
        papers = tuple(papers_of(row.stored.passage.passage_id for row in rows))
        self.audit.record(replace(self._deed(Action.READ), papers=papers, detail={"what": "ledger"}))

    def did(self, action: Action, papers: Iterable[PaperVersion] = (), /, **detail: str) -> int:
        """Record anything else; ``detail`` are short facts, never words of papers. The number of the entry."""
        return self.audit.record(replace(self._deed(action), papers=tuple(papers), detail=detail))

    def _deed(self, action: Action) -> Deed:
        return Deed(
            action,
            asker_id=self.asker.asker_id,
            role=self.asker.role,
            request_id=self.request_id,
            settings=self.settings,
            library=self.library,
        )
