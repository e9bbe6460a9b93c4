"""The record of a draft inside its file, in a form that is never shown and outlives an officer's editing.

Word: a custom XML part, which Word and LibreOffice keep. HTML: an attribute of an empty template element, which
no browser shows or runs. Markdown: a comment at the end. JSON: a field of its own.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from pydantic import ValidationError

from rag.briefings.blocks import Block, blocks_of
from rag.briefings.briefing import Briefing
from rag.briefings.draft_bounds import BeyondBounds, require_small_file
from rag.briefings.draft_file import DAMAGE, opened, unsettled
from rag.briefings.provenance import Provenance, from_json, to_json
from rag.errors import DraftError

ENDINGS = (".docx", ".html", ".md", ".json")
_NAMESPACE = "urn:minutebook:draft"
_STORE_ID = "{5B0B4C1E-9A57-4A0B-8E0D-6D696E757465}"
"""Word tells the custom parts of a file apart by such ids; which one it is has no meaning."""
_XML_TYPE = "application/xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_PROPERTIES = (
    '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    f'ds:itemID="{_STORE_ID}"><ds:schemaRefs><ds:schemaRef ds:uri="{_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
_HTML = re.compile(r'<template data-minutebook-draft="([^"]*)"></template>')
_MARKDOWN = ("<!-- minutebook-draft: {", "} -->")
"""What the record is between; its braces are part of it."""
_FIELD = "provenance"


def with_record(content: bytes, ending: str, provenance: Provenance) -> bytes:
    """The file with the record of what it was made from, and of its paragraphs as they stand in it."""
    marks = tuple(provenance.print_of(block.text) for block in blocks_of(content, ending))
    kept = to_json(provenance.model_copy(update={"paragraphs": marks}))
    if ending == ".docx":
        return _with_part(content, kept)
    text = content.decode()
    if ending == ".html":
        hidden = f'<template data-minutebook-draft="{html.escape(kept)}"></template>'
        return text.replace("</body>", f"{hidden}</body>", 1).encode()
    if ending == ".md":
        return f"{text.rstrip()}\n\n<!-- minutebook-draft: {kept} -->\n".encode()
    return json.dumps(json.loads(text) | {_FIELD: json.loads(kept)}, ensure_ascii=False).encode()


def recorded_json(briefing: Briefing, provenance: Provenance) -> dict[str, Any]:
    """The briefing's JSON object with the record in it."""
    content = json.dumps(briefing.to_json(), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return dict(json.loads(with_record(content, ".json", provenance)))


def without_record(document: Document) -> None:
    """Take the record out of a Word file, which a final briefing has no use for."""
    for rel_id, part in _custom_parts(document):
        if _NAMESPACE.encode() in part.blob:
            document.part.drop_rel(rel_id)
            document.part.rels.pop(rel_id, None)


def read_draft(content: bytes, name: str) -> tuple[Provenance, list[Block]]:
    """The record that a draft carries, and its paragraphs as they are now.

    Raises:
        DraftError: The file is of another kind, too large, damaged, or carries no record.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise DraftError(f"{name}: a draft to bring up to date ends in {', '.join(ENDINGS)}.")
    with _readable(name):
        require_small_file(content)
        kept = _record_in(content, ending, name)
        if kept is None:
            raise DraftError(
                f"{name}: carries no record of a draft by Minutebook. Take the file that Minutebook wrote, "
                "or that file as Word saved it; a copy in another format loses the record."
            )
        return from_json(kept, name), blocks_of(content, ending)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Tell what is wrong with a draft with its name before it."""
    try:
        yield
    except BeyondBounds as problem:
        raise problem.named(name) from problem
    except DAMAGE as problem:
        raise DraftError(f"{name}: damaged {_damage(problem)}") from problem


def _damage(problem: Exception) -> str:
    """What is wrong with a draft, in brackets, and what to do."""
    match problem:
        case json.JSONDecodeError():
            where = f"line {problem.lineno}, column {problem.colno}: {problem.msg}"
            return f"({where}). Put that place right, or take the file as Minutebook wrote it."
        case ValidationError():
            fault = problem.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, fault["loc"])) or "the file"
            return (
                f"({where}: {fault['msg']}). Put that field right, or take the file as Minutebook wrote it."
            )
        case UnicodeDecodeError():
            return f"(byte {problem.start + 1:,} is no UTF-8). Save it as UTF-8, and take that."
        case RecursionError():
            return "(its parts stand too deep inside one another). Take the file as Minutebook wrote it."
    return f"({problem}). Open it, save it again, and take that."


def unsettled_in(content: bytes, name: str) -> tuple[str, ...]:
    """What a Word file holds that no paragraph shows as it is, in words: tracked changes, comments, hidden text."""
    if PurePath(name).suffix.lower() != ".docx":
        return ()
    with _readable(name):
        return tuple(unsettled(docx.Document(io.BytesIO(content))))


def _record_in(content: bytes, ending: str, name: str) -> str | None:
    if ending == ".docx":
        return _in_part(opened(content, name))
    text = content.decode()
    if ending == ".json":
        read = json.loads(text)
        return json.dumps(read[_FIELD]) if isinstance(read, dict) and _FIELD in read else None
    if ending == ".html":
        found = _HTML.findall(text)
        return html.unescape(found[-1]) if found else None
    return _in_comment(text)


def _in_comment(text: str) -> str | None:
    """The last record of a Markdown file; each stands on one line."""
    begin, end = _MARKDOWN
    _, is_there, rest = text.rpartition(begin)
    record, is_ended, _ = rest.partition("\n")[0].partition(end)
    return f"{{{record}}}" if is_there and is_ended else None


def _with_part(content: bytes, kept: str) -> bytes:
    document = docx.Document(io.BytesIO(content))
    without_record(document)
    package = document.part.package
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(taken) + 2) if f"/customXml/item{n}.xml" not in taken)
    blob = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<draft xmlns="{_NAMESPACE}">{escape(kept)}</draft>'.encode()
    )
    part = Part(PackURI(f"/customXml/item{number}.xml"), _XML_TYPE, blob, package)
    properties = Part(
        PackURI(f"/customXml/itemProps{number}.xml"), _PROPERTIES_TYPE, _PROPERTIES.encode(), package
    )
    part.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _in_part(document: Document) -> str | None:
    for _, part in _custom_parts(document):
        if _NAMESPACE.encode() in part.blob:
            root = parse_xml(part.blob)
            if root.tag == f"{{{_NAMESPACE}}}draft":
                return str(root.text or "")
    return None


def _custom_parts(document: Document) -> list[tuple[str, Part]]:
    return [
        (rel_id, relation.target_part)
        for rel_id, relation in document.part.rels.items()
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external
    ]
