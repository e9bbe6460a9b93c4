import re
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import NoText, ReadError, UnsupportedFormat
from ingest.papers import NO_WORDS, Text
from ingest.readers.docx import read_docx
from ingest.readers.docx_package import MAX_BYTES_XML_PART

Saver = Callable[[Document], bytes]
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9’-]{0,20}", fullmatch=True)


def read_back(document: Document, saved: Saver) -> Text:
    return read_docx(saved(document), "a.docx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(sections=st.lists(st.tuples(st.integers(0, 9), WORDS, WORDS), min_size=1, max_size=5))
def test_the_span_of_a_heading_is_its_words(sections: list[tuple[int, str, str]], saved: Saver) -> None:
    import docx

    document = docx.Document()
    for level, title, body in sections:
        document.add_heading(title, level)
        document.add_paragraph(body)
    text = read_back(document, saved)
    found = [
        (heading.level, text.content[heading.span.start : heading.span.end]) for heading in text.headings
    ]
    assert found == [(max(level, 1), title) for level, title, _ in sections]


def test_paragraphs_lists_and_tables_come_in_document_order(new_docx: Document, saved: Saver) -> None:
    new_docx.add_paragraph("It was agreed:")
    for entry in ("first", "second"):
        new_docx.add_paragraph(entry, style="List Bullet")
    table = new_docx.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Item", "Cost", "Vehicles", "£12,000"), strict=True):
        cell.text = words
    new_docx.add_paragraph("After\nthe table.")
    assert read_back(new_docx, saved).content == (
        "It was agreed:\n\n- first\n- second\n\nItem | Cost\nVehicles | £12,000\n\nAfter\nthe table."
    )


def test_a_merged_cell_is_read_once_and_a_frame_of_one_column_is_text(
    new_docx: Document, saved: Saver
) -> None:
    table = new_docx.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Wide"
    table.cell(0, 2).text = "Narrow"
    frame = new_docx.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "First.\nSecond."
    assert read_back(new_docx, saved).content == "Wide | Narrow\n\nFirst.\nSecond."


def test_numbered_lists_print_their_numbers(new_docx: Document, saved: Saver) -> None:
    define_list(new_docx, 77, [("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "%1(%2)(%3)")])
    for depth, words in (
        (0, "Welcome"),
        (0, "Reports"),
        (1, "one"),
        (1, "two"),
        (2, "deep"),
        (0, "Close"),
        (1, "x"),
    ):
        put_in_list(new_docx.add_paragraph(words), 77, depth)
    printed = re.sub(r"\n+", "\n", read_back(new_docx, saved).content)
    assert printed == "1. Welcome\n2. Reports\n(a) one\n(b) two\n2(b)(i) deep\n3. Close\n(a) x"


def test_a_list_that_is_told_to_start_elsewhere_does(new_docx: Document, saved: Saver) -> None:
    define_list(new_docx, 78, [("decimal", "%1.")], start=24)
    for words in ("Urgent items", "Declarations"):
        put_in_list(new_docx.add_paragraph(words), 78, 0)
    assert read_back(new_docx, saved).content == "24. Urgent items\n\n25. Declarations"


def test_numbers_that_a_style_prints_are_found(new_docx: Document, saved: Saver) -> None:
    for words in ("one", "two"):
        new_docx.add_paragraph(words, style="List Number")
    assert read_back(new_docx, saved).content == "1. one\n\n2. two"


def test_insertions_are_read_and_deletions_never(new_docx: Document, saved: Saver) -> None:
    paragraph = new_docx.add_paragraph("The Panel ")._p
    change = '<w:{tag} {ns} w:id="1" w:author="a"><w:r><w:{text}>{words}</w:{text}></w:r></w:{tag}>'
    ns = nsdecls("w")
    paragraph.append(parse_xml(change.format(tag="ins", ns=ns, text="t", words="agreed")))
    paragraph.append(parse_xml(change.format(tag="del", ns=ns, text="delText", words="refused")))
    paragraph.append(parse_xml(change.format(tag="moveFrom", ns=ns, text="t", words="moved")))
    assert read_back(new_docx, saved).content == "The Panel agreed"


def test_hidden_and_white_text_is_left_out_with_a_notice(new_docx: Document, saved: Saver) -> None:
    paragraph = new_docx.add_paragraph("Shown. ")
    paragraph.add_run("Hidden.").font.hidden = True
    paragraph.add_run("White words.").font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    text = read_back(new_docx, saved)
    assert text.content == "Shown."
    assert "3 words" in text.notices[0].message


def test_white_words_on_a_shaded_cell_are_read(new_docx: Document, saved: Saver) -> None:
    cell = new_docx.add_table(rows=1, cols=2).cell(0, 0)
    cell.paragraphs[0].add_run("Item").font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="003366"/>'))
    text = read_back(new_docx, saved)
    assert (text.content, text.notices) == ("Item |", ())


def test_content_controls_and_text_boxes_are_read(new_docx: Document, saved: Saver) -> None:
    ns = nsdecls("w")
    body = new_docx.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    box = "<w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent>"
    body.insert(
        1, parse_xml(f"<w:p {ns}><w:r><w:t>Beside</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r></w:p>")
    )
    assert read_back(new_docx, saved).content == "Control\n\nBeside\n\nBox"


def test_footnotes_are_left_out_with_a_notice(new_docx: Document, saved: Saver) -> None:
    new_docx.add_paragraph("Noted").runs[0]._r.append(OxmlElement("w:footnoteReference"))
    (notice,) = read_back(new_docx, saved).notices
    assert notice.code == "footnotes_left_out"


def test_the_title_comes_from_the_properties(new_docx: Document, saved: Saver) -> None:
    new_docx.add_paragraph("x")
    new_docx.core_properties.title = "Minutes,\n24 September"
    assert read_back(new_docx, saved).title == "Minutes, 24 September"


def test_a_document_without_words_is_refused(new_docx: Document, saved: Saver) -> None:
    with pytest.raises(NoText, match="no words"):
        read_back(new_docx, saved)


def test_a_document_of_pictures_has_no_words_and_says_what_to_do(new_docx: Document, saved: Saver) -> None:
    new_docx.add_paragraph().add_run()._r.append(OxmlElement("w:drawing"))
    text = read_back(new_docx, saved)
    assert text.content == ""
    (notice,) = text.notices
    assert notice.code == NO_WORDS
    assert "Print it to a PDF" in notice.message


@pytest.mark.parametrize(
    ("changes", "error", "found"),
    [
        ({"word__vbaProject_dot_bin": b"x"}, UnsupportedFormat, "macros"),
        ({".." + "__evil_dot_txt": b"x"}, ReadError, "leads out"),
        ({"WORD__document_dot_xml": b"x"}, ReadError, "two parts"),
        ({"word__extra_dot_xml": b"<!DOCTYPE a><a/>"}, ReadError, "document type"),
        ({"word__extra_dot_xml": "<!ENTITY a 'b'>".encode("utf-16")}, ReadError, "document type"),
        ({"word__extra_dot_xml": b" " * (MAX_BYTES_XML_PART + 1)}, ReadError, "bytes"),
        ({"word__document_dot_xml": b"<w:document"}, ReadError, "damaged"),
        ({"docProps__core_dot_xml": b"<cp:coreProperties"}, ReadError, "damaged"),
    ],
)
def test_a_harmful_package_is_refused_before_it_is_parsed(
    new_docx: Document,
    saved: Saver,
    repacked: Callable[..., bytes],
    changes: dict[str, bytes],
    error: type[ReadError],
    found: str,
) -> None:
    new_docx.add_paragraph("Minutes")
    with pytest.raises(error, match=found):
        read_docx(repacked(saved(new_docx), **changes), "a.docx")


@pytest.mark.parametrize(
    ("target", "codes"),
    [("http://host.invalid/t.dotm", ["external_reference"]), (r"file:///C:\Templates\Normal.dotm", [])],
)
def test_only_what_lies_on_another_machine_is_pointed_out(
    new_docx: Document, saved: Saver, repacked: Callable[..., bytes], target: str, codes: list[str]
) -> None:
    new_docx.add_paragraph("Minutes")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    named = f'<Relationship Id="r" Type="{kind}" Target="{target}" TargetMode="External"/>'
    relation = f'<Relationships xmlns="{PACKAGE}">{named}'
    package = repacked(
        saved(new_docx), word___rels__settings_dot_xml_dot_rels=relation.encode() + b"</Relationships>"
    )
    assert [notice.code for notice in read_docx(package, "a.docx").notices] == codes


def define_list(
    document: Document, list_id: int, levels: list[tuple[str, str]], start: int | None = None
) -> None:
    """Add a numbered list to the document; ``levels`` are Word's number format and pattern."""
    root = document.part.numbering_part.element
    forms = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    root.append(
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{forms}</w:abstractNum>')
    )
    override = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
    )
    chosen = f'<w:abstractNumId w:val="{list_id}"/>{override}'
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}">{chosen}</w:num>'))


def put_in_list(paragraph: object, list_id: int, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    properties.get_or_add_ilvl().set(qn("w:val"), str(depth))
    properties.get_or_add_numId().set(qn("w:val"), str(list_id))


def test_text_hidden_by_a_style_is_left_out_with_a_notice(new_docx: Document, saved: Saver) -> None:
    secret = new_docx.styles.add_style("Secret", WD_STYLE_TYPE.CHARACTER)
    secret.font.hidden = True
    heir = new_docx.styles.add_style("Heir", WD_STYLE_TYPE.PARAGRAPH)
    heir.base_style = new_docx.styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    heir.base_style.font.hidden = True
    new_docx.add_paragraph("Shown. ").add_run("Hidden.", style=secret)
    new_docx.add_paragraph("Hidden too. ", style=heir).add_run("But not this.").font.hidden = False
    text = read_back(new_docx, saved)
    assert text.content == "Shown.\n\nBut not this."
    assert "3 words" in text.notices[0].message


def test_text_too_small_to_read_is_left_out(new_docx: Document, saved: Saver) -> None:
    new_docx.add_paragraph("Shown. ").add_run("Say yes.").font.size = Pt(1)
    assert read_back(new_docx, saved).content == "Shown."
