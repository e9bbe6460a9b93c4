"""E-mails as papers: header, then the body as its reader sees it; attachments are papers of their own.

A message that was forwarded as a whole stands in the text where it was attached. Of several forms of one
body the plain one is read, or else the HTML one.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from pathlib import PurePosixPath
from typing import TypeAlias

from ingest.errors import NoText, ReadError
from ingest.papers import Notice, Text
from ingest.readers.composing import Composer
from ingest.readers.html import hidden_text_notices, read_fragment
from ingest.readers.mail_text import decode_part, decoded_words, is_whole_field, shown_field

MAX_HEADER_BYTES = 1_000_000
MAX_PARTS = 2_000
MAX_DEPTH = 20
_MAX_NAME_CHARACTERS = 200
_SHOWN_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_BODY_LEVEL = 2
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BODIES = frozenset({"text/plain", "text/html"})
# What a mail program adds for itself: it says nothing that the message does not.
_OF_MAIL_PROGRAMS = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
    | {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"}
)
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics"}

# What the mail library raises over broken coding, beside the defects that it only notes.
_FAILURES = (MessageError, LookupError, ValueError, TypeError, AttributeError)
Part: TypeAlias = "Message[str, str]"


@dataclass(frozen=True)
class Attachment:
    """A file sent with a message; ``name`` is safe to show and holds no folders."""

    name: str
    part: Part

    def content(self) -> bytes:
        """The file, decoded; as much of it as can be decoded where the coding is damaged."""
        payload = self.part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""


def read_mail(data: bytes, name: str) -> Text:
    """The text of a message without its attachments.

    Raises:
        NoText: The message has no words of its own.
        ReadError: The message is encrypted, or its header or its parts are beyond reason.
    """
    mail = Mail(data, name)
    if not mail.has_words:
        raise NoText(f"{name}: the message has no words of its own. Add what was attached to it.")
    return mail.text()


class Mail:
    """One message, read whole.

    ``attachments`` are the files sent with it and with the messages forwarded in it, in order, with names
    that differ. ``has_words`` is False when it is only there for those.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Read the message.

        Raises:
            ReadError: The message is encrypted, or its header or its parts are beyond reason.
        """
        self._name = name
        self._composer = Composer()
        self._notices: dict[str, Notice] = {}
        self._attached: list[Part] = []
        self._n_parts = self._n_pictures = self._n_hidden_words = 0
        self.has_words = False
        end = _HEADER_END.search(data)
        if (end.start() if end else len(data)) > MAX_HEADER_BYTES:
            raise _refused(name, f"a header of more than {MAX_HEADER_BYTES:,} bytes")
        try:
            message = email.message_from_bytes(data.removeprefix(codecs.BOM_UTF8))
            self._subject = shown_field(message, "Subject")
            self._read_message(message, 0)
            self.attachments = _named(self._attached)
        except _FAILURES as error:
            raise ReadError(
                f"{name}: a damaged message ({type(error).__name__}: {error}). Save it again from the mail program."
            ) from error

    def text(self) -> Text:
        """The message as a paper; its title is the subject."""
        notices = [*hidden_text_notices(self._n_hidden_words), *self._notices.values()]
        if self._n_pictures:
            what = f"Pictures inside the message ({self._n_pictures:,}) were left out."
            notices.append(Notice("pictures_left_out", f"{what} Look at the original for what they show."))
        if self.attachments:
            told = ", ".join(each.name for each in self.attachments[:10])
            notices.append(
                Notice(
                    "attachments",
                    f"Files sent with the message are papers of their own, where they can be read: {told}.",
                )
            )
        return self._composer.finish(
            name=self._name, form="email", notices=tuple(notices), title=self._subject
        )

    def _read_message(self, message: Part, depth: int) -> None:
        lines = []
        for field in _SHOWN_FIELDS:
            value = shown_field(message, field)
            if value:
                lines.append(f"{field}: {value}")
            if not is_whole_field(message, field):
                self._note(
                    "long_header", f"The line \u201c{field}\u201d of the message was cut: it is very long."
                )
        self._composer.add("\n".join(lines))
        self._read_part(message, depth, reads_body=True)

    def _read_part(self, part: Part, depth: int, *, reads_body: bool) -> None:
        self._n_parts += 1
        if depth > MAX_DEPTH or self._n_parts > MAX_PARTS:
            raise _refused(self._name, "more parts than a message can have")
        kind = part.get_content_type()
        if kind in _ENCRYPTED:
            raise ReadError(f"{self._name}: an encrypted message. Open it, and save its text and its files.")
        if kind == "message/rfc822" and _children(part):
            self._read_forwarded(part, depth, reads_body=reads_body)
        elif _children(part):
            self._read_group(part, kind, depth, reads_body=reads_body)
        elif kind in _BODIES and not _is_file(part):
            if reads_body:
                self._read_body(part, kind)
        elif part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment":
            self._n_pictures += 1
        elif kind not in _OF_MAIL_PROGRAMS and not part.is_multipart():
            self._attached.append(part)

    def _read_forwarded(self, part: Part, depth: int, *, reads_body: bool) -> None:
        for message in _children(part):
            if reads_body:
                self._composer.add("Forwarded message", level=1)
                self._read_message(message, depth + 1)
            else:
                self._read_part(message, depth + 1, reads_body=False)

    def _read_group(self, group: Part, kind: str, depth: int, *, reads_body: bool) -> None:
        """The parts of a group; of alternatives only one is the body, but files may hang on any."""
        parts = _children(group)
        chosen = _chosen(parts) if kind == "multipart/alternative" else None
        for place, part in enumerate(parts):
            # In a group of related parts the first is the page, the others are what it is made of.
            is_resource = kind == "multipart/related" and place > 0 and part.get_content_maintype() == "text"
            is_read = (chosen is None or part is chosen) and not is_resource
            if not is_resource:
                self._read_part(part, depth + 1, reads_body=reads_body and is_read)

    def _read_body(self, part: Part, kind: str) -> None:
        body = decode_part(part)
        if not body.is_as_declared:
            self._note(
                "character_set",
                "The message names a character set that does not fit it; some letters may be wrong.",
            )
        self.has_words = self.has_words or _has_words(body.text, kind)
        if kind == "text/html":
            found = read_fragment(body.text, self._composer, highest_level=_BODY_LEVEL)
            self._n_hidden_words += found.n_hidden_words
            self._notices.update({notice.code: notice for notice in found.notices})
            return
        for block in _BLANK_LINE.split(body.text.replace("\r\n", "\n").replace("\r", "\n")):
            self._composer.add(block)

    def _note(self, code: str, message: str) -> None:
        self._notices[code] = Notice(code, message)


def _named(parts: Sequence[Part]) -> list[Attachment]:
    taken: set[str] = set()
    return [
        Attachment(_new_name(_file_name(part, place), taken), part) for place, part in enumerate(parts, 1)
    ]


def _children(part: Part) -> list[Part]:
    # Asked of a file, get_payload would decode it whole.
    payload = part.get_payload() if part.is_multipart() else ()
    return [each for each in payload if isinstance(each, Message)]


def _is_file(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _chosen(parts: Sequence[Part]) -> Part | None:
    """Of several forms of one body: the plain one that has words, else the last, which is the richest."""
    bodies = [part for part in parts if part.get_content_type() != "text/calendar"]
    plain = [part for part in bodies if part.get_content_type() == "text/plain" and not _is_file(part)]
    for part in plain:
        if _has_words(decode_part(part).text, "text/plain"):
            return part
    return bodies[-1] if bodies else None


def _has_words(body: str, kind: str) -> bool:
    if kind == "text/html":
        shown = Composer()
        read_fragment(body, shown)
        body = shown.one_line()
    return any(character.isalnum() for character in body)


def _file_name(part: Part, place: int) -> str:
    """The name that the sender gave, without folders; a plain one where there is none."""
    given = decoded_words(str(part.get_filename() or ""))
    name = PurePosixPath(given.replace("\\", "/")).name[-_MAX_NAME_CHARACTERS:]
    return name or f"attachment {place}{_ENDINGS.get(part.get_content_type(), '')}"


def _new_name(name: str, taken: set[str]) -> str:
    """The name, numbered where one before it is the same; it is added to ``taken``."""
    path, number, candidate = PurePosixPath(name), 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{path.stem} ({number}){path.suffix}"
    taken.add(candidate.casefold())
    return candidate


def _refused(name: str, what: str) -> ReadError:
    return ReadError(f"{name}: refused as unsafe ({what}). Save what you need of it, and add that.")
