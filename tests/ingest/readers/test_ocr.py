"""Pages that are pictures: recognised where tesseract is installed, and honest about it."""

from __future__ import annotations

import io
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import ReadError
from ingest.papers import NO_WORDS, Text
from ingest.readers.ocr import Recognised, from_table
from ingest.readers.pdf import read_pdf
from ingest.readers.sandbox import Limits, read_in_child

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
WIDTH, HEIGHT = 300, 120  # in points; small, so that recognition is quick
LETTER = ("The Moot Hall, Thaxby", "The Council would be prepared to find", "the sum of 6,000 pounds.")
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def photographed(lines: Sequence[str]) -> Image.Image:
    sheet = Image.new("L", (600, 60 * len(lines) + 60), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FONT), 22)
    for place, line in enumerate(lines):
        pen.text((40, 50 + 50 * place), line, fill=0, font=font)
    return sheet


def pdf(*pages: Sequence[str] | Image.Image | None) -> bytes:
    """Pages of drawn lines, of a picture, or of nothing."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
    for page in pages:
        if isinstance(page, Image.Image):
            canvas.setPageSize((page.width / 2, page.height / 2))
            canvas.drawImage(ImageReader(page), 0, 0, page.width / 2, page.height / 2)
        for place, line in enumerate(page if isinstance(page, (list, tuple)) else ()):
            canvas.drawString(20, 90 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def codes(text: Text) -> list[tuple[str, int | None]]:
    return [(notice.code, notice.page) for notice in text.notices]


@needs_tesseract
def test_a_page_that_is_a_picture_is_recognised_and_marked() -> None:
    text = read_in_child(pdf(["Appendix A follows."], photographed(LETTER), None), "report.pdf")
    assert text.content == "Appendix A follows.\n\n" + "\n".join(LETTER)
    assert [page.is_ocr for page in text.pages] == [False, True, False]
    assert codes(text) == [("ocr_page", 2)]
    assert "check against the original" in text.notices[0].message
    assert text.page_at(text.content.index("6,000")) == 2


@needs_tesseract
def test_a_paper_of_pictures_only_becomes_a_paper() -> None:
    text = read_in_child(pdf(photographed(LETTER)), "scan.pdf")
    assert "The Council would be prepared to find" in text.content
    assert codes(text) == [("ocr_page", 1)]


@needs_tesseract
def test_a_page_that_was_scanned_sideways_is_turned() -> None:
    # A few words are not enough to find out which way is up.
    text = read_in_child(pdf(photographed(LETTER * 3).rotate(90, expand=True)), "scan.pdf")
    assert "The Council would be prepared to find" in text.content
    assert text.pages[0].is_ocr


def test_without_tesseract_the_advice_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    text = read_in_child(pdf(photographed(LETTER)), "scan.pdf")
    assert text.content == ""
    assert "install tesseract (apt install tesseract-ocr)" in text.notices[0].message
    text = read_in_child(pdf(["Words."], photographed(LETTER)), "part.pdf")
    assert codes(text) == [("no_text_layer", 2)]
    assert "apt install tesseract-ocr" in text.notices[0].message


@needs_tesseract
def test_pages_beyond_the_limit_are_named_as_not_read() -> None:
    paper = pdf(["Words."], photographed(LETTER), photographed(LETTER))
    text = read_in_child(paper, "a.pdf", Limits(recognised_pages=1))
    assert codes(text) == [("no_text_layer", 3), ("ocr_page", 2)]
    assert "reads 1 pages of a file and no more" in text.notices[0].message


@needs_tesseract
@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(page_s=0.01), "not recognised after 0.01 seconds"),
        (Limits(recognition_s=0.05), "the time for text recognition was used up"),
    ],
)
def test_a_picture_that_takes_too_long_is_named_as_not_read(limits: Limits, reason: str) -> None:
    text = read_in_child(pdf(["Words."], photographed(LETTER)), "a.pdf", limits)
    assert text.content == "Words."
    assert codes(text) == [("no_text_layer", 2)]
    assert reason in text.notices[0].message


@needs_tesseract
def test_a_paper_of_unreadable_pictures_says_why_nothing_was_read() -> None:
    text = read_in_child(pdf(Image.radial_gradient("L")), "scan.pdf")
    assert text.content == ""
    (notice,) = text.notices
    assert notice.code == NO_WORDS
    assert "(OCR) read nothing (no words were found on its picture)" in notice.message


@needs_tesseract
def test_a_picture_of_huge_size_costs_only_its_page() -> None:
    """200 million bytes of picture, packed into 200 thousand."""
    side = 40_000
    packed = zlib.compress(bytes(side // 8) * side, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        stream(b"BT /F 12 Tf 72 700 Td (The Panel noted it.) Tj ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R "
        b"/Resources << /XObject << /I 8 0 R >> >> >>",
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        stream(
            packed,
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 "
            b"/ColorSpace /DeviceGray /Filter /FlateDecode" % (side, side),
        ),
    ]
    text = read_in_child(bare_pdf(objects), "huge.pdf", Limits(memory_bytes=350_000_000))
    assert text.content == "The Panel noted it."
    assert ("ocr_page", 2) not in codes(text)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def bare_pdf(objects: Sequence[bytes]) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


TABLE_HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def table(*words: tuple[str, float]) -> str:
    rows = [TABLE_HEAD, "4\t1\t1\t1\t1\t0\t100\t100\t400\t20\t-1\t"]
    rows += [
        f"5\t1\t1\t1\t1\t{place}\t{100 + 60 * place}\t100\t50\t20\t{percent}\t{word}"
        for place, (word, percent) in enumerate(words, 1)
    ]
    return "\n".join(rows) + "\n"


def test_words_come_out_of_the_table_with_their_confidence() -> None:
    found = from_table(table(("The", 96), ("Panel", 90), ("|", 55), ("~", 10)), 3)
    assert (found.number, found.lines, found.trouble) == (3, ("The Panel",), "")
    assert found.confidence == pytest.approx((3 * 96 + 5 * 90) / 8)


@pytest.mark.parametrize(("percent", "trouble"), [(59, "can't be read"), (61, "")])
def test_a_page_below_the_floor_is_not_used(percent: float, trouble: str) -> None:
    found = from_table(table(("budget", percent)), 1)
    assert trouble in found.trouble
    assert bool(found.lines) == (not trouble)


def test_a_page_that_is_hard_to_read_has_a_stronger_notice() -> None:
    look = Recognised(2, ("The sum of 6,000 pounds.",), confidence=70)
    paper = pdf(["Words."], photographed(LETTER))
    (notice,) = read_pdf(paper, "a.pdf", [look]).notices
    assert notice.code == "ocr_page_doubtful"
    assert "confidence 70 %" in notice.message
    (notice,) = read_pdf(paper, "a.pdf", [replace(look, confidence=95)]).notices
    assert notice.code == "ocr_page"


def test_a_damaged_pdf_is_still_refused() -> None:
    with pytest.raises(ReadError, match="damaged PDF"):
        read_in_child(pdf(photographed(LETTER))[:200], "a.pdf")


@needs_tesseract
def test_a_real_notice_that_is_a_picture_is_read_line_by_line(shared: Path) -> None:
    text = read_in_child(shared / "papers" / "broomhill" / "feb26b.pdf", "feb26b.pdf")
    lines = text.content.split("\n")
    assert lines[:2] == ["Meeting (no.447) of", "Broomhill Community Council"]
    assert {"4. Previous Minutes (approved via Slack)", "(d) Treasurer", "10. AOCB"} <= set(lines)
    assert codes(text) == [("ocr_page", 1)]
