"""Tables of a web page: which hold data, which only place things on the page, and their rows."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
# An element that a cell of figures or words does not need: the table lays out a page.
_LAYOUT_PARTS = "table, div, section, article, h1, h2, h3, h4, h5, h6"

_PARAGRAPHS_OF_A_PAGE = 3
"""A cell with so many paragraphs is a column of the page (title, label and text of an item), not a figure."""


def child_elements(node: LexborNode) -> Iterator[LexborNode]:
    """The elements directly inside, in order."""
    child = node.child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def rows_of(table: LexborNode) -> list[LexborNode]:
    """The rows of this table, not those of tables inside it."""
    rows: list[LexborNode] = []
    for part in child_elements(table):
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in _ROW_GROUPS:
            rows.extend(row for row in child_elements(part) if row.tag == "tr")
    return rows


def cells_of(row: LexborNode) -> list[LexborNode]:
    """The cells of a row from left to right."""
    return [cell for cell in child_elements(row) if cell.tag in _CELLS]


def caption_of(table: LexborNode) -> LexborNode | None:
    """The caption of the table, if it has one."""
    return next((part for part in child_elements(table) if part.tag == "caption"), None)


def is_layout(rows: list[LexborNode]) -> bool:
    """True when the table places blocks on the page, so that its cells are read one after another.

    That is so when a cell holds blocks of its own, or when no row has two cells (a box around text).
    """
    cells = [cells_of(row) for row in rows]
    if max(map(len, cells), default=0) < 2:
        return True
    return any(_holds_blocks(cell) for row in cells for cell in row)


def _holds_blocks(cell: LexborNode) -> bool:
    if any(part.mem_id != cell.mem_id for part in cell.css(_LAYOUT_PARTS)):
        return True
    n_paragraphs = sum(bool(part.text(strip=True)) for part in cell.css("p, li"))
    return n_paragraphs >= _PARAGRAPHS_OF_A_PAGE
