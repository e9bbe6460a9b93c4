"""The papers that a briefing rests on, one line each, for the table at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer import Citation


@dataclass(frozen=True)
class SourcePaper:
    """One paper; ``access`` is the narrowest of what is quoted from it, ``numbers`` those of its citations."""

    name: str
    document: str
    access: str
    numbers: tuple[int, ...]


def source_papers(citations: Iterable[Citation]) -> tuple[SourcePaper, ...]:
    """The papers cited, each once, in the order in which they are first cited."""
    papers: dict[str, list[Citation]] = {}
    for each in citations:
        # A passage's id begins with that of its paper; two papers can have one file name.
        papers.setdefault(each.passage_id.rsplit("-", 2)[0] + each.document, []).append(each)
    return tuple(
        SourcePaper(
            name=" ".join(cited[0].title.split()),
            document=cited[0].document,
            access=max((each.access for each in cited), key=lambda access: access.rank).value,
            numbers=tuple(each.n for each in cited),
        )
        for cited in papers.values()
    )


def same_titles(papers: Sequence[SourcePaper]) -> frozenset[str]:
    """Files of papers whose title another paper has too, so that the title alone does not tell them apart."""
    titles = Counter(each.name for each in papers)
    return frozenset(each.document for each in papers if titles[each.name] > 1)
