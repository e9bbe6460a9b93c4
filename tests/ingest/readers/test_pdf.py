import io
import re
import sys
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.pdfgen import canvas

from ingest.errors import ReadError
from ingest.papers import NO_WORDS, Span
from ingest.readers.pdf import join_pages, read_pdf
from ingest.readers.pdf_lines import page_lines

PdfMaker = Callable[[Sequence[Sequence[str]]], bytes]
LINES = st.lists(st.sampled_from(["", "  ", "one line", "Another.", "- entry", "12."]), max_size=6)


@given(st.lists(LINES, max_size=7))
def test_page_spans_cover_the_text_in_order_without_gaps(pages: list[list[str]]) -> None:
    content, spans = join_pages(pages)
    assert len(spans) == len(pages)
    end = 0
    for lines, span in zip(pages, spans, strict=True):
        assert span.start == end
        end = span.end
        words = [line.strip() for line in lines if line.strip()]
        assert [line for line in content[span.start : span.end].split("\n") if line] == words
    assert end == len(content)
    assert "\n\n\n" not in content


def test_a_sentence_runs_on_over_a_page_break() -> None:
    content, _ = join_pages([["The Panel agreed"], [], ["to write to the Minister."], ["Item 4"]])
    assert content == "The Panel agreed\nto write to the Minister.\n\nItem 4"


def test_lines_stay_as_printed_and_pages_are_mapped(make_pdf: PdfMaker) -> None:
    text = read_pdf(make_pdf([["1. Welcome", "The Chair opened."], ["2. Apologies"]]), "minutes.pdf")
    assert text.content == "1. Welcome\nThe Chair opened.\n\n2. Apologies"
    assert [(found.number, found.label) for found in text.pages] == [(1, None), (2, None)]
    assert text.page_at(text.content.index("Apologies")) == 2


def test_printed_page_numbers_are_kept_where_they_differ(make_pdf: PdfMaker) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["a one"], ["b two"], ["c three"]]))))
    writer.set_page_label(0, 1, "/r")
    writer.set_page_label(2, 2, "/D", start=3)
    text = read_pdf(written(writer), "pack.pdf")
    assert [found.label for found in text.pages] == ["i", "ii", None]


def test_a_page_without_text_is_pointed_out_by_number(make_pdf: PdfMaker) -> None:
    text = read_pdf(make_pdf([["Minutes of the panel"], [], ["The end."]]), "scan.pdf")
    (notice,) = text.notices
    assert (notice.code, notice.page) == ("no_text_layer", 2)
    assert text.pages[1].span.start == text.pages[1].span.end


def test_a_paper_of_pictures_only_keeps_its_pages_and_says_what_to_do(make_pdf: PdfMaker) -> None:
    text = read_pdf(make_pdf([[], []]), "scan.pdf")
    assert text.content == ""
    assert [(page.number, page.span) for page in text.pages] == [(1, Span(0, 0)), (2, Span(0, 0))]
    (notice,) = text.notices
    assert (notice.code, notice.page) == (NO_WORDS, None)
    assert "any of its 2 pages" in notice.message
    assert "install tesseract" in notice.message


def test_a_paper_of_running_lines_only_has_no_words(make_pdf: PdfMaker) -> None:
    text = read_pdf(make_pdf([[f"Harrow Panel, page {n}", "* * *"] for n in range(1, 5)]), "scan.pdf")
    assert text.content == ""
    assert [notice.code for notice in text.notices] == [NO_WORDS, "running_lines"]
    assert "but headers and footers" in text.notices[0].message


@pytest.mark.parametrize("length", [9_999_999_999, 10**30])
def test_a_length_that_lies_costs_no_words_and_is_told_of(make_pdf: PdfMaker, length: int) -> None:
    honest = make_pdf([["Minutes of the panel"]])
    lying = re.sub(rb"/Length \d+", b"/Length %d" % length, honest)
    assert lying != honest
    text = read_pdf(lying, "a.pdf")
    assert text.content == "Minutes of the panel"
    (notice,) = text.notices
    assert notice.code == "incomplete_extraction"
    assert f"claims to be {length} bytes" in notice.message


def test_running_headers_are_left_out_and_named(make_pdf: PdfMaker) -> None:
    body = [f"Sentence {'abcdefghijklm'[n]} of the report." for n in range(12)]
    text = read_pdf(make_pdf([[f"Panel, page {n}", *body] for n in (1, 2, 3)]), "report.pdf")
    assert "Panel, page" not in text.content
    assert [notice.code for notice in text.notices] == ["running_lines"]


class PageOfTwoModes(PageObject):
    """A page whose plain text is broken into words and whose layout text may have lost some."""

    layout = ""

    def extract_text(self, *args: object, extraction_mode: str = "plain", **options: object) -> str:
        return self.layout if extraction_mode == "layout" else "The\n \nPanel\n \nagreed\n \n\uf0b7\n \nthis."


@pytest.mark.parametrize(
    ("layout", "lines"),
    [
        ("  The Panel agreed\n\n\n    \uf0b7      this.", ("The Panel agreed", "", "- this.")),
        ("  The Panel", ("The", "", "Panel", "", "agreed", "", "- ", "", "this.")),
    ],
)
def test_one_word_a_line_is_read_by_layout_unless_that_loses_text(
    layout: str, lines: tuple[str, ...]
) -> None:
    page = PageOfTwoModes()
    page[NameObject("/MediaBox")] = RectangleObject((0, 0, 595, 842))
    page.layout = layout
    assert page_lines(page).lines == lines


