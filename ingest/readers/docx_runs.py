"""The words of one Word paragraph that a reader sees: with tracked insertions, without deletions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_NOT_READ = frozenset(
    qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:rPr", "w:instrText", "w:delText")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_OFF = frozenset({"0", "false", "off"})
_PLAIN_FILLS = frozenset({None, "auto", "FFFFFF"})
_WHITE = "FFFFFF"


@dataclass(frozen=True)
class Words:
    """What a paragraph shows, and how many words in it are hidden or white on white."""

    shown: str
    n_unseen: int


def read_words(paragraph: Element) -> Words:
    """The words of a ``w:p`` element; line breaks as newlines, spacing as written."""
    shown: list[str] = []
    n_unseen = 0
    for run in _runs(paragraph):
        words = "".join(_pieces(run))
        if is_unseen(run):
            n_unseen += len(words.split())
        else:
            shown.append(words)
    return Words("".join(shown), n_unseen)


def is_unseen(run: Element) -> bool:
    """True for a run marked hidden, or white where nothing dark lies behind it."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return False
    vanish = properties.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val")) not in _OFF:
        return True
    colour = properties.find(qn("w:color"))
    is_white = colour is not None and (colour.get(qn("w:val")) or "").upper() == _WHITE
    return is_white and not _has_fill(run)


def _runs(node: Element) -> Iterator[Element]:
    for child in node:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in _NOT_READ:
            yield from _runs(child)


def _pieces(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]


def _has_fill(run: Element) -> bool:
    """True when the run, its paragraph, its cell or its table is shaded."""
    place: Element | None = run
    while place is not None:
        for shade in place.iterchildren(qn("w:rPr"), qn("w:pPr"), qn("w:tcPr"), qn("w:tblPr")):
            fill = shade.find(qn("w:shd"))
            if fill is not None and fill.get(qn("w:fill")) not in _PLAIN_FILLS:
                return True
        place = place.getparent()
    return False
