"""What a reader of a PDF must know about its pages, in words: what was left out, recognised, or not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.papers import NO_TEXT_LAYER, Notice
from ingest.readers.composing import no_words
from ingest.readers.ocr import INSTALL_TESSERACT, SURE_PERCENT, Recognised
from ingest.readers.pdf_lines import PageLines

_RECOGNISE = f"Text recognition (OCR) can read it: {INSTALL_TESSERACT} and add the file again."
MAX_REASONS_SHOWN = 3
MAX_PAGES_SHOWN = 12


def without_words(
    n_pages: int, recognised: Sequence[Recognised] | None, running_lines: Sequence[str]
) -> Notice:
    """That no page of the file can be read, why, and what to do."""
    pages = "its page" if n_pages == 1 else f"any of its {n_pages:,} pages"
    if running_lines:
        return no_words(
            f"No words could be read on {pages} but headers and footers that recur. Ask for a version with text."
        )
    if recognised is None:
        found = (
            f"No words could be read on {pages}: there is no text layer. If they are pictures of pages, text "
            f"recognition (OCR) can read them: {INSTALL_TESSERACT} and add the file again. Or ask for a version "
            "with text."
        )
        return no_words(found)
    reasons = _shown(list(dict.fromkeys(each.trouble for each in recognised if each.trouble)))
    found = (
        f"No words could be read on {pages}: there is no text layer, and text recognition (OCR) read nothing "
        f"({reasons or 'no mark is on the paper'}). Ask for a version with text, or scan it again with more contrast."
    )
    return no_words(found)


def silent_pages(numbers: Sequence[int], recognised: Sequence[Recognised] | None) -> tuple[Notice, ...]:
    """A notice for each page without words; none for a page that was looked at and is blank."""
    looks = {each.number: each for each in recognised or ()}
    notices = []
    for number in numbers:
        look = looks.get(number)
        if look is not None and look.is_blank:
            continue
        if look is None:
            message = f"Page {number} has no text layer and can't be searched. {_RECOGNISE}"
        else:
            message = (
                f"Page {number} has no text layer and can't be searched: {look.trouble}. "
                "Read it in the original."
            )
        notices.append(Notice(NO_TEXT_LAYER, message, number))
    return tuple(notices)


def recognised_pages(numbers: Sequence[int], looks: Mapping[int, Recognised]) -> tuple[Notice, ...]:
    """A notice for each page whose words a program made out on a picture."""
    return tuple(_recognised_page(number, looks.get(number)) for number in numbers)


def _recognised_page(number: int, look: Recognised | None) -> Notice:
    check = "check against the original before relying on it"
    if look is None:
        message = f"Page {number} is a picture with a layer of recognised words: {check}."
        return Notice("ocr_page", message, number)
    if look.confidence >= SURE_PERCENT:
        return Notice("ocr_page", f"Page {number} was recognised from a picture: {check}.", number)
    message = (
        f"Page {number} was recognised from a picture that is hard to read (confidence "
        f"{look.confidence:.0f} %). Expect wrong words and figures: read the original instead of quoting it."
    )
    return Notice("ocr_page_doubtful", message, number)


def hidden_text(pages: Sequence[PageLines]) -> tuple[Notice, ...]:
    """What does not show on the printed pages: left out, or kept where it could not be told apart."""
    out = [number for number, page in enumerate(pages, 1) if page.n_unseen]
    kept = [number for number, page in enumerate(pages, 1) if page.has_unseen]
    notices = []
    if out:
        n_words = sum(page.n_unseen for page in pages)
        how_much = "1 word" if n_words == 1 else f"{n_words:,} words"
        message = (
            f"Text that does not show on the printed page was left out ({how_much} on page {_listed(out)}): "
            "invisible, covered, in the colour of the paper, too small to read, or off the page. "
            "Look at the original if something seems to be missing."
        )
        notices.append(Notice("hidden_text", message, out[0]))
    if kept:
        message = (
            f"Some text does not show on the printed page (page {_listed(kept)}): invisible, white or off the "
            "page. Look at the original before relying on it."
        )
        notices.append(Notice("hidden_text", message, kept[0]))
    return tuple(notices)


def left_out(examples: Sequence[str]) -> tuple[Notice, ...]:
    """The headers and footers that are not part of the text."""
    if not examples:
        return ()
    shown = ", ".join(f"“{example}”" for example in examples)
    return (Notice("running_lines", f"Headers and footers that recur were left out of the text: {shown}."),)


def incomplete(log: Sequence[str], *, has_damaged_outline: bool) -> tuple[Notice, ...]:
    """That text may be missing, with what the parser said instead of failing."""
    reasons = list(dict.fromkeys(log))
    if has_damaged_outline:
        reasons.append("the table of contents leads back to itself")
    if not reasons:
        return ()
    message = f"The file is damaged in places and text may be missing ({_shown(reasons)})."
    return (Notice("incomplete_extraction", f"{message} Compare with the original."),)


def _shown(reasons: Sequence[str]) -> str:
    more = f" and {len(reasons) - MAX_REASONS_SHOWN} more" if len(reasons) > MAX_REASONS_SHOWN else ""
    return "; ".join(reasons[:MAX_REASONS_SHOWN]) + more


def _listed(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - MAX_PAGES_SHOWN} more" if len(numbers) > MAX_PAGES_SHOWN else ""
    return ", ".join(map(str, numbers[:MAX_PAGES_SHOWN])) + more
