"""The names of a Word document's paragraph styles, looked up once.

python-docx goes through all styles for every paragraph that is asked for its own, and so needs minutes for a file
of some thousand paragraphs.
"""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_USUAL = "Normal"
_ON = frozenset(("1", "true", "on"))
_TYPE, _ID, _DEFAULT, _VALUE = (qn(f"w:{name}") for name in ("type", "styleId", "default", "val"))
_STYLE, _NAME, _PROPERTIES, _OF = (qn(f"w:{name}") for name in ("style", "name", "pPr", "pStyle"))


class StyleNames:
    """What the styles of paragraphs are called, as the file has it (``heading 1``)."""

    def __init__(self, document: Document) -> None:
        self._names: dict[str, str | None] = {}
        self._usual = _USUAL
        for style in document.styles.element.iterchildren(_STYLE):
            is_paragraphs = style.get(_TYPE) == "paragraph"
            name = _name_of(style)
            self._names.setdefault(str(style.get(_ID)), name if is_paragraphs else None)
            if is_paragraphs and style.get(_DEFAULT) in _ON:
                self._usual = name  # ECMA-376 part 1, 17.7.4.17: the last one that says so

    def of(self, paragraph: Element) -> str:
        """The name of the paragraph's style; that of the usual one where it names none that is there."""
        properties = paragraph.find(_PROPERTIES)
        named = None if properties is None else properties.find(_OF)
        style_id = None if named is None else named.get(_VALUE)
        return (None if style_id is None else self._names.get(style_id)) or self._usual


def _name_of(style: Element) -> str:
    named = style.find(_NAME)
    return "" if named is None else str(named.get(_VALUE, ""))
