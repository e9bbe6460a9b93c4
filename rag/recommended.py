"""Whether a recommendation was followed: what was recommended and what was decided, in the words of both papers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.ledger import StoredEntry
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Selection
from ingest.structure.ledger_entries import EntryKind
from ingest.structure.terms import fold, index_terms
from rag import wording
from rag.answer import Answer, Citations, Sentence
from rag.cautions import asks_if_it_is_so, asks_what_was_decided
from rag.checking.verify import Verdict, is_quoted
from rag.choosing import opening_words
from rag.corrections import Correction
from rag.extract import Candidate
from rag.extractive import FindCorrection, put_right, told
from rag.marks import as_read
from rag.notices import paper_warnings
from rag.outcomes import Outcome, decided_on_item, results
from rag.question.query import Query
from rag.undone import Afterwards, FindEnding

_MOST = 2
"""Recommendations that are told, each with another decision."""
_MOST_WORDS = 160
"""Words up to which the other decisions on the item are told as well."""
_DEALT_WITH = (
    r"\b(?:follow|accept|adopt|endors|agree|approv|reject|refus|chang|amend|depart|differ|overrul|ignor|"
    r"carr(?:y|ied) out|t(?:ake|ook) up|(?:go|went) against)\w*\b"
)
_RECOMMENDATION = r"\b(?:recommendations?|advice)\b"
_ASKS = re.compile(
    rf"{_DEALT_WITH}.{{0,60}}{_RECOMMENDATION}|{_RECOMMENDATION}.{{0,80}}{_DEALT_WITH}|"
    r"\b(?:same|differ\w*|as|than|against|from)\b.{0,60}\brecommended\b"
)
_OWNER = re.compile(
    r"\b(?P<of>\w+)(?:'s|s')\s+(?:\w+\s+){0,2}?recommendations?\b|"
    r"\brecommendations?\s+(?:of|by|from|made\s+by)\s+(?:the\s+)?(?:\w+\s+)*?(?P<by>panel|board|committee|council|"
    r"authority|cabinet|members)\b"
)


def asks_what_became(question: str) -> bool:
    """Whether the question is what a meeting made of a recommendation."""
    return bool(_ASKS.search(fold(question).lower()))


def _is_of_deciders(question: str, body: str) -> bool:
    """Whether the recommendations are those of the body itself ("the panel's recommendations"), made to others."""
    owner = _OWNER.search(fold(question).lower())
    return owner is not None and bool(
        {owner.group("of"), owner.group("by")} & {*body.lower().split(), "members"}
    )


def recommended(
    query: Query,
    ranked: Sequence[Candidate],
    library: Library,
    scope: Scope,
    correction_of: FindCorrection,
    ending_of: FindEnding,
) -> Answer | None:
    """The recommendations of the report nearest to the question, each before what the minutes decide on it.

    Where it is asked what was decided, or if something is so, and what comes nearest is only a recommendation, the
    decision on that one comes first: it may be in quite other words. None where the question is about neither, or
    where no minutes of the report's meeting decide on any.
    """
    report = next((each.hit.record for each in ranked if _is_report(each.hit.record)), None)
    is_asked = asks_what_was_decided(query) or asks_if_it_is_so(query)
    is_only_recommended = bool(ranked) and is_asked and _is_recommendation(ranked[0])
    if report is None or report.body is None or report.date is None:
        return None
    if not is_only_recommended and not asks_what_became(query.question):
        return None
    if _is_of_deciders(query.question, report.body.value):
        return None
    day = report.date.value
    of_meeting = Selection(bodies=frozenset({report.body.value}), date_from=day, date_to=day)
    records = {report.paper_id: report} | {
        record.paper_id: record for record in library.papers(scope, of_meeting)
    }
    entries = [each for each in library.ledger(scope, of_meeting) if each.passage.paper_id in records]
    asked = [each for each in entries if _is_of(each, report)]
    if is_only_recommended:
        asked = [each for each in asked if each.entry.span.overlaps(ranked[0].span)]
    found = results(asked, entries, records)
    pairs: dict[str, tuple[StoredEntry, StoredEntry]] = {}
    for each in sorted(asked, key=lambda each: -_shared(query, each)):
        decision = found[each.entry_id].decision
        if decision is not None and len(pairs) < _MOST:
            pairs.setdefault(decision.entry_id, (each, decision))
    if not pairs and is_only_recommended:
        # What was decided on it may be said in quite other words: all that was, on the item.
        on_item = decided_on_item(report, entries, records)
        nearest = _nearest(query, on_item)
        became = wording.ON_ITEM if len(nearest) == len(on_item) else wording.SOME_ON_ITEM
        if not nearest or not asked:
            return None
        return _told(query, [*nearest, *asked[:1]], records, correction_of, ending_of, became, "partial")
    if not pairs:
        return None
    ordered = sorted(pairs.values(), key=lambda pair: pair[0].passage.span.start)
    shown = _with_the_rest([pair[::-1] if is_only_recommended else pair for pair in ordered], entries)
    outcomes = {found[asked.entry_id].outcome for asked, _ in ordered}
    outcome = "mixed" if len(outcomes) > 1 else next(iter(outcomes)).value
    became = wording.COMPARED.format(became=wording.BECAME[outcome])
    return _told(query, shown, records, correction_of, ending_of, became, "answered")


@dataclass(frozen=True)
class PutOff:
    """The decision that put off or refused what a report recommended."""

    decision: StoredEntry
    record: PaperRecord
    outcome: Outcome

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""
        return self.decision.passage.passage_id, self.decision.entry.span

    @property
    def warning(self) -> str:
        """What an answer carries that tells the recommendation."""
        return wording.COMPARED.format(became=wording.BECAME[self.outcome.value])

    def told(self, citations: Citations) -> Sentence:
        """The words of the decision, cited."""
        citation = citations.cite(self.record, self.decision.passage, self.decision.entry.span)
        return Sentence(f"{wording.DECIDED} {citation.quote}", (citation.n,), Verdict.SUPPORTED)


def put_off(record: PaperRecord, span: Span, library: Library, scope: Scope) -> PutOff | None:
    """What put off or refused the recommendation at a place of a report; None where nothing did, or none is there."""
    if not _is_report(record) or record.body is None or record.date is None:
        return None
    day = record.date.value
    of_meeting = Selection(bodies=frozenset({record.body.value}), date_from=day, date_to=day)
    records = {record.paper_id: record} | {each.paper_id: each for each in library.papers(scope, of_meeting)}
    entries = [each for each in library.ledger(scope, of_meeting) if each.passage.paper_id in records]
    asked = [each for each in entries if _is_of(each, record) and each.entry.span.overlaps(span)]
    for each in results(asked, entries, records).values():
        if each.decision is not None and each.outcome in (Outcome.DEFERRED, Outcome.REFUSED):
            return PutOff(each.decision, records[each.decision.passage.paper_id], each.outcome)
    return None


def _nearest(query: Query, entries: Sequence[StoredEntry]) -> list[StoredEntry]:
    """The entries in their order, as far as there is room; those with words of the question have it first."""
    told: list[StoredEntry] = []
    n_words = 0
    for each in sorted(entries, key=lambda each: -_shared(query, each)):
        n_words += len(each.text.split())
        if told and n_words > _MOST_WORDS:
            break
        told.append(each)
    return sorted(told, key=lambda each: each.entry.span.start)


def _with_the_rest(
    told: Sequence[Sequence[StoredEntry]], entries: Sequence[StoredEntry]
) -> list[StoredEntry]:
    """What is told, in its order, and then what else was decided on the item, as far as there is room."""
    shown = [each for together in told for each in together]
    items = {_item(each) for each in shown if each.entry.kind is not EntryKind.RECOMMENDATION}
    n_words = sum(len(each.text.split()) for each in shown)
    for each in entries:
        is_more = each.entry.kind is EntryKind.DECISION and _item(each) in items and each not in shown
        n_words += len(each.text.split()) if is_more else 0
        if n_words > _MOST_WORDS:
            break
        if is_more:
            shown.append(each)
    return shown


def _item(entry: StoredEntry) -> tuple[str, str | None, str | None]:
    return entry.passage.paper_id, entry.passage.item, entry.passage.item_title


def _is_recommendation(candidate: Candidate) -> bool:
    return candidate.passage.role is Role.RECOMMENDATION and _is_report(candidate.hit.record)


def _is_report(record: PaperRecord) -> bool:
    return record.kind.value is Kind.REPORT


def _is_of(entry: StoredEntry, report: PaperRecord) -> bool:
    is_recommendation = entry.entry.kind is EntryKind.RECOMMENDATION
    return is_recommendation and entry.passage.paper_id == report.paper_id


def _shared(query: Query, entry: StoredEntry) -> int:
    """How many of the question's terms the recommendation holds."""
    return len(set(query.terms) & set(index_terms(entry.text)))


