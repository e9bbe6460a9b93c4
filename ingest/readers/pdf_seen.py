"""Which words of a PDF page a person sees, and which are there for machines only.

Words drawn invisibly, beyond the edge of the page or too small to read do not show. Pale words, and words
where something may be drawn over them, are looked up on a picture of the page: white on a coloured table
head shows, white on white does not, and neither does a name under a black bar. An invisible layer of words
over the picture of a page is what recognition programs add to scans: those words are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

TINY_POINTS = 1.5
PICTURE_SCALE = 1.5
MAX_PICTURE_PIXELS = 4_000_000
MIN_CONTRAST = 12
"""Of 255 shades of grey, inside the middle of a word."""
MIN_SCAN_SHARE = 0.5
"""Of the area of the page, for a picture to be a scan of it."""
MIN_LAYER_SHARE = 0.5
"""Of the words of the page, for invisible words over a scan to be what was recognised on it."""


class Box(NamedTuple):
    """A place on a page in points; the y axis points upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def covers_middle_of(self, other: Box) -> bool:
        """True when the middle of ``other`` lies inside."""
        x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def touches(self, other: Box) -> bool:
        """True when the two share a point."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)


@dataclass(frozen=True)
class Ink:
    """How a word is drawn; ``is_pale`` means white or nearly so."""

    PALE: ClassVar[int] = 230

    is_invisible: bool = False
    is_pale: bool = False


class Shades(Protocol):
    """A page in shades of grey, one byte a pixel, row after row from the top."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def pixels(self) -> bytes: ...


@dataclass(frozen=True)
class Sheet:
    """The page under the words.

    ``turned`` is how far it is turned clockwise to be looked at, in degrees; ``covers`` are the boxes of
    what may lie over words, None when there are too many to list. ``draw`` makes the picture of it from
    pixels a point and the most pixels.
    """

    edges: Box
    turned: int
    covers: Sequence[Box] | None
    pictures: Sequence[Box]
    draw: Callable[[float, int], Shades]


@dataclass(frozen=True)
class Sight:
    """For each word whether it is kept; the number of words left out; whether the kept are a scan's layer."""

    is_kept: tuple[bool, ...]
    n_unseen: int
    is_recognised: bool


def split_by_sight(texts: Sequence[str], boxes: Sequence[Box], inks: Sequence[Ink], sheet: Sheet) -> Sight:
    """Tell the words that show from those that do not; the three sequences go together."""
    layer = _recognised_layer(boxes, inks, sheet)
    if layer is not None:
        return Sight(tuple(layer), layer.count(False), is_recognised=True)
    is_kept = [_may_show(box, ink, sheet.edges) for box, ink in zip(boxes, inks, strict=True)]
    doubtful = [
        place
        for place, (text, box, ink) in enumerate(zip(texts, boxes, inks, strict=True))
        if is_kept[place] and (ink.is_pale or _is_covered(box, sheet)) and any(map(str.isalnum, text))
    ]
    if doubtful:
        shades = sheet.draw(PICTURE_SCALE, MAX_PICTURE_PIXELS)
        for place in doubtful:
            is_kept[place] = _shows_on(shades, boxes[place], sheet)
    return Sight(tuple(is_kept), is_kept.count(False), is_recognised=False)


def _recognised_layer(boxes: Sequence[Box], inks: Sequence[Ink], sheet: Sheet) -> list[bool] | None:
    """The words of a scan's invisible layer and those that show, or None where the page is no such scan."""
    scans = [box for box in sheet.pictures if box.area >= MIN_SCAN_SHARE * sheet.edges.area]
    over_scan = [
        ink.is_invisible and any(scan.covers_middle_of(box) for scan in scans)
        for box, ink in zip(boxes, inks, strict=True)
    ]
    if not scans or sum(over_scan) < MIN_LAYER_SHARE * len(boxes):
        return None
    shown = (_may_show(box, ink, sheet.edges) for box, ink in zip(boxes, inks, strict=True))
    return [is_over or is_shown for is_over, is_shown in zip(over_scan, shown, strict=True)]


def _may_show(box: Box, ink: Ink, edges: Box) -> bool:
    is_tiny = min(box.top - box.bottom, box.right - box.left) <= 0 or box.top - box.bottom < TINY_POINTS
    return not ink.is_invisible and not is_tiny and edges.touches(box)


def _is_covered(box: Box, sheet: Sheet) -> bool:
    return sheet.covers is None or any(cover.covers_middle_of(box) for cover in sheet.covers)


def _shows_on(shades: Shades, box: Box, sheet: Sheet) -> bool:
    """True when the middle of the word, where every letter has ink, is not all of one shade."""
    across, down = (box.right - box.left) / 10, (box.top - box.bottom) / 4
    inner = Box(box.left + across, box.bottom + down, box.right - across, box.top - down)
    left, bottom, right, top = _as_looked_at(inner, sheet)
    looked_at = (
        sheet.edges if sheet.turned % 180 == 0 else Box(*(sheet.edges[place] for place in (1, 0, 3, 2)))
    )
    scale = shades.width / max(looked_at.right - looked_at.left, 1)
    first, last = int(left * scale), int(right * scale) + 1
    rows = range(
        max(int(shades.height - top * scale), 0), min(int(shades.height - bottom * scale) + 1, shades.height)
    )
    first, last = max(first, 0), min(last, shades.width)
    if first >= last or not rows:
        return False
    darkest, lightest = 255, 0
    for row in rows:
        line = shades.pixels[row * shades.width + first : row * shades.width + last]
        darkest, lightest = min(darkest, *line), max(lightest, *line)
        if lightest - darkest >= MIN_CONTRAST:
            return True
    return False


def _as_looked_at(box: Box, sheet: Sheet) -> Box:
    """The box after the page was turned, from the lower left corner of what is seen."""
    edges = sheet.edges
    match sheet.turned % 360:
        case 90:
            return Box(
                box.bottom - edges.bottom,
                edges.right - box.right,
                box.top - edges.bottom,
                edges.right - box.left,
            )
        case 180:
            return Box(
                edges.right - box.right, edges.top - box.top, edges.right - box.left, edges.top - box.bottom
            )
        case 270:
            return Box(
                edges.top - box.top, box.left - edges.left, edges.top - box.bottom, box.right - edges.left
            )
        case _:
            return Box(
                box.left - edges.left,
                box.bottom - edges.bottom,
                box.right - edges.left,
                box.top - edges.bottom,
            )
