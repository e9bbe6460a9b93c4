"""The library as the citation metrics see it: the words of the paper that a citation names."""

from __future__ import annotations

from collections import defaultdict

from eval.replies import Cited
from ingest.papers import Scope
from ingest.store.library import Library


class LibraryWords:
    """Looks up cited passages in one library, which must not change meanwhile; keeps what it has read."""

    def __init__(self, library: Library) -> None:
        self._library = library
        # The owner's view: a quote is no less real because the asker may not see it.
        self._scope = Scope.owner()
        self._papers_named: dict[str, list[str]] = defaultdict(list)
        for paper in library.papers(self._scope):
            self._papers_named[paper.name].append(paper.paper_id)
        self._passages: dict[str, frozenset[str]] = {}
        self._texts: dict[str, str] = {}

    def text_behind(self, citation: Cited) -> str | None:
        """The text of the paper with the citation's file name that holds its passage, white space folded."""
        for paper_id in self._papers_named.get(citation.document, ()):
            if citation.passage_id in self._passage_ids(paper_id):
                return self._text(paper_id)
        return None

    def _passage_ids(self, paper_id: str) -> frozenset[str]:
        if paper_id not in self._passages:
            passages = self._library.passages(self._scope, paper_id)
            self._passages[paper_id] = frozenset(passage.passage_id for passage in passages)
        return self._passages[paper_id]

    def _text(self, paper_id: str) -> str:
        if paper_id not in self._texts:
            self._texts[paper_id] = " ".join((self._library.text(self._scope, paper_id) or "").split())
        return self._texts[paper_id]
