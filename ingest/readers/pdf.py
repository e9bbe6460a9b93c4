"""PDF papers: the text of every page, the page map, and what could not be read.

PDFium draws the pages; pypdf checks the file, and reads the text where PDFium can't. pypdf raises far more
than its own errors on damaged files and only logs when it gives up on part of a page; both end here, as a
ReadError or as a Notice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from ingest.errors import ReadError
from ingest.papers import Notice, Page, Span, Text
from ingest.readers.characters import hidden_notices
from ingest.readers.composing import has_words, tidy_title
from ingest.readers.ocr import Recognised
from ingest.readers.pdf_checks import ANY_LENGTH, Unbelieved, Unfolding, active_content, outline_is_damaged
from ingest.readers.pdf_lines import PageLines, drawn_lines, page_lines, tidy_lines
from ingest.readers.pdf_notices import (
    hidden_text,
    incomplete,
    left_out,
    recognised_pages,
    silent_pages,
    without_words,
)
from ingest.readers.running_lines import leave_out_running_lines

_OBJECT = re.compile(r"IndirectObject\((\d+), \d+, \d+\)")
_SENTENCE_ENDS = (".", ":", ";", "!", "?")


def read_pdf(data: bytes, name: str, recognised: Sequence[Recognised] | None = None) -> Text:
    """The text of a PDF, page by page; without a word, and with a notice, where no page has words.

    Running headers and footers, and words that do not show on the page, are left out and named in a
    notice. Lines stay as printed.

    Args:
        data: The whole file.
        name: The file name, for messages.
        recognised: What text recognition made of pages without a text layer; None when it was not tried.

    Raises:
        ReadError: The file is damaged, needs a password, has no pages, or passes a limit of the parser.
    """
    with _heard() as log, apply_configuration(maximum_declared_stream_length=ANY_LENGTH):
        try:
            return _read(data, name, recognised, log)
        except (ReadError, RecursionError, MemoryError):
            raise
        except LimitReachedError as error:
            raise ReadError(
                f"{name}: built so that reading it would take too much memory or time ({_said(error)}). "
                "Ask for the original, or print it to a new PDF and add that."
            ) from error
        # pypdf lets ValueError, TypeError, KeyError and others through: 6 % of damaged files, measured.
        except Exception as error:
            raise ReadError(
                f"{name}: a damaged PDF ({type(error).__name__}: {_said(error)}). "
                "Ask for the file again, or print it to a new PDF and add that."
            ) from error


def _read(data: bytes, name: str, recognised: Sequence[Recognised] | None, log: list[str]) -> Text:
    reader = PdfReader(Unbelieved(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError(f"{name}: needs a password. Save a copy without the password and add that.")
    if not len(reader.pages):
        raise ReadError(f"{name}: a PDF without pages. Check that the right file was sent.")
    looks = {each.number: each for each in recognised or ()}
    read_pages = [
        page if _has_words(page) else _looked_at(page, looks.get(number))
        for number, page in enumerate(_all_pages(data, reader, log), 1)
    ]
    silent = [number for number, page in enumerate(read_pages, 1) if not _has_words(page)]
    running = leave_out_running_lines([page.lines for page in read_pages])
    content, spans = join_pages(running.pages)
    if not has_words(content):
        content, spans = "", tuple(Span(0, 0) for _ in read_pages)
        unread: tuple[Notice, ...] = (without_words(len(read_pages), recognised, running.examples),)
    else:
        unread = silent_pages(silent, recognised)
    notices = (
        *unread,
        *recognised_pages([n for n, page in enumerate(read_pages, 1) if page.is_recognised], looks),
        *left_out(running.examples),
        *hidden_text(read_pages),
        *active_content(reader),
        *hidden_notices(sum(page.n_hidden for page in read_pages)),
        *incomplete(log, has_damaged_outline=outline_is_damaged(reader)),
    )
    title = reader.metadata.title if reader.metadata else None
    labels = _labels(reader, len(read_pages))
    pages = tuple(
        Page(number, span, label if label != str(number) else None, page.is_recognised)
        for number, (span, label, page) in enumerate(zip(spans, labels, read_pages, strict=True), 1)
    )
    return Text(
        content=content,
        format="pdf",
        pages=pages,
        notices=notices,
        title=tidy_title(title),
        running_lines=running.examples,
    )


def _all_pages(data: bytes, reader: PdfReader, log: list[str]) -> list[PageLines]:
    """Every page by PDFium; by pypdf where PDFium is not installed or can't open the file or the page."""
    try:
        from ingest.readers.pdf_drawn import CannotDraw, DrawnPaper
    except ImportError:
        log.append("pypdfium2 is not installed, so hidden text and tables were not told apart")
        return _each_page(len(reader.pages), lambda number: page_lines(reader.pages[number - 1]))
    try:
        paper = DrawnPaper(data)
    except CannotDraw as error:
        log.append(f"PDFium can't open it: {error}")
        return _each_page(len(reader.pages), lambda number: page_lines(reader.pages[number - 1]))
    unfolding = Unfolding()

    def read_page(number: int) -> PageLines:
        page = reader.pages[number - 1] if number <= len(reader.pages) else None
        damage = None
        try:
            if page is not None and unfolding.is_too_large(page):
                return page_lines(page, is_once=True)
        except (RecursionError, MemoryError, LimitReachedError):
            raise
        # PDFium reads pages that are too damaged for pypdf, whatever that raises.
        except Exception as error:
            damage = error
        drawn = drawn_lines(paper.page(number))
        if damage is not None:
            if not _has_words(drawn):
                raise damage
            logging.getLogger("pypdf").warning("page %d is damaged: %s", number, damage)
        elif page is not None and not _has_words(drawn) and not drawn.n_unseen:
            _hear_of_damage(page, number)
        return drawn

    try:
        return _each_page(paper.n_pages, read_page)
    finally:
        paper.close()


