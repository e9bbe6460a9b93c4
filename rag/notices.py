"""What a reader must know of the papers that an answer uses: what was skipped, damaged or guessed in them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from ingest.papers import NO_WORDS, Notice
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording

_HARMLESS = frozenset({"running_lines", "sidecar"})
"""Notices that take nothing from the words of a paper; they stand in the catalogue only."""


_OF_ITS_PAGE = frozenset({"ocr_page", "ocr_page_doubtful"})
"""Notices that say nothing of the other pages; what could not be read may be missing from any answer."""
_MOST_NAMED = 3


def unread_papers(records: Sequence[PaperRecord]) -> list[str]:
    """That some of the papers which were looked through hold no words; nothing where all of them have words."""
    names = [record.name for record in records if is_unread(record)]
    if not names:
        return []
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return [wording.UNREAD.format(papers=", ".join(names[:_MOST_NAMED]) + more)]


def is_unread(record: PaperRecord) -> bool:
    """Whether the paper is kept although nothing in it can be searched."""
    return any(notice.code == NO_WORDS for notice in record.notices)


def paper_warnings(used: Sequence[tuple[PaperRecord, StoredPassage]]) -> list[str]:
    """What the reader must know of the papers that were used, each thing once."""
    found: list[str] = []
    undated = sorted({record.name for record, _ in used if record.date is None})
    if undated:
        found.append(wording.UNDATED.format(papers=", ".join(undated)))
    for record in {record.paper_id: record for record, _ in used}.values():
        pages = {passage.page for other, passage in used if other.paper_id == record.paper_id}
        found += [
            wording.EXTRACTION.format(document=record.name, notice=notice.message)
            for notice in record.notices
            if notice.code not in _HARMLESS and _is_of(notice, pages)
        ]
    return found


def _is_of(notice: Notice, pages: Set[int | None]) -> bool:
    """Whether a notice is of more than how well one page was recognised, or a passage stands on that page.

    A passage may go on from the page before.
    """
    if notice.code not in _OF_ITS_PAGE or notice.page is None or None in pages:
        return True
    return bool({notice.page, notice.page - 1} & pages)
