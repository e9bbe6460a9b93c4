"""The words of one Word paragraph that a reader sees: with tracked insertions, without deletions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
_TINY_HALF_POINTS = frozenset("0123")
_MAX_BASE_STYLES = 20


@dataclass(frozen=True)
class Words:
    """What a paragraph shows, and how many words in it are hidden or white on white."""

    shown: str
    n_unseen: int


def read_words(paragraph: Element, hidden_styles: frozenset[str] = frozenset()) -> Words:
    """The words of a ``w:p`` element; line breaks as newlines, spacing as written.

    ``hidden_styles`` are the ids of the styles that hide text, as ``find_hidden_styles`` gives them.
    """
    shown: list[str] = []
    n_unseen = 0
    is_hidden_as_a_whole = _style_of(paragraph, "w:pPr", "w:pStyle") in hidden_styles
    for run in _runs(paragraph):
        words = "".join(_pieces(run))
        is_hidden = is_hidden_as_a_whole or _style_of(run, "w:rPr", "w:rStyle") in hidden_styles
        if is_unseen(run, is_hidden_by_style=is_hidden):
            n_unseen += len(words.split())
        else:
            shown.append(words)
    return Words("".join(shown), n_unseen)


def is_unseen(run: Element, *, is_hidden_by_style: bool = False) -> bool:
    """True for a run marked hidden, too small to read, or white where nothing dark lies behind it."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return is_hidden_by_style
    vanish = properties.find(qn("w:vanish"))
    if vanish.get(qn("w:val")) not in _OFF if vanish is not None else is_hidden_by_style:
        return True
    size = properties.find(qn("w:sz"))
    if size is not None and (size.get(qn("w:val")) or "") in _TINY_HALF_POINTS:
        return True
    colour = properties.find(qn("w:color"))
    is_white = colour is not None and (colour.get(qn("w:val")) or "").upper() == _WHITE
    return is_white and not _has_fill(run)


def find_hidden_styles(styles: Mapping[str, Element]) -> frozenset[str]:
    """The ids of the styles that hide their text, by themselves or by the style that they are based on."""
    hidden = {style_id for style_id, style in styles.items() if _hides(style)}
    for _ in range(_MAX_BASE_STYLES):
        heirs = {
            style_id
            for style_id, style in styles.items()
            if style_id not in hidden
            and style.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is None
            and _based_on(style) in hidden
        }
        if not heirs:
            break
        hidden |= heirs
    return frozenset(hidden)


def _hides(style: Element) -> bool:
    vanish = style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val")) not in _OFF


def _based_on(style: Element) -> str | None:
    base = style.find(qn("w:basedOn"))
    return base.get(qn("w:val")) if base is not None else None


def _style_of(node: Element, properties: str, tag: str) -> str | None:
    chosen = node.find(f"{qn(properties)}/{qn(tag)}")
    return chosen.get(qn("w:val")) if chosen is not None else None


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
