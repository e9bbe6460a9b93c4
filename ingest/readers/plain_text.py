"""Plain text: bytes decoded, line ends made one, hidden characters out. The words stay as they are."""

from __future__ import annotations

import codecs
import re

from ingest.errors import UnsupportedFormat
from ingest.papers import Notice, Text
from ingest.readers.characters import clean, hidden_notices
from ingest.readers.composing import require_words

LONG_LINE_CHARACTERS = 100_000
# A stray control character happens in real papers; this share of them is a program or a picture.
MAX_CONTROL_SHARE = 0.3
MAX_CONTROL_SHARE_NOT_UTF8 = 0.01
_VIRUS_TEST = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_plain_text(data: bytes, name: str) -> Text:
    """Text of a plain file: the decoded characters, with nothing folded or moved.

    Raises:
        UnsupportedFormat: The bytes are not text.
        NoText: There is no letter or digit in it.
    """
    cleaned = clean(decode(data, name))
    require_words(cleaned.text, name, "Check that the right file was sent.")
    notices = hidden_notices(cleaned.n_hidden) + long_line_notices(cleaned.text) + _virus_test_notices(data)
    return Text(content=cleaned.text, format="text", notices=notices)


def decode(data: bytes, name: str) -> str:
    """Bytes to characters: UTF-16 with a byte order mark, UTF-8, else Windows-1252.

    Raises:
        UnsupportedFormat: The bytes are no text in any of these.
    """
    if data.startswith(_WIDE_MARKS):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnsupportedFormat(_not_text(name)) from error
    control_share = len(_CONTROL.findall(data)) / max(len(data), 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_windows(data, name, control_share)
    if control_share > MAX_CONTROL_SHARE:
        raise UnsupportedFormat(_not_text(name))
    return text


def long_line_notices(text: str) -> tuple[Notice, ...]:
    """A notice when a line is so long that it can't be a line of a paper."""
    longest = max(map(len, text.split("\n")))
    if longest <= LONG_LINE_CHARACTERS:
        return ()
    message = f"One line holds {longest:,} characters. Check that the file is a paper and not an export."
    return (Notice("very_long_line", message),)


def _virus_test_notices(data: bytes) -> tuple[Notice, ...]:
    """The harmless file by which people see whether virus scanners are at work; none is here."""
    if _VIRUS_TEST not in data[:1024]:
        return ()
    message = (
        "This is the test file for virus scanners. Files are not scanned for viruses here: have those from "
        "outside scanned before you add them, and check why this one was not stopped."
    )
    return (Notice("virus_test_file", message),)


def _decode_windows(data: bytes, name: str, control_share: float) -> str:
    if control_share > MAX_CONTROL_SHARE_NOT_UTF8:
        raise UnsupportedFormat(_not_text(name))
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnsupportedFormat(_not_text(name)) from error


def _not_text(name: str) -> str:
    return (
        f"{name}: binary content that is no known kind of paper. Send it as PDF, DOCX, HTML, or text saved "
        "as UTF-8."
    )
