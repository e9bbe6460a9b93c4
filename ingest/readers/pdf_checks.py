"""What a PDF carries besides its pages: code that a viewer may run, and a table of contents without end."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, PdfObject

from ingest.papers import Notice

MAX_OUTLINE_ENTRIES = 10_000
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


def _along(entry: PdfObject | None) -> Iterator[tuple[int, int]]:
    """The object numbers of the entries that follow each other from ``entry`` on."""
    while entry is not None and entry.indirect_reference is not None:
        yield entry.indirect_reference.idnum, entry.indirect_reference.generation
        node = _dictionary(entry)
        entry = node.raw_get("/Next") if node is not None and "/Next" in node else None


def _dictionary(value: PdfObject | None) -> DictionaryObject | None:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else None
