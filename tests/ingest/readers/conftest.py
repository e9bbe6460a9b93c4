"""Small papers made on the spot, and the way to the shared ones where they are present."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from reportlab.pdfgen import canvas

SHARED = Path(__file__).resolve().parents[4] / "shared"

PdfMaker = Callable[[Sequence[Sequence[str]]], bytes]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real papers and hostile files beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real papers is not here")
    return SHARED


@pytest.fixture(scope="session")
def make_pdf() -> PdfMaker:
    """A maker of PDFs: one list of lines a page, drawn from the top, 14 points apart."""

    def make(pages: Sequence[Sequence[str]]) -> bytes:
        buffer = io.BytesIO()
        drawing = canvas.Canvas(buffer, invariant=True)
        for lines in pages:
            for place, line in enumerate(lines):
                drawing.drawString(72, 780 - 14 * place, line)
            drawing.showPage()
        drawing.save()
        return buffer.getvalue()

    return make


@pytest.fixture
def new_docx() -> Document:
    """An empty Word document with the usual styles."""
    return docx.Document()


@pytest.fixture(scope="session")
def saved() -> Callable[[Document], bytes]:
    """The bytes of a Word document."""

    def save(document: Document) -> bytes:
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return save


@pytest.fixture(scope="session")
def repacked() -> Callable[..., bytes]:
    """A zip archive with parts changed or added."""

    def repack(package: bytes, **changes: bytes) -> bytes:
        """Keys are part names with ``__`` for ``/`` and ``_dot_`` for the last dot."""
        parts = {key.replace("__", "/").replace("_dot_", "."): part for key, part in changes.items()}
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            kept = {name: archive.read(name) for name in archive.namelist()}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (kept | parts).items():
                archive.writestr(name, part)
        return buffer.getvalue()

    return repack
