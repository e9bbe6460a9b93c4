"""Words with their places on a PDF page put together into printed lines.

The words and their order are the file's own. Their places only decide where a gap inside a line parts two
cells of a table (`` | ``), whether a line that starts higher up again is the next cell of a table row, and
where a blank line stands between blocks. Heights are those of a line of text; a page is looked at with its
first line at the top and the y axis pointing upwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

CELL_GAP = " | "
WIDE_GAP = 1.5
WIDE_GAP_IN_TABLE = 0.75
CLEAR_GAP = 0.3
SAME_LEVEL = 0.4
SAME_EDGE = 0.6
TOUCHING = 0.13
WORD_GAP = 0.6
SIZE_OF_A_SIGN = 0.85
NEXT_LINE_SHARE = 1.2
BLOCK_GAP_SHARE = 1.3
USUAL_PITCH = 1.2
MAX_ROW_STEP = 4.0
MAX_CELL_LINES = 12
"""A taller cell is a column of the page, which is read from top to bottom."""
MAX_ROWS_BACK = 60
MIN_WORDS_OF_RUNNING_CELL = 3
# "1.      the result", "(iv)   a member", "16   The Panel is asked": the gap after a label is an indent.
_LABEL = re.compile(r"\(?[\dA-Za-z]{1,5}[.)]|\d+(?:\.\d+)+|[^\w\s]")
_CLOSING = frozenset(").,;:")
_BARE_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class Word:
    """One word and its box on the page, in points.

    ``is_apart`` False means that the file itself has no space before it.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    is_apart: bool = True


class _Piece:
    """Words of one line without a gap that parts cells."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.left = min(word.left for word in words)
        self.right = max(word.right for word in words)
        tallest = max(words, key=lambda word: word.top - word.bottom)
        self.bottom, self.height = tallest.bottom, max(tallest.top - tallest.bottom, 0.1)

    @property
    def is_running(self) -> bool:
        return len(self.words) >= MIN_WORDS_OF_RUNNING_CELL

    def text(self) -> str:
        joined = self.words[0].text
        for before, word in zip(self.words, self.words[1:], strict=False):
            joined_up = not word.is_apart and abs(word.left - before.right) < TOUCHING * self.height
            is_one = joined_up and (_differs_in_size(before, word) or word.text[0] in _CLOSING)
            joined += word.text if is_one else f" {word.text}"
        return joined


def _differs_in_size(one: Word, other: Word) -> bool:
    """True for a raised "th" and its number: drawn apart, though they are one word."""
    heights = sorted((one.top - one.bottom, other.top - other.bottom))
    return heights[0] < SIZE_OF_A_SIGN * heights[1]


class _Row:
    """Cells side by side from left to right, each of one or more lines."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self.cells = [[piece] for piece in pieces]

    @property
    def first(self) -> _Piece:
        return self.cells[0][0]

    @property
    def lowest(self) -> _Piece:
        return min((cell[-1] for cell in self.cells), key=lambda piece: piece.bottom)

    @property
    def right(self) -> float:
        return max(piece.right for cell in self.cells for piece in cell)

    def lines(self) -> list[str]:
        """One line; several where the cells are too tall, or hold figures level with each other."""
        if len(self.cells) == 1 or max(map(len, self.cells)) > MAX_CELL_LINES:
            return [piece.text() for cell in self.cells for piece in cell]
        pieces = [piece for cell in self.cells for piece in cell]
        is_running = 2 * sum(piece.is_running for piece in pieces) > len(pieces)
        if not is_running and len({len(cell) for cell in self.cells}) == 1:
            return [_joined([piece.text() for piece in level]) for level in zip(*self.cells, strict=True)]
        return [_joined([" ".join(piece.text() for piece in cell) for cell in self.cells])]


def printed_lines(drawn: Sequence[Sequence[Word]]) -> list[str]:
    """The lines of a page in the order in which they are drawn, with a blank line between blocks.

    Every word that comes in goes out, once. ``drawn`` holds the words of each line; empty lines count for
    nothing.
    """
    lines = _mended([words for words in drawn if words])
    pitch = _pitch([_Piece(words) for words in lines])
    printed: list[str] = []
    before: _Row | None = None
    for row in _rows(_cut(lines), pitch):
        if before is not None and not _belongs_under(row, before, pitch):
            printed.append("")
        printed += row.lines()
        before = row
    return printed


