"""When the papers don't say, measured: ``python -m eval.abstention [CURVE.svg]``.

Puts to the sample papers, and to the shared sets where they lie beside the project: the set's own questions,
those of the other sets (another council's business), and questions about something else. Prints how many are
refused as the service would, then the curve over all floors, which can be drawn into a file as well.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.golden import GoldenRecord, load_golden
from eval.looks import REFUSABLE, Asked, Look, Looker, share_refused
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.assembly import assemble
from rag.question.query import Filters
from rag.settings import Settings

_HOME = Path(__file__).parents[1]
_BESIDE = _HOME.parent / "shared"
OFF_TOPIC = _HOME / "examples" / "golden" / "off_topic.txt"
RAISED_BY = tuple(step / 50 for step in range(-15, 16))
"""How much higher than in use the floor is in each step of the curve."""
_PRINTED = tuple(step / 50 for step in (-10, -5, -3, -2, -1, 0, 1, 2, 3, 5, 10))
_WIDTH, _HEIGHT, _EDGE = 560, 360, 50
_COLOURS = {Asked.OFF_TOPIC: "#2b5f8f", Asked.ELSEWHERE: "#a4462c", Asked.NEAR_MISS: "#4d7d3b"}
_MOST_DRAWN = 0.3
"""Over-refusal at the right edge of the drawing."""


@dataclass(frozen=True)
class GoldenSet:
    """A golden file and the folders of its papers; notes on where papers are from are none of them."""

    name: str
    golden: Path
    folders: tuple[Path, ...]

    @property
    def is_here(self) -> bool:
        """Whether its files are there to be measured on."""
        return self.golden.is_file() and all(folder.is_dir() for folder in self.folders)

    @property
    def papers(self) -> list[Path]:
        """The files to take in, by folder and name."""
        return [
            file for folder in self.folders for file in sorted(folder.iterdir()) if file.name != "NOTE.md"
        ]

    @property
    def questions(self) -> list[GoldenRecord]:
        """The questions without the briefings."""
        return [record for record in load_golden(self.golden) if not record.is_briefing]


GOLDEN_SETS = (
    GoldenSet("samples", _HOME / "examples/golden/questions.jsonl", (_HOME / "examples/papers",)),
    GoldenSet("seeds", _BESIDE / "golden/seeds.jsonl", (_BESIDE / "papers/seeds",)),
    GoldenSet(
        "councils",
        _HOME / "tests/golden/councils.jsonl",
        (_BESIDE / "papers/broomhill", _BESIDE / "papers/kingston"),
    ),
)


@dataclass(frozen=True)
class Measured:
    """One set: for each kind of question the answers (True: refused), and the looks behind the curve."""

    name: str
    refused: dict[Asked, list[bool]]
    looks: list[Look]

    def share(self, asked: Asked) -> float | None:
        """Share of the questions of a kind that were refused; None where there is none of it."""
        return statistics.fmean(self.refused[asked]) if self.refused[asked] else None


def questions_for(
    one: GoldenSet, every: Sequence[GoldenSet], off_topic: Sequence[str]
) -> Iterator[tuple[GoldenRecord | str, Asked]]:
    """What is asked of the papers of one set; only its own questions come as records, with their filters."""
    for record in one.questions:
        yield record, Asked.ANSWERABLE if record.answerable else Asked.NEAR_MISS
    for other in every:
        if other is not one:
            yield from ((record.question, Asked.ELSEWHERE) for record in other.questions)
    yield from ((question, Asked.OFF_TOPIC) for question in off_topic)


def measure(one: GoldenSet, every: Sequence[GoldenSet], off_topic: Sequence[str], library: Path) -> Measured:
    """Store the papers of the set in a new library and put all questions to it."""
    with Library.create_or_open(library) as opened:
        Intake(opened, access=Access.PUBLIC, is_indexing=False).ingest(one.papers)
    refused: dict[Asked, list[bool]] = {asked: [] for asked in Asked}
    looks = []
    with assemble(Settings(library=library, index="exact")) as minutebook:
        looker = Looker(minutebook.library, one.name)
        for record, asked in questions_for(one, every, off_topic):
            question = record if isinstance(record, str) else record.question
            wanted = None if isinstance(record, str) else record.filters
            filters = Filters(
                *(wanted.body, wanted.date_from, wanted.date_to, wanted.document_type) if wanted else ()
            )
            answer = minutebook.ask(question, scope=Scope.owner(), filters=filters)
            refused[asked].append(not answer.answered)
            looks.append(looker.look(question, asked, filters=wanted))
    return Measured(one.name, refused, looks)


def off_topic_questions() -> list[str]:
    """The questions about something else altogether."""
    return [line.strip() for line in OFF_TOPIC.read_text(encoding="utf-8").split("\n") if line.strip()]


def drawn(looks: Sequence[Look]) -> str:
    """The curve as SVG: recall of each kind of question (upwards) against over-refusal (to the right)."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12"><title>Refusals that are right against answerable questions refused</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<path d="M{_EDGE} 20V{_HEIGHT - _EDGE}H{_WIDTH - 20}" fill="none" stroke="black"/>',
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle">answerable questions refused</text>',
        f'<text x="16" y="{_HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {_HEIGHT / 2})">'
        "questions rightly refused</text>",
    ]
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        across, up = _place(mark * _MOST_DRAWN, mark)
        parts.append(f'<text x="{_EDGE - 6}" y="{up + 4}" text-anchor="end">{mark:.2f}</text>')
        parts.append(f'<text x="{across}" y="{_HEIGHT - _EDGE + 16}">{mark * _MOST_DRAWN:.2f}</text>')
    for number, asked in enumerate(REFUSABLE):
        points = [_point(looks, asked, raised) for raised in RAISED_BY]
        line = " ".join(f"{across},{up}" for across, up in dict.fromkeys(each for each in points if each))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{_COLOURS[asked]}" stroke-width="2"/>')
        in_use = _point(looks, asked, 0.0)
        if in_use:
            parts.append(f'<circle cx="{in_use[0]}" cy="{in_use[1]}" r="4" fill="{_COLOURS[asked]}"/>')
        parts.append(
            f'<text x="{_WIDTH - 120}" y="{200 + 18 * number}" fill="{_COLOURS[asked]}">{asked}</text>'
        )
    return "\n".join((*parts, "</svg>\n"))