def _hear_of_damage(page: PageObject, number: int) -> None:
    """Have pypdf look at a page without words: PDFium passes over damage in silence, pypdf logs it."""
    try:
        page_lines(page, is_once=True)
    except (RecursionError, MemoryError):
        raise
    # What pypdf raises on damage is not only its own; the page has no words whatever it is.
    except Exception as error:
        logging.getLogger("pypdf").warning("page %d can't be read: %s", number, error)


def _each_page(n_pages: int, read_page: Callable[[int], PageLines]) -> list[PageLines]:
    """Every page; one that can't be read is empty and logged, unless none can.

    Raises:
        Exception: Whatever was raised on the last page when no page could be read.
    """
    read_pages: list[PageLines] = []
    failure: Exception | None = None
    n_failed = 0
    for number in range(1, n_pages + 1):
        try:
            read_pages.append(read_page(number))
        except (RecursionError, MemoryError):
            raise
        # One damaged page must not cost the paper its other pages; what pypdf raises is not only its own.
        except Exception as error:
            logging.getLogger("pypdf").warning("page %d can't be read: %s", number, error)
            read_pages.append(PageLines(()))
            failure, n_failed = error, n_failed + 1
    if failure is not None and n_failed == len(read_pages):
        raise failure
    return read_pages


def _looked_at(page: PageLines, look: Recognised | None) -> PageLines:
    """A page without words, with those recognised on its picture where there are any."""
    if look is None or not look.lines:
        return page
    lines, n_hidden = tidy_lines("\n".join(look.lines))
    return PageLines(lines, n_hidden, page.n_unseen, is_recognised=True)


def join_pages(pages: Sequence[Sequence[str]]) -> tuple[str, tuple[Span, ...]]:
    """One text of all pages and the span of each; the spans cover the text without gaps.

    Pages are parted by a blank line, or by a line end where a sentence runs on. The break belongs to the
    page before it; a page without text has an empty span.
    """
    pieces: list[str] = []
    following = ""
    for lines in reversed(pages):
        text = _block_text(lines)
        pieces.append(text + (_break_between(text, following) if text and following else ""))
        following = text or following
    pieces.reverse()
    ends = list(accumulate(map(len, pieces)))
    spans = tuple(Span(end - len(piece), end) for piece, end in zip(pieces, ends, strict=True))
    return "".join(pieces), spans


def _block_text(lines: Sequence[str]) -> str:
    kept = [line for place, line in enumerate(lines) if line.strip() or (place and lines[place - 1].strip())]
    return "\n".join(line.strip() for line in kept).strip()


def _break_between(text: str, following: str) -> str:
    runs_on = following[0].islower() and not text.endswith(_SENTENCE_ENDS)
    return "\n" if runs_on else "\n\n"


def _labels(reader: PdfReader, n_pages: int) -> list[str | None]:
    try:
        labels: list[str | None] = list(reader.page_labels)
    # Page labels are a comfort: a damaged table of labels must not cost the paper its text.
    except Exception as error:
        logging.getLogger("pypdf").warning("page labels can't be read: %s", error)
        labels = []
    labels = [label or None for label in labels[:n_pages]]
    return labels + [None] * (n_pages - len(labels))


def _said(error: Exception) -> str:
    """What pypdf says, with objects by their number in the file instead of as Python shows them."""
    return _OBJECT.sub(r"object \1", str(error))


def _has_words(page: PageLines) -> bool:
    return any(character.isalnum() for line in page.lines for character in line)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Collects what pypdf logs instead of raising, and keeps it off the screen meanwhile."""
    heard: list[str] = []

    class _Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger = logging.getLogger("pypdf")
    listener, passed_on = _Listener(logging.WARNING), logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(listener)
        logger.propagate = passed_on
