"""Packs: a zip archive or an e-mail taken apart into the files in it, in memory, never onto the disk.

What is built to do harm refuses the whole pack; what can't be used is named with the reason and left out.
"""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.errors import ReadError
from ingest.readers.characters import clean
from ingest.readers.detect import Format, sniff
from ingest.readers.mail import Mail
from ingest.readers.parts import PART_OF, Member, Skipped

MAX_MEMBERS = 2_000
MAX_BYTES_UNPACKED = 300_000_000
MAX_BYTES_MEMBER = 50_000_000
MAX_DEPTH = 3
_CHUNK_BYTES = 1 << 20
_MAX_PATH_CHARACTERS = 500
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass
class _Allowance:
    """What a pack may still hold, packs inside it included."""

    name: str
    n_bytes: int
    n_members: int = MAX_MEMBERS

    def take(self, n_bytes: int) -> None:
        """Count bytes as they come out; raises ``ReadError`` when it is too much."""
        self.n_bytes -= n_bytes
        if self.n_bytes < 0:
            raise _refused(self.name, "it holds too many bytes when unpacked")

    def take_members(self, count: int) -> None:
        """Count files before they are unpacked; raises ``ReadError`` when it is too much."""
        self.n_members -= count
        if self.n_members < 0:
            raise _refused(self.name, f"more than {MAX_MEMBERS:,} files inside")


@dataclass(frozen=True)
class _Place:
    """Where in a pack a file was found; ``prefix`` stands before its path."""

    prefix: str = ""
    depth: int = 0
    is_in_zip: bool = False

    def inside(self, path: str, *, is_zip: bool) -> _Place:
        return _Place(f"{path}{PART_OF}", self.depth + 1, self.is_in_zip or is_zip)


def unpack(data: bytes, name: str, most_bytes: int = MAX_BYTES_UNPACKED) -> Iterator[Member | Skipped]:
    """The files in a pack in its own order; nothing for a file that is no pack.

    An e-mail in an archive, and an archive attached to an e-mail, are taken apart too; the message itself is
    a member where it has words. Hidden files and those that operating systems add are left out.

    Args:
        data: The whole archive or message.
        name: Its file name, for messages.
        most_bytes: What all files may come to, at most 300 MB; counted while unpacking.

    Raises:
        ReadError: The pack is damaged, empty or refused as unsafe: too many files or bytes, paths that lead
            out of it, two files of one name.
    """
    allowance = _Allowance(name, min(most_bytes, MAX_BYTES_UNPACKED))
    match sniff(data, name):
        case Format.ZIP:
            yield from _from_zip(data, name, allowance, _Place())
        case Format.EMAIL:
            yield from _from_mail(Mail(data, name), allowance, _Place())


def _from_zip(data: bytes, name: str, allowance: _Allowance, place: _Place) -> Iterator[Member | Skipped]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAILURES as error:
        raise ReadError(f"{name}: a damaged zip archive ({error}). Ask for it again.") from error
    with archive:
        listed = [(_path_of(member), member) for member in archive.infolist()]
        named = [(path, member) for path, member in listed if not path.endswith("/")]
        allowance.take_members(len(named))
        _check(named, name, allowance)
        wanted = [(path, member) for path, member in named if not _is_hidden(path)]
        if not wanted:
            raise ReadError(f"{name}: a zip archive without files. Check that the right one was sent.")
        for path, member in wanted:
            yield from _from_member(archive, member, path, allowance, place)


def _from_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, allowance: _Allowance, place: _Place
) -> Iterator[Member | Skipped]:
    whole, name = place.prefix + path, PurePosixPath(path).name
    reason = _unusable(member)
    if reason:
        yield Skipped(whole, f"{name}: {reason}")
        return
    try:
        content = _inflate(archive, member, allowance)
    except _FAILURES as error:
        yield Skipped(whole, f"{name}: damaged in the archive ({error}). Ask for the file by itself.")
        return
    yield from _sorted_out(content, path, allowance, place, is_zip=True)


