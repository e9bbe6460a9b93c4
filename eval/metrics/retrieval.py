"""Was the evidence found: measured on the ranked hits alone, before any answer is made.

Gold quotes are spans of words, not passage numbers, so that another way of cutting papers into passages can
be compared on the same set (span recall, as in QASPER, arXiv 2105.03011, and the AND groups of AutoRAG).
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.golden import GoldenRecord, GoldEvidence
from eval.metrics.score import Score, scored, share, undefined
from eval.metrics.wording import first_words, fold, longest_shared_run, words
from eval.replies import RankedHit

EVIDENCE_DEPTHS = (1, 5, 10)
"""Ranks at which evidence is counted."""
FULL_RANKING = 20
"""As many hits as a run asks for."""
SEEN_TOKENS = 2000
"""Reading budget of ``seen``, in tokens of three quarters of a word."""
_WORDS_PER_TOKEN = 0.75
_WORDS_READ_OF_A_HIT = 300
_SHARE_OF_A_QUOTE = 0.6


def evidence_at(record: GoldenRecord, hits: Sequence[RankedHit], depth: int) -> Score:
    """Share of gold quotes that one of the top ``depth`` hits of the same document covers.

    A quote is covered when it stands in the hit, or when at least 60 % of its words do so in one run. Of a
    hit only its first 300 words count, so that longer hits buy nothing. No hits: 0.
    """
    reason = why_no_evidence(record)
    if reason:
        return undefined(reason)
    top = [(hit.document, read_of(hit)) for hit in hits[:depth]]
    found = [
        any(document == gold.document and covers(text, gold.quote) for document, text in top)
        for gold in record.evidence
    ]
    return share(found, note=_lacking(record.evidence, found))


def seen(record: GoldenRecord, hits: Sequence[RankedHit]) -> Score:
    """Mean share of each gold quote's words read within about 2,000 tokens (1,500 words) of the ranking.

    The hits are read in order; the one that overshoots the budget is cut. Of a quote that no hit covers, the
    longest run of its words in one hit counts. This is what an answer can be made from. No hits: 0.
    """
    reason = why_no_evidence(record)
    if reason:
        return undefined(reason)
    best = [0.0] * len(record.evidence)
    for document, text in _within_budget(hits):
        for place, gold in enumerate(record.evidence):
            if document == gold.document:
                best[place] = max(best[place], _share_read(text, gold.quote))
    return scored(sum(best) / len(best))


def read_of(hit: RankedHit) -> str:
    """The first 300 words of a hit: what counts of it."""
    return first_words(hit.text, _WORDS_READ_OF_A_HIT)


def few_hits(hits: Sequence[RankedHit]) -> Score:
    """1 when fewer than 20 passages were found: right where filters leave no more, else a search cut short."""
    is_short = len(hits) < FULL_RANKING
    return scored(is_short, note=f"{len(hits)} hits" if is_short else "")


def hit_words(hits: Sequence[RankedHit]) -> Score:
    """Mean words of the hits: longer ones cover more at the same rank, and cost reader and model more."""
    if not hits:
        return undefined("nothing was found")
    return scored(sum(len(hit.text.split()) for hit in hits) / len(hits))


def covers(text: str, quote: str) -> bool:
    """True when the text holds the quote, or at least 60 % of its words in one run; case is ignored."""
    if fold(quote).lower() in fold(text).lower():
        return True
    wanted = words(quote)
    return bool(wanted) and longest_shared_run(wanted, words(text)) >= _SHARE_OF_A_QUOTE * len(wanted)


def why_no_evidence(record: GoldenRecord) -> str:
    """Why the evidence metrics have no meaning for the question; empty when they have."""
    if not record.answerable:
        return "the question has no answer in the papers"
    return "" if record.evidence else "the record names no evidence"


def _within_budget(hits: Sequence[RankedHit]) -> list[tuple[str, str]]:
    read: list[tuple[str, str]] = []
    spent = 0.0
    for hit in hits:
        if spent >= SEEN_TOKENS:
            break
        read.append((hit.document, first_words(hit.text, int((SEEN_TOKENS - spent) * _WORDS_PER_TOKEN))))
        spent += len(words(hit.text)) / _WORDS_PER_TOKEN
    return read


def _share_read(text: str, quote: str) -> float:
    if covers(text, quote):
        return 1.0
    wanted = words(quote)
    return longest_shared_run(wanted, words(text)) / len(wanted) if wanted else 0.0


def _lacking(evidence: Sequence[GoldEvidence], found: Sequence[bool]) -> str:
    missing = [
        f"{gold.document}: {gold.quote}"
        for gold, is_found in zip(evidence, found, strict=True)
        if not is_found
    ]
    return "not found: " + " / ".join(missing) if missing else ""
