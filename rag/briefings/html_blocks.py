"""The paragraphs of a briefing's web page, read while it is parsed: no tree is built.

A tree can be made to cost what the page doesn't show, such as elements that every later paragraph repeats. What is
remembered here are the elements that are open, and the words of each paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from rag.briefings.draft_bounds import MOST_DEPTH, MOST_ELEMENTS, BeyondBounds

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OF_THEIR_OWN = frozenset(
    (*_HEADINGS, "p", "li", "th", "td", "caption", "dt", "dd", "blockquote", "pre")
    + ("div", "section", "article", "main", "aside", "address", "figcaption", "summary", "body")
)
"""Elements whose words, but for those of such elements inside them, are a paragraph."""
_NOT_READ = frozenset(("sup", "nav", "template", "header", "footer", "style", "script", "title"))
_LINK_BACK = "doc-backlink"
_SKIPS = "skip"


def html_blocks(page: str) -> Iterator[tuple[str, int | None]]:
    """Words and level of each paragraph, in the order in which they begin; the level is None but for headings.

    Words beside the paragraphs inside of an element, such as those of a bare ``div``, are a paragraph too.

    Raises:
        BeyondBounds: The page has more elements, or more inside one another, than any draft.
    """
    blocks = _Blocks()
    parser = etree.HTMLParser(target=blocks, huge_tree=True)
    parser.feed(page)
    for block in parser.close():
        yield "".join(block.pieces), block.level


@dataclass
class _Found:
    """One paragraph while it is read."""

    level: int | None
    pieces: list[str] = field(default_factory=list)


class _Blocks:
    """Takes what the parser finds, in its words: start, end, data, close."""

    def __init__(self) -> None:
        self._found: list[_Found] = []
        self._open: list[_Found | None] = []
        """For each open element the paragraph that words in it belong to; None where they are not read."""
        self._n_elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._n_elements += 1
        if self._n_elements > MOST_ELEMENTS:
            raise BeyondBounds("elements", MOST_ELEMENTS)
        if len(self._open) >= MOST_DEPTH:
            raise BeyondBounds("elements inside one another", MOST_DEPTH)
        around = self._open[-1] if self._open else _Found(None)
        if around is None or tag in _NOT_READ or _leads_elsewhere(tag, attributes):
            self._open.append(None)
        elif tag in _OF_THEIR_OWN:
            around.pieces.append(" ")
            self._found.append(found := _Found(_HEADINGS.index(tag) if tag in _HEADINGS else None))
            self._open.append(found)
        else:
            self._open.append(around)

    def end(self, tag: str) -> None:
        self._open.pop()

    def data(self, words: str) -> None:
        if self._open and (block := self._open[-1]) is not None:
            block.pieces.append(words)

    def close(self) -> list[_Found]:
        return self._found


def _leads_elsewhere(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether it is a link of the page's own, such as the one from a source back to where it is cited."""
    return tag == "a" and (
        attributes.get("role") == _LINK_BACK or _SKIPS in attributes.get("class", "").split()
    )
