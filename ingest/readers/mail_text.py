"""The characters of an e-mail: header fields and bodies in whatever character set they claim to be."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from ingest.readers.characters import clean

MAX_FIELD_CHARACTERS = 2_000
_WIDE_SETS = ("utf-16", "utf-32", "utf16", "utf32", "ucs")
_RAW_CHARACTERS = 20_000
"""Of a header field, as it came: what is beyond this is not even decoded."""


@dataclass(frozen=True)
class Body:
    """One body in characters; ``is_as_declared`` is False when its character set had to be guessed."""

    text: str
    is_as_declared: bool


def shown_field(message: Message[str, str], field: str) -> str:
    """A field of the header on one line as a mail program shows it, at most 2,000 characters."""
    return decoded_words(str(message.get(field, ""))[:_RAW_CHARACTERS])[:MAX_FIELD_CHARACTERS].strip()


def is_whole_field(message: Message[str, str], field: str) -> bool:
    """False when ``shown_field`` leaves out the end of a field."""
    raw = str(message.get(field, ""))
    return len(raw) <= _RAW_CHARACTERS and len(decoded_words(raw)) <= MAX_FIELD_CHARACTERS


def decode_part(part: Message[str, str]) -> Body:
    """The text of a part that is no group of parts.

    The declared character set is used where it fits; else UTF-8, else Windows-1252.
    """
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    declared = part.get_content_charset() or "utf-8"
    try:
        # Letters of one byte read in pairs make words of a script that nobody wrote; line ends have a zero.
        if declared.startswith(_WIDE_SETS) and b"\x00" not in content:
            raise LookupError(f"{declared} without a zero byte")
        return Body(content.decode(declared), True)
    # LookupError for a name that is no character set, ValueError for bytes that are not in it.
    except (LookupError, ValueError):
        try:
            return Body(content.decode("utf-8"), False)
        except UnicodeDecodeError:
            return Body(content.decode("cp1252", errors="replace"), part.get_param("charset") is None)


def decoded_words(raw: str) -> str:
    """A header field or file name without its transport coding, on one line, without hidden characters."""
    try:
        value = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        value = raw
    return " ".join(clean(value).text.split())
