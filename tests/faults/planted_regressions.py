"""Breaks the engine in ten ways and asks the gate: ``planted_regressions.py PAPERS GOLDEN --pairs 200``.

Two regressions need the engine and are real second runs: the meaning of words dropped from the search, and
windows of twice the size. The other eight change the stored replies of the real base run and are scored again.
Then pairs of runs that differ only by noise are judged. Prints a Markdown table; exit status 1 when a
regression passes the gate, or more than one noisy pair in twenty fails it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np

from eval import planted
from eval.gate import Verdict, judge
from eval.golden import load_golden
from eval.library_words import LibraryWords
from eval.policy import Policy
from eval.run import Sitting, run_golden
from eval.sides import Side, read_side
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from ingest.structure import windows
from rag.finding.retrieve import Retriever
from rag.labels import paper_label
from rag.settings import Settings

_VARIANTS = 8


def main(papers: list[Path], golden: Path, n_pairs: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        library = _ingested(papers, place / "library")
        base = _run(golden, place / "base", library)
        verdicts = {"nothing changed": judge(base, base, Policy())}
        verdicts["meaning of words dropped (second run)"] = judge(
            base, _without_meaning(golden, place / "lexical", library), Policy()
        )
        verdicts["windows of twice the size (second run)"] = judge(
            base, _with_large_windows(papers, golden, place / "large"), Policy()
        )
        with Library.open(library) as opened:
            words = LibraryWords(opened)
            returned = _returned(base, golden)
            for name, plant in _plants(base, opened).items():
                verdicts[name] = judge(base, _planted(base, returned, plant, words), Policy())
            outcomes = _noise(base, returned, words, n_pairs)
    _print(verdicts, outcomes)
    passed = [name for name, verdict in verdicts.items() if verdict.outcome != "fail"]
    return int(passed != ["nothing changed"] or outcomes["fail"] > n_pairs / 20)


def _ingested(papers: list[Path], folder: Path) -> Path:
    with Library.create_or_open(folder) as library:
        Intake(library, access=Access.PUBLIC).ingest(papers)
    return folder


def _run(golden: Path, out: Path, library: Path) -> Side:
    begun = time.monotonic()
    # In this process: what is broken here is not broken in another.
    run_golden(golden, out, Settings(library=library, index="exact"), Sitting(workers=1))
    print(f"{out.name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return read_side(out)


def _without_meaning(golden: Path, out: Path, library: Path) -> Side:
    class Meaningless:
        def __init__(self, encoder):
            self._shape = encoder.dimension
            self.name, self.dimension = encoder.name, encoder.dimension

        def encode(self, texts):
            return np.zeros((len(texts), self._shape), np.float32)

    made = Retriever.__init__

    def make(self, library, encoder, *others):
        made(self, library, Meaningless(encoder), *others)

    with mock.patch.object(Retriever, "__init__", make):
        return _run(golden, out, library)


def _with_large_windows(papers: list[Path], golden: Path, out: Path) -> Side:
    with (
        mock.patch.object(windows, "TARGET", 2 * windows.TARGET),
        mock.patch.object(windows, "LONGEST", 2 * windows.LONGEST),
    ):
        return _run(golden, out, _ingested(papers, out.with_name("large-library")))


def _returned(base: Side, golden: Path) -> dict[str, planted.Given]:
    records = {record.id: record for record in load_golden(golden)}
    return {
        item.id: planted.Given(records[item.id], item.answer, item.hits) for item in base.items if item.answer
    }


def _plants(base: Side, library: Library) -> dict[str, planted.Plant]:
    cited = Counter(one.document for item in base.items if item.answer for one in item.answer.citations)
    labels = {paper.name: paper_label(paper) for paper in library.papers(Scope.owner())}
    (one, _), (other, _) = cited.most_common(2)
    kinds = Counter(item.type for item in base.items if item.gold and item.gold.evidence)
    largest = kinds.most_common(1)[0][0]
    return {
        "two hits instead of twenty": planted.fewer_hits,
        "ranking shuffled": planted.shuffled_hits,
        "labels of two papers swapped": planted.swapped_labels(one, other, labels),
        "citations invented": planted.invented_citation,
        "never abstains": planted.never_abstains,
        "always abstains": planted.always_abstains,
        "answers truncated": planted.truncated_answers,
        f"{largest.value} questions lost": planted.broken_for(
            lambda record: record.type is largest, planted.lost
        ),
    }


def _planted(
    base: Side, returned: dict[str, planted.Given], plant: planted.Plant, words: LibraryWords, seed: int = 0
) -> Side:
    chance = random.Random(seed)
    scores = {name: plant(given, chance).scores(words) for name, given in returned.items()}
    return replace(base, asked={name: replace(one, scores=scores[name]) for name, one in base.asked.items()})


def _noise(base: Side, returned: dict[str, planted.Given], words: LibraryWords, n_pairs: int) -> Counter[str]:
    runs = [_planted(base, returned, planted.jittered, words, seed) for seed in range(_VARIANTS)]
    chance = random.Random(1)

    def draw() -> Side:
        return replace(base, asked={name: chance.choice(runs).asked[name] for name in base.asked})

    policy = Policy.model_validate({"testing": {"resamples": 999}})
    return Counter(judge(draw(), draw(), policy).outcome for _ in range(n_pairs))


def _print(verdicts: dict[str, Verdict], outcomes: Counter[str]) -> None:
    print("| what was broken | outcome | named |\n|---|---|---|")
    for name, verdict in verdicts.items():
        named = dict.fromkeys(f"{check.name} ({check.where})" for check in verdict.of("fail"))
        print(f"| {name} | {verdict.outcome} | {', '.join(named)} |")
    print(f"\nPairs that differ only by noise: {dict(outcomes)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path, nargs="+")
    parser.add_argument("golden", type=Path)
    parser.add_argument("--pairs", type=int, default=200)
    given = parser.parse_args()
    sys.exit(main(given.papers, given.golden, given.pairs))
