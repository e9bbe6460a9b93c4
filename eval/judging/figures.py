"""The judged figures of one answer, in the same three states as every other: scored, undefined, error.

``judge_cite_recall`` and ``judge_cite_precision`` are citation recall and precision of ALCE (Gao et al. 2023,
arXiv 2305.14627) with the three levels of the TREC RAG track, and without two traps of ALCE's own code: a
citation that resolves to nothing counts in the precision, and an answer of any length is read whole.
``judge_faithful`` is supported claims over claims (ragas, arXiv 2309.15217); without claims it is undefined.
``judge_nuggets`` is *vital* of the AutoNuggetizer (arXiv 2411.09607), a partly stated fact counting half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

from eval.items import Item
from eval.judging.judge import Judge, Rulings
from eval.judging.rulings import WORTH, Claim, Degree
from eval.metrics.score import Score, failed, scored, undefined
from eval.replies import Reply, Said


@dataclass(frozen=True)
class JudgedMetric:
    """A figure that a judge gives; higher is better."""

    name: str
    says: str


JUDGED = (
    JudgedMetric("judge_cite_recall", "sentences that the words they cite bear out"),
    JudgedMetric("judge_cite_precision", "citations that bear their sentence out"),
    JudgedMetric("judge_faithful", "claims of the answer that the passages found bear out"),
    JudgedMetric("judge_nuggets", "vital nuggets that the answer states"),
)


@dataclass
class Judged:
    """The judged scores of one question; ``is_down`` says that the model failed for a part of them."""

    scores: dict[str, Score] = field(default_factory=dict)
    n_pairs: int = 0
    n_same: int = 0
    is_down: bool = False

    def take(
        self, rulings: Rulings[Degree] | Rulings[tuple[Claim, ...]] | Rulings[tuple[Degree, ...]]
    ) -> None:
        """Count how repeats agree, and if the model was there."""
        n_pairs, n_same = rulings.pairs
        self.n_pairs += n_pairs
        self.n_same += n_same
        self.is_down = self.is_down or rulings.is_down


def judged(item: Item, judge: Judge) -> Judged:
    """Every judged figure of an item."""
    found = Judged()
    reply = item.answer
    if item.error is not None or reply is None:
        found.scores = {metric.name: failed("the question ended in an error") for metric in JUDGED}
    elif not reply.is_answered or not reply.said():
        found.scores = {metric.name: undefined("nothing was answered") for metric in JUDGED}
    else:
        found.scores = _citations(reply, judge, found) | {
            "judge_faithful": _faithful(item, reply, judge, found),
            "judge_nuggets": _nuggets(item, reply, judge, found),
        }
    return found


def _citations(reply: Reply, judge: Judge, found: Judged) -> dict[str, Score]:
    quotes = {citation.n: citation.quote for citation in reply.citations}
    recall: list[float] = []
    precision: list[float] = []
    problems: list[str] = []
    for sentence in reply.said():
        whole, each, unread = _of_sentence(sentence, quotes, judge, found)
        recall += whole
        precision += each
        problems += unread
    if problems:
        # A mean over the sentences that could be read would be one over other sentences in every run.
        return {name: failed(problems[0]) for name in ("judge_cite_recall", "judge_cite_precision")}
    return {
        "judge_cite_recall": scored(fmean(recall), weight=len(recall)),
        "judge_cite_precision": scored(fmean(precision), weight=len(precision))
        if precision
        else undefined("the answer has no citation"),
    }


def _of_sentence(
    sentence: Said, quotes: dict[int, str], judge: Judge, found: Judged
) -> tuple[list[float], list[float], list[str]]:
    """What the sentence adds to recall, to precision, and the rulings that can't be read."""
    real = [number for number in sentence.citations if number in quotes]
    n_invented = len(sentence.citations) - len(real)
    worth: list[float] = []
    problems: list[str] = []
    asked = [[quotes[number]] for number in real]
    if len(real) > 1:
        asked.append([quotes[number] for number in real])
    for shown in asked:
        rulings = judge.citation(sentence.text, shown)
        found.take(rulings)
        if rulings.read:
            worth.append(fmean(WORTH[degree] for degree in rulings.read))
        else:
            problems += rulings.problems
    if problems:
        return [], [], problems
    is_whole = bool(real) and not n_invented
    return [worth[-1] if is_whole else 0.0], worth[: len(real)] + [0.0] * n_invented, []


def _faithful(item: Item, reply: Reply, judge: Judge, found: Judged) -> Score:
    passages = list(dict.fromkeys([one.quote for one in reply.citations] + [hit.text for hit in item.hits]))
    rulings = judge.claims(reply.words_shown(), passages)
    found.take(rulings)
    if not rulings.read:
        return failed(rulings.problems[0])
    shares = [fmean(claim.is_supported for claim in claims) for claims in rulings.read if claims]
    if not shares:
        return undefined("the judge finds no claim in the answer")
    missing = [claim.text for claim in rulings.read[0] if not claim.is_supported]
    return scored(fmean(shares), note="not in the passages: " + " / ".join(missing) if missing else "")


def _nuggets(item: Item, reply: Reply, judge: Judge, found: Judged) -> Score:
    facts = [nugget.text for nugget in item.gold.nuggets if nugget.vital] if item.gold else []
    if not facts:
        return undefined("the record names no vital nugget")
    rulings = judge.nuggets(item.question, reply.words_shown(), facts)
    found.take(rulings)
    if not rulings.read:
        return failed(rulings.problems[0])
    return scored(fmean(fmean(_worth(degrees)) for degrees in rulings.read))


def _worth(degrees: Sequence[Degree]) -> list[float]:
    return [WORTH[degree] for degree in degrees]
