"""Text recognised on the pictures of pages, by the program tesseract where it is installed.

One page, one picture, one run of tesseract, which inherits the limits of the process that asks. A page that
can't be read says why; it never costs the others.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.pdf_rows import Word, printed_lines

if TYPE_CHECKING:
    from ingest.readers.pdf_drawn import DrawnPaper

INSTALL_TESSERACT = "install tesseract (apt install tesseract-ocr)"
MAX_PIXELS = 16_000_000
"""Of one page at the finer look: A4 has 8.7 million; A3 would have 17.4 and is read a little coarser."""
NO_SECOND_LOOK_PERCENT = 90.0
SURE_PERCENT = 80.0
READABLE_PERCENT = 60.0
"""Below this mean confidence the words of a page are more likely wrong than useful."""
_SPECK_PERCENT = 40.0
# Rules of tables and folds of the paper, which tesseract takes for letters.
_STROKES = frozenset("|¦_~`'")
_MIN_CONTRAST = 12


@dataclass(frozen=True)
class _Look:
    """How the picture of a page is made and read; ``is_turned`` has tesseract find out which way is up."""

    dots_per_inch: int
    is_turned: bool = False


_FIRST, _FINER, _TURNED = _Look(200), _Look(300), _Look(200, is_turned=True)


@dataclass(frozen=True)
class Recognised:
    """What was made of the picture of a page, from 1.

    ``confidence`` is tesseract's own mean over the letters, 0 to 100. ``trouble`` says why there are no
    lines; a page without a mark on it has neither lines nor trouble.
    """

    number: int
    lines: tuple[str, ...] = ()
    confidence: float = 0.0
    trouble: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.lines and not self.trouble


def recognise(
    paper: DrawnPaper, numbers: Iterable[int], tesseract: str, seconds_a_page: float
) -> Iterator[Recognised]:
    """What each of the pages says, in the order given."""
    from ingest.readers.pdf_drawn import CannotDraw

    for number in numbers:
        try:
            yield _best_look(paper, number, tesseract, seconds_a_page)
        except CannotDraw as error:
            yield Recognised(number, trouble=f"the page can't be drawn ({error})")
        except MemoryError:
            yield Recognised(number, trouble="its picture needs too much memory")


def _best_look(paper: DrawnPaper, number: int, tesseract: str, seconds: float) -> Recognised:
    """The first look, or a second where that leaves doubts.

    Small print needs more dots, from which coarse scans suffer; nonsense is mostly a page scanned sideways.
    """
    first = _look_at(paper, number, _FIRST, tesseract, seconds)
    if first.is_blank or first.confidence >= NO_SECOND_LOOK_PERCENT:
        return first
    second = _FINER if first.confidence >= READABLE_PERCENT else _TURNED
    return max(first, _look_at(paper, number, second, tesseract, seconds), key=_worth)


def _worth(found: Recognised) -> tuple[bool, float, bool]:
    return bool(found.lines), found.confidence, bool(found.trouble)


def _look_at(paper: DrawnPaper, number: int, look: _Look, tesseract: str, seconds: float) -> Recognised:
    picture = paper.picture(number, look.dots_per_inch, MAX_PIXELS)
    if max(picture.pixels) - min(picture.pixels) < _MIN_CONTRAST:
        return Recognised(number)
    image = b"P5 %d %d 255\n" % (picture.width, picture.height) + picture.pixels
    try:
        done = subprocess.run(  # noqa: S603 (the program that the person who runs Minutebook installed)
            [tesseract, "stdin", "stdout", *_options(look)],
            input=image,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Recognised(number, trouble=f"not recognised after {seconds:g} seconds")
    except OSError as error:
        return Recognised(number, trouble=f"tesseract can't be started ({error.strerror})")
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return Recognised(number, trouble=f"tesseract gave up ({(said or ['no reason given'])[0][:200]})")
    return from_table(done.stdout.decode(errors="replace"), number, is_turned=look.is_turned)


def _options(look: _Look) -> tuple[str, ...]:
    layout = "1" if look.is_turned else "3"
    return ("--dpi", str(look.dots_per_inch), "--psm", layout, "-l", "eng", "tsv")


def from_table(table: str, number: int, *, is_turned: bool = False) -> Recognised:
    """A page from tesseract's own table (its output ``tsv``): a line a word, with place and confidence.

    The places of a page that was turned are those before; its lines are taken as they come.
    """
    lines: dict[tuple[str, ...], list[Word]] = {}
    boxes: dict[tuple[str, ...], tuple[float, float]] = {}
    weights: list[tuple[int, float]] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        key, (left, top, width, height), percent = (
            tuple(cells[2:5]),
            map(float, cells[6:10]),
            float(cells[10]),
        )
        if cells[0] == "4":
            boxes[key] = (-(top + height), -top)
        word = cells[11].strip()
        if cells[0] != "5" or not word or _is_speck(word, percent):
            continue
        bottom, upper = boxes.get(key, (-(top + height), -top))
        lines.setdefault(key, []).append(Word(word, left, bottom, left + width, upper))
        weights.append((len(word), percent))
    return _judged(
        number, _as_they_come(lines) if is_turned else printed_lines(list(lines.values())), weights
    )


def _as_they_come(lines: Mapping[tuple[str, ...], Sequence[Word]]) -> list[str]:
    """Words a line, with a blank line between paragraphs; the keys are block, paragraph and line."""
    printed: list[str] = []
    before: tuple[str, ...] | None = None
    for key, words in lines.items():
        if before is not None and key[:2] != before[:2]:
            printed.append("")
        printed.append(" ".join(word.text for word in words))
        before = key
    return printed


def _is_speck(word: str, percent: float) -> bool:
    is_sign = not any(map(str.isalnum, word))
    return is_sign and (percent < _SPECK_PERCENT or all(letter in _STROKES for letter in word))


def _judged(number: int, lines: Sequence[str], weights: Sequence[tuple[int, float]]) -> Recognised:
    if not weights:
        return Recognised(number, trouble="no words were found on its picture")
    confidence = sum(n * percent for n, percent in weights) / sum(n for n, _ in weights)
    if confidence < READABLE_PERCENT:
        return Recognised(
            number,
            confidence=confidence,
            trouble=f"its picture can't be read (confidence {confidence:.0f} %)",
        )
    return Recognised(number, tuple(lines), confidence)
