"""Files that lie, lead elsewhere or unfold without end, made here, each with what must become of it.

Nothing in them does harm outside a parser. Ports and hosts are ones where nothing listens.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import docx

WORDS = "The Panel agreed that the lamps in Mill Lane be mended by May."
MORE = "The contractor was paid 4,100 pounds for it."
MAIL_HEAD = "From: clerk@lanes.example\r\nDate: Mon, 10 Mar 2025 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"


@dataclass(frozen=True)
class BadInput:
    """A file and how it must end.

    ``told`` are words that must stand in its warnings, or in why it is rejected; ``holds`` must stand in its text
    and ``never`` must not. ``n_refused`` counts the files in it that are rejected while it is kept itself.
    """

    name: str
    data: bytes
    ends: Literal["accept", "flag", "reject"]
    told: str = ""
    holds: str = ""
    never: Sequence[str] = ()
    n_refused: int = 0
    most_s: float = 20.0


def bad_inputs() -> Iterator[BadInput]:
    """All of them, the files of one format after another."""
    yield from _pdfs_with_odd_pictures()
    yield from _pdfs_with_odd_lengths()
    yield from _pdfs_without_end()
    yield from _archives()
    yield from _word_files()
    yield from _web_pages()
    yield from _messages()
    yield from _misnamed()
    yield from _texts()


# --- PDF: written by hand, so that every part of it can lie ---


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


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"


def one_page(content: bytes, **more: bytes) -> bytes:
    """A PDF of one page, whose drawing instructions are an object as it is written."""
    return pdf(_one_page(content) | {int(key.lstrip("o")): value for key, value in more.items()})


def _one_page(content: bytes) -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: content,
        5: FONT,
    }


def _pdfs_with_odd_pictures() -> Iterator[BadInput]:
    head = b"q BI /W 8 /H 8 /BPC 8 /CS /G "
    yield BadInput(
        "picture_without_start.pdf",
        one_page(stream(drawn(WORDS) + head + b"EI Q\n" + drawn(MORE, 650))),
        "accept",
        holds=WORDS,
    )
    yield BadInput(
        "picture_of_rubbish.pdf",
        one_page(stream(drawn(WORDS) + head + b"/F /LZW ID " + b"\x80\xff\x00Q" * 40 + b"\nEI Q\n")),
        "accept",
        holds=WORDS,
    )
    yield BadInput(
        "picture_of_great_size.pdf",
        one_page(stream(b"q BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID \x00\x01 EI Q\n" + drawn(WORDS))),
        "accept",
        holds=WORDS,
    )
    yield BadInput(
        "picture_alone_cut_off.pdf",
        one_page(stream(head + b"/F [/AHx /RL] ID 80ff80ff")),
        "flag",
        told="No words could be read",
    )


def _pdfs_with_odd_lengths() -> Iterator[BadInput]:
    ring = one_page(stream(drawn(WORDS), length=b"4 0 R"))
    yield BadInput("length_its_own.pdf", ring, "reject", told="loop with self reference")
    for name, length in {"negative": b"-5", "of_nothing": b"0"}.items():
        lying = one_page(stream(drawn(WORDS), length=length))
        yield BadInput(f"length_{name}.pdf", lying, "accept", holds=WORDS)
    lengths = {"no_number": b"(many)", "elsewhere": b"99 0 R", "beyond_counting": b"1" + b"0" * 40}
    for name, length in lengths.items():
        lying = one_page(stream(drawn(WORDS), length=length))
        yield BadInput(f"length_{name}.pdf", lying, "flag", told="damaged in places", holds=WORDS)


def _pdfs_without_end() -> Iterator[BadInput]:
    content = stream(drawn(WORDS))
    yield BadInput("tables_in_a_ring.pdf", _two_tables_in_a_ring(), "flag", holds=WORDS)
    yield BadInput("places_all_wrong.pdf", pdf(_one_page(content), shift=7), "flag", holds=WORDS)
    yield BadInput(
        "table_and_stream_in_a_ring.pdf",
        pdf(_one_page(content), trailer=b"/XRefStm ITSELF /Prev ITSELF"),
        "flag",
        holds=WORDS,
    )
    bomb = zlib.compress(b"6 0 " + b" " * 90_000_000, 9)
    packed = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    yield BadInput("objects_that_unpack.pdf", _packed(stream(bomb, packed)), "reject", told="too much memory")
    endless = b"/Type /ObjStm /N 999999999 /First 10 /Extends 6 0 R"
    yield BadInput("objects_without_number.pdf", _packed(stream(b"4 0 " * 9, endless)), "reject")
    many = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 12: PAGE, 4: content, 5: FONT}
    for level in range(2, 12):
        kids = b"%d 0 R " % (level + 1) * 10
        many[level] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, 10 ** (12 - level))
    yield BadInput("pages_by_the_milliard.pdf", pdf(many), "reject")
    odd = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2147483647 /Colors 32 >>"
    yield BadInput(
        "rows_without_end.pdf", one_page(stream(zlib.compress(drawn(WORDS)), odd)), "reject", told="PDF"
    )
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n"
    letters = stream(
        zlib.compress(b"/CIDInit /ProcSet findresource begin\n" + ranges * 300, 9), b"/Filter /FlateDecode"
    )
    yield BadInput(
        "letters_without_end.pdf",
        one_page(content, o5=FONT[:-2] + b"/ToUnicode 6 0 R >>", o6=letters),
        "flag",
        told="hidden characters",
    )


def _packed(objects: bytes) -> bytes:
    """A page whose instructions are said to lie in a packed stream of objects, by a table that is one too."""
    file = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in (_one_page(b"") | {6: objects}).items():
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
    first = pdf(_one_page(stream(drawn(WORDS))))
    table = first.index(b"xref\n0")
    second = len(first)
    ring = first.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %010d" % (second + 22))
    grown = len(ring) - len(first)
    ring = ring.replace(b"/Prev %010d" % (second + 22), b"/Prev %010d" % (second + grown))
    more = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\n" % table
    return ring + more + b"startxref\n%d\n%%%%EOF\n" % (second + grown)


# --- Archives ---


def zipped(members: Mapping[str, str | bytes] | Sequence[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _archives() -> Iterator[BadInput]:
    yield BadInput(
        "one_way_out.zip",
        zipped({"minutes.txt": WORDS, "/etc/cron.d/job": "x"}),
        "reject",
        told="leads out of it",
    )
    yield BadInput("twice.zip", _twice(), "reject", told="minutes.txt")
    locked = bytearray(zipped({"locked.txt": WORDS, "open.txt": MORE}))
    locked[6] |= 1
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    yield BadInput("half_locked.zip", bytes(locked), "accept", told="password", holds=MORE, n_refused=1)
    yield BadInput(
        "program_before.zip", b"MZ\x90\x00" * 64 + zipped({"minutes.txt": WORDS}), "reject", told="program"
    )
    yield BadInput("long_name.zip", zipped({"a" * 60_000 + ".txt": WORDS}), "reject", told="long_name.zip")


def _twice() -> bytes:
    """Two members of one name; the library that writes it warns, as it should."""
    pack = zipped({"minutes.txt": WORDS, "minutez.txt": MORE})
    return pack.replace(b"minutez.txt", b"minutes.txt")


# --- Word ---

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_parts() -> dict[str, bytes]:
    """The parts of a Word file that says ``WORDS``."""
    document, buffer = docx.Document(), io.BytesIO()
    document.add_paragraph(WORDS)
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def word_file(body: str, relations: str = "", **parts: bytes) -> bytes:
    """A Word file with this body, more relations and more parts (``word/NAME``)."""
    made = word_parts()
    made["word/document.xml"] = f"<w:document {_W} {_R}><w:body>{body}</w:body></w:document>".encode()
    known = made["word/_rels/document.xml.rels"]
    made["word/_rels/document.xml.rels"] = known.replace(
        b"</Relationships>", f"{relations}</Relationships>".encode()
    )
    types = made["[Content_Types].xml"]
    made["[Content_Types].xml"] = types.replace(
        b"<Default ", b'<Default Extension="html" ContentType="text/html"/><Default ', 1
    )
    made |= {f"word/{name.replace('_dot_', '.')}": content for name, content in parts.items()}
    return zipped(made)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def relation(number: int, kind: str, target: str, mode: str = ' TargetMode="External"') -> str:
    return f'<Relationship Id="rId9{number}" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'


def _word_files() -> Iterator[BadInput]:
    outside = "".join(
        relation(number, kind, target)
        for number, (kind, target) in enumerate(
            {
                "oleObject": "file://attacker.invalid/share/a.xls",
                "image": "http://127.0.0.1:9/pixel.png",
                "frame": "http://127.0.0.1:9/frame.htm",
            }.items()
        )
    )
    yield BadInput("leads_outside.docx", word_file(paragraph(WORDS), outside), "flag", holds=WORDS)
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\'
        'cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    yield BadInput(
        "starts_a_program.docx",
        word_file(paragraph(WORDS) + field),
        "flag",
        told="DDE",
        holds=WORDS,
        never=("cmd.exe",),
    )
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc>" * 63 + "</w:tr>"
    yield BadInput(
        "great_table.docx",
        word_file(paragraph(WORDS) + f"<w:tbl>{row * 500}</w:tbl>"),
        "accept",
        holds=WORDS,
    )
    deep = "<w:tbl><w:tr><w:tc>" * 200 + paragraph(WORDS) + "</w:tc></w:tr></w:tbl>" * 200
    yield BadInput("table_in_table.docx", word_file(deep), "reject", told="nested too deeply")
    chunk = relation(7, "aFChunk", "chunk.html", "")
    yield BadInput(
        "another_file_inside.docx",
        word_file(
            paragraph(MORE) + '<w:altChunk r:id="rId97"/>',
            chunk,
            chunk_dot_html=f"<html><body><p>{WORDS}</p><script>alert(1)</script></body></html>".encode(),
        ),
        "flag",
        holds=MORE,
        told="another file",
    )


# --- Web pages ---


def _web_pages() -> Iterator[BadInput]:
    yield BadInput(
        "nested.html", b"<html><body>" + b"<b>" * 100_000 + WORDS.encode(), "reject", told="nested too deeply"
    )
    yield BadInput(
        "leads_away.html",
        (
            '<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><base href="http://'
            f'attacker.invalid/"></head><body><p>{WORDS}</p><a href="data:text/html;base64,PHNjcmlwdD4=">See</a>'
            '<object data="http://127.0.0.1:9/x.swf"></object></body></html>'
        ).encode(),
        "flag",
        told="links or elements that run code",
        holds=WORDS,
        never=("attacker", "base64"),
    )
    yield BadInput(
        "many_attributes.html",
        b"<html><body><p " + b"".join(b"a%d=1 " % number for number in range(20_000)) + b">" + WORDS.encode(),
        "accept",
        holds=WORDS,
    )
    yield BadInput(
        "character_set_of_old.html",
        b'<html><head><meta charset="utf-7"></head><body><p>+ADw-script+AD4-</p><p>'
        + WORDS.encode()
        + b"</p></body>",
        "accept",
        holds=WORDS,
        never=("<script>",),
    )


# --- Messages ---


def message(head: str, body: str) -> bytes:
    return f"{MAIL_HEAD}{head}\r\n\r\n{body}".encode()


def _messages() -> Iterator[BadInput]:
    deep = WORDS
    for level in range(150):
        deep = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{deep}\r\n--b{level}--\r\n"
    yield BadInput("parts_in_parts.eml", f"{MAIL_HEAD}{deep}".encode(), "reject", told="parts")
    yield BadInput(
        "character_set_of_nobody.eml",
        message(
            "Subject: Lamps\r\nContent-Type: text/plain; charset=x-klingon\r\nContent-Transfer-Encoding: 8bit",
            WORDS,
        ),
        "flag",
        told="character set",
        holds=WORDS,
    )
    yield BadInput(
        "header_in_a_header.eml",
        message(
            "Subject: =?utf-8?q?Lamps=0D=0ABcc:_all@lanes.example?=\r\nContent-Type: text/plain",
            f"{WORDS}\r\n",
        ),
        "accept",
        holds=WORDS,
        never=("\nBcc:",),
    )
    attached = (
        f"--b\r\nContent-Type: text/plain\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: application/ms-tnef\r\n"
        'Content-Disposition: attachment; filename="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        "eJ8+IgECAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQ=\r\n--b--\r\n"
    )
    yield BadInput(
        "attachment_of_outlook.eml",
        message("Subject: Lamps\r\nContent-Type: multipart/mixed; boundary=b", attached),
        "flag",
        told="Outlook",
        holds=WORDS,
        n_refused=1,
    )


# --- Files under another name ---


def _misnamed() -> Iterator[BadInput]:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    office = "[Content_Types].xml"
    yield BadInput("list.pdf", b"item,cost\n1,4100\n", "reject", told="named .pdf but the content is text")
    yield BadInput("list.docx", b"item,cost\n1,4100\n", "reject", told="named .docx but the content is text")
    yield BadInput(
        "workbook.docx", zipped({office: "<Types/>", "xl/workbook.xml": "<a/>"}), "reject", told="Excel"
    )
    yield BadInput(
        "slides.pdf", zipped({office: "<Types/>", "ppt/slides.xml": "<a/>"}), "reject", told="PowerPoint"
    )
    yield BadInput("rich.docx", b"{\\rtf1\\ansi " + WORDS.encode() + b"}", "reject", told="Rich Text")
    yield BadInput("old.pdf", old, "reject", told="old format")
    yield BadInput("word.pdf", zipped(word_parts()), "reject", told="named .pdf but the content is docx")


# --- Plain text ---


def _texts() -> Iterator[BadInput]:
    accents = "The Chair said: \u201cCaf\u00e9s pay \u00a3120 each\u201d."
    turned = WORDS.replace("May", "\u202e5202 yaM\u202c")
    combined = WORDS.replace("May", "May" + "\u0300\u0336" * 400_000)
    yield BadInput("two_bytes_a_letter.txt", accents.encode("utf-16"), "accept", holds=accents)
    yield BadInput("two_bytes_turned.txt", b"\xfe\xff" + accents.encode("utf-16-be"), "accept", holds=accents)
    yield BadInput("two_bytes_unmarked.txt", accents.encode("utf-16-le"), "reject", told="UTF-8")
    yield BadInput("one_byte_a_letter.txt", accents.encode("cp1252"), "accept", holds=accents)
    yield BadInput("turned_about.txt", turned.encode(), "flag", told="hidden characters", never=("\u202e",))
    yield BadInput(
        "without_width.txt", "\u200d\u2060".join(WORDS).encode(), "flag", told="hidden", holds=WORDS
    )
    yield BadInput("only_without_width.txt", "\u200b\u200d\ufeff\n".encode() * 99, "reject", told="no words")
    yield BadInput("marks_upon_marks.txt", combined.encode(), "flag", holds=WORDS[:40])
    yield BadInput(
        "spaces_without_end.txt", b"Minutes" + b" " * 1_000_000 + WORDS.encode(), "flag", holds=WORDS
    )
    yield BadInput(
        "names_without_end.txt", b"Panel of the Board and " * 8_000 + WORDS.encode(), "flag", holds=WORDS
    )
    yield BadInput("figures_without_end.txt", b"1.1/" * 40_000 + b" " + WORDS.encode(), "flag", holds=WORDS)
    yield BadInput("brackets_without_end.txt", b"([{<" * 30_000 + WORDS.encode(), "flag", holds=WORDS)
    yield BadInput(
        "items_without_end.txt", b"1. (a) (i) 2. (b)\n" * 6_000 + WORDS.encode(), "accept", most_s=60
    )
