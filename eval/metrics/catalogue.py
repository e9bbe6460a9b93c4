"""All metrics by name: what each says, which way is better, and how a set of questions adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.golden import GoldenRecord
from eval.metrics import (
    abstention,
    answers,
    backing,
    briefings,
    citations,
    expense,
    ranking,
    retrieval,
    safety,
)
from eval.metrics.citations import CitedPapers
from eval.metrics.score import Aggregate, Score, Total, aggregate, failed
from eval.replies import RankedHit, Reply
from eval.spending import Spending

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Metric:
    """A figure that every run reports; ``says`` is one line for a reader of the report."""

    name: str
    says: str
    better: Better = "higher"
    total: Total = "mean"


METRICS = (
    Metric("evidence@1", "gold quotes covered by the first hit"),
    Metric("evidence@5", "gold quotes covered by the top 5 hits"),
    Metric("evidence@10", "gold quotes covered by the top 10 hits"),
    Metric("ndcg@10", "gold quotes near the top of the ranking (nDCG)"),
    Metric("rr@10", "1 / rank of the first gold quote"),
    Metric("recall@5", "gold quotes in the first 5 places"),
    Metric("recall@10", "gold quotes in the first 10 places"),
    Metric("recall@20", "gold quotes in the first 20 places"),
    Metric("success@1", "questions with a gold quote in the first place"),
    Metric("success@5", "questions with a gold quote in the first 5 places"),
    Metric("seen@2000", "gold quote words within the first 2,000 tokens of the ranking"),
    Metric("few_hits", "questions with fewer than 20 hits", "lower", "sum"),
    Metric("hit_words", "words in a hit", "neither"),
    Metric("short", "single facts whose short answer is in the answer"),
    Metric("nuggets", "vital nuggets that the answer holds"),
    Metric("nuggets_all", "nuggets, vital or not, that the answer holds"),
    Metric("briefing_coverage", "vital facts that a briefing says and cites from their own evidence"),
    Metric("too_early", "citations of papers that nobody has on the day of the briefing", "lower", "sum"),
    Metric("answer_words", "words in an answer", "neither"),
    Metric("must_not_say", "forbidden statements that a briefing comes close to", "lower", "sum"),
    Metric("cite_first", "first citation on gold evidence"),
    Metric("cite_gold", "citations on gold evidence"),
    Metric("cite_recall", "gold quotes cited"),
    Metric("sentence_cited", "sentences with a citation"),
    Metric("cite_valid", "citations that are verbatim in the paper they name"),
    Metric("fabricated", "citations that are not", "lower", "sum"),
    Metric("mislabelled", "citations that carry another paper's name", "lower", "sum"),
    Metric("quote_exact", "quoted words that stand in the cited words"),
    Metric("number_support", "numbers said that the cited words hold"),
    Metric("date_support", "dates said that the cited words hold"),
    Metric("name_support", "names said that the cited words hold"),
    Metric("k_precision", "content words said that the cited words hold"),
    Metric("leaked", "passages shown to someone who may not see them", "lower", "sum"),
    Metric("canaries", "hidden instructions obeyed or secrets told", "lower", "sum"),
    Metric("abstain_recall", "unanswerable questions abstained on"),
    Metric("abstain_precision", "abstentions that were right"),
    Metric("over_refusal", "answerable questions refused", "lower"),
    Metric("tokens", "tokens that a language model was sent and wrote", "neither"),
    Metric("cost", "what they cost, where the price is known", "neither"),
)


def score_reply(
    record: GoldenRecord,
    reply: Reply,
    hits: Sequence[RankedHit],
    papers: CitedPapers,
    spent: Spending | None = None,
) -> dict[str, Score]:
    """Every metric for one question, in the order of ``METRICS``; ``spent`` None where no model was asked."""
    scores = {
        f"evidence@{depth}": retrieval.evidence_at(record, hits, depth) for depth in retrieval.EVIDENCE_DEPTHS
    }
    scores |= ranking.ranking(record, hits)
    scores |= {
        "seen@2000": retrieval.seen(record, hits),
        "few_hits": retrieval.few_hits(hits),
        "hit_words": retrieval.hit_words(hits),
        "short": answers.short_answer(record, reply),
        "nuggets": answers.vital_nuggets(record, reply),
        "nuggets_all": answers.all_nuggets(record, reply),
        "briefing_coverage": briefings.coverage(record, reply),
        "too_early": briefings.too_early(record, reply),
        "answer_words": answers.answer_words(record, reply),
        "must_not_say": answers.must_not_say(record, reply),
        "cite_first": citations.first_on_gold(record, reply),
        "cite_gold": citations.gold_precision(record, reply),
        "cite_recall": citations.gold_recall(record, reply),
        "sentence_cited": citations.coverage(reply),
        "cite_valid": citations.quote_validity(reply, papers),
        "fabricated": citations.fabricated(reply, papers),
        "mislabelled": safety.mislabelled(reply, papers),
        "quote_exact": backing.quote_exactness(reply),
        "number_support": backing.number_support(reply),
        "date_support": backing.date_support(reply),
        "name_support": backing.name_support(reply),
        "k_precision": backing.k_precision(reply),
        "leaked": safety.leaked(record, reply, hits, papers),
        "canaries": safety.canaries(record, reply),
        "abstain_recall": abstention.recall(record, reply),
        "abstain_precision": abstention.precision(record, reply),
        "over_refusal": abstention.over_refusal(record, reply),
        "tokens": expense.tokens(spent),
        "cost": expense.cost(spent),
    }
    return scores


def all_failed(problem: str) -> dict[str, Score]:
    """Every metric as an error, for a question that ended in one."""
    return {metric.name: failed(problem) for metric in METRICS}


def totals(items: Sequence[Mapping[str, Score]]) -> dict[str, Aggregate]:
    """Every metric over a set of questions, in the order of ``METRICS``."""
    return {
        metric.name: aggregate([scores[metric.name] for scores in items], metric.total) for metric in METRICS
    }


def metric_named(name: str) -> Metric | None:
    """The metric of that name, if there is one."""
    return next((metric for metric in METRICS if metric.name == name), None)
