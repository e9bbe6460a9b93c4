"""A timeline as a picture: one SVG, dark on light, that prints, and that tells the same in words.

Text of papers is escaped and never becomes markup; there is no script, no link and nothing from elsewhere.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.labels import day_name
from rag.plain import visible
from rag.timeline import Timeline, TimelineRow, What

WIDTH = 900
"""Units across; the picture scales to whatever place it is given."""
_MARGIN, _LINE_X, _TEXT_X = 24, 216, 244
_SIZE, _SMALL, _TITLE = 15, 12.5, 21
_LEADING = 1.35
_GAP = 16
_MOST_CHARACTERS = 260
"""Letters of a row's words that are drawn; the table has all of them."""
_MOST_TITLE, _MOST_LABEL = 160, 200
_INK, _QUIET, _PAPER, _RULE = "#1a1a1a", "#4a4a4a", "#ffffff", "#8a8a8a"
_LOOKS = {
    What.RECOMMENDED: ("#5b3a86", "diamond"),
    What.DECIDED: ("#0b5394", "square"),
    What.REFUSED: ("#7a1f1f", "square"),
    What.DEFERRED: ("#8a4b08", "square"),
    What.NOTED: ("#4a4a4a", "square"),
    What.PROMISED: ("#8a4b08", "triangle"),
    What.ASKED: ("#8a4b08", "triangle"),
    What.REFERRED: ("#8a4b08", "triangle"),
    What.TAKEN_UP: ("#1e5b36", "circle"),
    What.REPORTED_BACK: ("#1e5b36", "circle"),
    What.OUTSTANDING: ("#7a1f1f", "circle"),
    What.CORRECTED: ("#7a1f1f", "diamond"),
}
"""Colour and shape; what happened is always written beside it, so that neither has to be told apart."""
_PLAIN_LOOK = ("#4a4a4a", "circle")
_NARROW = frozenset("iljItf.,:;'|!()[]\u2018\u2019 -")
_BROAD = frozenset("mwMW@%&\u2026\u2014")
_FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class _Line:
    """A line of drawn text: its words, size, colour, and whether it is bold."""

    words: str
    size: float = _SIZE
    colour: str = _INK
    is_bold: bool = False


def timeline_svg(timeline: Timeline, rows: Sequence[TimelineRow] | None = None, part: str = "") -> str:
    """The picture of a timeline, or of some of its rows; ``part`` tells which ("2 of 3") and names its parts apart."""
    drawn = timeline.all_rows if rows is None else tuple(rows)
    title = visible(f"{timeline.title}, part {part}" if part else timeline.title)
    mark = "".join(each for each in part if each.isdigit())
    body: list[str] = []
    y = float(_MARGIN + _TITLE)
    for line in _wrapped(_cut(title, _MOST_TITLE), WIDTH - 2 * _MARGIN, _TITLE, is_bold=True):
        body.append(_text(_MARGIN, y, line))
        y += _TITLE * _LEADING
    if timeline.circulation:
        for line in _wrapped(
            timeline.circulation, WIDTH - 2 * _MARGIN, _SIZE, colour="#7a1f1f", is_bold=True
        ):
            body.append(_text(_MARGIN, y, line))
            y += _SIZE * _LEADING
    top = y + _GAP / 2
    y = top
    if not drawn:
        for line in _wrapped(timeline.reason or "", WIDTH - 2 * _MARGIN, _SIZE):
            body.append(_text(_MARGIN, y + _SIZE, line))
            y += _SIZE * _LEADING
    former: date | None | str = ""
    for row in drawn:
        is_new, former = row.day != former, row.day
        shapes, y = _row(row, y, is_new=is_new)
        body += shapes
    rule = (
        f'<line x1="{_LINE_X}" y1="{top:.0f}" x2="{_LINE_X}" y2="{y - _GAP:.0f}" stroke="{_RULE}" stroke-width="2"/>'
        if drawn
        else ""
    )
    height = round(y + _MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" lang="en-GB" aria-labelledby="title{mark} desc{mark}" font-family="{_FONT}">'
        f'<title id="title{mark}">{html.escape(title)}</title>'
        f'<desc id="desc{mark}">{html.escape(described(timeline, drawn))}</desc>'
        f'<rect width="{WIDTH}" height="{height}" fill="{_PAPER}"/>{rule}{"".join(body)}</svg>\n'
    )


