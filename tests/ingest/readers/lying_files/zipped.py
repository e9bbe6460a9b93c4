"""Archives, Word files and files under another name that are not what they seem."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

import docx
from lying_files.lying import MORE, WORDS, LyingFile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members: Mapping[str, str | bytes] | Sequence[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, content)
    return buffer.getvalue()


def archives() -> Iterator[LyingFile]:
    yield LyingFile(
        "one_way_out.zip",
        zipped({"minutes.txt": WORDS, "/etc/cron.d/job": "x"}),
        "reject",
        told="leads out of it",
    )
    yield LyingFile("twice.zip", _twice(), "reject", told="minutes.txt")
    locked = bytearray(zipped({"locked.txt": WORDS, "open.txt": MORE}))
    locked[6] |= 1
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    yield LyingFile("half_locked.zip", bytes(locked), "accept", told="password", holds=MORE, n_refused=1)
    yield LyingFile(
        "program_before.zip", b"MZ\x90\x00" * 64 + zipped({"minutes.txt": WORDS}), "reject", told="program"
    )
    yield LyingFile("long_name.zip", zipped({"a" * 60_000 + ".txt": WORDS}), "reject", told="long_name.zip")


def _twice() -> bytes:
    """Two members of one name; the library that writes it warns, as it should."""
    pack = zipped({"minutes.txt": WORDS, "minutez.txt": MORE})
    return pack.replace(b"minutez.txt", b"minutes.txt")


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


def word_files() -> Iterator[LyingFile]:
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
    yield LyingFile("leads_outside.docx", word_file(paragraph(WORDS), outside), "flag", holds=WORDS)
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\'
        'cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    yield LyingFile(
        "starts_a_program.docx",
        word_file(paragraph(WORDS) + field),
        "flag",
        told="DDE",
        holds=WORDS,
        never=("cmd.exe",),
    )
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc>" * 63 + "</w:tr>"
    yield LyingFile(
        "great_table.docx",
        word_file(paragraph(WORDS) + f"<w:tbl>{row * 500}</w:tbl>"),
        "accept",
        holds=WORDS,
    )
    deep = "<w:tbl><w:tr><w:tc>" * 200 + paragraph(WORDS) + "</w:tc></w:tr></w:tbl>" * 200
    yield LyingFile("table_in_table.docx", word_file(deep), "reject", told="nested too deeply")
    chunk = relation(7, "aFChunk", "chunk.html", "")
    yield LyingFile(
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


def misnamed() -> Iterator[LyingFile]:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    office = "[Content_Types].xml"
    yield LyingFile("list.pdf", b"item,cost\n1,4100\n", "reject", told="named .pdf but the content is text")
    yield LyingFile("list.docx", b"item,cost\n1,4100\n", "reject", told="named .docx but the content is text")
    yield LyingFile(
        "workbook.docx", zipped({office: "<Types/>", "xl/workbook.xml": "<a/>"}), "reject", told="Excel"
    )
    yield LyingFile(
        "slides.pdf", zipped({office: "<Types/>", "ppt/slides.xml": "<a/>"}), "reject", told="PowerPoint"
    )
    yield LyingFile("rich.docx", b"{\\rtf1\\ansi " + WORDS.encode() + b"}", "reject", told="Rich Text")
    yield LyingFile("old.pdf", old, "reject", told="old format")
    yield LyingFile("word.pdf", zipped(word_parts()), "reject", told="named .pdf but the content is docx")