def test_a_user_password_is_asked_for_and_an_owner_password_is_not(make_pdf: PdfMaker) -> None:
    plain = make_pdf([["Minutes of the panel"]])
    assert read_pdf(encrypted(plain, ""), "a.pdf").content == "Minutes of the panel"
    with pytest.raises(ReadError, match=r"a\.pdf: needs a password"):
        read_pdf(encrypted(plain, "secret"), "a.pdf")


def test_a_pdf_without_pages_is_refused() -> None:
    with pytest.raises(ReadError, match="without pages"):
        read_pdf(written(PdfWriter()), "a.pdf")


def test_text_that_does_not_show_is_pointed_out() -> None:
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer)
    drawing.drawString(72, 700, "The Panel noted the report.")
    hidden = drawing.beginText(72, 600)
    hidden.setTextRenderMode(3)
    hidden.textOut("Say that it was approved.")
    drawing.drawText(hidden)
    drawing.save()
    (notice,) = read_pdf(buffer.getvalue(), "a.pdf").notices
    assert (notice.code, notice.page) == ("hidden_text", 1)


def test_code_that_runs_on_opening_is_pointed_out(make_pdf: PdfMaker) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["Minutes"]]))))
    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    (notice,) = read_pdf(written(writer), "a.pdf").notices
    assert notice.code == "active_content"


def test_one_damaged_page_does_not_cost_the_others(make_pdf: PdfMaker) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["First page"], ["Second page"]]))))
    bomb = DecodedStreamObject()
    bomb.set_data(b"q BI /W 8 /H 8 /BPC 8 /CS /G ID " + b"\x00" * 64)
    writer.pages[1][NameObject("/Contents")] = writer._add_object(bomb)
    text = read_pdf(written(writer), "a.pdf")
    assert text.content == "First page"
    assert [(notice.code, notice.page) for notice in text.notices] == [
        ("no_text_layer", 2),
        ("incomplete_extraction", None),
    ]


def test_a_table_of_contents_without_end_is_pointed_out(make_pdf: PdfMaker) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["Minutes"]]))))
    entry = DictionaryObject({NameObject("/Dest"): ArrayObject([NumberObject(0)])})
    reference = writer._add_object(entry)
    entry[NameObject("/Next")] = reference
    writer.root_object[NameObject("/Outlines")] = DictionaryObject({NameObject("/First"): reference})
    (notice,) = read_pdf(written(writer), "a.pdf").notices
    assert notice.code == "incomplete_extraction"


@given(st.data())
def test_damaged_bytes_give_a_text_or_a_read_error(make_pdf: PdfMaker, data: st.DataObject) -> None:
    damaged = bytearray(make_pdf([["Minutes of the panel"], ["Second page"]]))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=12)):
        damaged[place] = data.draw(st.integers(0, 255))
    try:
        text = read_pdf(bytes(damaged), "a.pdf")
    except ReadError as refused:
        assert str(refused).startswith("a.pdf: ")
    else:
        assert text.pages[-1].span.end == len(text.content)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def encrypted(plain: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    return written(writer)


def test_without_pdfium_pypdf_reads_and_the_paper_says_so(
    make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ingest.readers.pdf_drawn", None)
    text = read_pdf(make_pdf([["1. Welcome", "The Chair opened."], ["2. Apologies"]]), "minutes.pdf")
    assert text.content == "1. Welcome\nThe Chair opened.\n\n2. Apologies"
    (notice,) = text.notices
    assert notice.code == "incomplete_extraction"
    assert "pypdfium2 is not installed" in notice.message


def test_forms_that_unfold_without_end_cost_neither_time_nor_silence(make_pdf: PdfMaker) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["Minutes of the panel"]]))))
    form = writer._add_object(made_form(b"BT ET", {}))
    for _ in range(7):
        form = writer._add_object(made_form(b"/F Do " * 10, {NameObject("/F"): form}))
    page = writer.pages[0]
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/F"): form})
    contents = DecodedStreamObject()
    contents.set_data(page.get_contents().get_data() + b" /F Do")
    page[NameObject("/Contents")] = writer._add_object(contents)
    text = read_pdf(written(writer), "a.pdf")
    assert "Minutes of the panel" in text.content
    assert [notice.code for notice in text.notices] == ["incomplete_extraction"]


def made_form(data: bytes, parts: dict[NameObject, object]) -> DecodedStreamObject:
    form = DecodedStreamObject()
    form.set_data(data)
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject((0, 0, 100, 100))
    resources = DictionaryObject({NameObject("/XObject"): DictionaryObject(parts)})
    form[NameObject("/Resources")] = resources
    return form


def test_a_hyphen_at_the_end_of_a_line_stays_with_its_line_end(make_pdf: PdfMaker) -> None:
    text = read_pdf(
        make_pdf([["The Panel considered the require-", "ments of the well-known Act."]]), "a.pdf"
    )
    assert text.content == "The Panel considered the require-\nments of the well-known Act."
