"""Real footnotes for Word: the part that holds them, its separators, and the marks in the text.

python-docx 1.2 writes none. The shapes are those of ECMA-376 part 1, 17.11 (footnotes and endnotes).
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.text.paragraph import Paragraph

from rag.briefings.word_styles import Style

_SEPARATORS = {-1: "separator", 0: "continuationSeparator"}
"""Ids of the lines that Word draws above notes; every file with notes needs both."""


class Footnotes:
    """The footnotes of one document, numbered in the order in which they are added."""

    def __init__(self, document: Document) -> None:
        """Give the document a part for footnotes; its styles must be there."""
        styles = document.styles
        self._text_style = styles[Style.FOOTNOTE_TEXT].style_id
        self._mark_style = styles[Style.FOOTNOTE_MARK].style_id
        self._notes: Element = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        for number, kind in _SEPARATORS.items():
            self._notes.append(_separator(number, kind))
        package = document.part.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._notes, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        _name_separators(document)
        self._n = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """A mark at the end of the paragraph, and the note that it stands for."""
        self._n += 1
        if paragraph._p.xpath("./w:r[last()]/w:footnoteReference"):
            # Notes 1 and 2 side by side would be read as note 12.
            apart = _run(self._mark_style)
            apart.text = "\u00a0"
            paragraph._p.append(apart)
        mark = _run(self._mark_style)
        mark.append(_with_id("w:footnoteReference", self._n))
        paragraph._p.append(mark)
        note = _with_id("w:footnote", self._n)
        note.append(self._note_paragraph(text))
        self._notes.append(note)

    def _note_paragraph(self, text: str) -> Element:
        paragraph = OxmlElement("w:p")
        paragraph.get_or_add_pPr().style = self._text_style
        number = _run(self._mark_style)
        number.append(OxmlElement("w:footnoteRef"))
        words = OxmlElement("w:r")
        words.text = f" {text}"
        paragraph.append(number)
        paragraph.append(words)
        return paragraph


def _run(style: str) -> Element:
    run = OxmlElement("w:r")
    run.style = style
    return run


def _with_id(tag: str, number: int) -> Element:
    element = OxmlElement(tag)
    element.set(qn("w:id"), str(number))
    return element


def _separator(number: int, kind: str) -> Element:
    return parse_xml(
        f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr>'
        f'<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    )


def _name_separators(document: Document) -> None:
    """Word looks for the separators' ids in the settings, at their place in the schema's order."""
    properties = OxmlElement("w:footnotePr")
    for number in _SEPARATORS:
        properties.append(_with_id("w:footnote", number))
    settings = document.settings.element
    settings.insert_element_before(properties, "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr")
