"""Golden questions held against their papers: are the quotes there, and can the asker reach them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from eval.checking.exact_words import letters, nearest, plain
from eval.checking.findings import Finding, Place
from eval.golden import GoldenRecord, GoldEvidence, GoldFilters, Placed
from eval.metrics.wording import content_words, holds_words, stems
from eval.papers_read import PaperRead, PapersRead
from ingest.papers import Access, Kind

_CLOSE = 0.8
"""Share of a forbidden statement's stems from which the metric takes a sentence for it."""
_LONGEST_SHOWN = 300


def paper_findings(placed: Placed, papers: PapersRead) -> Iterator[Finding]:
    """Everything about one question that its papers show."""
    record, place = placed.record, Place(placed.line, placed.record.id)
    for field, gold in _golds(record):
        yield from _quote_findings(field, gold, papers, place)
    yield from _shut_out(record, papers, place)
    if record.asker == "public" and record.answerable:
        yield from _not_public(record, papers, place)
    not_yet = record.brief.not_yet if record.brief else ()
    for number, statement in enumerate(record.must_not_say):
        yield from _said(f"must_not_say.{number}", statement, papers, not_yet, place)
    for number, name in enumerate(not_yet):
        if not papers.named(name):
            message = f"no paper is called {name}, so that to cite it can't be noticed."
            yield place.error("no_such_document", f"brief.not_yet.{number}", message)


def _golds(record: GoldenRecord) -> Iterator[tuple[str, GoldEvidence]]:
    """Every quote of a record with the field that it stands in."""
    for number, gold in enumerate(record.evidence):
        yield f"evidence.{number}", gold
    for place, nugget in enumerate(record.nuggets):
        for number, gold in enumerate(nugget.evidence):
            yield f"nuggets.{place}.evidence.{number}", gold


def _quote_findings(field: str, gold: GoldEvidence, papers: PapersRead, place: Place) -> Iterator[Finding]:
    named = papers.named(gold.document)
    wanted = plain(gold.quote)
    if not named:
        message = f"no paper is called {gold.document}.{_meant(gold, papers)}"
        yield place.error("no_such_document", f"{field}.document", message)
        return
    if any(wanted in paper.plain for paper in named):
        return
    bare = letters(gold.quote)
    found = next((paper for paper in named if bare and bare in paper.letters), None)
    if found is not None:
        yield place.warning("quote_marks", f"{field}.quote", _in_other_marks(gold, found))
        return
    yield place.error("quote_not_found", f"{field}.quote", _not_found(gold, named, papers))


def _meant(gold: GoldEvidence, papers: PapersRead) -> str:
    """What to do about a name that no paper has: where the quote stands, or the name that comes nearest."""
    holding = _holding(gold.quote, papers)
    if holding:
        return f" The quote stands in {holding}."
    near = get_close_matches(gold.document, papers.names(), n=1, cutoff=0.5)
    if near:
        return f" The nearest name is {near[0]}."
    return f" There are {len(papers.names())} papers in {papers.source}."


def _holding(quote: str, papers: PapersRead) -> str | None:
    wanted = plain(quote)
    return next((paper.name for paper in papers.all if wanted in paper.plain), None)


def _in_other_marks(gold: GoldEvidence, paper: PaperRead) -> str:
    near = nearest(paper.text, gold.quote)
    shown = f" The paper: \u201c{_short(near.text)}\u201d" if near else ""
    return f"stands in {paper.name} with other capitals, marks or hyphens.{shown}"


def _not_found(gold: GoldEvidence, named: tuple[PaperRead, ...], papers: PapersRead) -> str:
    holding = _holding(gold.quote, papers)
    told = f"not in {gold.document}: \u201c{_short(gold.quote)}\u201d."
    if holding:
        return f"{told} It stands in {holding}."
    found = [near for paper in named for near in (nearest(paper.text, gold.quote),) if near]
    if not found:
        return f"{told} No sentence of that paper comes near."
    best = max(found, key=lambda near: near.share)
    differs = f" There {'; '.join(best.differences)}." if best.differences else ""
    return f"{told} Nearest: \u201c{_short(best.text)}\u201d.{differs}"


def _shut_out(record: GoldenRecord, papers: PapersRead, place: Place) -> Iterator[Finding]:
    """Filters that leave out the papers which the quotes are from."""
    if record.filters == GoldFilters():
        return
    within = papers.within(record.filters)
    for document in dict.fromkeys(gold.document for _, gold in _golds(record)):
        named = papers.named(document)
        if named and not any(paper.record.paper_id in within for paper in named):
            reasons = " and ".join(_reasons(record.filters, named[0], papers))
            message = f"they shut out {document}, where the evidence is: {reasons}."
            yield place.error("evidence_shut_out", "filters", message)
    if not within:
        message = "no paper is left to ask: nothing has this body, these dates and this kind."
        yield place.error("nothing_left", "filters", message)


def _reasons(filters: GoldFilters, paper: PaperRead, papers: PapersRead) -> Iterator[str]:
    record = paper.record
    if filters.body and record.paper_id not in papers.within(GoldFilters(body=filters.body)):
        yield f"its body is {record.body.value if record.body else 'not stated'}"
    day = record.date.value if record.date else None
    if day and (
        (filters.date_from and day < filters.date_from) or (filters.date_to and day > filters.date_to)
    ):
        yield f"its date is {day}"
    if filters.document_type and record.kind.value not in (filters.document_type, Kind.OTHER):
        yield f"it is of type {record.kind.value.value}"


def _not_public(record: GoldenRecord, papers: PapersRead, place: Place) -> Iterator[Finding]:
    """Evidence that the public, who asks, may not see."""
    for number, gold in enumerate(record.evidence):
        wanted = plain(gold.quote)
        holding = [paper for paper in papers.named(gold.document) if wanted in paper.plain]
        if holding and not any(_is_public(paper, wanted) for paper in holding):
            access = holding[0].record.access.value
            message = (
                f"asker is public, and these words of {gold.document} ({access}) are not. A right answer is a "
                "refusal: make answerable false, or let the owner ask."
            )
            yield place.error("evidence_not_public", f"evidence.{number}", message)


def _is_public(paper: PaperRead, wanted: str) -> bool:
    return paper.record.access is Access.PUBLIC and wanted in paper.public


def _said(
    field: str, statement: str, papers: PapersRead, not_yet: Collection[str], place: Place
) -> Iterator[Finding]:
    """Papers that say what must not be said: a briefing that quotes them would be marked down.

    Those that come too late for the briefing may say it; that is why it must not.
    """
    for paper in papers.all:
        if paper.name in not_yet:
            continue
        for sentence, held in zip(paper.sentences, paper.stems, strict=True):
            if not _is_near(statement, held):
                continue
            where = f"{paper.name}: \u201c{_short(sentence)}\u201d"
            if holds_words(sentence, statement):
                yield place.error("papers_say_it", field, f"the papers do say it, in {where}")
            else:
                message = f"a sentence comes close, and to quote it would count as said. {where}"
                yield place.warning("papers_nearly_say_it", field, message)
            return


def _is_near(statement: str, held: frozenset[str]) -> bool:
    """As the metric takes it: most words of the statement stand in the sentence, whatever the sentence says."""
    n_words = len(content_words(statement))
    return n_words > 0 and len(stems(statement) & held) >= _CLOSE * n_words


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return (
        folded if len(folded) <= _LONGEST_SHOWN else f"{folded[: _LONGEST_SHOWN - 1].rsplit(' ', 1)[0]}\u2026"
    )
