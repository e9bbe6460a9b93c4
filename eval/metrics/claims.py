"""Arithmetic over claims that someone has judged: which claim of gold, answer and hits is borne out by which.

RAGChecker's figures (Ru et al. 2024, arXiv 2408.08067). Its code returns 0 wherever there is nothing to divide
by, so that an empty answer has no hallucination at all; here such a figure is undefined. Nothing here judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics.score import Score, share, undefined


@dataclass(frozen=True)
class JudgedClaims:
    """``gold_said[i]``: the answer bears gold claim i out; ``said_right[j]``: gold bears out claim j of the answer.

    ``gold_found[i][k]`` and ``said_found[j][k]``: hit k bears the claim out. One row a claim, one column a hit.
    """

    gold_said: Sequence[bool]
    said_right: Sequence[bool]
    gold_found: Sequence[Sequence[bool]]
    said_found: Sequence[Sequence[bool]]


def claim_precision(judged: JudgedClaims) -> Score:
    """Share of the answer's claims that gold bears out."""
    return _share(judged.said_right, "the answer makes no claim")


def claim_recall(judged: JudgedClaims) -> Score:
    """Share of the gold claims that the answer bears out."""
    return _share(judged.gold_said, "there is no gold claim")


def found_recall(judged: JudgedClaims) -> Score:
    """Share of the gold claims that some hit bears out (claim recall of the retriever)."""
    return _share([any(row) for row in judged.gold_found], "there is no gold claim")


def hit_precision(judged: JudgedClaims) -> Score:
    """Share of the hits that bear out a gold claim (context precision)."""
    return _share([any(column) for column in zip(*judged.gold_found, strict=True)], "there are no hits")


def use_of_hits(judged: JudgedClaims) -> Score:
    """Share of the gold claims found that the answer holds too (context utilisation)."""
    pairs = zip(judged.gold_found, judged.gold_said, strict=True)
    return _share([is_said for row, is_said in pairs if any(row)], "no gold claim was found")


def faithfulness(judged: JudgedClaims) -> Score:
    """Share of the answer's claims that some hit bears out."""
    return _share([any(row) for row in judged.said_found], "the answer makes no claim")


def hallucination(judged: JudgedClaims) -> Score:
    """Share of the answer's claims that are wrong and in no hit; lower is better."""
    pairs = zip(judged.said_right, judged.said_found, strict=True)
    return _share([not is_right and not any(row) for is_right, row in pairs], "the answer makes no claim")


def _share(marks: Sequence[bool], reason: str) -> Score:
    return share(marks) if marks else undefined(reason)
