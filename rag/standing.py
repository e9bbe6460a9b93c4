"""Whether papers still are as they were read, once a language model has written of them."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord


def have_changed(papers: Iterable[PaperRecord], library: Library, scope: Scope) -> bool:
    """Whether one was withdrawn or replaced, or another access was set, or the asker may not see it any more."""
    now = {each.paper_id: _state(each) for each in library.papers(scope)}
    return any(now.get(each.paper_id) != _state(each) for each in papers)


def _state(record: PaperRecord) -> tuple[int, Access, int]:
    return record.version, record.access, record.n_passages
