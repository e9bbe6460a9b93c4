"""PDF pages as PDFium draws them: the words that show, how many do not, and a picture of the page.

The only file that knows PDFium, which serves one thread at a time. What it can't do comes out as
``CannotDraw``.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sqrt

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_rows import Word
from ingest.readers.pdf_seen import Box, Ink, Sheet, split_by_sight

# A line end, or a word; PDFium marks a hyphen at the end of a line with U+0002 or U+FFFE.
_TOKEN = re.compile(r"[\r\n]+|(?P<word>[^\s\x00\x02\ufffe]+|(?=[\x02\ufffe]))(?P<hyphen>[\x02\ufffe])?")
MAX_OBJECTS = 3_000
"""Of a page with more drawn parts (a map), every word is looked up on the picture of the page."""
_MIN_COVER_POINTS = 4.0
_OUT_OF_THE_WAY = 1e6


_INVISIBLE = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
_FILLED = frozenset({raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_CLIP})


class CannotDraw(Exception):
    """PDFium can't open the file or draw the page."""


@dataclass(frozen=True)
class DrawnPage:
    """The words of a page a line, in drawing order, with boxes as the text is read.

    ``n_unseen`` words do not show and are not among them; ``is_recognised`` tells that the words are the
    invisible layer which a recognition program put over the picture of a page.
    """

    lines: tuple[tuple[Word, ...], ...]
    n_unseen: int
    is_recognised: bool


@dataclass(frozen=True)
class Picture:
    """A page in shades of grey: one byte a pixel, row after row from the top."""

    width: int
    height: int
    pixels: bytes


@dataclass
class _Drawn:
    """One word as the file draws it; ``turn`` counts quarter turns of its direction, anticlockwise."""

    text: str
    is_apart: bool
    first: int
    last: int
    turn: int = 0


