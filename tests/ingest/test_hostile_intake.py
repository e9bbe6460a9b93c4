"""Files that lie about themselves or lead elsewhere, taken in together: each ends with a reason, none in harm."""

import io
import struct
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.papers import Scope

WORDS = "1. Street lighting\n\nThe Manager reported that {} of the 60 lamps had failed.\n"
MAIL_HEAD = (
    b"From: a@lanes.example\r\nDate: Mon, 10 Mar 2025 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
)


def zip_of(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def device(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, 0o020666 << 16
    return member


def locked(pack: bytes) -> bytes:
    marked = bytearray(pack)
    marked[6] |= 1
    marked[pack.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def overlapping() -> bytes:
    """A thousand entries that all lead to the same megabyte."""
    pack = zip_of(("a.txt", b"a" * 1_000_000))
    at, end = pack.find(b"PK\x01\x02"), pack.find(b"PK\x05\x06")
    entries = b"".join(pack[at:end].replace(b"a.txt", b"%05d" % number) for number in range(1_000))
    tail = struct.pack("<HHIIH", 1_000, 1_000, len(entries), at, 0)
    return pack[:at] + entries + pack[end : end + 8] + tail


def pdf_of(objects: Sequence[bytes]) -> bytes:
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)


def pdf_with_a_length_that_is_itself() -> bytes:
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length 4 0 R >>\nstream\nBT (Lamps) Tj ET\nendstream",
        ]
    )


def nested_mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Date"] = "a@lanes.example", "Mon, 10 Mar 2025 09:00:00 +0000"
    message.set_content("Level 0")
    for level in range(1, 40):
        outer = EmailMessage()
        outer["From"], outer["Date"] = message["From"], message["Date"]
        outer.set_content(f"Level {level}")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


REFUSED = {
    "absolute.zip": (zip_of(("/etc/cron.d/job", "x")), "leads out of it"),
    "drive.zip": (zip_of(("C:\\Windows\\x.txt", "x")), "leads out of it"),
    "device.zip": (zip_of((device("minutes.txt"), "x")), "a link or device"),
    "locked.zip": (locked(zip_of(("a.txt", "words"))), "needs a password"),
    "many.zip": (zip_of(*((f"{number}.txt", "x") for number in range(2_001))), "more than 2,000 files"),
    "large.zip": (zip_of(("a.txt", b"\0" * 51_000_000)), "more than 50 MB"),
    "cut.zip": (zip_of(("a.txt", "words " * 99))[:60], "damaged"),
    "empty.zip": (zip_of(), "without files"),
    "inner.zip": (zip_of(("b.zip", zip_of(("a.txt", "words")))), "an archive inside an archive"),
    "itself.pdf": (pdf_with_a_length_that_is_itself(), "itself.pdf: "),
    "picture.pdf": (b"\xff\xd8\xff\xe0" + bytes(99), "a picture (JPEG)"),
    "note.docx": (b"{\\rtf1 words}", "Rich Text"),
    "nested.eml": (nested_mail(), "more parts than a message can have"),
    "laughs.xml": (
        b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><meeting>&b;</meeting>',
        "laughs.xml: ",
    ),
    "deep.html": (b"<html><body>" + b"<table><tr><td>" * 20_000 + b"Lamps", "nested too deeply"),
    "nothing.txt": (b"\0" * 999, "binary content"),
    "blank.txt": ("\u00a0\u2003\u200b\ufeff\u202e".encode() * 99, "no words were found"),
    "odd.txt": (WORDS.format(3).encode("utf-16") + b"x", "binary content"),
    "endless.txt": (b"lamps\n" + b"\n" * 300_000, "more than 250,000 lines"),
    "export.csv.txt": (b"lamp,1\n\n" * 100_000, "more than 50,000 passages"),
}
TAKEN = {
    "devices.zip": (zip_of(("CON.txt", WORDS.format(1)), ("sub/NUL", WORDS.format(2))), ""),
    "mixed.txt": (WORDS.format(4).encode() + "Café £12\n".encode() + "Café £13\n".encode("cp1252"), ""),
    "nul.txt": (WORDS.format(5).replace(" ", "\0 ").encode(), "hidden characters were removed"),
    "eicar.txt": (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "not scanned"),
    "path.eml": (
        MAIL_HEAD
        + b'--b\r\nContent-Disposition: attachment; filename="../../x.pdf"\r\n\r\n%%%\r\n--b\r\n\r\n'
        + WORDS.format(6).encode()
        + b"\r\n--b--\r\n",
        "",
    ),
}


@pytest.fixture
def outcomes(take, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, (content, _) in (REFUSED | TAKEN | {"overlap.zip": (overlapping(), "")}).items():
        (folder / name).write_bytes(content)
    found = {}
    for outcome in take(folder):
        found.setdefault(Path(outcome.path.partition("!/")[0]).name, []).append(outcome)
    return found


def test_each_ends_with_a_reason_and_nothing_is_kept_of_what_was_refused(outcomes, library, tmp_path):
    for name, (_, reason) in REFUSED.items():
        told = outcomes[name]
        assert [each.status for each in told] == ["rejected"], name
        assert reason in (told[0].reason or ""), (name, told[0].reason)
    for name, (_, warning) in TAKEN.items():
        told = outcomes[name]
        assert told[0].status == "new", (name, told)
        assert warning in " ".join(told[0].warnings), (name, told[0].warnings)
    assert [each.status for each in outcomes["path.eml"]] == ["new", "rejected"]
    assert all(each.status == "rejected" for each in outcomes["overlap.zip"])
    stored = {
        library.paper(Scope.owner(), each.paper_id).name
        for each in sum(outcomes.values(), [])
        if each.paper_id
    }
    assert stored == {"CON.txt", "NUL", "mixed.txt", "nul.txt", "eicar.txt", "path.eml"}
    originals = [path for path in (tmp_path / "library" / "originals").rglob("*") if path.is_file()]
    assert len(originals) == len(stored)
    assert not list(tmp_path.parent.rglob("x.pdf"))
