"""Does a briefing cover its meeting: facts that are said and rest on the paper they stand in."""

from __future__ import annotations

from eval.golden import GoldenRecord, Nugget
from eval.metrics.answers import holds_nugget, text_read
from eval.metrics.citations import overlaps
from eval.metrics.score import Score, scored, share, undefined
from eval.replies import Reply


def coverage(record: GoldenRecord, reply: Reply) -> Score:
    """Share of a briefing's vital facts that it says and cites from one of the fact's own gold quotes.

    Stricter than ``nuggets``, which only asks for the words. A fact without evidence of its own leaves the
    share; an empty briefing scores 0.
    """
    if not record.is_briefing:
        return undefined("only briefings cover a meeting")
    proven = [nugget for nugget in record.vital_nuggets if nugget.evidence]
    if not proven:
        return undefined("no vital nugget of the record has evidence of its own")
    held = text_read(record, reply)
    marks = [holds_nugget(held, nugget.text) and _is_cited(nugget, reply) for nugget in proven]
    missing = [nugget.text for nugget, is_there in zip(proven, marks, strict=True) if not is_there]
    return share(marks, note="not said and cited: " + " / ".join(missing) if missing else "")


def too_early(record: GoldenRecord, reply: Reply) -> Score:
    """How many citations are of papers that nobody has on the day of the briefing; lower is better, 0 the aim.

    What a meeting decided can't prepare it. Undefined where the record names no such paper.
    """
    if not record.is_briefing or record.brief is None or not record.brief.not_yet:
        return undefined("the record names no paper that comes too late for the briefing")
    early = [each for each in reply.citations if each.document in record.brief.not_yet]
    told = " / ".join(f"[{each.n}] {each.label or each.document}" for each in early)
    return scored(len(early), note=f"not there on that day: {told}" if early else "")


def _is_cited(nugget: Nugget, reply: Reply) -> bool:
    return any(
        citation.document == gold.document and overlaps(citation.quote, gold.quote)
        for gold in nugget.evidence
        for citation in reply.citations
    )
