"""Text of a PDF page that is there for machines only: drawn invisibly, off the page, or tiny in white.

For pages that PDFium can't draw; where it can, ``pdf_seen`` does better. The text is not taken out, because
what covers what can't be known without drawing the page; the page is pointed out. White text of ordinary
size is let pass: it stands on the coloured table headers of many council papers. Pages whose text is all
invisible are scans with recognised text, and are fine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

INVISIBLE_MODE = 3
TINY_POINTS = 3.0
OFF_PAGE_MARGIN_POINTS = 36.0
_SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_WHITE = {b"g": 1.0, b"rg": 1.0, b"sc": 1.0, b"scn": 1.0, b"k": 0.0}


@dataclass(frozen=True)
class _Ink:
    """How text is drawn at a point of the page's instructions; size in points before scaling."""

    mode: float = 0
    is_white: bool = False
    points: float = 12.0


@dataclass
class UnseenText:
    """Follows the drawing instructions of one page and counts the pieces of text that can't be seen.

    ``box`` is the page as left, bottom, right, top in points. ``watch`` has the signature of pypdf's
    ``visitor_operand_before`` and never raises: damaged instructions are pypdf's to report.
    """

    box: tuple[float, float, float, float]
    n_seen: int = 0
    n_unseen: int = 0
    _ink: _Ink = field(default_factory=_Ink)
    _saved: list[_Ink] = field(default_factory=list)

    @property
    def is_suspicious(self) -> bool:
        """True when the page shows some text and hides other."""
        return self.n_seen > 0 and self.n_unseen > 0

    def watch(
        self, operator: bytes, operands: Sequence[object], cm: Sequence[float], tm: Sequence[float]
    ) -> None:
        """Take note of one instruction; ``cm`` and ``tm`` are the page's and the text's matrix."""
        if operator == b"q":
            self._saved.append(self._ink)
        elif operator == b"Q" and self._saved:
            self._ink = self._saved.pop()
        elif operator in _SHOWS_TEXT:
            self._count(cm, tm)
        elif operator in _WHITE:
            parts = _numbers(operands)
            is_white = bool(parts) and all(part == _WHITE[operator] for part in parts)
            self._ink = replace(self._ink, is_white=is_white)
        elif operator == b"Tr":
            self._ink = replace(self._ink, mode=_last_number(operands, self._ink.mode))
        elif operator == b"Tf":
            self._ink = replace(self._ink, points=_last_number(operands, self._ink.points))

    def _count(self, cm: Sequence[float], tm: Sequence[float]) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        left, bottom, right, top = self.box
        margin = OFF_PAGE_MARGIN_POINTS
        is_on_page = left - margin <= x <= right + margin and bottom - margin <= y <= top + margin
        points = abs(self._ink.points) * max(map(abs, tm[:4])) * max(map(abs, cm[:4]))
        is_tiny_white = self._ink.is_white and points < TINY_POINTS
        if self._ink.mode == INVISIBLE_MODE or not is_on_page or is_tiny_white:
            self.n_unseen += 1
        else:
            self.n_seen += 1


def _numbers(operands: Sequence[object]) -> list[float]:
    return [float(operand) for operand in operands if isinstance(operand, int | float)]


def _last_number(operands: Sequence[object], otherwise: float) -> float:
    return [otherwise, *_numbers(operands)][-1]
