"""Choose the floor of support on data that is not the golden sets: ``python -m eval.calibrate BENCH WORK``.

BENCH holds ``qmsum-train``, ``squad2`` and ``clapnq``; libraries of them are built in WORK, which takes some ten
minutes, and are kept there. Questions are put to parts of those libraries, of many sizes. The highest floor that
refuses few enough answerable questions about the transcripts, which are nearest to committee papers, is written
to ``rag/calibration.json``. Prints that choice, the curve, and how a learnt rule compares.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench_sets import SETS, BenchQuestion, BenchSet, load_bench_set, store
from eval.errors import GoldenError
from eval.learnt import LearntRule, separation
from eval.looks import REFUSABLE, Asked, Look, Looker, share_refused
from ingest.papers import Scope
from ingest.store.library import Library
from rag.calibration import Calibration, calibration

CHOSEN_ON = "qmsum-train"
"""The set whose answerable questions say how high the floor may be."""
MOST_REFUSED = 0.05
"""Share of its answerable questions that the floor may refuse, as a mean over libraries of all sizes."""
_STEP = 0.02
_STEPS = range(-5, 9)
_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Parts of a library that questions are put to."""
_DRAWN = {Asked.ANSWERABLE: 200, Asked.NEAR_MISS: 20, Asked.ELSEWHERE: 20, Asked.OFF_TOPIC: 20}
"""Questions of each kind for one part of a library."""
_TARGET = Path(__file__).parents[1] / "rag" / "calibration.json"


@dataclass(frozen=True)
class Draw:
    """One question for the papers of that name."""

    question: str
    asked: Asked
    papers: tuple[str, ...]


def draws(bench: BenchSet, others: Sequence[str], chance: random.Random) -> Iterator[Draw]:
    """Questions for parts of the set: on the papers in the part, on those out of it, and on something else.

    ``others`` are questions from other sets. A set of unrelated passages has no questions of a neighbour.
    """
    names = sorted(bench.papers)
    for share in _SHARES:
        part = tuple(sorted(chance.sample(names, max(1, round(share * len(names))))))
        inside, outside = _parted(bench.questions, frozenset(part))
        is_related = bench.name != "clapnq"
        pools = {
            Asked.ANSWERABLE: [each.text for each in inside if each.is_answerable],
            Asked.NEAR_MISS: [each.text for each in inside if not each.is_answerable],
            Asked.ELSEWHERE: [each.text for each in outside] if is_related else [],
            Asked.OFF_TOPIC: list(others),
        }
        for asked, pool in pools.items():
            for question in chance.sample(pool, min(_DRAWN[asked], len(pool))):
                yield Draw(question, asked, part)


def _parted(
    questions: Sequence[BenchQuestion], part: frozenset[str]
) -> tuple[list[BenchQuestion], list[BenchQuestion]]:
    return [each for each in questions if each.paper in part], [
        each for each in questions if each.paper not in part
    ]


def looks_of(bench: BenchSet, library: Library, others: Sequence[str]) -> list[Look]:
    """What the questions drawn for a set find in its library."""
    looker = Looker(library, bench.name)
    ids = {record.name: record.paper_id for record in library.papers(Scope.owner())}
    missing = sorted(set(bench.papers) - set(ids))
    if missing:
        raise GoldenError(f"the library of {bench.name} lacks {missing[0]}. Remove its folder and run again.")
    return [
        looker.look(draw.question, draw.asked, papers=[ids[name] for name in draw.papers])
        for draw in draws(bench, others, random.Random(1))  # noqa: S311 - drawn, not hidden
    ]


def raised_to_fit(looks: Sequence[Look], most: float = MOST_REFUSED) -> float:
    """How much higher, or with a minus lower, the floor may be for ``most`` of the answerable to be refused.

    Raises:
        GoldenError: Even the lowest floor that is tried refuses more.
    """
    answerable = [look for look in looks if look.asked is Asked.ANSWERABLE]
    fitting = [step * _STEP for step in _STEPS if answerable and _by_size(answerable, step * _STEP) <= most]
    if not fitting:
        raise GoldenError("no floor refuses so few of the answerable questions. Look at the questions first.")
    return max(fitting)


