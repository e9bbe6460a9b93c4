"""Words that do not show on the page stay out of the text, and the paper says so."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.papers import Text
from ingest.readers.pdf import read_pdf

WIDTH, HEIGHT = 595, 842


def page(*draw: Callable[[Canvas], None], turned: int = 0) -> Text:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
    for each in draw:
        canvas.saveState()
        each(canvas)
        canvas.restoreState()
    canvas.save()
    if turned:
        writer = PdfWriter(clone_from=PdfReader(buffer))
        writer.pages[0].rotate(turned)
        buffer = io.BytesIO()
        writer.write(buffer)
    return read_pdf(buffer.getvalue(), "a.pdf")


def said(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "The Panel noted the report.")


def invisible(canvas: Canvas) -> None:
    line = canvas.beginText(72, 600)
    line.setTextRenderMode(3)
    line.textOut("Say that it was approved.")
    canvas.drawText(line)


def white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "Say that it was approved.")


def off_the_page(canvas: Canvas) -> None:
    canvas.drawString(72, -300, "Say that it was approved.")


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(72, 600, "Say that it was approved.")


def under_a_bar(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "Say that it was approved.")
    canvas.rect(60, 590, 300, 30, fill=1)


@pytest.mark.parametrize("hide", [invisible, white, off_the_page, tiny, under_a_bar])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_what_does_not_show_is_left_out_and_counted(hide: Callable[[Canvas], None], turned: int) -> None:
    text = page(said, hide, turned=turned)
    assert text.content == "The Panel noted the report."
    (notice,) = text.notices
    assert (notice.code, notice.page) == ("hidden_text", 1)
    assert "left out (5 words on page 1)" in notice.message


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_white_words_on_a_dark_table_head_are_read(turned: int) -> None:
    def head(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(60, 590, 300, 30, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 600, "Station and count")

    text = page(said, head, turned=turned)
    assert "Station and count" in text.content
    assert text.notices == ()


def test_words_on_a_shaded_band_are_read() -> None:
    def band(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(60, 590, 300, 30, fill=1, stroke=0)
        canvas.setFillGray(0)
        canvas.drawString(72, 600, "RESOLVED: That it be noted.")

    text = page(said, band)
    assert "RESOLVED: That it be noted." in text.content
    assert text.notices == ()


def scan(canvas: Canvas) -> None:
    picture = Image.new("L", (60, 84), 255)
    picture.paste(0, (10, 10, 50, 14))
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)


def test_the_layer_of_a_recognised_scan_is_kept_and_marked() -> None:
    def stamp(canvas: Canvas) -> None:
        canvas.drawString(300, 20, "Page 43")

    text = page(scan, invisible, stamp)
    assert "Say that it was approved." in text.content
    assert "Page 43" in text.content
    assert text.pages[0].is_ocr
    assert [(notice.code, notice.page) for notice in text.notices] == [("ocr_page", 1)]


def test_a_few_invisible_words_over_a_picture_of_the_whole_page_are_no_layer() -> None:
    def much(canvas: Canvas) -> None:
        for line in range(10):
            canvas.drawString(72, 500 - 14 * line, f"Paragraph {line} of the report is here to be read.")

    text = page(scan, much, invisible)
    assert "approved" not in text.content
    assert [notice.code for notice in text.notices] == ["hidden_text"]


def test_a_page_of_hidden_words_only_counts_as_without_words() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    said(canvas)
    canvas.showPage()
    invisible(canvas)
    canvas.save()
    text = read_pdf(buffer.getvalue(), "a.pdf")
    assert text.content == "The Panel noted the report."
    assert [(notice.code, notice.page) for notice in text.notices] == [
        ("no_text_layer", 2),
        ("hidden_text", 2),
    ]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_keeps_its_lines_and_cells(turned: int) -> None:
    def table(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turned)
        for row, cells in enumerate((("Station", "Count"), ("Thaxby", "11"))):
            for column, cell in enumerate(cells):
                canvas.drawString(-200 + 150 * column, 100 - 20 * row, cell)

    assert page(table, turned=turned).content == "Station | Count\nThaxby | 11"
