"""Web pages: what a reader of the page sees of the paper, in order, without the site around it.

Written for saved pages of committee systems (Modern.gov above all) and for minutes exported from Word as
HTML. The parser is lexbor, which repairs broken markup as browsers do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.papers import Notice, Text
from ingest.readers.composing import Composer
from ingest.readers.html_tables import caption_of, cells_of, is_layout, rows_of
from ingest.readers.markers import numeral
from ingest.readers.plain_text import decode
from ingest.readers.web_pages import cancelled_notices, main_part, refuse_navigation

_LEFT_OUT = frozenset(
    {"script", "style", "nav", "header", "footer", "template", "noscript", "head", "iframe", "object"}
    | {"embed", "svg", "math", "canvas", "button", "select", "textarea", "input", "dialog"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl"}
    | {"dt", "fieldset", "figcaption", "figure", "form", "hr", "legend", "li", "main", "p", "pre", "section"}
    | {"summary", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Modern.gov marks an item's title and its labels ("Decision:", "Minutes:") by class, not by tag.
_HEADING_CLASSES = {"mgAiTitleTxt": 3, "mgSubItemTitleTxt": 4}
_HIDDEN_CLASSES = frozenset({"mgHide", "mgFileSize", "is-hidden", "sr-only", "visually-hidden"})
_SITE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BREADCRUMBS = re.compile(r"bread-?crumb", re.I)
_ITEM_NUMBER = re.compile(r"[\d./]+")
_WHITE_SPACE = re.compile(r"\s+")
_ACTIVE_LINK = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*(windows-1252|iso-8859-1)", re.I)


def read_html(data: bytes, name: str) -> Text:
    """The text of a web page.

    Blocks are parted by blank lines, list entries and table rows stand on a line each, no-break spaces
    become ordinary ones. Hidden elements, menus, headers and footers of the site are left out.

    Raises:
        UnsupportedFormat: The bytes are not text.
        NoText: The page shows no words, or only leads to papers (a list of meetings or committees).
        RecursionError: The elements are nested deeper than Python's stack.
    """
    tree = LexborHTMLParser(_characters(data, name))
    reader = _PageReader()
    root = main_part(tree)
    notices: tuple[Notice, ...] = ()
    if root is not None:
        refuse_navigation(root, name)
        reader.read(root)
        notices = cancelled_notices(root)
    notices += hidden_text_notices(reader.n_hidden_words) + _active_content(tree)
    return reader.composer.finish(name=name, form="html", notices=notices, title=_title(tree))


@dataclass(frozen=True)
class Fragment:
    """What was noticed while a piece of markup was read: words hidden by style, and things to warn of."""

    n_hidden_words: int
    notices: tuple[Notice, ...]


def read_fragment(markup: str, composer: Composer, *, highest_level: int = 1) -> Fragment:
    """Add what a piece of HTML shows to a text in the making, by the same rules as a whole page.

    Args:
        markup: A body without a page around it, as web services and e-mails hold; a page does no harm.
        composer: Takes the blocks.
        highest_level: 1 to 9; headings in the piece that stand higher are brought down to it, so that they
            stay inside the section they are in.

    Raises:
        RecursionError: The elements are nested deeper than Python's stack.
    """
    tree = LexborHTMLParser(markup)
    reader = _PageReader(composer, highest_level)
    if tree.body is not None:
        reader.read(tree.body)
    return Fragment(reader.n_hidden_words, _active_content(tree))


@dataclass(frozen=True)
class _Lead:
    """What the next block begins with: a list marker, and whether it follows the line before directly."""

    marker: str = ""
    is_next_line: bool = False


class _PageReader:
    """Walks the elements; words gather in a line until an element ends the block."""

    def __init__(self, composer: Composer | None = None, highest_level: int = 1) -> None:
        self.composer = composer or Composer()
        self.n_hidden_words = 0
        self._highest_level = highest_level
        self._line: list[str] = []
        self._lead = _Lead()

    def read(self, root: LexborNode) -> None:
        """Read everything inside ``root``, up to the end of its last block."""
        self._read_children(root)
        self._end_block()

    def _read_children(self, node: LexborNode) -> None:
        child = node.child
        while child is not None:
            if child.is_text_node:
                self._line.append(_WHITE_SPACE.sub(" ", child.text_content or ""))
            elif child.is_element_node and child.tag not in _LEFT_OUT:
                self._read_element(child)
            child = child.next

    def _read_element(self, node: LexborNode) -> None:
        tag = node.tag or ""
        level = _heading_level(node)
        if _is_hidden(node):
            self.n_hidden_words += len(node.text().split()) if _is_hidden_by_style(node) else 0
        elif tag == "br":
            self._line.append("\n")
        elif level:
            self._read_heading(node, level)
        elif tag in {"ul", "ol"}:
            self._read_list(node, is_numbered=tag == "ol")
        elif tag == "table":
            self._read_table(node)
        elif tag in _BLOCKS:
            self._end_block()
            self._read_children(node)
            self._end_block()
        else:
            self._read_children(node)

    def _read_heading(self, node: LexborNode, level: int) -> None:
        self._end_block()
        self._read_children(node)
        # Modern.gov gives the number of an item the class of its title, in a cell of its own.
        words = "".join(self._line).strip()
        is_number = node.tag not in _HEADINGS and _ITEM_NUMBER.fullmatch(words) is not None
        self._end_block(None if is_number else max(level, self._highest_level))

    def _read_list(self, node: LexborNode, *, is_numbered: bool) -> None:
        self._end_block()
        number = _whole_number(node.attributes.get("start"), 1)
        style = node.attributes.get("type") or "1"
        is_next_line = False
        entry = node.child
        while entry is not None:
            if entry.is_element_node and entry.tag == "li" and not _is_hidden(entry):
                number = _whole_number(entry.attributes.get("value"), number)
                marker = f"{numeral(number, style)}. " if is_numbered else "- "
                self._lead = _Lead(marker, is_next_line)
                self._read_children(entry)
                self._end_block()
                number, is_next_line = number + 1, True
            elif entry.is_element_node and entry.tag not in _LEFT_OUT:
                self._read_element(entry)
            entry = entry.next
        self._lead = _Lead()

    def _read_table(self, node: LexborNode) -> None:
        self._end_block()
        rows = rows_of(node)
        if is_layout(rows):
            self._read_children(node)
            self._end_block()
            return
        caption = caption_of(node)
        if caption is not None and not _is_hidden(caption):
            self.read(caption)
        is_next_line = False
        for row in rows:
            cells = [self._cell_words(cell) for cell in cells_of(row) if not _is_hidden(cell)]
            if any(cells) and not _is_hidden(row):
                self.composer.add(" | ".join(cells), is_next_line=is_next_line)
                is_next_line = True

    def _cell_words(self, cell: LexborNode) -> str:
        """One cell on one line, read by the same rules as the page."""
        inner = _PageReader()
        inner.read(cell)
        self.n_hidden_words += inner.n_hidden_words
        self.composer.n_hidden += inner.composer.n_hidden
        return inner.composer.one_line()

    def _end_block(self, level: int | None = None) -> None:
        words = "".join(self._line).strip()
        self._line.clear()
        if words:
            lead, self._lead = self._lead, _Lead()
            self.composer.add(lead.marker + words, level=level, is_next_line=lead.is_next_line)


def _heading_level(node: LexborNode) -> int:
    classes = (node.attributes.get("class") or "").split()
    by_class = max((_HEADING_CLASSES.get(name, 0) for name in classes), default=0)
    return _HEADINGS.get(node.tag or "", by_class)


def _is_hidden_by_style(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return "hidden" in node.attributes or _HIDDEN_STYLE.search(style) is not None


def _is_hidden(node: LexborNode) -> bool:
    classes = (node.attributes.get("class") or "").split()
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    is_of_site = node.attributes.get("role") in _SITE_ROLES or _BREADCRUMBS.search(names) is not None
    return is_of_site or not _HIDDEN_CLASSES.isdisjoint(classes) or _is_hidden_by_style(node)


def _whole_number(written: str | None, otherwise: int) -> int:
    is_number = written is not None and re.fullmatch(r"\s*\d{1,6}\s*", written) is not None
    return int(written) if written is not None and is_number else otherwise


def _characters(data: bytes, name: str) -> str:
    # Pages without a declared character set, or with the usual one, are decoded like plain text.
    if _CHARSET.search(data[:2048]):
        return data.decode("cp1252", errors="replace")
    return decode(data, name)


def _title(tree: LexborHTMLParser) -> str | None:
    meta = tree.css_first('meta[name="DC.title"]')
    if meta is not None and meta.attributes.get("content"):
        return meta.attributes["content"]
    title = tree.css_first("head title")
    return title.text() if title is not None else None


def hidden_text_notices(n_words: int) -> tuple[Notice, ...]:
    """The notice that words hidden by style were left out; empty when there were none."""
    if not n_words:
        return ()
    message = f"Words that the page hides from its readers were left out ({n_words:,})."
    return (Notice("hidden_text", message + " Look at the original page if something seems to be missing."),)


def _active_content(tree: LexborHTMLParser) -> tuple[Notice, ...]:
    has_link = any(
        _ACTIVE_LINK.match(node.attributes.get(place) or "")
        for place in ("href", "src")
        for node in tree.css(f"a[{place}], iframe[{place}], area[{place}]")
    )
    if not has_link and tree.css_first("[onerror], [onload]:not(body), object, embed") is None:
        return ()
    message = "The page holds links or elements that run code; they were left out. Do not open the original"
    return (Notice("active_content", message + " unless you trust where it came from."),)
