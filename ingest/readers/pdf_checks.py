"""What a PDF carries besides its words: code that a viewer may run, loops, and pages that unfold without end."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from ingest.papers import Notice

MAX_OUTLINE_ENTRIES = 10_000
MAX_FORM_RUNS = 100_000
MOST_BELIEVED = 75_000_000
"""Bytes that a part of a PDF may claim to have; more than a file may have that is read at all."""
ANY_LENGTH = 10**100
_RUNS_FORM = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_CODE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})


def active_content(reader: PdfReader) -> tuple[Notice, ...]:
    """A notice when opening the file would run code; Minutebook itself never runs any."""
    root = reader.root_object
    opens = _dictionary(root.get("/OpenAction"))
    names = _dictionary(root.get("/Names"))
    has_action = opens is not None and opens.get("/S") in _CODE_ACTIONS
    if not has_action and "/AA" not in root and (names is None or "/JavaScript" not in names):
        return ()
    message = "The file holds code that runs when it is opened in a viewer; it was not run here. Do not open"
    return (Notice("active_content", f"{message} the original unless you trust where it came from."),)


def outline_is_damaged(reader: PdfReader) -> bool:
    """True when the top level of the table of contents leads back to itself or goes on without end."""
    outline = _dictionary(reader.root_object.get("/Outlines"))
    first = outline.raw_get("/First") if outline is not None and "/First" in outline else None
    seen: set[tuple[int, int]] = set()
    for reference in _along(first):
        if reference in seen or len(seen) >= MAX_OUTLINE_ENTRIES:
            return True
        seen.add(reference)
    return False


class Unbelieved(io.BytesIO):
    """A PDF whose parts may claim any length: no more is read than there is, and a claim of more is logged.

    pypdf refuses a file for such a claim, which does no harm here, and finds the true end by itself.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """What is left of the file, at most ``size`` bytes."""
        if size is None or size <= MOST_BELIEVED:
            return super().read(size)
        logging.getLogger("pypdf").warning("a part of it claims to be %d bytes long", size)
        return super().read()


class Unfolding:
    """Counts what a page draws when every form that it names, and those that these name, is drawn.

    PDFium draws them all; ten forms that each draw the next ten times are ten thousand million.
    """

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def is_too_large(self, page: PageObject) -> bool:
        """True when the page draws more than 100,000 forms.

        Raises:
            LimitReachedError: The instructions of the page unpack to too many bytes.
            Exception: Whatever pypdf raises on damage.
        """
        contents = page.get("/Contents")
        found = contents.get_object() if contents is not None else None
        parts = found if isinstance(found, ArrayObject) else [found]
        drawn = b"\n".join(
            part.get_data()
            for each in parts
            if each is not None and isinstance(part := each.get_object(), StreamObject)
        )
        return self._runs(drawn, _dictionary(page.get("/Resources"))) > MAX_FORM_RUNS

    def _runs(self, drawn: bytes, resources: DictionaryObject | None) -> int:
        parts = _dictionary(resources.get("/XObject")) if resources is not None else None
        if parts is None:
            return 0
        n_runs = 0
        for name in _RUNS_FORM.findall(drawn):
            key = "/" + name.decode("latin-1")
            n_runs += self._of_form(parts.raw_get(key)) if key in parts else 0
            if n_runs > MAX_FORM_RUNS:
                break
        return n_runs

    def _of_form(self, reference: PdfObject) -> int:
        """1 for the form itself and what it draws; 0 for a picture, and for a form that is being counted."""
        number = getattr(reference.indirect_reference or reference, "idnum", None)
        form = reference.get_object()
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return 0
        if number is None:
            return 1 + self._runs(form.get_data(), _dictionary(form.get("/Resources")))
        if number not in self._known:
            self._known[number] = 0
            self._known[number] = 1 + self._runs(form.get_data(), _dictionary(form.get("/Resources")))
        return self._known[number]


def _along(entry: PdfObject | None) -> Iterator[tuple[int, int]]:
    """The object numbers of the entries that follow each other from ``entry`` on."""
    while entry is not None and entry.indirect_reference is not None:
        yield entry.indirect_reference.idnum, entry.indirect_reference.generation
        node = _dictionary(entry)
        entry = node.raw_get("/Next") if node is not None and "/Next" in node else None


def _dictionary(value: PdfObject | None) -> DictionaryObject | None:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else None
