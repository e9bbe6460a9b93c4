"""PDF written by hand, so that every part of it can lie."""

from __future__ import annotations

from collections.abc import Mapping

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"


def pdf(objects: Mapping[int, bytes], *, trailer: bytes = b"", shift: int = 0) -> bytes:
    """A PDF of these objects; ``shift`` is added to every place that its table gives."""
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in sorted(objects.items()):
        places[number] = len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, size = len(file), max(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        place = places.get(number)
        file += b"%010d 00000 n \n" % (place + shift) if place is not None else b"0000000000 65535 f \n"
    file += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer.replace(b"ITSELF", b"%d" % table),
        table,
    )
    return bytes(file)


def stream(content: bytes, entries: bytes = b"", length: bytes | None = None) -> bytes:
    said = b"%d" % len(content) if length is None else length
    return b"<< /Length %s %s >>\nstream\n%s\nendstream" % (said, entries, content)


def drawn(words: str, y: int = 700) -> bytes:
    return b"BT /F1 12 Tf 72 %d Td (%s) Tj ET\n" % (y, words.encode("latin-1"))


def one_page(content: bytes, **more: bytes) -> bytes:
    """A PDF of one page, whose drawing instructions are an object as it is written."""
    return pdf(objects_of_one_page(content) | {int(key.lstrip("o")): value for key, value in more.items()})


def objects_of_one_page(content: bytes) -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: content,
        5: FONT,
    }
