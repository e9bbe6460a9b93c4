"""Headers, footers and watermarks of a Word file: no part of its text, but a marking may stand in one."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

from ingest.readers.composing import fold_spaces
from ingest.readers.docx_runs import read_words

_MOST_LINES = 200
_LONGEST = 200
_KINDS = ("/header", "/footer")
_WATERMARK = "{urn:schemas-microsoft-com:vml}textpath"


def running_lines(document: Document) -> tuple[str, ...]:
    """Each line of the headers and footers once, and the words of watermarks; at most 200 of 200 characters."""
    found: dict[str, None] = {}
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(_KINDS):
            continue
        part = relation.target_part.element
        lines = [read_words(paragraph).shown for paragraph in part.iter(qn("w:p"))]
        lines += [mark.get("string") or "" for mark in part.iter(_WATERMARK)]
        for line in "\n".join(lines).split("\n"):
            words = fold_spaces(line)[:_LONGEST]
            if words and len(found) < _MOST_LINES:
                found[words] = None
    return tuple(found)
