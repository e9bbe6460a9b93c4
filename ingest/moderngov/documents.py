"""Documents of a Modern.gov site: which are closed to us, what is really one, and what its file is called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

import httpx

from ingest.moderngov.answers import Document
from ingest.moderngov.site import Answer, NotGiven

_ENDINGS: Final = frozenset({".pdf", ".docx", ".doc", ".html", ".htm", ".txt", ".xlsx", ".xls", ".pptx"})
_WEB_ENDINGS: Final = frozenset({".html", ".htm"})
_MEDIA_ENDINGS: Final = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/html": ".html",
    "text/plain": ".txt",
}
_WEB_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.I)
# "Part 2" is not among the words: long reports are split into parts as well.
_MARKED_CLOSED: Final = re.compile(r"\b(?:exempt|confidential|not for publication)\b", re.I)
_UNSAFE_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_MAX_NAME: Final = 120
"""Characters of a file name without its ending: whole titles can be longer than a disk allows."""


def closed_because(document: Document) -> str | None:
    """Why a document must not even be asked for; None for one that is open to the public."""
    if document.is_restricted:
        return "the council marks it as restricted, so it was not fetched."
    if _MARKED_CLOSED.search(document.title):
        return (
            "its title says that it is exempt or confidential, so it was not fetched. If it is meant for the "
            "public, save it from your browser and ingest the file."
        )
    return None


def require_document(answer: Answer, document: Document, url: httpx.URL) -> None:
    """Pass what can be the document; a site answers some refusals with a page and status 200.

    Raises:
        NotGiven: There is nothing in it, or it is a web page where a file was listed.
    """
    if not answer.data:
        raise NotGiven(f"{url}: the site sends an empty file. Open it in a browser.")
    if document.is_link or _suffix(url) in _WEB_ENDINGS:
        return
    if answer.media_type == "text/html" or _WEB_PAGE.match(answer.data):
        raise NotGiven(f"{url}: the site sends a web page instead of the document. Open it in a browser.")


def ending_of(answer: Answer, url: httpx.URL) -> str:
    """The ending that suits the content: by its first bytes, the site's word for it, or the address."""
    if answer.data.startswith(b"%PDF-"):
        return ".pdf"
    suffix = _suffix(url)
    return _MEDIA_ENDINGS.get(answer.media_type, suffix if suffix in _ENDINGS else "")


def file_name(title: str, ending: str) -> str:
    """The title as a file name: what no file system likes becomes a blank, an ending it has is not doubled."""
    stem = " ".join(_UNSAFE_IN_NAMES.sub(" ", title).split())
    return f"{stem[:_MAX_NAME].strip(' .') or 'untitled'}{ending}"


def is_minutes(title: str) -> bool:
    """Whether a title is that of minutes, which are filed with the meeting after the one they are of."""
    return re.search(r"\bminutes?\b", title, re.I) is not None


def _suffix(url: httpx.URL) -> str:
    return PurePosixPath(url.path).suffix.lower()
