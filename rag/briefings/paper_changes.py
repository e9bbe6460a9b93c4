"""What became of the papers since a draft was written: which came, which were replaced, which can't be read now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from rag.answer import Citation
from rag.briefings.provenance import Anchor, KeptPaper, Provenance
from rag.errors import DraftError
from rag.labels import day_name

_MOST_LISTED = 12


@dataclass(frozen=True)
class PaperChanges:
    """The papers that a draft was made from beside those that the reader may see now."""

    drafted: Provenance
    papers: tuple[PaperRecord, ...]

    @classmethod
    def of(cls, drafted: Provenance, name: str, library: Library, scope: Scope) -> PaperChanges:
        """The changes; ``name`` is the draft's file, for messages.

        Raises:
            DraftError: The library holds none of the papers that the draft was made from.
        """
        changes = cls(drafted, tuple(library.papers(scope)))
        if drafted.papers and not any(each.paper_id in changes.now for each in drafted.papers):
            raise DraftError(
                f"{name}: none of the {len(drafted.papers)} papers that it was drafted from is in this library. "
                "Name the library that it was drafted from with --library DIR; if all were withdrawn, draft anew."
            )
        return changes

    @cached_property
    def now(self) -> dict[str, PaperRecord]:
        """The papers of today by id."""
        return {each.paper_id: each for each in self.papers}

    @cached_property
    def then(self) -> dict[str, KeptPaper]:
        """The papers that the draft cites by id."""
        return {each.paper_id: each for each in self.drafted.papers}

    @cached_property
    def came(self) -> tuple[PaperRecord, ...]:
        """Papers, and versions of papers, that were taken in since the draft; the first taken in first."""
        since = [each for each in self.papers if each.ingested_at > self.drafted.drafted_at]
        return tuple(sorted(since, key=lambda each: (each.ingested_at, each.name)))

    def told(self, cited: Sequence[Citation]) -> tuple[str, ...]:
        """Every change as a line; of papers that came, those that the new draft cites are told apart."""
        used = {each.passage_id.rsplit("-", 2)[0] for each in cited}
        lines = [self._became(each) for each in self.drafted.papers]
        came = [each for each in self.came if each.paper_id not in self.then]
        lines += [f"{self._arrival(each)}." for each in came if each.paper_id in used]
        unused = [each.name for each in came if each.paper_id not in used]
        if unused:
            more = f" and {len(unused) - _MOST_LISTED} more" if len(unused) > _MOST_LISTED else ""
            lines.append(
                f"Came since the draft, and nothing is taken from it: {', '.join(unused[:_MOST_LISTED])}{more}."
            )
        return tuple(line for line in lines if line)

    def why_new(self, anchors: Iterable[Anchor]) -> str:
        """Why a sentence with these anchors was not in the draft."""
        reasons = []
        for paper_id in dict.fromkeys(each.paper_id for each in anchors):
            record = self.now.get(paper_id)  # None where it came after these changes were looked up
            if record is not None and record.ingested_at > self.drafted.drafted_at:
                reasons.append(self._arrival(record))
        if reasons:
            return f"{'; '.join(reasons)}."
        if self.came or len(self._lost) > 0:
            return "The paper was there already; it is drawn on now because other papers came or went."
        return "The paper was there already; the draft did not draw on it."

    def why_gone(self, anchors: Iterable[Anchor]) -> str:
        """What became of the papers that a sentence of the draft rests on; empty where nothing did."""
        ids = dict.fromkeys(each.paper_id for each in anchors)
        return " ".join(line for each in ids if each in self.then and (line := self._became(self.then[each])))

    def is_readable(self, anchor: Anchor) -> bool:
        """Whether the paper is there in the very version that is cited."""
        record = self.now.get(anchor.paper_id)
        return record is not None and record.version == anchor.version

    @cached_property
    def _lost(self) -> frozenset[str]:
        return frozenset(each for each in self.then if each not in self.now)

    def _became(self, paper: KeptPaper) -> str:
        record = self.now.get(paper.paper_id)
        if record is None:
            called = paper.name or f"A paper (id {paper.paper_id})"
            return f"{called} is no longer in the library, or you may not read it."
        lines = []
        if record.version != paper.version:
            day = day_name(record.ingested_at.date())
            lines.append(f"{record.name} was replaced by version {record.version} on {day}.")
        if record.access is not paper.access:
            lines.append(
                f"Access to {record.name} changed from {paper.access} to {record.access}: check who may read the draft."
            )
        return " ".join(lines)

    @staticmethod
    def _arrival(record: PaperRecord) -> str:
        day = day_name(record.ingested_at.date())
        if record.version == 1:
            return f"New paper: {record.name}, added on {day}"
        return f"{record.name} was replaced by version {record.version} on {day}"
