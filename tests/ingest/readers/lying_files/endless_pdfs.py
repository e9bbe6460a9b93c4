"""PDFs that lead back to themselves, or unfold to more than any machine holds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lying_files.lying import WORDS, LyingFile
from lying_files.pdf_parts import FONT, PAGE, drawn, objects_of_one_page, one_page, pdf, stream


def pdfs_without_end() -> Iterator[LyingFile]:
    content = stream(drawn(WORDS))
    yield LyingFile("tables_in_a_ring.pdf", _two_tables_in_a_ring(), "flag", holds=WORDS)
    yield LyingFile("places_all_wrong.pdf", pdf(objects_of_one_page(content), shift=7), "flag", holds=WORDS)
    yield LyingFile(
        "table_and_stream_in_a_ring.pdf",
        pdf(objects_of_one_page(content), trailer=b"/XRefStm ITSELF /Prev ITSELF"),
        "flag",
        holds=WORDS,
    )
    bomb = zlib.compress(b"6 0 " + b" " * 90_000_000, 9)
    packed = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    yield LyingFile(
        "objects_that_unpack.pdf", _packed(stream(bomb, packed)), "reject", told="too much memory"
    )
    endless = b"/Type /ObjStm /N 999999999 /First 10 /Extends 6 0 R"
    yield LyingFile("objects_without_number.pdf", _packed(stream(b"4 0 " * 9, endless)), "reject")
    many = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 12: PAGE, 4: content, 5: FONT}
    for level in range(2, 12):
        kids = b"%d 0 R " % (level + 1) * 10
        many[level] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, 10 ** (12 - level))
    yield LyingFile("pages_by_the_milliard.pdf", pdf(many), "reject")
    odd = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2147483647 /Colors 32 >>"
    yield LyingFile(
        "rows_without_end.pdf", one_page(stream(zlib.compress(drawn(WORDS)), odd)), "reject", told="PDF"
    )
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n"
    letters = stream(
        zlib.compress(b"/CIDInit /ProcSet findresource begin\n" + ranges * 300, 9), b"/Filter /FlateDecode"
    )
    yield LyingFile(
        "letters_without_end.pdf",
        one_page(content, o5=FONT[:-2] + b"/ToUnicode 6 0 R >>", o6=letters),
        "flag",
        told="hidden characters",
    )


def _packed(objects: bytes) -> bytes:
    """A page whose instructions are said to lie in a packed stream of objects, by a table that is one too."""
    file = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in (objects_of_one_page(b"") | {6: objects}).items():
        if number != 4:
            places[number] = len(file)
            file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"\x00\x00\x00\x00\x00\x00"
    for number in range(1, 7):
        kind, place = (2, 6) if number == 4 else (1, places[number])
        rows += bytes([kind]) + place.to_bytes(4, "big") + b"\x00"
    table = len(file)
    rows += b"\x01" + table.to_bytes(4, "big") + b"\x00"
    file += b"7 0 obj\n" + stream(rows, b"/Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R") + b"\nendobj\n"
    return bytes(file) + b"startxref\n%d\n%%%%EOF\n" % table


def _two_tables_in_a_ring() -> bytes:
    first = pdf(objects_of_one_page(stream(drawn(WORDS))))
    table = first.index(b"xref\n0")
    second = len(first)
    ring = first.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %010d" % (second + 22))
    grown = len(ring) - len(first)
    ring = ring.replace(b"/Prev %010d" % (second + 22), b"/Prev %010d" % (second + grown))
    more = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n" % table
    return ring + more + b"startxref\n%d\n%%%%EOF\n" % (second + grown)
