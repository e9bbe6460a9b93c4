"""How well the verifier tells what sources bear out from what they don't: claims with human labels.

    python -m eval.support /path/to/wice/dev.jsonl

WiCE (Kamoi et al. 2023, EMNLP, arXiv 2303.01432) holds claims with the sentences of the article that each
cites and a label: supported, partially supported, not supported. The support of an examination is the score.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.errors import EvalError
from rag.checking.verify import Verdict, examine

_LABELS = ("supported", "partially_supported", "not_supported")


@dataclass(frozen=True)
class Claim:
    """A claim with the sentences of what it cites, in order, and its human label."""

    text: str
    evidence: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Judged:
    """A claim with the verifier's support (between 0 and 1), verdict and time."""

    claim: Claim
    support: float
    verdict: Verdict
    took_ms: float


def load_claims(path: Path) -> list[Claim]:
    """The claims of a file, one JSON object a line.

    Raises:
        EvalError: The file is missing, or a line is no claim.
    """
    if not path.is_file():
        raise EvalError(f"no file {path}. Give the path of WiCE's dev.jsonl.")
    claims = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            claims.append(_claim(line, f"{path.name}, line {number}"))
    return claims


def _claim(line: str, place: str) -> Claim:
    try:
        row = json.loads(line)
        claim = Claim(str(row["claim"]), tuple(map(str, row["evidence"])), str(row["label"]))
    except (ValueError, KeyError, TypeError) as error:
        raise EvalError(f"{place}: not a claim with claim, evidence and label ({error}).") from error
    if claim.label not in _LABELS:
        raise EvalError(f"{place}: the label {claim.label} is none of {', '.join(_LABELS)}.")
    return claim


def judge(claim: Claim) -> Judged:
    """A claim against the whole of what it cites, as one source."""
    begun = time.perf_counter()
    found = examine(claim.text, ["\n\n".join(claim.evidence)])
    return Judged(claim, found.support, found.verdict, 1000 * (time.perf_counter() - begun))


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative, ties half (Hanley and McNeil 1982); None without one of them."""
    if not positive or not negative:
        return None
    wins = sum((one > other) + 0.5 * (one == other) for one in positive for other in negative)
    return wins / (len(positive) * len(negative))


def report(judged: Sequence[Judged]) -> dict[str, float | int | None]:
    """AUC of support for supported against not, and against all else; supported verdicts by label; time."""
    by_label = {label: [each for each in judged if each.claim.label == label] for label in _LABELS}
    scores = {label: [each.support for each in found] for label, found in by_label.items()}
    rest = scores["partially_supported"] + scores["not_supported"]
    times = sorted(each.took_ms for each in judged)
    return {
        "claims": len(judged),
        "auc_supported_against_not": auc(scores["supported"], scores["not_supported"]),
        "auc_supported_against_rest": auc(scores["supported"], rest),
        **{
            f"verdict_supported_of_{label}": sum(each.verdict is Verdict.SUPPORTED for each in found)
            for label, found in by_label.items()
        },
        "median_ms": times[len(times) // 2] if times else None,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the report of one file as JSON; 0 done, 1 the file can't be used, 2 wrong use."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m eval.support FILE\n")
        return 2
    try:
        claims = load_claims(Path(arguments[0]))
    except EvalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(report([judge(claim) for claim in claims]), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
