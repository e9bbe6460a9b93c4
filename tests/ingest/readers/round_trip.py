"""Papers printed to PDF and DOCX and read back: how many characters and page numbers come through.

    python tests/ingest/readers/round_trip.py [FOLDER] [--json]

Takes every text and Markdown paper of the folder (``examples/papers`` unless told otherwise), lays its lines
out on A4 pages with reportlab, and as paragraphs of a Word file with python-docx, and reads both with
Minutebook's readers. White space is folded on both sides. The share of equal characters is one less the
characters that were lost, added or changed, over the length of the longer text: words are aligned first,
then the letters inside the stretches that differ. For a PDF the page of each word that came through is
compared with the page on which it was drawn; a Word file has no pages, so any page number is wrong.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

import docx
import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from ingest.papers import Text  # noqa: E402  (the checkout goes before an installed copy)
from ingest.readers.read import read  # noqa: E402

FONT, POINTS, LEADING, MARGIN = "Vera", 10.5, 14.0, 72.0
LEAST_SHARE = 0.995


@dataclass(frozen=True)
class Printed:
    """A word as it was drawn, and its page; 0 where the format has no pages."""

    word: str
    page: int


@dataclass(frozen=True)
class Outcome:
    """What came through of one paper in one format.

    ``share`` is of equal characters, 0 to 1; ``n_right`` of ``n_words`` that came through have their page.
    """

    paper: str
    form: str
    share: float
    n_pages: int
    n_right: int
    n_words: int

    @property
    def is_good(self) -> bool:
        return self.share >= LEAST_SHARE and self.n_right == self.n_words


def as_pdf(lines: Sequence[str]) -> tuple[bytes, list[Printed]]:
    """The lines on A4 pages, a gap after each, and every word with its page."""
    pdfmetrics.registerFont(TTFont(FONT, str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=True)
    width, height = A4
    top, words, number = height - MARGIN, [], 1
    canvas.setFont(FONT, POINTS)
    for line in lines:
        for part in simpleSplit(line, FONT, POINTS, width - 2 * MARGIN):
            if top < MARGIN:
                canvas.showPage()
                canvas.setFont(FONT, POINTS)
                top, number = height - MARGIN, number + 1
            canvas.drawString(MARGIN, top, part)
            words += [Printed(word, number) for word in part.split()]
            top -= LEADING
        top -= LEADING / 2
    canvas.save()
    return written.getvalue(), words


def as_docx(lines: Sequence[str]) -> tuple[bytes, list[Printed]]:
    """A Word file with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue(), [Printed(word, 0) for line in lines for word in line.split()]


def compare(paper: str, printed: Sequence[Printed], text: Text) -> Outcome:
    """What a reader made of words that were printed."""
    found = list(_words_of(text))
    ours, theirs = [each.word for each in printed], [each.word for each in found]
    n_wrong = n_right = n_words = 0
    for what, start, end, other_start, other_end in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        if what == "equal":
            pairs = zip(printed[start:end], found[other_start:other_end], strict=True)
            n_right += sum(one.page == other.page for one, other in pairs)
            n_words += end - start
        else:
            n_wrong += _n_different(" ".join(ours[start:end]), " ".join(theirs[other_start:other_end]))
    longest = max(len(" ".join(ours)), len(" ".join(theirs)), 1)
    n_pages = max((each.page for each in printed), default=0)
    return Outcome(paper, text.format, 1 - n_wrong / longest, n_pages, n_right, n_words)


def _words_of(text: Text) -> Iterator[Printed]:
    place = 0
    for word in text.content.split():
        place = text.content.index(word, place)
        yield Printed(word, text.page_at(place) or 0)
        place += len(word)


def _n_different(one: str, other: str) -> int:
    same = sum(block.size for block in SequenceMatcher(None, one, other, False).get_matching_blocks())
    return max(len(one), len(other)) - same


def run(folder: Path) -> list[Outcome]:
    """Print and read back every text and Markdown paper of a folder."""
    outcomes = []
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.md")]):
        lines = [" ".join(line.split()) for line in read(path.read_bytes(), path.name).content.split("\n")]
        lines = [line for line in lines if line]
        for suffix, printer in ((".pdf", as_pdf), (".docx", as_docx)):
            data, printed = printer(lines)
            outcomes.append(compare(path.name, printed, read(data, path.stem + suffix)))
    return outcomes


def main() -> int:
    """Say what came through; 1 when a paper misses the bar."""
    options = argparse.ArgumentParser(description="Print papers, read them back, and compare.")
    options.add_argument("folder", type=Path, nargs="?", default=ROOT / "examples" / "papers")
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = options.parse_args()
    outcomes = run(asked.folder)
    if not outcomes:
        sys.stderr.write(f"{asked.folder}: no .txt or .md papers. Name a folder that has some.\n")
        return 2
    if asked.json:
        sys.stdout.write(json.dumps([asdict(each) for each in outcomes]) + "\n")
    else:
        sys.stdout.write(
            "| paper | format | characters equal | pages | words on their page |\n|---|---|---|---|---|\n"
        )
        for each in outcomes:
            sys.stdout.write(
                f"| {each.paper} | {each.form} | {each.share:.3%} | {each.n_pages or ''} "
                f"| {each.n_right:,} of {each.n_words:,} |\n"
            )
    return 0 if all(each.is_good for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