def described(timeline: Timeline, rows: Sequence[TimelineRow]) -> str:
    """The picture in words: how many rows, of what time, and what each says."""
    if not rows:
        return visible(timeline.reason or "There is nothing to show.")
    days = [row.day for row in rows if row.day is not None]
    time = f" from {day_name(min(days))} to {day_name(max(days))}" if days else ""
    told = (
        f"{day_name(row.day) if row.day else 'undated'}: {row.what.value}: {_cut(row.told, _MOST_TITLE)}"
        for row in rows
    )
    noun = "entry" if len(rows) == 1 else "entries"
    return visible(f"{len(rows)} {noun} in order of the meetings{time}. {'; '.join(told)}")


def _row(row: TimelineRow, top: float, *, is_new: bool) -> tuple[list[str], float]:
    """The shapes of one row, and where the next one begins; the day is only told where it is another one."""
    colour, shape = _LOOKS.get(row.what, _PLAIN_LOOK)
    middle = top + _SIZE * 0.68
    shapes = [_shape(shape, _LINE_X, middle, colour)]
    if is_new:
        y = top + _SIZE
        for line in _day_lines(row):
            shapes.append(_text(_LINE_X - 16, y, line, anchor="end"))
            y += line.size * _LEADING
    y = top + _SIZE
    for line in _lines(row, colour):
        shapes.append(_text(_TEXT_X, y, line))
        y += line.size * _LEADING
    least = top + (_SIZE + 2 * _SMALL) * _LEADING if is_new else top
    return shapes, max(y - _SIZE, least) + _GAP


def _day_lines(row: TimelineRow) -> Iterator[_Line]:
    yield _Line(day_name(row.day) if row.day else "undated", is_bold=True)
    if "date" in row.inferred:
        yield _Line("[inferred]", _SMALL, _QUIET)


def _lines(row: TimelineRow, colour: str) -> Iterator[_Line]:
    width = WIDTH - _TEXT_X - _MARGIN
    state = f" ({row.state})" if row.state else ""
    yield _Line(f"{row.what.value.capitalize()}{state}", colour=colour, is_bold=True)
    said = f"{row.subject} \u2013 {row.told}" if row.subject else row.told
    yield from _wrapped(_cut(said, _MOST_CHARACTERS), width, _SIZE)
    if row.put_right:
        yield from _wrapped(row.put_right, width, _SMALL, colour="#7a1f1f")
    yield from _wrapped(_cut(row.label, _MOST_LABEL), width, _SMALL, colour=_QUIET)


def _cut(text: str, most: int) -> str:
    plain = visible(text)
    return plain if len(plain) <= most else f"{plain[: most - 1].rsplit(' ', 1)[0]}\u2026"


def _wrapped(
    text: str, width: float, size: float, *, colour: str = _INK, is_bold: bool = False
) -> Iterator[_Line]:
    """The text in lines that surely fit, by widths on the safe side; a word that is too long is broken."""
    line = ""
    for word in _pieces(visible(text), width, size, is_bold):
        longer = f"{line} {word}".strip()
        if line and _length(longer, size, is_bold) > width:
            yield _Line(line, size, colour, is_bold)
            line = word
        else:
            line = longer
    if line:
        yield _Line(line, size, colour, is_bold)


def _pieces(text: str, width: float, size: float, is_bold: bool) -> Iterator[str]:
    for word in text.split():
        piece = ""
        for character in word:
            if piece and _length(piece + character, size, is_bold) > width:
                yield piece
                piece = ""
            piece += character
        yield piece


def _length(text: str, size: float, is_bold: bool) -> float:
    """How wide a text is at most, in units."""
    ems = sum(_ems(character) for character in text)
    return ems * size * (1.08 if is_bold else 1.0)


def _ems(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _BROAD or unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.74 if character.isupper() else 0.58


def _text(x: float, y: float, line: _Line, anchor: str = "start") -> str:
    bold = ' font-weight="bold"' if line.is_bold else ""
    end = ' text-anchor="end"' if anchor == "end" else ""
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-size="{line.size:g}" fill="{line.colour}"{bold}{end}>'
        f"{html.escape(visible(line.words))}</text>"
    )


def _shape(shape: str, x: float, y: float, colour: str) -> str:
    look = f'fill="{colour}" stroke="{_PAPER}" stroke-width="2"'
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y:.1f}" r="7" {look}/>'
    if shape == "square":
        return f'<rect x="{x - 7}" y="{y - 7:.1f}" width="14" height="14" {look}/>'
    if shape == "diamond":
        return f'<path d="M{x} {y - 9:.1f}l9 9l-9 9l-9 -9z" {look}/>'
    return f'<path d="M{x} {y - 8:.1f}l9 15h-18z" {look}/>'
