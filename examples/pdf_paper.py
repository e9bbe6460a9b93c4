"""A sample paper as PDF: running header and footer, tables, and scanned pages without a text layer."""

from __future__ import annotations

import html
import io
import random
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus import Image as PageImage
from source_text import FIXED_TIME, LABELLED_POINT, PUBLISHER, Block, Source

SCAN_SIZE = (910, 1287)  # A4 at 110 dots an inch


def pdf_bytes(source: Source) -> bytes:
    """A PDF with running header and footer; a scanned page holds an image and no text."""
    margin = 25 * mm

    def running_lines(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        for setting, height in (("header", A4[1] - 15 * mm), ("footer", 13 * mm)):
            line = source.settings.get(setting, "").replace("{page}", str(canvas.getPageNumber()))
            canvas.drawString(margin, height, line)

    column = Frame(margin, margin, A4[0] - 2 * margin, A4[1] - 2 * margin)
    whole_sheet = Frame(0, 0, *A4, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    written = io.BytesIO()
    paper = BaseDocTemplate(
        written,
        pagesize=A4,
        pageTemplates=[
            PageTemplate("words", column, onPage=running_lines),
            PageTemplate("scan", whole_sheet),
        ],
        title=source.settings["title"],
        author=PUBLISHER,
        invariant=1,
    )
    paper.build([part for block in source.blocks() for part in _flowables(block)])
    return written.getvalue()


def _flowables(block: Block) -> list[Flowable]:
    """What a block becomes on a PDF page."""
    sheet = getSampleStyleSheet()
    if block.kind == "scan":
        return [NextPageTemplate("scan"), PageBreak(), PageImage(_photocopy(block.lines), *A4)]
    if block.kind == "table":
        grid = Table(block.rows, hAlign="LEFT", style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)])
        return [Spacer(1, 2 * mm), grid, Spacer(1, 4 * mm)]
    if block.kind == "heading":
        style = ParagraphStyle("title", sheet[f"Heading{block.level}"], keepWithNext=1)
        return [Paragraph(html.escape(block.text, quote=False), style)]
    is_point = block.kind == "bullet" or LABELLED_POINT.match(block.text) is not None
    indent = 9 * mm if is_point else 0
    style = ParagraphStyle("body", fontSize=10.5, leading=14, spaceAfter=6, leftIndent=indent)
    mark = "\u00b7 " if block.kind == "bullet" else ""
    return [Paragraph(mark + html.escape(block.text, quote=False), style)]


def _photocopy(lines: tuple[str, ...]) -> io.BytesIO:
    """A letter as a scanner leaves it: black on white, slightly askew, with specks of dust."""
    font_file = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    sheet = Image.new("L", SCAN_SIZE, 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(font_file), 19)
    for row, line in enumerate(lines):
        pen.text((110, 120 + 34 * row), line, fill=20, font=font)
    sheet = sheet.rotate(0.7, resample=Image.Resampling.BILINEAR, fillcolor=255)
    pen = ImageDraw.Draw(sheet)
    dust = random.Random(FIXED_TIME.year)
    for _ in range(220):
        pen.point((dust.randrange(SCAN_SIZE[0]), dust.randrange(SCAN_SIZE[1])), fill=0)
    picture = io.BytesIO()
    sheet.point(lambda shade: 255 if shade > 140 else 0).convert("1").save(picture, "PNG")
    picture.seek(0)
    return picture