class DrawnPaper:
    """An open PDF; pages count from 1.

    Raises:
        CannotDraw: PDFium can't open the file.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pdfium.PdfDocument(data, password="")
        except pdfium.PdfiumError as error:
            raise CannotDraw(str(error)) from error
        self.n_pages = len(self._document)

    def close(self) -> None:
        """Give the memory of the file back."""
        self._document.close()

    def page(self, number: int) -> DrawnPage:
        """What a page says.

        Raises:
            CannotDraw: The page can't be loaded.
        """
        page = self._open(number)
        try:
            textpage = page.get_textpage()
            try:
                return _drawn_page(page, textpage)
            finally:
                textpage.close()
        except pdfium.PdfiumError as error:
            raise CannotDraw(str(error)) from error
        finally:
            page.close()

    def picture(self, number: int, dots_per_inch: int, most_pixels: int) -> Picture:
        """A page as it looks, coarser where it would have more than ``most_pixels``.

        Raises:
            CannotDraw: The page can't be loaded, or has no area.
        """
        page = self._open(number)
        try:
            return _picture(page, dots_per_inch / 72, most_pixels)
        except pdfium.PdfiumError as error:
            raise CannotDraw(str(error)) from error
        finally:
            page.close()

    def _open(self, number: int) -> pdfium.PdfPage:
        try:
            return self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise CannotDraw(str(error)) from error


def _picture(page: pdfium.PdfPage, scale: float, most_pixels: int) -> Picture:
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise CannotDraw("a page without area")
    scale = min(scale, sqrt(most_pixels / (width * height)))
    if width * scale < 1 or height * scale < 1:
        raise CannotDraw("a page without area")
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        rows = memoryview(bitmap.buffer).cast("B")
        stride, across, down = bitmap.stride, bitmap.width, bitmap.height
        pixels = b"".join(bytes(rows[row * stride : row * stride + across]) for row in range(down))
        return Picture(across, down, pixels)
    finally:
        bitmap.close()


def _drawn_page(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> DrawnPage:
    lines = list(_lines(textpage))
    words = [word for line in lines for word in line]
    if not words:
        return DrawnPage((), 0, is_recognised=False)
    boxes = [_box(textpage.raw, word) for word in words]
    ink = _inks(textpage.raw, words)
    sight = split_by_sight([word.text for word in words], boxes, ink, _sheet(page))
    usual = Counter(line[0].turn for line in lines).most_common(1)[0][0]
    placed = iter(
        _placed(word, box, usual) if is_kept else None
        for word, box, is_kept in zip(words, boxes, sight.is_kept, strict=True)
    )
    kept = (tuple(word for _ in line if (word := next(placed)) is not None) for line in lines)
    return DrawnPage(tuple(line for line in kept if line), sight.n_unseen, sight.is_recognised)


def _lines(textpage: pdfium.PdfTextPage) -> Iterator[list[_Drawn]]:
    """The words of each line; a hyphen that PDFium marks as the end of a line ends it."""
    text = textpage.raw
    characters = _characters(textpage)
    line: list[_Drawn] = []
    for found in _TOKEN.finditer(characters):
        start, end = found.span()
        if found["word"] is not None:
            # A blank that is in the file parts words; one that PDFium puts in may stand before a raised "th".
            is_apart = not line or not raw.FPDFText_IsGenerated(text, start - 1)
            word = found["word"] + ("-" if found["hyphen"] else "")
            line.append(_Drawn(word, is_apart, start, end - 1))
        if line and not (found["word"] and not found["hyphen"]):
            yield _turned(text, line)
            line = []
    if line:
        yield _turned(text, line)


def _characters(textpage: pdfium.PdfTextPage) -> str:
    """One character for each place of the page that PDFium counts."""
    n_places = textpage.count_chars()
    at_once = str(textpage.get_text_range()) if n_places else ""
    if len(at_once) == n_places:
        return at_once
    # Characters beyond the first plane, or none at all, put the count out.
    codes = (raw.FPDFText_GetUnicode(textpage.raw, place) for place in range(n_places))
    return "".join(map(chr, codes))


def _turned(text: ctypes.c_void_p, line: list[_Drawn]) -> list[_Drawn]:
    # PDFium measures the angle clockwise.
    turn = -round(raw.FPDFText_GetCharAngle(text, line[0].first) / (pi / 2)) % 4
    for word in line:
        word.turn = turn
    return line


def _box(text: ctypes.c_void_p, word: _Drawn) -> Box:
    """The box around a word in points, as the page is stored."""
    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, word.first, first)
    raw.FPDFText_GetLooseCharBox(text, word.last, last)
    return Box(
        min(first.left, last.left),
        min(first.bottom, last.bottom),
        max(first.right, last.right),
        max(first.top, last.top),
    )


def _placed(word: _Drawn, box: Box, usual: int) -> Word:
    """The word where it stands when the page is held so that most lines are upright."""
    left, bottom, right, top = box
    if word.turn != usual:
        # A line that runs another way, up the margin for example, has no neighbours.
        return Word(word.text, 0, _OUT_OF_THE_WAY, 0, _OUT_OF_THE_WAY + 1, is_apart=True)
    if usual == 1:
        left, bottom, right, top = bottom, -right, top, -left
    elif usual == 2:
        left, bottom, right, top = -right, -top, -left, -bottom
    elif usual == 3:
        left, bottom, right, top = -top, left, -bottom, right
    return Word(word.text, left, bottom, right, top, word.is_apart)


def _inks(text: ctypes.c_void_p, words: list[_Drawn]) -> list[Ink]:
    """How each word is drawn; words of one object of the file share it."""
    known: dict[int, Ink] = {}
    found = []
    for word in words:
        drawn = raw.FPDFText_GetTextObject(text, word.first)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        if key not in known:
            known[key] = _ink(drawn) if key else Ink()
        found.append(known[key])
    return found


def _ink(drawn: ctypes.c_void_p) -> Ink:
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn)
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    has_colour = raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    is_invisible = mode in _INVISIBLE
    if not has_colour:
        return Ink(is_invisible=is_invisible)
    is_filled = mode in _FILLED
    return Ink(
        is_invisible=is_invisible or (is_filled and alpha.value == 0),
        is_pale=is_filled and min(red.value, green.value, blue.value) >= Ink.PALE,
    )


def _sheet(page: pdfium.PdfPage) -> Sheet:
    """The page under the words: its edges, its pictures, and whatever may cover words."""
    covers: list[Box] = []
    pictures: list[Box] = []
    n_objects = raw.FPDFPage_CountObjects(page)
    is_after_words = False
    for place in range(min(n_objects, MAX_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(drawn)
        # What is drawn before the first words can't cover any.
        is_after_words = is_after_words or kind in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM)
        if kind == raw.FPDF_PAGEOBJ_TEXT or (kind == raw.FPDF_PAGEOBJ_PATH and not _is_filled(drawn)):
            continue
        box = _bounds(drawn)
        if min(box.right - box.left, box.top - box.bottom) < _MIN_COVER_POINTS:
            continue
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            pictures.append(box)
        if kind != raw.FPDF_PAGEOBJ_FORM and is_after_words:
            covers.append(box)
    return Sheet(
        edges=Box(*page.get_bbox()),
        turned=page.get_rotation(),
        covers=covers if n_objects <= MAX_OBJECTS else None,
        pictures=pictures,
        draw=lambda scale, most: _picture(page, scale, most),
    )


def _is_filled(path: ctypes.c_void_p) -> bool:
    mode, has_outline = ctypes.c_int(0), ctypes.c_int(0)
    raw.FPDFPath_GetDrawMode(path, mode, has_outline)
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)


def _bounds(drawn: ctypes.c_void_p) -> Box:
    left, bottom, right, top = (ctypes.c_float(0) for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return Box(left.value, bottom.value, right.value, top.value)
