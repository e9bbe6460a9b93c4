"""An agenda as a briefing takes it: from the library, or from a file that is read for the briefing alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.errors import ReadError
from ingest.papers import Access, Scope
from ingest.readers.sandbox import Limits, read_in_child
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.paper import structure
from rag.briefings import wording
from rag.briefings.agenda import AgendaItem, items_of, withdrawn
from rag.briefings.excerpt import Excerpt, in_order, sentences_of
from rag.instructions import is_addressed_to_machine
from rag.labels import day_name, paper_label


@dataclass(frozen=True)
class Listing:
    """An agenda as far as a plan needs it; ``words`` are what it says below each item, none where it is not stored.

    ``withdrawn`` are the numbers of items that it says are withdrawn.
    """

    title: str
    name: str
    body: str | None
    day: date | None
    items: tuple[AgendaItem, ...]
    words: tuple[tuple[Excerpt, ...], ...]
    withdrawn: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    is_stored: bool = True


def stored_listing(library: Library, scope: Scope, agenda: PaperRecord) -> Listing:
    """What an agenda of the library lists."""
    passages = library.passages(scope, agenda.paper_id)
    items = items_of(passages, [each.text for each in passages])
    words = tuple(tuple(_words_of(agenda, item, passages)) for item in items)
    return Listing(
        paper_label(agenda),
        agenda.name,
        agenda.body.value if agenda.body else None,
        agenda.date.value if agenda.date else None,
        tuple(items),
        words,
        frozenset(withdrawn(items, [[each.text for each in some] for some in words])),
    )


def find_stored(library: Library, scope: Scope, path: Path) -> PaperRecord | None:
    """The paper of the library whose bytes are those of the file; None where there is none.

    Raises:
        ReadError: The file can't be opened.
    """
    try:
        if path.stat().st_size > Limits().file_bytes:
            return None  # larger than any paper; its reader says so
        mark = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ReadError(
            f"{path.name}: can't be opened ({error.strerror}). Check your right to it."
        ) from error
    return next((each for each in library.papers(scope) if each.sha256 == mark), None)


def read_listing(path: Path) -> Listing:
    """What the agenda in a file lists, read in a process of its own and stored nowhere.

    Raises:
        ReadError: The file can't be read as a paper.
    """
    text = read_in_child(path, path.name)
    paper = structure(text, path.name, "", Access.EXEMPT)
    said = [text.content[each.span.start : each.span.end] for each in paper.passages]
    items = items_of(paper.passages, said)
    spoken = dict(zip((each.ordinal for each in paper.passages), said, strict=True))
    below = [_below(item, [spoken[each] for each in item.ordinals]) for item in items]
    body, day, kind = paper.facts.body, paper.facts.date, paper.facts.kind.value.value
    return Listing(
        f"{body.value if body else path.name}, {kind} {day_name(day.value) if day else '[undated]'}",
        path.name,
        body.value if body else None,
        day.value if day else None,
        tuple(items),
        tuple(() for _ in items),
        frozenset(withdrawn(items, below)),
        (wording.NOT_STORED.format(name=path.name), *(each.message for each in paper.notices)),
        is_stored=False,
    )


def _words_of(agenda: PaperRecord, item: AgendaItem, passages: Sequence[StoredPassage]) -> list[Excerpt]:
    """The sentences under an item, its number and title left out."""
    found = []
    for each in passages:
        if each.ordinal not in item.ordinals:
            continue
        begins = each.span.start + (item.begins if each.ordinal == item.ordinals[0] else 0)
        for sentence in sentences_of(agenda, each):
            if sentence.span.end > begins and not is_addressed_to_machine(sentence.text):
                found.append(sentence.since(begins))
    return in_order(found)


def _below(item: AgendaItem, texts: Sequence[str]) -> list[str]:
    """The texts under an item, its number and title left out."""
    return [text[item.begins if not place else 0 :] for place, text in enumerate(texts)]
