"""The look of the Word file: A4, Arial, British English, and the styles that tell apart who wrote what.

The styles are also how ``minutebook approve`` knows points, notes and the draft statement from one another
after an officer has worked on the file.
"""

from __future__ import annotations

from enum import StrEnum

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LANGUAGE = "en-GB"
_FONT = "Arial"
_INK, _QUIET, _MARK = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x4A, 0x4A, 0x4A), RGBColor(0x7A, 0x1F, 0x1F)
_KEPT_TABLES = frozenset(("Normal Table", "Table Grid"))
_UNUSED = ("/thumbnail", "/stylesWithEffects", "/customXml")


class Style(StrEnum):
    """Names of the styles that are used; those of Minutebook's own begin with its name."""

    TITLE = "Title"
    POINT = "List Bullet"
    DRAFT = "Minutebook Draft"
    APPROVAL = "Minutebook Approval"
    NOTE = "Minutebook Note"
    NOTE_ENTRY = "Minutebook Note Entry"
    OFFICER = "Officer Words"
    CELL = "Minutebook Cell"
    FOOTNOTE_TEXT = "footnote text"
    FOOTNOTE_MARK = "footnote reference"
    HEADER = "Header"
    FOOTER = "Footer"


def prepare(document: Document) -> None:
    """Give an empty document its page, its language and its styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    _leave_out_what_is_unused(document)
    _set_language(document)
    _set_usual_styles(document)
    _add_own_styles(document)


def _leave_out_what_is_unused(document: Document) -> None:
    """The stock template brings a picture of itself and 99 table styles, half a megabyte of them."""
    for holder in (document.part.package, document.part):
        for key, relationship in list(holder.rels.items()):
            if relationship.reltype.endswith(_UNUSED):
                del holder.rels[key]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in _KEPT_TABLES:
            style.delete()


def _set_language(document: Document) -> None:
    styles = document.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    properties.append(language)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_usual_styles(document: Document) -> None:
    styles = document.styles
    _set(styles["Normal"], 11, _INK, after=6)
    styles["Normal"].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _set(styles[Style.TITLE], 20, _INK, after=8, is_bold=True)
    _drop_border(styles[Style.TITLE])
    sizes = {1: 16, 2: 13, 3: 12}
    for level in range(1, 10):
        _set(
            styles[f"Heading {level}"],
            sizes.get(level, 11),
            _INK,
            before=14 if level == 1 else 10,
            after=4,
            is_bold=True,
        )
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    _set(styles[Style.POINT], 11, _INK, after=4)
    for name in (Style.HEADER, Style.FOOTER):
        _set(styles[name], 9, _QUIET)


def _add_own_styles(document: Document) -> None:
    note = _added(document, Style.NOTE, "Normal", 10, _QUIET)
    note.font.italic = True
    note.paragraph_format.left_indent = Cm(0.6)
    _set_side_rule(note)
    _added(document, Style.NOTE_ENTRY, Style.POINT, 10, _QUIET)
    _added(document, Style.OFFICER, "Normal", 11, _INK)
    for name in (Style.DRAFT, Style.APPROVAL):
        _added(document, name, "Normal", 11, _MARK if name is Style.DRAFT else _INK).font.bold = True
    # A new line that an officer begins behind the software's words is not the software's.
    for name in (Style.DRAFT, Style.APPROVAL, Style.NOTE, Style.NOTE_ENTRY):
        document.styles[name].next_paragraph_style = document.styles["Normal"]
    cell = _added(document, Style.CELL, "Normal", 9.5, _INK)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    text = _added(document, Style.FOOTNOTE_TEXT, "Normal", 9, _INK)
    text.paragraph_format.space_after = Pt(2)
    text.element.styleId = "FootnoteText"
    mark = document.styles.add_style(Style.FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True
    mark.element.styleId = "FootnoteReference"


def _added(document: Document, name: Style, base: str, size: float, colour: RGBColor) -> ParagraphStyle:
    is_words_own = name is Style.FOOTNOTE_TEXT
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=is_words_own)
    style.base_style = document.styles[base]
    style.hidden, style.quick_style = False, not is_words_own
    style.font.size, style.font.color.rgb = Pt(size), colour
    return style


def _set(
    style: ParagraphStyle,
    size: float,
    colour: RGBColor,
    *,
    before: float = 0,
    after: float = 0,
    is_bold: bool | None = None,
) -> None:
    """Font, size in points, colour and the space around; the theme's fonts would stand before ours."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, is_bold
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _drop_border(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_side_rule(style: ParagraphStyle) -> None:
    """A grey line at the left, so that notes are told from points without colour."""
    rule = OxmlElement("w:left")
    for name, value in (("w:val", "single"), ("w:sz", "18"), ("w:space", "8"), ("w:color", "8A8A8A")):
        rule.set(qn(name), value)
    borders = OxmlElement("w:pBdr")
    borders.append(rule)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )
