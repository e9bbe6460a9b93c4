"""What a file is, judged by its content; the name only breaks ties between kinds of text.

First step of reading: ``read`` asks here which reader to call. A name that claims to be a PDF or a Word
document over other content is refused, because whoever sent the file believes something untrue about it.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from ingest.errors import ReadError, UnsupportedFormat

HEAD_BYTES = 1024
MAIL_HEADER_BYTES = 262_144
MARKDOWN_NAMES = frozenset({".md", ".markdown"})
HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".aspx"})

_OUTLOOK = "a package made by Outlook (winmail.dat)"
_FOREIGN_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture or a recording"),
    (b"ID3", "a recording"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x78\x9f\x3e\x22", _OUTLOOK),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "a Rich Text (RTF) document"),
    (b"%!PS", "a PostScript file"),
)
_PRINTABLE_STARTS = frozenset({b"BM", b"MZ", b"RIFF", b"ID3"})
_PICKLE_START = re.compile(rb"\x80[\x02-\x05]")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML_START = re.compile(rb"\s*<(?:\?xml|svg)\b", re.I)
_BEFORE_ROOT = rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
_XML_DOCTYPE = re.compile(_BEFORE_ROOT + rb"<!(?:DOCTYPE|ENTITY)\b", re.I | re.S)
# What the web service of Modern.gov answers with: one meeting, a list of meetings, a list of committees.
_MODERNGOV_ROOT = re.compile(_BEFORE_ROOT + rb"<(?:meeting|getmeetings|committees)[\s/>]", re.I | re.S)
_SOAP_ROOT = re.compile(_BEFORE_ROOT + rb"<\w+:envelope\b.*moderngov\.co\.uk/namespaces", re.I | re.S)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAIL_FIELD = re.compile(rb"([!-9;-~]+):")
# A memo in plain text can begin with From and Date; only a mail program adds one of these.
_MAIL_MACHINERY = frozenset(
    {b"mime-version", b"message-id", b"received", b"return-path", b"content-type", b"delivered-to"}
)
_ANY_TAG = re.compile(rb"<[a-z!][^>]*>", re.I)
_OFFICE_PARTS = (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation"))


class Format(StrEnum):
    """The kinds of content that have a reader."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    MODERNGOV_XML = "moderngov-xml"
    EMAIL = "email"
    ZIP = "zip"


def sniff(data: bytes, name: str) -> Format:
    """The format of ``data``.

    Args:
        data: The whole file.
        name: The file name; its ending chooses between text, Markdown and HTML and must not contradict
            the content.

    Raises:
        ReadError: The file is empty.
        UnsupportedFormat: The content has no reader, or is not what the name says.
    """
    if not data:
        raise ReadError(f"{name}: the file is empty. Check that it was saved or sent completely.")
    ending = PurePath(name).suffix.lower()
    found = _by_content(data, name, ending)
    if ending in {".pdf", ".docx"} and found.value != ending[1:]:
        raise UnsupportedFormat(
            f"{name}: named {ending} but the content is {found.value}. Ask for the original file, or rename "
            "it if the content is what you want."
        )
    return found


def is_zip(data: bytes) -> bool:
    """True for a zip archive of any kind: a pack of papers, or a Word file."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_mail(data: bytes) -> bool:
    """True when the content opens with the header of an e-mail: From, Date, and what mail programs add."""
    fields: set[bytes] = set()
    for line in data[:MAIL_HEADER_BYTES].removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if not line.strip():
            break
        field = _MAIL_FIELD.match(line)
        if field is not None:
            fields.add(field[1].lower())
        elif not fields or not line.startswith((b" ", b"\t")):
            return False
    return {b"from", b"date"} <= fields and not _MAIL_MACHINERY.isdisjoint(fields)


def _by_content(data: bytes, name: str, ending: str) -> Format:
    head = _head(data)
    if head.lstrip().startswith(b"%PDF-"):
        return Format.PDF
    if is_zip(data):
        return _inside_zip(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnsupportedFormat(_old_office(data, name))
    _refuse_foreign(data, name)
    if _HTML_START.match(head):
        return Format.HTML
    if is_mail(data):
        return Format.EMAIL
    if b"%PDF-" in head:
        return Format.PDF
    if _is_moderngov(head, name):
        return Format.MODERNGOV_XML
    if ending in HTML_NAMES and _ANY_TAG.search(data):
        return Format.HTML
    return Format.MARKDOWN if ending in MARKDOWN_NAMES else Format.TEXT


def _head(data: bytes) -> bytes:
    """The first bytes without a byte order mark, those of UTF-16 made ASCII where they can be."""
    if data.startswith(_WIDE_MARKS):
        return data[: 2 * HEAD_BYTES].decode("utf-16", errors="ignore").encode("ascii", errors="replace")
    return data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")


def _is_moderngov(head: bytes, name: str) -> bool:
    """True for an answer of Modern.gov's web service; other XML is refused."""
    if _XML_DOCTYPE.match(head):
        raise UnsupportedFormat(
            f"{name}: an XML file with a document type declaration, which can name other files. "
            "Get it again from where it was published."
        )
    if _MODERNGOV_ROOT.match(head) or _SOAP_ROOT.match(head):
        return True
    if _XML_START.match(head):
        raise UnsupportedFormat(_no_reader(name, "an XML file"))
    return False


def _refuse_foreign(data: bytes, name: str) -> None:
    """Refuse content whose first bytes say that it is something no reader knows."""
    if _PICKLE_START.match(data) and data.endswith(b"."):
        raise UnsupportedFormat(_no_reader(name, "a Python pickle (it could run code)"))
    for start, what in _FOREIGN_STARTS:
        # A paper may begin with the letters BM or MZ: those starts count only where binary bytes follow.
        if data.startswith(start) and (start not in _PRINTABLE_STARTS or b"\x00" in data[:64]):
            raise UnsupportedFormat(_no_reader(name, what))


def _inside_zip(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ReadError(
            f"{name}: a damaged zip or Word file ({error}). Ask for the file again; it may have been cut off."
        ) from error
    if "[Content_Types].xml" in members:
        if any(member.startswith("word/") for member in members):
            return Format.DOCX
        for folder, what in _OFFICE_PARTS:
            if any(member.startswith(folder) for member in members):
                raise UnsupportedFormat(_no_reader(name, what))
    if "mimetype" in members and "content.xml" in members:
        raise UnsupportedFormat(_no_reader(name, "an OpenDocument file"))
    return Format.ZIP


def _old_office(data: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name}: needs a password. Open it in Word, save a copy without the password, and add that."
    return (
        f"{name}: an Office document in the old format (.doc, .xls, .ppt or .msg). Open it, save it as "
        ".docx or PDF, and add that."
    )


def _no_reader(name: str, what: str) -> str:
    if what == _OUTLOOK:
        return (
            f"{name}: {what}, which hides what was attached. Ask the sender to send it as a plain attachment."
        )
    return f"{name}: {what}, which can't be read as a paper. Save it as PDF, DOCX, HTML or plain text first."
