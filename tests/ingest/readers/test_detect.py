import io
import pickle
import zipfile

import pytest

from ingest.errors import ReadError, UnsupportedFormat
from ingest.readers.detect import Format, sniff


def zip_of(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return buffer.getvalue()


CONTENT_TYPES = {"[Content_Types].xml": b"<Types/>"}


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"Minutes of the meeting", "minutes.txt", Format.TEXT),
        (b"Minutes of the meeting", "minutes", Format.TEXT),
        (b"# Minutes", "minutes.md", Format.MARKDOWN),
        (b"# Minutes", "minutes.txt", Format.TEXT),
        (b"<!DOCTYPE html><p>Minutes</p>", "minutes.txt", Format.HTML),
        (b"\xef\xbb\xbf  <!-- saved -->\n<HTML><p>Minutes</p>", "page.aspx", Format.HTML),
        (b"<p>Minutes</p>", "page.html", Format.HTML),
        (b"<u>Minutes</u> of the panel", "page.txt", Format.TEXT),
        (b"Costs < 5 and no tags", "page.html", Format.TEXT),
        (b"%PDF-1.7\n", "minutes.bin", Format.PDF),
        (b"junk before\n%PDF-1.7\n", "minutes.pdf", Format.PDF),
        (b"BMcT opened the meeting", "minutes.txt", Format.TEXT),
        (b"MZ is not a program here", "minutes.txt", Format.TEXT),
        ("Größe".encode("utf-16"), "minutes.txt", Format.TEXT),
        (
            b"<?xml version='1.0'?>\n<meeting><meetingid>1</meetingid></meeting>",
            "m.txt",
            Format.MODERNGOV_XML,
        ),
        (b"<meeting>", "answer", Format.MODERNGOV_XML),
        ("<?xml version='1.0'?><meeting/>".encode("utf-16"), "m.xml", Format.MODERNGOV_XML),
        (b"<?xml version='1.0'?><getmeetings/>", "m.xml", Format.MODERNGOV_XML),
        (zip_of(readme=b"hi"), "papers.docs", Format.ZIP),
        (zip_of(word__notes=b"hi"), "papers.zip", Format.ZIP),
        (b"From: a@b.example\r\nDate: x\r\nMIME-Version: 1.0\r\n\r\nBody", "letter.txt", Format.EMAIL),
        (b"Received: from x\n by y\nFrom: a\nDate: b\n\nBody", "letter", Format.EMAIL),
        (b"From: The Clerk\nTo: Members\nDate: 3 May 2025\nSubject: Parking\n\nText", "a.eml", Format.TEXT),
        (b"From: a\nDate: b\nA line of text\nMIME-Version: 1.0\n\nText", "a.eml", Format.TEXT),
    ],
)
def test_the_content_decides_and_the_name_only_breaks_ties(data: bytes, name: str, form: Format) -> None:
    assert sniff(data, name) is form


def test_a_zip_with_word_parts_is_a_word_file() -> None:
    assert sniff(zip_of(**CONTENT_TYPES, word__document_xml=b"x"), "a.docx") is Format.DOCX


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<?xml version='1.0'?><!DOCTYPE meeting SYSTEM 'x.dtd'><meeting/>", "document type declaration"),
        (b"<?xml version='1.0'?><meetingroom/>", "XML"),
        (zip_of(**CONTENT_TYPES, xl__workbook_xml=b"x"), "Excel"),
        (zip_of(**CONTENT_TYPES, ppt__slides_xml=b"x"), "PowerPoint"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"BM\x00\x00\x10", "picture"),
        (b"MZ\x90\x00\x03", "program"),
        (b"\x7fELF\x02", "program"),
        (pickle.dumps({"a": 1}), "pickle"),
        (b"{\\rtf1 Minutes}", "Rich Text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old format"),
        (b"<?xml version='1.0'?><meetings/>", "XML"),
    ],
)
def test_what_has_no_reader_is_named_in_the_refusal(data: bytes, found: str) -> None:
    with pytest.raises(UnsupportedFormat, match=found) as refused:
        sniff(data, "paper.bin")
    assert str(refused.value).startswith("paper.bin: ")


def test_an_encrypted_word_file_is_said_to_need_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnsupportedFormat, match="needs a password"):
        sniff(data, "paper.docx")


@pytest.mark.parametrize("name", ["minutes.pdf", "minutes.DOCX"])
def test_a_name_that_contradicts_the_content_is_refused(name: str) -> None:
    with pytest.raises(UnsupportedFormat, match="named"):
        sniff(b"<html><p>Minutes</p></html>", name)


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(ReadError, match="is empty"):
        sniff(b"", "minutes.txt")


def test_a_cut_off_zip_is_said_to_be_damaged() -> None:
    with pytest.raises(ReadError, match="damaged"):
        sniff(zip_of(readme=b"hi" * 100)[:40], "minutes.docx")