def _sorted_out(
    content: bytes, path: str, allowance: _Allowance, place: _Place, *, is_zip: bool
) -> Iterator[Member | Skipped]:
    """A file of a pack: kept, taken apart in its turn, or left out with the reason."""
    whole, name = place.prefix + path, PurePosixPath(path).name
    inner = place.inside(whole, is_zip=is_zip)
    try:
        form = sniff(content, name)
        if form is Format.ZIP and inner.is_in_zip:
            raise ReadError(f"{name}: an archive inside an archive. Unpack it, and add the papers in it.")
        if form in {Format.ZIP, Format.EMAIL} and inner.depth > MAX_DEPTH:
            raise ReadError(f"{name}: too many packs inside each other. Add this one by itself.")
        mail = Mail(content, name) if form is Format.EMAIL else None
    except RecursionError:
        yield Skipped(whole, f"{name}: its parts are nested too deeply. Save it again and add the copy.")
    except ReadError as error:
        yield Skipped(whole, str(error))
    else:
        if mail is not None:
            if mail.has_words or not mail.attachments:
                yield Member(whole, content)
            yield from _from_mail(mail, allowance, inner)
        elif form is Format.ZIP:
            yield from _from_attached_zip(content, name, allowance, inner)
        else:
            yield Member(whole, content)


def _from_attached_zip(
    content: bytes, name: str, allowance: _Allowance, inner: _Place
) -> Iterator[Member | Skipped]:
    """An archive in a message: when it is refused, the message and its other files still go on."""
    try:
        yield from _from_zip(content, name, allowance, inner)
    except ReadError as error:
        yield Skipped(inner.prefix.removesuffix(PART_OF), str(error))


def _from_mail(mail: Mail, allowance: _Allowance, place: _Place) -> Iterator[Member | Skipped]:
    allowance.take_members(len(mail.attachments))
    for attachment in mail.attachments:
        try:
            content = attachment.content()
        except _FAILURES as error:
            reason = f"{attachment.name}: damaged in the message ({error}). Ask for the file by itself."
            yield Skipped(place.prefix + attachment.name, reason)
            continue
        allowance.take(len(content))
        yield from _sorted_out(content, attachment.name, allowance, place, is_zip=False)


def _path_of(member: zipfile.ZipInfo) -> str:
    """The path with ``/`` between folders, in one form of Unicode, without hidden characters."""
    path = member.filename
    if not member.flag_bits & _UTF8_NAMES:
        # Some programs write UTF-8 without saying so; zipfile then takes the bytes for an old DOS set.
        try:
            path = path.encode("cp437").decode("utf-8")
        except ValueError:
            path = member.filename
    return " ".join(unicodedata.normalize("NFC", clean(path.replace("\\", "/")).text).split())


def _check(named: list[tuple[str, zipfile.ZipInfo]], name: str, allowance: _Allowance) -> None:
    """Refuse an archive by its table of contents, before anything is unpacked."""
    for path, _ in named:
        parts = PurePosixPath(path)
        if parts.is_absolute() or ".." in parts.parts or path[1:2] == ":" or not parts.name:
            raise _refused(name, f"a file named {path[:100]!r}, which leads out of it")
        if len(path) > _MAX_PATH_CHARACTERS:
            raise _refused(name, f"a path of {len(path):,} characters")
    twice = [path for path, count in Counter(path for path, _ in named).items() if count > 1]
    if twice:
        raise _refused(name, f"two files named {twice[0]!r}, so that two readers may see different words")
    if sum(member.file_size for _, member in named) > allowance.n_bytes:
        raise _refused(name, "it holds too many bytes when unpacked")


def _is_hidden(path: str) -> bool:
    parts = PurePosixPath(path).parts
    is_of_system = parts[0] == "__MACOSX" or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
    return is_of_system or any(part.startswith(".") for part in parts)


def _unusable(member: zipfile.ZipInfo) -> str | None:
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "a link or device and not a file. Add the file itself."
    if member.flag_bits & _ENCRYPTED:
        return "needs a password. Unpack the archive with its password, and add the papers."
    if member.file_size > MAX_BYTES_MEMBER:
        return f"{member.file_size / 1_000_000:.1f} MB, more than {MAX_BYTES_MEMBER / 1_000_000:.0f} MB. Split it."
    return None


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: _Allowance) -> bytes:
    content = bytearray()
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK_BYTES):
            allowance.take(len(chunk))
            content += chunk
    return bytes(content)


def _refused(name: str, what: str) -> ReadError:
    return ReadError(f"{name}: refused as unsafe ({what}). Unpack it, check it, and add the papers in it.")
