"""What a Word file holds besides its own words: pictures, other files, fields that start a program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn

from ingest.papers import Notice

_STARTS_PROGRAM = re.compile(r"(?<![a-z])DDE(?:AUTO)?(?![a-z])", re.I)


def holds_more(document: Document) -> bool:
    """Whether there are pictures, drawings, embedded objects or other files in it."""
    tags = (qn("w:drawing"), qn("w:pict"), qn("w:object"), qn("w:altChunk"))
    return next(document.element.body.iter(*tags), None) is not None


def not_read(document: Document) -> tuple[Notice, ...]:
    """Notices of other files in the text, which Word alone can put together, and of fields that are no words."""
    notices = []
    n_files = sum(1 for _ in document.element.body.iter(qn("w:altChunk")))
    if n_files:
        message = f"Part of it lies in another file inside this one and was not read ({n_files:,})."
        notices.append(
            Notice("file_inside", f"{message} Open it in Word, save it as .docx, and add the saved copy.")
        )
    if _STARTS_PROGRAM.search("".join(_instructions(document))):
        message = (
            "The file holds a field that starts another program (DDE); it was not run here. Do not open the"
        )
        notices.append(
            Notice("active_content", f"{message} original in Word unless you trust where it came from.")
        )
    return tuple(notices)


def _instructions(document: Document) -> Iterator[str]:
    """The instructions of fields, each of which may be in many pieces, parted by line ends."""
    for element in document.element.body.iter(qn("w:instrText"), qn("w:fldChar"), qn("w:fldSimple")):
        if element.tag == qn("w:instrText"):
            yield element.text or ""
        else:
            yield f"\n{element.get(qn('w:instr')) or ''}\n"