def _point(looks: Sequence[Look], asked: Asked, raised: float) -> tuple[float, float] | None:
    over, right = share_refused(looks, Asked.ANSWERABLE, raised), share_refused(looks, asked, raised)
    return None if over is None or right is None or over > _MOST_DRAWN else _place(over, right)


def _place(over: float, right: float) -> tuple[float, float]:
    across = _EDGE + over / _MOST_DRAWN * (_WIDTH - _EDGE - 20)
    return round(across, 1), round(_HEIGHT - _EDGE - right * (_HEIGHT - _EDGE - 20), 1)


def _told(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def _print(measured: Sequence[Measured]) -> None:
    kinds = (Asked.ANSWERABLE, *REFUSABLE)
    print(
        "| papers | answerable refused | off topic | another's business | near misses |\n|---|---|---|---|---|"
    )
    for each in measured:
        cells = [f"{_told(each.share(asked))} of {len(each.refused[asked])}" for asked in kinds]
        print(f"| {each.name} | " + " | ".join(cells) + " |")
    looks = [look for each in measured for look in each.looks]
    print("\nThe curve, all papers together, search and tests alone:\n")
    print("| floor raised by | answerable refused | off topic | another's business | near misses |")
    print("|---|---|---|---|---|")
    for raised in _PRINTED:
        cells = [_told(share_refused(looks, asked, raised)) for asked in kinds]
        print(f"| {raised:+.2f} | " + " | ".join(cells) + " |")


def main(drawing: Path | None) -> None:
    """Measure every set that is here, print the tables, and draw the curve where a file is named."""
    here = [each for each in GOLDEN_SETS if each.is_here]
    off_topic = off_topic_questions()
    with tempfile.TemporaryDirectory() as place:
        measured = [measure(each, here, off_topic, Path(place) / each.name) for each in here]
    _print(measured)
    if drawing is not None:
        drawing.write_text(drawn([look for each in measured for look in each.looks]), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        raise SystemExit("usage: python -m eval.abstention [CURVE.svg]")
    main(Path(sys.argv[1]) if len(sys.argv) == 2 else None)
