"""Do the citations hold: right place, all places, real words.

Built to avoid what ALCE's own scorer lets through (arXiv 2305.14627, eval.py): a marker that points at
nothing is counted here as a fabricated citation, and an answer without sentences is undefined, not left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from eval.golden import GoldenRecord, GoldEvidence
from eval.metrics.retrieval import why_no_evidence
from eval.metrics.score import Score, scored, share, undefined
from eval.metrics.wording import longest_shared_run, words
from eval.replies import Cited, Reply
from ingest.papers import Access

_RUN_OF_WORDS = 8
_SHORTEST_RUN = 5


class CitedPapers(Protocol):
    """The papers that a reply may quote from, as their library has them."""

    def text_behind(self, citation: Cited) -> str | None:
        """The stored text of the paper the citation names, white space folded to single blanks.

        None when its passage is not in the library, or not in that paper.
        """
        ...

    def paper_called(self, citation: Cited) -> str | None:
        """What a label of that paper begins with; None as above."""
        ...

    def access_of(self, document: str, passage_id: str) -> Access | None:
        """Who may see a passage of that paper; None as above."""
        ...


def first_on_gold(record: GoldenRecord, reply: Reply) -> Score:
    """1 when the first citation overlaps a gold quote: the one most readers open."""
    reason = _why_nothing_cited(record, reply)
    if reason:
        return undefined(reason)
    return scored(_is_on_gold(reply.citations[0], record.evidence))


def gold_precision(record: GoldenRecord, reply: Reply) -> Score:
    """Share of citations that overlap a gold quote.

    Evidence precision as in QASPER (arXiv 2105.03011). True context that the set does not name counts against
    it: read it beside ``gold_recall``.
    """
    reason = _why_nothing_cited(record, reply)
    if reason:
        return undefined(reason)
    return share(_is_on_gold(citation, record.evidence) for citation in reply.citations)


def gold_recall(record: GoldenRecord, reply: Reply) -> Score:
    """Share of gold quotes that some citation overlaps; 0 when nothing is cited, a refusal included."""
    reason = why_no_evidence(record)
    if reason:
        return undefined(reason)
    return share(
        any(_is_on_gold(citation, [gold]) for citation in reply.citations) for gold in record.evidence
    )


def coverage(reply: Reply) -> Score:
    """Share of sentences that carry a citation the reply really has, pooled over all sentences."""
    said = reply.said()
    if not said:
        return undefined("nothing was said")
    known = {citation.n for citation in reply.citations}
    return share((not known.isdisjoint(sentence.citations) for sentence in said), pooled=True)


def quote_validity(reply: Reply, papers: CitedPapers) -> Score:
    """Share of citations whose quote stands verbatim in the library's text, pooled over all citations.

    White space is folded, nothing else. A marker without a citation counts as one that is not valid.
    """
    n_cited = len(reply.citations) + len(_dangling(reply))
    if not n_cited:
        return undefined("nothing was cited")
    return scored((n_cited - len(_invented(reply, papers))) / n_cited, weight=n_cited)


def fabricated(reply: Reply, papers: CitedPapers) -> Score:
    """How many citations are not valid, as ``quote_validity`` counts them; 0 is the only right value."""
    if not reply.citations and not _dangling(reply):
        return undefined("nothing was cited")
    invented = _invented(reply, papers)
    return scored(len(invented), note="not in the papers: " + " / ".join(invented) if invented else "")


def overlaps(quote: str, gold: str) -> bool:
    """True when the two share a run of eight words, or of five or more where one of them is shorter.

    A gold quote of fewer than five words must be shared whole.
    """
    some, wanted = words(quote), words(gold)
    if not some or not wanted:
        return False
    needed = max(min(_RUN_OF_WORDS, len(some), len(wanted)), min(_SHORTEST_RUN, len(wanted)))
    return longest_shared_run(some, wanted) >= needed


def _is_on_gold(citation: Cited, evidence: Sequence[GoldEvidence]) -> bool:
    return any(
        citation.document == gold.document and overlaps(citation.quote, gold.quote) for gold in evidence
    )


def _why_nothing_cited(record: GoldenRecord, reply: Reply) -> str:
    reason = why_no_evidence(record)
    if reason:
        return reason
    if not reply.is_answered:
        return "nothing was answered"
    return "" if reply.citations else "nothing was cited"


def _dangling(reply: Reply) -> list[int]:
    known = {citation.n for citation in reply.citations}
    return sorted({marker for sentence in reply.said() for marker in sentence.citations} - known)


def _invented(reply: Reply, papers: CitedPapers) -> list[str]:
    untrue = [
        f"[{citation.n}] {citation.document}: {citation.quote[:80]}"
        for citation in reply.citations
        if not _is_verbatim(citation, papers)
    ]
    return untrue + [f"[{marker}] has no citation" for marker in _dangling(reply)]


def _is_verbatim(citation: Cited, papers: CitedPapers) -> bool:
    text = papers.text_behind(citation)
    quote = " ".join(citation.quote.split())
    return text is not None and bool(quote) and quote in text
