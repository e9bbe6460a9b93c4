"""The library as the metrics see it: what stands in the papers that a reply names, and who may see it."""

from __future__ import annotations

from collections import defaultdict

from eval.golden import GoldenRecord
from eval.origins import Origin, format_of
from eval.replies import Cited
from ingest.papers import Access, Passage, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord
from rag.labels import paper_label


class LibraryWords:
    """Looks up cited passages in one library, which must not change meanwhile; keeps what it has read."""

    def __init__(self, library: Library) -> None:
        self._library = library
        # The owner's view: a quote is no less real because the asker may not see it.
        self._scope = Scope.owner()
        self._papers_named: dict[str, list[PaperRecord]] = defaultdict(list)
        for paper in library.papers(self._scope):
            self._papers_named[paper.name].append(paper)
        self._passages: dict[str, dict[str, Passage]] = {}
        self._texts: dict[str, str] = {}

    def text_behind(self, citation: Cited) -> str | None:
        """The text of the paper with the citation's file name that holds its passage, white space folded."""
        paper = self._paper_of(citation.document, citation.passage_id)
        return None if paper is None else self._text(paper.paper_id)

    def paper_called(self, citation: Cited) -> str | None:
        """What the label of a citation of this passage must begin with; None when it is in no such paper."""
        paper = self._paper_of(citation.document, citation.passage_id)
        return None if paper is None else paper_label(paper)

    def access_of(self, document: str, passage_id: str) -> Access | None:
        """Who may see the passage; None when it is in no such paper."""
        paper = self._paper_of(document, passage_id)
        return None if paper is None else self._passages_of(paper.paper_id)[passage_id].access

    def origin(self, record: GoldenRecord) -> Origin:
        """Body, meeting and format of the paper that the question's first gold quote is from."""
        if not record.evidence:
            return Origin(body=record.filters.body)
        document = record.evidence[0].document
        named = self._papers_named.get(document)
        if not named:
            return Origin(record.filters.body, document, format_of(document))
        body = named[0].body.value if named[0].body else None
        day = named[0].date.value.isoformat() if named[0].date else None
        meeting = f"{body}, {day}" if body and day else document
        return Origin(body, meeting, format_of(document))

    def _paper_of(self, document: str, passage_id: str) -> PaperRecord | None:
        papers = self._papers_named.get(document, ())
        return next((paper for paper in papers if passage_id in self._passages_of(paper.paper_id)), None)

    def _passages_of(self, paper_id: str) -> dict[str, Passage]:
        if paper_id not in self._passages:
            passages = self._library.passages(self._scope, paper_id)
            self._passages[paper_id] = {passage.passage_id: passage for passage in passages}
        return self._passages[paper_id]

    def _text(self, paper_id: str) -> str:
        if paper_id not in self._texts:
            self._texts[paper_id] = " ".join((self._library.text(self._scope, paper_id) or "").split())
        return self._texts[paper_id]
