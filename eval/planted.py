"""Regressions planted into a run: material to prove that the gate can fail, and names what it caught.

Each takes a question's reply and hits, as a run stores them, and returns them as a broken system would have
given them; they are scored again by the ordinary metrics. Nothing here is used to answer anyone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.golden import GoldenRecord
from eval.metrics.catalogue import score_reply
from eval.metrics.citations import CitedPapers
from eval.metrics.score import Score
from eval.replies import Cited, RankedHit, Reply, Said, Section

_KEPT_HITS = 2
_KEPT_WORDS = 6


@dataclass(frozen=True)
class Given:
    """One question with what came back for it."""

    record: GoldenRecord
    reply: Reply
    hits: tuple[RankedHit, ...]

    def scores(self, papers: CitedPapers) -> dict[str, Score]:
        """Every metric, as a run has it."""
        return score_reply(self.record, self.reply, self.hits, papers)


Plant = Callable[[Given, random.Random], Given]


def fewer_hits(given: Given, chance: random.Random) -> Given:
    """The search returns two hits instead of twenty."""
    return replace(given, hits=given.hits[:_KEPT_HITS])


def longer_hits(given: Given, chance: random.Random) -> Given:
    """Passages of twice the size: each hit runs on into the next."""
    following = (*given.hits[1:], *given.hits[:1])
    doubled = tuple(
        hit.model_copy(update={"text": f"{hit.text} {other.text}"})
        for hit, other in zip(given.hits, following, strict=True)
    )
    return replace(given, hits=doubled)


def shuffled_hits(given: Given, chance: random.Random) -> Given:
    """The ranking is lost."""
    return replace(given, hits=tuple(chance.sample(given.hits, len(given.hits))))


def invented_citation(given: Given, chance: random.Random) -> Given:
    """Every seventh answer, or so, cites words that nobody wrote."""
    if not given.reply.citations or chance.random() > 1 / 7:
        return given
    first, *rest = given.reply.citations
    invented = first.model_copy(update={"quote": "It was agreed by everyone present, with thanks."})
    return replace(given, reply=given.reply.model_copy(update={"citations": (invented, *rest)}))


def swapped_labels(one: str, other: str, labels: Mapping[str, str]) -> Plant:
    """Two papers carry each other's name; ``labels`` are what the papers are called, by file."""

    def swap(citation: Cited) -> Cited:
        if citation.document not in (one, other):
            return citation
        rightful, wrong = (one, other) if citation.document == one else (other, one)
        label = citation.label.replace(labels[rightful], labels[wrong])
        return citation.model_copy(update={"label": label})

    def plant(given: Given, chance: random.Random) -> Given:
        citations = tuple(swap(citation) for citation in given.reply.citations)
        return replace(given, reply=given.reply.model_copy(update={"citations": citations}))

    return plant


def always_abstains(given: Given, chance: random.Random) -> Given:
    """Every question is refused."""
    if given.record.is_briefing:
        return given
    refusal = Reply(answered=False, answer="The papers do not say.")
    return replace(given, reply=refusal)


def never_abstains(given: Given, chance: random.Random) -> Given:
    """What was refused is answered from the best hit."""
    if given.record.is_briefing or given.reply.is_answered or not given.hits:
        return given
    best = given.hits[0]
    cited = Cited(
        n=1,
        passage_id=best.passage_id,
        document=best.document,
        label=best.label,
        quote=best.text[:200].strip(),
    )
    said = (Said(text=cited.quote, citations=(1,)),)
    return replace(given, reply=Reply(answered=True, sentences=said, citations=(cited,)))


def truncated_answers(given: Given, chance: random.Random) -> Given:
    """Every sentence ends after six words."""

    def cut(said: Sequence[Said]) -> tuple[Said, ...]:
        return tuple(
            one.model_copy(update={"text": " ".join(one.text.split()[:_KEPT_WORDS])}) for one in said
        )

    def cut_section(section: Section) -> Section:
        inner = tuple(cut_section(one) for one in section.sections)
        return section.model_copy(update={"sentences": cut(section.sentences), "sections": inner})

    sections = tuple(cut_section(one) for one in given.reply.sections)
    cut_reply = given.reply.model_copy(
        update={"sentences": cut(given.reply.sentences), "sections": sections, "answer": None}
    )
    return replace(given, reply=cut_reply)


def broken_for(is_in: Callable[[GoldenRecord], bool], plant: Plant) -> Plant:
    """Another regression, in one slice only."""
    return lambda given, chance: plant(given, chance) if is_in(given.record) else given


def lost(given: Given, chance: random.Random) -> Given:
    """Nothing is found, and so nothing said, though the question is not refused."""
    empty = Reply(answered=True, answer="", sentences=(), citations=())
    return replace(given, hits=(), reply=empty)


def jittered(given: Given, chance: random.Random) -> Given:
    """Noise without a direction, as a sampled model and near ties give it.

    Neighbours in the ranking change places, now and then a sentence is left out, and a wavering question is
    refused.
    """
    hits = list(given.hits)
    for place in range(len(hits) - 1):
        if chance.random() < 0.2:
            hits[place], hits[place + 1] = hits[place + 1], hits[place]
    noisy = replace(given, hits=tuple(hits))
    if chance.random() < 0.06:
        return always_abstains(noisy, chance)
    kept = tuple(said for said in given.reply.sentences if chance.random() < 0.85)
    cited = {marker for said in kept for marker in said.citations}
    citations = tuple(one for one in given.reply.citations if one.n in cited)
    if given.record.is_briefing or not kept:
        return noisy
    return replace(noisy, reply=given.reply.model_copy(update={"sentences": kept, "citations": citations}))