def _told(
    query: Query,
    entries: Sequence[StoredEntry],
    records: Mapping[str, PaperRecord],
    correction_of: FindCorrection,
    ending_of: FindEnding,
    became: str,
    status: wording.Status,
) -> Answer:
    """The entries as sentences, with what became of the recommendation said beside them."""
    citations = Citations()
    sentences = []
    applied: dict[str, Correction] = {}
    undone = Afterwards(ending_of, [(each.passage, each.entry.span) for each in entries])
    for entry in entries:
        citation = citations.cite(records[entry.passage.paper_id], entry.passage, entry.entry.span)
        text = f"{opening_words(entry.passage, citation.quote)} {as_read(citation.quote)}".strip()
        is_there = is_quoted(citation.quote, entry.passage.text)
        sentences.append(Sentence(text, (citation.n,), Verdict.SUPPORTED if is_there else Verdict.NOT_FOUND))
        correction = correction_of(records[entry.passage.paper_id], entry.passage, entry.text)
        if correction is not None and correction.passage.passage_id not in applied:
            applied[correction.passage.passage_id] = correction
            sentences.append(put_right(correction, citations))
        sentences += undone.after(records[entry.passage.paper_id], entry.passage, entry.entry.span, citations)
    sources = [(records[each.passage.paper_id], each.passage) for each in entries]
    is_cut = any(entry.passage.is_truncated for entry in entries)
    return Answer(
        query.question,
        "partial" if is_cut else status,
        tuple(sentences),
        citations.all(),
        warnings=(
            *dict.fromkeys((became, *undone.warnings)),
            *map(told, applied.values()),
            *paper_warnings(sources),
        ),
    )
