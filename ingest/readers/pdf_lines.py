"""The lines of one PDF page as they are printed, whichever way its program wrote them.

They come from PDFium, or from pypdf where that can't open the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypdf import PageObject

from ingest.readers.characters import clean
from ingest.readers.pdf_columns import join_columns
from ingest.readers.pdf_rows import printed_lines
from ingest.readers.pdf_unseen import UnseenText

if TYPE_CHECKING:
    from ingest.readers.pdf_drawn import DrawnPage

MIN_WORDS_PER_LINE = 1.5
MIN_SHARE_KEPT_BY_LAYOUT = 0.95
_LIGATURES = str.maketrans(
    dict(
        zip(
            "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06",
            ("ff", "fi", "fl", "ffi", "ffl", "st", "st"),
            strict=True,
        )
    )
)
# Microsoft's PDF printer maps the ligatures of Calibri to letters of other languages: "Mee\u019fng".
_OFFICE_LIGATURES = {"\u019f": "ti", "\u01a9": "tt", "\u01ab": "tti", "\u014c": "ft"}
_OFFICE_LIGATURE = re.compile("(?<=[a-z])[\u019f\u01a9\u01ab\u014c]|[\u019f\u01a9](?=[a-z])")
# Bullets as fonts draw them, the private-use codes of Symbol and Wingdings among them.
_BULLETS = "\u2022\u00b7\u25cf\u25cb\u25aa\u25a0\u25e6\u2023\u2043\u27a2\uf0b7\uf0a7\uf0d8\uf0fc"
_BULLET = re.compile(f"^[{_BULLETS}](?=\\s|$|[A-Z])\\s*")


@dataclass(frozen=True)
class PageLines:
    """Lines of a page, blank ones between blocks.

    ``n_hidden`` counts the hidden characters taken out and ``n_unseen`` the words left out because they do
    not show when the page is printed; ``has_unseen`` tells of such words that could not be told apart and
    are among the lines. ``is_recognised`` marks lines that a program made out on a picture of the page.
    """

    lines: tuple[str, ...]
    n_hidden: int = 0
    n_unseen: int = 0
    has_unseen: bool = False
    is_recognised: bool = False


def drawn_lines(page: DrawnPage) -> PageLines:
    """The printed lines of a page as PDFium draws it, without the words that do not show."""
    lines, n_hidden = tidy_lines("\n".join(printed_lines(page.lines)))
    return PageLines(lines, n_hidden, page.n_unseen, is_recognised=page.is_recognised)


def page_lines(page: PageObject, *, is_once: bool = False) -> PageLines:
    """The printed lines of a page as pypdf makes them out; for files that PDFium can't open.

    pypdf's plain mode gives one word a line on PDFs from Google Docs; its layout mode gives proper lines
    there but drops pages that are turned. So plain comes first, layout where plain is broken up, and plain
    again where layout loses text. ``is_once`` stops after the first, for a page that takes long.
    """
    box = page.mediabox
    unseen = UnseenText((float(box.left), float(box.bottom), float(box.right), float(box.top)))
    plain = page.extract_text(visitor_operand_before=unseen.watch)
    chosen = plain
    if not is_once and _is_broken_up(plain):
        layout = page.extract_text(extraction_mode="layout")
        chosen = layout if _n_marks(layout) >= MIN_SHARE_KEPT_BY_LAYOUT * _n_marks(plain) else plain
    cleaned = clean(_spell_out_ligatures(chosen).replace("\u00a0", " "))
    printed = join_columns([line.rstrip() for line in cleaned.text.split("\n")])
    bulleted = tuple(_BULLET.sub("- ", line) for line in printed)
    return PageLines(bulleted, cleaned.n_hidden, has_unseen=unseen.is_suspicious)


def tidy_lines(text: str) -> tuple[tuple[str, ...], int]:
    """Lines with ligatures spelt out and bullets as ``- ``, and the number of hidden characters taken out."""
    cleaned = clean(_spell_out_ligatures(text).replace("\u00a0", " "))
    return tuple(_BULLET.sub("- ", line.rstrip()) for line in cleaned.text.split("\n")), cleaned.n_hidden


def _spell_out_ligatures(text: str) -> str:
    return _OFFICE_LIGATURE.sub(lambda found: _OFFICE_LIGATURES[found[0]], text.translate(_LIGATURES))


def _is_broken_up(plain: str) -> bool:
    n_lines = sum(1 for line in plain.splitlines() if line.strip())
    return n_lines > 0 and len(plain.split()) < MIN_WORDS_PER_LINE * n_lines


def _n_marks(text: str) -> int:
    return sum(map(len, text.split()))
