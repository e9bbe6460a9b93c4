"""A Word file checked as a zip archive before anything in it is parsed.

The parser behind python-docx ignores most of what is refused here, or needs more than 20 seconds for it:
bombs, two parts of one name, paths that lead out of the folder, declarations of entities, macros.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from pathlib import PurePosixPath

from ingest.errors import ReadError, UnsupportedFormat
from ingest.papers import Notice

MAX_PARTS = 5_000
MAX_BYTES_UNPACKED = 300_000_000
MAX_BYTES_XML_PART = 50_000_000
CHUNK_BYTES = 1 << 20
# A DOCTYPE, also in UTF-16, where every letter has a zero byte beside it.
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E|<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.I)
# Only what Word fetches from another machine on opening; a template path on the author's own disk is usual.
_EXTERNAL_PART = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*\bType\s*=\s*[\"'][^\"']*/(?:attachedTemplate|oleObject|frame|subDocument|image)[\"'])"
    rb"(?=[^>]*\bTarget\s*=\s*[\"'](?:https?:|ftp:|file:(?://)?[^/]|\\\\))",
    re.I,
)
_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def check_package(data: bytes, name: str) -> tuple[Notice, ...]:
    """Refuse a Word file that is damaged or built to do harm; notices for what is only worth knowing.

    Sizes are checked as declared and again while unpacking, because the declaration can lie.

    Raises:
        UnsupportedFormat: The file holds macros.
        ReadError: Anything else that is refused, with the reason.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(members, name)
            _check_declared(members, name)
            return _check_contents(archive, members, name)
    except _FAILURES as error:
        raise ReadError(
            f"{name}: a damaged Word file ({error}). Open it in Word, save a copy, and add that."
        ) from error


def _check_names(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MAX_PARTS:
        raise _refused(name, f"{len(members):,} parts inside, more than {MAX_PARTS:,}")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise _refused(name, f"a part named {member.filename!r}, which leads out of the file")
        if path.name.lower() == "vbaproject.bin":
            raise UnsupportedFormat(
                f"{name}: holds macros. Save it in Word as .docx without them, and add that."
            )
    named = Counter(member.filename.lower() for member in members)
    twice = [part for part, count in named.items() if count > 1]
    if twice:
        raise _refused(name, f"two parts named {twice[0]!r}, so that two readers may see different words")


def _check_declared(members: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES_UNPACKED:
        raise _refused(name, f"{total:,} bytes when unpacked, more than {MAX_BYTES_UNPACKED:,}")
    for member in members:
        if _is_xml(member) and member.file_size > MAX_BYTES_XML_PART:
            raise _refused(name, f"{member.filename} of {member.file_size:,} bytes")
        if member.flag_bits & 1:
            raise ReadError(f"{name}: needs a password. Save a copy without the password and add that.")


def _check_contents(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str
) -> tuple[Notice, ...]:
    has_external = False
    for member in members:
        is_xml = _is_xml(member)
        content = bytearray()
        n_read = 0
        with archive.open(member) as part:
            while chunk := part.read(CHUNK_BYTES):
                n_read += len(chunk)
                if n_read > member.file_size:
                    raise _refused(name, f"{member.filename} is larger than the file says")
                if is_xml:
                    content += chunk
        if _DOCTYPE.search(content):
            raise _refused(name, f"a document type declaration in {member.filename}")
        has_external = has_external or bool(
            member.filename.endswith(".rels") and _EXTERNAL_PART.search(content)
        )
    return _external_notices(has_external)


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".xml", ".rels"))


def _external_notices(has_external: bool) -> tuple[Notice, ...]:
    if not has_external:
        return ()
    message = "The file names a template or picture on another machine; it was not fetched. Do not open the"
    return (Notice("external_reference", f"{message} original in Word unless you trust where it came from."),)


def _refused(name: str, what: str) -> ReadError:
    return ReadError(f"{name}: refused as unsafe ({what}). Open it in Word, save a new copy, and add that.")