def _mended(lines: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Lines that were parted at a raised or lowered sign ("11th", "m2"), in one again."""
    mended: list[list[Word]] = []
    for words in lines:
        if mended and _touches(mended[-1], words[0]):
            is_apart = words[0].left - mended[-1][-1].right > TOUCHING * (words[0].top - words[0].bottom)
            mended[-1] += [replace(words[0], is_apart=is_apart), *words[1:]]
        else:
            mended.append(list(words))
    return mended


def _touches(line: Sequence[Word], word: Word) -> bool:
    """True when the word goes on where the line ends, at about its height."""
    end = line[-1]
    height = max(each.top - each.bottom for each in (*line, word))
    bottom, top = min(each.bottom for each in line), max(each.top for each in line)
    shared = min(top, word.top) - max(bottom, word.bottom)
    is_next = -TOUCHING * height < word.left - end.right < WORD_GAP * height
    return is_next and shared > SAME_LEVEL * (word.top - word.bottom)


def _belongs_under(row: _Row, before: _Row, pitch: _Pitch) -> bool:
    """True for the next line of a block, and for the next row of a table however much air is between."""
    is_table = len(row.cells) == len(before.cells) > 1
    if is_table and 0 <= _step(before.lowest, row.first) <= MAX_ROW_STEP:
        return True
    return pitch.is_next(before.lowest, row.first, BLOCK_GAP_SHARE)


@dataclass(frozen=True)
class _Pitch:
    """From one line to the next inside a paragraph of the page, in points, and the usual height of a line."""

    points: float
    height: float

    def is_next(self, above: _Piece, below: _Piece, share: float) -> bool:
        """True when a line follows another at no more than ``share`` of the pitch; larger print has a larger."""
        height = max(above.height, below.height)
        most = share * self.points * max(1, height / self.height)
        return 0 <= above.bottom - below.bottom <= most


def _pitch(lines: Sequence[_Piece]) -> _Pitch:
    """The smaller distances of the page: those between paragraphs are larger."""
    steps = sorted(
        above.bottom - below.bottom
        for above, below in zip(lines, lines[1:], strict=False)
        if SAME_LEVEL < _step(above, below) < MAX_ROW_STEP
    )
    height = sorted(line.height for line in lines)[len(lines) // 2] if lines else 1.0
    return _Pitch(steps[len(steps) // 4] if steps else USUAL_PITCH * height, height)


def _step(above: _Piece, below: _Piece) -> float:
    return (above.bottom - below.bottom) / max(above.height, below.height)


def _cut(lines: Sequence[Sequence[Word]]) -> list[list[_Piece]]:
    """Each line in pieces, cut at gaps that are wide, or less wide and at one place in two lines."""
    gaps = [_gaps(words) for words in lines]
    cut = []
    for number, words in enumerate(lines):
        beside = [
            gap
            for other in gaps[max(number - 1, 0) : number] + gaps[number + 1 : number + 2]
            for gap in other
        ]
        starts = [
            gap.place for gap in gaps[number] if gap.width >= WIDE_GAP or any(map(gap.is_shared, beside))
        ]
        edges = [0, *starts, len(words)]
        pieces = [_Piece(words[start:end]) for start, end in zip(edges, edges[1:], strict=False)]
        cut.append(_without_indent(pieces))
    return cut


@dataclass(frozen=True)
class _Gap:
    """White space before the word at ``place``; ``width`` in heights, the edges in points."""

    place: int
    left: float
    right: float
    width: float

    def is_shared(self, other: _Gap) -> bool:
        """True when the gap of another line leaves half of the same space free."""
        return min(self.right, other.right) - max(self.left, other.left) >= (self.right - self.left) / 2


def _gaps(words: Sequence[Word]) -> list[_Gap]:
    found = []
    for place, (before, word) in enumerate(zip(words, words[1:], strict=False), 1):
        height = max(before.top - before.bottom, word.top - word.bottom, 0.1)
        width = (word.left - before.right) / height
        if width >= WIDE_GAP_IN_TABLE:
            found.append(_Gap(place, before.right, word.left, width))
    return found


def _without_indent(pieces: list[_Piece]) -> list[_Piece]:
    """A label and its text are one piece, as are a name with a colon and what it names."""
    if len(pieces) < 2:
        return pieces
    label = pieces[0].text()
    is_number = len(pieces) == 2 and pieces[1].is_running and _BARE_NUMBER.fullmatch(label)
    if _LABEL.fullmatch(label) or is_number or (len(pieces) == 2 and label.endswith(":")):
        return [_Piece([*pieces[0].words, *pieces[1].words]), *pieces[2:]]
    return pieces


def _rows(lines: Sequence[list[_Piece]], pitch: _Pitch) -> list[_Row]:
    """The lines put into rows: one for each line of prose, one for each row of a table."""
    rows: list[_Row] = []
    open_row: _Row | None = None
    for pieces in lines:
        if open_row is not None and _goes_on(open_row, pieces, pitch):
            continue
        level = _level_row(rows, pieces, pitch) if _may_be_level(open_row, pieces) else None
        if level is not None:
            level.cells += [[piece] for piece in pieces]
            open_row = level
        else:
            open_row = _Row(pieces)
            rows.append(open_row)
    return rows


def _may_be_level(before: _Row | None, pieces: list[_Piece]) -> bool:
    """False for a line that simply stands below the line of prose before it."""
    return before is not None and (len(before.cells) > 1 or _step(before.lowest, pieces[0]) <= SAME_LEVEL)


def _goes_on(row: _Row, pieces: list[_Piece], pitch: _Pitch) -> bool:
    """Add a line to the cells that it continues, if it continues any."""
    if len(row.cells) < 2:
        return False
    if len(pieces) == 1:
        last = row.cells[-1]
        edge = SAME_EDGE * pieces[0].height
        is_below = (
            pitch.is_next(last[-1], pieces[0], NEXT_LINE_SHARE) and _step(last[-1], pieces[0]) > SAME_LEVEL
        )
        if is_below and abs(pieces[0].left - last[0].left) <= edge:
            last.append(pieces[0])
            return True
        return False
    if len(pieces) != len(row.cells) or not all(map(_has_running, row.cells)):
        return False
    pairs = list(zip(row.cells, pieces, strict=True))
    if all(
        pitch.is_next(cell[-1], piece, NEXT_LINE_SHARE)
        and abs(piece.left - cell[0].left) <= SAME_EDGE * piece.height
        for cell, piece in pairs
    ):
        for cell, piece in pairs:
            cell.append(piece)
        return True
    return False


def _has_running(cell: Sequence[_Piece]) -> bool:
    return any(piece.is_running for piece in cell)


def _level_row(rows: list[_Row], pieces: list[_Piece], pitch: _Pitch) -> _Row | None:
    """The row that a line belongs to as its next cell: level with its start and to the right of it.

    Lines of prose under the start of that row that leave the place free are the rest of the cell before.
    """
    first = pieces[0]
    for place in range(len(rows) - 1, max(len(rows) - MAX_ROWS_BACK, 0) - 1, -1):
        row = rows[place]
        if abs(_step(row.first, first)) > SAME_LEVEL:
            continue
        edge = first.left - CLEAR_GAP * first.height
        if row.right > edge:
            return None
        if len(row.cells) == 1 and not _take_in(rows, place, edge, pitch):
            return None
        return row
    return None


def _take_in(rows: list[_Row], place: int, edge: float, pitch: _Pitch) -> bool:
    """Make the lines that follow each other closely from ``place`` on one cell, when all end before ``edge``.

    False when they are too many for a cell.
    """
    end = place + 1
    while end < len(rows) and pitch.is_next(rows[end - 1].lowest, rows[end].first, NEXT_LINE_SHARE):
        if len(rows[end].cells) > 1 or rows[end].right > edge:
            return True
        end += 1
    if end - place > MAX_CELL_LINES:
        return False
    rows[place].cells[0] += [piece for row in rows[place + 1 : end] for piece in row.cells[0]]
    del rows[place + 1 : end]
    return True


def _joined(cells: Sequence[str]) -> str:
    return CELL_GAP.join(cells)
