"""What a reader must know of the papers that an answer uses: what was skipped, damaged or guessed in them."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.papers import NO_WORDS
from ingest.store.records import PaperRecord, StoredPassage
from rag import wording

_HARMLESS = frozenset({"running_lines", "sidecar"})
"""Notices that take nothing from the words of a paper; they stand in the catalogue only."""


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
        found += [
            wording.EXTRACTION.format(document=record.name, notice=notice.message)
            for notice in record.notices
            if notice.code not in _HARMLESS
        ]
    return found
