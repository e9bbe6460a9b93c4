"""PDF papers: the text of every page, the page map, and what could not be read.

pypdf raises far more than its own errors on damaged files and only logs when it gives up on part of a
page; both end here, as a ReadError or as a Notice.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

from pypdf import PdfReader
from pypdf.errors import LimitReachedError

from ingest.errors import NoText, ReadError
from ingest.papers import Notice, Page, Span, Text
from ingest.readers.characters import hidden_notices
from ingest.readers.composing import require_words, tidy_title
from ingest.readers.pdf_checks import active_content, outline_is_damaged
from ingest.readers.pdf_lines import PageLines, page_lines
from ingest.readers.running_lines import leave_out_running_lines

OCR_ADVICE = "Run text recognition (OCR) on the file, for example with ocrmypdf, and add the result."
MAX_LOG_LINES_SHOWN = 3
_SENTENCE_ENDS = (".", ":", ";", "!", "?")


def read_pdf(data: bytes, name: str) -> Text:
    """The text of a PDF, page by page.

    Running headers and footers are left out and named in a notice. Lines stay as printed.

    Raises:
        ReadError: The file is damaged, needs a password, has no pages, or passes a limit of the parser.
        NoText: No page has a text layer.
    """
    with _heard() as log:
        try:
            return _read(data, name, log)
        except (ReadError, RecursionError, MemoryError):
            raise
        except LimitReachedError as error:
            raise ReadError(
                f"{name}: built so that reading it would take too much memory or time ({error}). "
                "Ask for the original, or print it to a new PDF and add that."
            ) from error
        # pypdf lets ValueError, TypeError, KeyError and others through: 6 % of damaged files, measured.
        except Exception as error:
            raise ReadError(
                f"{name}: a damaged PDF ({type(error).__name__}: {error}). "
                "Ask for the file again, or print it to a new PDF and add that."
            ) from error


def _read(data: bytes, name: str, log: list[str]) -> Text:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadError(f"{name}: needs a password. Save a copy without the password and add that.")
    if not len(reader.pages):
        raise ReadError(f"{name}: a PDF without pages. Check that the right file was sent.")
    read_pages = _read_pages(reader)
    silent = tuple(n for n, page in enumerate(read_pages, 1) if not _has_words(page))
    if len(silent) == len(read_pages):
        raise NoText(f"{name}: no page has a text layer (pictures of pages, {len(silent)}). {OCR_ADVICE}")
    running = leave_out_running_lines([page.lines for page in read_pages])
    content, spans = join_pages(running.pages)
    require_words(content, name, OCR_ADVICE)
    notices = (
        *(_no_text_layer(number) for number in silent),
        *_left_out(running.examples),
        *_hidden_text([number for number, page in enumerate(read_pages, 1) if page.has_unseen]),
        *active_content(reader),
        *hidden_notices(sum(page.n_hidden for page in read_pages)),
        *_incomplete(log, has_damaged_outline=outline_is_damaged(reader)),
    )
    title = reader.metadata.title if reader.metadata else None
    pages = _page_map(spans, _labels(reader))
    return Text(content=content, format="pdf", pages=pages, notices=notices, title=tidy_title(title))


def _read_pages(reader: PdfReader) -> list[PageLines]:
    """Every page; one that can't be read is empty and logged, unless none can.

    Raises:
        Exception: Whatever pypdf raised on the last page when no page could be read.
    """
    read_pages: list[PageLines] = []
    failure: Exception | None = None
    n_failed = 0
    for number, page in enumerate(reader.pages, 1):
        try:
            read_pages.append(page_lines(page))
        except (RecursionError, MemoryError):
            raise
        # One damaged page must not cost the paper its other pages; what pypdf raises is not only its own.
        except Exception as error:
            logging.getLogger("pypdf").warning("page %d can't be read: %s", number, error)
            read_pages.append(PageLines((), 0))
            failure, n_failed = error, n_failed + 1
    if failure is not None and n_failed == len(read_pages):
        raise failure
    return read_pages


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


def _page_map(spans: Sequence[Span], labels: Sequence[str | None]) -> tuple[Page, ...]:
    return tuple(
        Page(number, span, label if label != str(number) else None)
        for number, (span, label) in enumerate(zip(spans, labels, strict=True), 1)
    )


def _labels(reader: PdfReader) -> list[str | None]:
    try:
        labels: list[str | None] = list(reader.page_labels)
    # Page labels are a comfort: a damaged table of labels must not cost the paper its text.
    except Exception as error:
        logging.getLogger("pypdf").warning("page labels can't be read: %s", error)
        labels = []
    labels = [label or None for label in labels[: len(reader.pages)]]
    return labels + [None] * (len(reader.pages) - len(labels))


def _has_words(page: PageLines) -> bool:
    return any(character.isalnum() for line in page.lines for character in line)


def _no_text_layer(number: int) -> Notice:
    message = f"Page {number} has no text layer and can't be searched. {OCR_ADVICE}"
    return Notice("no_text_layer", message, number)


def _hidden_text(numbers: Sequence[int]) -> tuple[Notice, ...]:
    if not numbers:
        return ()
    where = ", ".join(map(str, numbers))
    message = f"Some text does not show on the printed page (page {where}): invisible, white or off the page."
    return (Notice("hidden_text", f"{message} Look at the original before relying on it.", numbers[0]),)


def _left_out(examples: Sequence[str]) -> tuple[Notice, ...]:
    if not examples:
        return ()
    shown = ", ".join(f"“{example}”" for example in examples)
    return (Notice("running_lines", f"Headers and footers that recur were left out of the text: {shown}."),)


def _incomplete(log: Sequence[str], *, has_damaged_outline: bool) -> tuple[Notice, ...]:
    reasons = list(dict.fromkeys(log))
    if has_damaged_outline:
        reasons.append("the table of contents leads back to itself")
    if not reasons:
        return ()
    shown = "; ".join(reasons[:MAX_LOG_LINES_SHOWN])
    more = f" and {len(reasons) - MAX_LOG_LINES_SHOWN} more" if len(reasons) > MAX_LOG_LINES_SHOWN else ""
    message = f"The file is damaged in places and text may be missing ({shown}{more})."
    return (Notice("incomplete_extraction", f"{message} Compare with the original."),)


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