def _by_size(looks: Sequence[Look], raised: float) -> float:
    """Mean over the sizes of library of the share below the floor: each size counts the same."""
    below: dict[int, list[bool]] = {}
    for look in looks:
        below.setdefault(look.n_windows, []).append(look.margin < raised)
    return statistics.fmean(statistics.fmean(each) for each in below.values())


def chosen(looks: Sequence[Look], used: Calibration, sha256: dict[str, str]) -> Calibration:
    """The calibration that follows from the looks: the floor in use, moved to fit the set it is chosen on."""
    raised = raised_to_fit([look for look in looks if look.source == CHOSEN_ON])
    over_refusal: dict[str, float] = {}
    recall: dict[str, float] = {}
    for name in dict.fromkeys(look.source for look in looks):
        own = [look for look in looks if look.source == name]
        over_refusal[name] = round(
            _by_size([look for look in own if look.asked is Asked.ANSWERABLE], raised), 3
        )
        recall |= {
            f"{name}, {asked}": _below(own, asked, raised)
            for asked in REFUSABLE
            if any(look.asked is asked for look in own)
        }
    return Calibration(
        base=round(used.base + raised, 2),
        per_decade=used.per_decade,
        least=round(used.least + raised, 2),
        most=round(used.most + raised, 2),
        over_refusal=over_refusal,
        recall=recall,
        sha256=sha256,
    )


def _below(looks: Sequence[Look], asked: Asked, raised: float) -> float:
    margins = [look.margin for look in looks if look.asked is asked]
    return round(sum(margin < raised for margin in margins) / len(margins), 3)


def _print_curve(looks: Sequence[Look]) -> None:
    print(
        "\n| floor raised by | answerable refused | off topic | elsewhere | near misses |\n|---|---|---|---|---|"
    )
    for step in _STEPS:
        shares = [share_refused(looks, asked, step * _STEP) for asked in (Asked.ANSWERABLE, *REFUSABLE)]
        print(
            f"| {step * _STEP:+.2f} | "
            + " | ".join("" if each is None else f"{each:.3f}" for each in shares)
            + " |"
        )


def _print_learnt(looks: Sequence[Look]) -> None:
    """How well the floor and a rule learnt on the other sets tell the kinds of question apart, set by set."""
    print("\n| set | should be refused | floor (AUC) | learnt on the other sets (AUC) |\n|---|---|---|---|")
    for name in dict.fromkeys(look.source for look in looks):
        rule = LearntRule([look for look in looks if look.source != name])
        own = [look for look in looks if look.source == name]
        for asked in REFUSABLE:
            aucs = [
                separation(
                    [score(look) for look in own if look.asked is Asked.ANSWERABLE],
                    [score(look) for look in own if look.asked is asked],
                )
                for score in (lambda look: look.margin, rule.score)
            ]
            if None not in aucs:
                print(f"| {name} | {asked} | " + " | ".join(f"{auc:.3f}" for auc in aucs) + " |")
    print(f"\nlearnt on all: {LearntRule(looks).weights}")


def main(bench: Path, work: Path) -> None:
    """Measure, print, and write the calibration."""
    try:
        sets = [load_bench_set(bench, name) for name in SETS]
        looks: list[Look] = []
        for each in sets:
            if not (work / each.name).exists():
                store(each, work / each.name)
            others = [
                question.text
                for other in sets
                if other is not each and other.name != CHOSEN_ON
                for question in other.questions
            ]
            with Library.open(work / each.name) as library:
                looks += looks_of(each, library, others)
            print(
                f"{each.name}: {sum(look.source == each.name for look in looks)} questions", file=sys.stderr
            )
        hashes = {f"{each.name}/{file}": value for each in sets for file, value in each.sha256.items()}
        found = chosen(looks, calibration(), hashes)
    except GoldenError as error:
        raise SystemExit(str(error)) from error
    _print_curve([look for look in looks if look.source == CHOSEN_ON])
    _print_learnt(looks)
    _TARGET.write_text(json.dumps(found.model_dump(), indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {_TARGET}: a floor of {found.base} + {found.per_decade} log10(windows)")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m eval.calibrate BENCH WORK")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
