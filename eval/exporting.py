"""A run for other people's tools: rankings and gold in the two files that trec_eval takes.

Over quotes, as this program scores them: each gold quote is one thing to find, and a hit that covers none is named by
its passage. And over papers, for comparing with what ranks whole documents: a paper stands where its first hit does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote as percent

from eval.errors import RunUnreadable
from eval.folder import read_items
from eval.items import Item
from eval.metrics.ranking import places

RUN, QRELS = "run.txt", "qrels.txt"
PAPER_RUN, PAPER_QRELS = "papers-run.txt", "papers-qrels.txt"


@dataclass(frozen=True)
class ExportReport:
    """What was written: ``n_questions`` have gold; the others (``n_without``) are in neither file.

    ``n_unranked`` have gold and found nothing, or ended in an error: trec_eval counts them only with ``-c``.
    """

    folder: Path
    n_questions: int
    n_without: int
    n_unranked: int

    def to_json(self) -> dict[str, object]:
        """The counts, and the files by what they hold."""
        return {
            "n_questions": self.n_questions,
            "n_without_gold": self.n_without,
            "n_unranked": self.n_unranked,
            "quotes": {"run": str(self.folder / RUN), "qrels": str(self.folder / QRELS)},
            "papers": {"run": str(self.folder / PAPER_RUN), "qrels": str(self.folder / PAPER_QRELS)},
        }


def export_trec(run: Path, folder: Path) -> ExportReport:
    """Write run and qrels of every question with gold evidence, in the order of the run.

    Blanks and signs in names are written as in addresses (``%20``), since the columns are parted by blanks.

    Raises:
        RunUnreadable: It is no run, is of a version that kept no gold, or no question of it has evidence.
    """
    items = read_items(run)
    asked = [item for item in items if item.gold and item.gold.answerable and item.gold.evidence]
    if not asked:
        raise RunUnreadable(f"{run}: no question in it has gold evidence. Run the golden set again.")
    tag = _name(run.resolve().name) or "minutebook"
    folder.mkdir(parents=True, exist_ok=True)
    for item_lines, name in (
        (_run_lines, RUN),
        (_qrel_lines, QRELS),
        (_paper_run_lines, PAPER_RUN),
        (_paper_qrel_lines, PAPER_QRELS),
    ):
        lines = [line for item in asked for line in item_lines(item, tag)]
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return ExportReport(
        folder=folder,
        n_questions=len(asked),
        n_without=len(items) - len(asked),
        n_unranked=sum(not item.hits for item in asked),
    )


def _run_lines(item: Item, tag: str) -> Iterator[str]:
    evidence = item.gold.evidence if item.gold else ()
    ranked = [
        f"{place.hit + 1}:{_name(item.hits[place.hit].passage_id)}"
        if place.gold is None
        else _gold_id(place.gold)
        for place in places(evidence, item.hits)
    ]
    return _ranked(item, ranked, tag)


def _qrel_lines(item: Item, _: str) -> Iterator[str]:
    for number, _gold in enumerate(item.gold.evidence if item.gold else ()):
        yield f"{_name(item.id)} 0 {_gold_id(number)} 1"


def _paper_run_lines(item: Item, tag: str) -> Iterator[str]:
    return _ranked(item, [_name(name) for name in dict.fromkeys(hit.document for hit in item.hits)], tag)


def _paper_qrel_lines(item: Item, _: str) -> Iterator[str]:
    documents = dict.fromkeys(gold.document for gold in (item.gold.evidence if item.gold else ()))
    for document in documents:
        yield f"{_name(item.id)} 0 {_name(document)} 1"


def _ranked(item: Item, names: Sequence[str], tag: str) -> Iterator[str]:
    """One line a place; trec_eval sorts by score and ignores ranks, so scores fall by one."""
    for rank, name in enumerate(names, start=1):
        yield f"{_name(item.id)} Q0 {name} {rank} {len(names) - rank + 1} {tag}"


def _gold_id(number: int) -> str:
    return f"gold-{number + 1}"


def _name(text: str) -> str:
    """A name without blanks, the same for the same text and for no other."""
    return percent(text, safe="/#:+,")
