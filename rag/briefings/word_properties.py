"""What a Word file of a briefing says of itself where nobody edits: its title and author, its id and standing.

The id and the standing are custom properties (ECMA-376 part 1, 22.3), which Word and LibreOffice keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml

from rag.briefings.word_styles import LANGUAGE

BRIEFING = "Minutebook briefing"
"""Holds the id of the briefing."""
STANDING = "Minutebook standing"
STATEMENT = "Minutebook statement"
"""Holds the words of the draft statement: a paragraph of other words is not taken for it."""
APPROVED_BY = "Minutebook approved by"
APPROVED_ON = "Minutebook approved on"
APPROVED_ALTHOUGH = "Minutebook approved although"
DRAFT, APPROVED = "draft", "approved"
AUTHOR = "Minutebook"

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The one format id that the standard gives for properties of a user's own."""
_FIRST_PID = 2


def describe(document: Document, title: str, author: str) -> None:
    """Set the core properties of a new file."""
    properties = document.core_properties
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.created = properties.modified = now
    properties.language, properties.comments, properties.revision = LANGUAGE, "", 1


def custom_properties(document: Document) -> dict[str, str]:
    """The custom properties that are text; empty where the file has none."""
    for relationship in document.part.package.rels.values():
        if relationship.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES and not relationship.is_external:
            root = parse_xml(relationship.target_part.blob)
            return {
                str(each.get("name")): "".join(each.itertext())
                for each in root
                if each.tag == f"{{{_PROPERTIES}}}property"
            }
    return {}


def set_custom_properties(document: Document, properties: Mapping[str, str]) -> None:
    """Set these properties and keep what others have set as text."""
    package = document.part.package
    merged = {**custom_properties(document), **properties}
    for key, relationship in list(package.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES:
            del package.rels[key]
    root = parse_xml(f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"/>')
    for pid, (name, value) in enumerate(merged.items(), _FIRST_PID):
        each = parse_xml(f'<property xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"><vt:lpwstr/></property>')
        each.set("fmtid", _FORMAT)
        each.set("pid", str(pid))
        each.set("name", name)
        each[0].text = value
        root.append(each)
    part = XmlPart(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, root, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
