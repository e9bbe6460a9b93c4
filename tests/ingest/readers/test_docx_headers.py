"""Headers, footers and watermarks of Word files: markings in them count, their words are no text."""

import io

import docx
import pytest
from docx.oxml import parse_xml

from ingest.papers import Access, Status
from ingest.readers.read import read
from ingest.structure.paper import structure

WATERMARK = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pict>'
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="{}"/></v:shape></w:pict></w:r>'
)


def written(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def document():
    made = docx.Document()
    for line in (
        "Minutes of the meeting of the Harrow Safer Streets Panel",
        "11 March 2025",
        "21. Street lighting in Mill Lane",
        "The Manager reported that 14 of the 60 lamps had failed since October.",
    ):
        made.add_paragraph(line)
    return made


def paper(document):
    return structure(read(written(document), "a.docx"), "a.docx", "0" * 64, Access.PUBLIC)


def test_a_marking_in_a_header_makes_the_paper_exempt(document):
    assert paper(document).facts.access is Access.PUBLIC
    document.sections[0].header.paragraphs[0].text = "NOT FOR PUBLICATION"
    found = paper(document)
    assert found.facts.access is Access.EXEMPT
    assert "NOT FOR PUBLICATION" not in found.text.content


def test_a_marking_in_the_table_of_a_footer_counts_too(document):
    table = document.sections[0].footer.add_table(1, 2, docx.shared.Inches(6))
    table.rows[0].cells[1].text = "Confidential"
    assert paper(document).facts.access is Access.EXEMPT


def test_a_header_of_the_first_page_alone_counts_too(document):
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "Exempt item"
    assert paper(document).facts.access is Access.EXEMPT


def test_a_watermark_makes_a_draft(document):
    header = document.sections[0].header.paragraphs[0]
    header._p.append(parse_xml(WATERMARK.format("DRAFT")))
    found = paper(document)
    assert found.facts.status.value is Status.DRAFT
    assert "DRAFT" not in found.text.content


def test_each_line_is_kept_once(document):
    for section in (document.sections[0], document.add_section()):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Harrow Council"
        section.footer.is_linked_to_previous = False
        section.footer.paragraphs[0].text = "Page 1"
    assert read(written(document), "a.docx").running_lines == ("Harrow Council", "Page 1")


def test_a_paper_without_headers_has_none(document):
    assert read(written(document), "a.docx").running_lines == ()
