import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ReadError, UnsupportedFormat
from ingest.papers import Text
from ingest.readers.pack import MAX_MEMBERS, unpack
from ingest.readers.parts import Member, Skipped
from ingest.readers.read import read
from ingest.readers.sandbox import Limits, open_in_child, read_in_child

MINUTES = b"Minutes of the Harrow Lanes Panel\n\nRESOLVED: That the lamps be mended.\n"


def zip_of(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def mail_of(body: str, *files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = (
        "a@b.example",
        "Tue, 11 Mar 2025 09:00:00 +0000",
        "Papers",
    )
    message.set_content(body)
    for name, content in files:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def paths_of(data: bytes, name: str = "pack") -> list[str]:
    return [part.path for part in unpack(data, name) if isinstance(part, Member)]


def reasons_of(data: bytes) -> dict[str, str]:
    return {part.path: part.reason for part in unpack(data, "pack") if isinstance(part, Skipped)}


def test_the_files_of_an_archive_come_out_in_its_order_with_their_folders() -> None:
    data = zip_of(("b/minutes.txt", MINUTES), ("a.html", b"<p>x</p>"), ("empty/", b""))
    assert list(unpack(data, "pack.zip")) == [Member("b/minutes.txt", MINUTES), Member("a.html", b"<p>x</p>")]


def test_a_word_file_is_a_paper_and_no_archive(new_docx, saved) -> None:
    new_docx.add_paragraph("The lamps will be mended.")
    data = saved(new_docx)
    assert list(unpack(data, "report.docx")) == []
    opened = open_in_child(data, "report.docx")
    assert opened.text is not None and opened.text.format == "docx"
    assert opened.parts == ()
    assert paths_of(zip_of(("papers/report.docx", data))) == ["papers/report.docx"]


def test_what_operating_systems_add_is_left_out_without_a_word() -> None:
    names = ("__MACOSX/._a.txt", ".DS_Store", "x/.git/config", "x/Thumbs.db", "x/a.txt")
    assert [part.path for part in unpack(zip_of(*((name, MINUTES) for name in names)), "p.zip")] == [
        "x/a.txt"
    ]


def test_what_is_no_paper_is_left_out_with_the_reason_and_the_rest_goes_on() -> None:
    data = zip_of(
        ("map.png", b"\x89PNG\r\n"), ("empty.txt", b""), ("fake.pdf", b"<html>"), ("a.txt", MINUTES)
    )
    assert paths_of(data) == ["a.txt"]
    reasons = reasons_of(data)
    assert "map.png: a picture" in reasons["map.png"]
    assert "empty.txt: the file is empty" in reasons["empty.txt"]
    assert "fake.pdf: named .pdf" in reasons["fake.pdf"]


@pytest.mark.parametrize(
    "path",
    [
        "../escaped.txt",
        "/etc/passwd",
        "a/../../b.txt",
        "..\\b.txt",
        "C:\\b.txt",
        "C:b.txt",
        "\\\\host\\b.txt",
    ],
)
def test_a_path_that_leads_out_refuses_the_archive(path: str) -> None:
    with pytest.raises(ReadError, match="leads out of it"):
        paths_of(zip_of(("a.txt", MINUTES), (path, MINUTES)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a/b.txt", "a\\b.txt", "a/b\u200b.txt"])
def test_two_files_of_one_name_refuse_the_archive(second: str) -> None:
    with pytest.raises(ReadError, match="two files named"):
        paths_of(zip_of(("a/b.txt", MINUTES), (second, b"Other words.")))


def test_a_link_in_an_archive_is_not_followed() -> None:
    link = zipfile.ZipInfo("minutes.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    data = zip_of((link, b"/etc/passwd"), ("a.txt", MINUTES))
    assert paths_of(data) == ["a.txt"]
    assert "a link or device" in reasons_of(data)["minutes.txt"]


def test_an_archive_in_an_archive_is_left_out() -> None:
    data = zip_of(("inner.zip", zip_of(("a.txt", MINUTES))), ("b.txt", MINUTES))
    assert paths_of(data) == ["b.txt"]
    assert "an archive inside an archive" in reasons_of(data)["inner.zip"]


def test_a_locked_file_needs_its_password() -> None:
    data = bytearray(zip_of(("a.txt", MINUTES)))
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + place] |= 1
    assert "needs a password" in reasons_of(bytes(data))["a.txt"]


def test_a_file_damaged_in_the_archive_is_left_out_and_the_rest_goes_on() -> None:
    data = bytearray(zip_of(("a.txt", MINUTES), ("b.txt", MINUTES)))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    assert paths_of(bytes(data)) == ["b.txt"]
    assert "a.txt: damaged in the archive" in reasons_of(bytes(data))["a.txt"]


def test_an_archive_with_too_many_files_is_refused_before_unpacking() -> None:
    with pytest.raises(ReadError, match="more than 2,000 files"):
        paths_of(zip_of(*((f"{n}.txt", b"x") for n in range(MAX_MEMBERS + 1))))


def test_an_archive_that_says_it_is_too_large_is_refused_before_unpacking() -> None:
    data = zip_of(("a.txt", b"a" * 3_000), ("b.txt", b"b" * 3_000))
    with pytest.raises(ReadError, match="too many bytes"):
        list(unpack(data, "pack.zip", 5_000))


def test_a_size_that_is_a_lie_gains_nothing() -> None:
    data = bytearray(zip_of(("a.txt", b"a" * 40_000_000), ("b.txt", MINUTES)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 1_000)
    assert paths_of(bytes(data)) == ["b.txt"]
    assert "damaged" in reasons_of(bytes(data))["a.txt"]


def test_bytes_are_counted_over_all_packs_inside_a_pack() -> None:
    inner = zip_of(("a.txt", b"a" * 3_000))
    data = mail_of("Papers attached.", ("one.zip", inner), ("two.zip", inner))
    parts = list(unpack(data, "letter.eml", 5_000))
    assert [part.path for part in parts if isinstance(part, Member)] == ["one.zip!/a.txt"]
    assert [part.path for part in parts if isinstance(part, Skipped)] == ["two.zip"]


def test_an_empty_or_damaged_archive_is_refused() -> None:
    with pytest.raises(ReadError, match="without files"):
        paths_of(zip_of())
    with pytest.raises(ReadError, match="without files"):
        paths_of(zip_of((".DS_Store", b"x")))
    with pytest.raises(ReadError, match="damaged"):
        paths_of(zip_of(("a.txt", MINUTES))[:-10])


def test_names_in_utf8_are_read_even_where_the_archive_does_not_say_so() -> None:
    data = zip_of(("Straße.txt", MINUTES)).replace("Straße.txt".encode(), b"Stra\xc3\x9fe.txt")
    unmarked = bytearray(data)
    for start, place in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unmarked[unmarked.index(start) + place] &= ~0x08
    assert paths_of(data) == paths_of(bytes(unmarked)) == ["Straße.txt"]


def test_the_files_of_a_message_come_out_and_archives_among_them_too() -> None:
    data = mail_of("Papers attached.", ("a.txt", MINUTES), ("papers.zip", zip_of(("x/b.txt", MINUTES))))
    assert paths_of(data) == ["a.txt", "papers.zip!/x/b.txt"]


def test_a_message_in_an_archive_is_a_paper_beside_its_files() -> None:
    letter = mail_of("Papers attached.", ("a.txt", MINUTES))
    cover = mail_of(" ", ("b.txt", MINUTES))
    assert paths_of(zip_of(("letter.eml", letter), ("cover.eml", cover))) == [
        "letter.eml",
        "letter.eml!/a.txt",
        "cover.eml!/b.txt",
    ]


def test_a_bad_archive_in_a_message_costs_only_itself() -> None:
    data = mail_of("Papers.", ("bad.zip", zip_of(("../x.txt", MINUTES))), ("a.txt", MINUTES))
    assert paths_of(data) == ["a.txt"]
    assert "leads out of it" in reasons_of(data)["bad.zip"]


def test_packs_inside_packs_end_somewhere() -> None:
    data = mail_of("Deepest.")
    for n in range(6):
        data = mail_of(f"Letter {n}.", ("next.eml", data))
    assert max(path.count("!/") for path in paths_of(data)) == 2
    assert any("too many packs" in reason for reason in reasons_of(data).values())


def test_the_child_gives_the_files_and_the_reasons() -> None:
    opened = open_in_child(zip_of(("map.png", b"\x89PNG\r\n"), ("b/a.txt", MINUTES)), "pack.zip")
    assert opened.text is None
    assert opened.parts[1] == Member("b/a.txt", MINUTES)
    assert isinstance(opened.parts[0], Skipped)
    assert opened.parts[0].reason.startswith("map.png: a picture")


def test_the_child_gives_a_message_with_its_files() -> None:
    opened = open_in_child(mail_of("Papers attached.", ("a.txt", MINUTES)), "letter.eml")
    assert opened.text is not None and opened.text.content.endswith("Papers attached.")
    assert opened.parts == (Member("a.txt", MINUTES),)
    empty = open_in_child(mail_of(" ", ("a.txt", MINUTES)), "letter.eml")
    assert (empty.text, empty.parts) == (None, (Member("a.txt", MINUTES),))


def test_the_child_refuses_a_pack_whole_even_when_files_came_first() -> None:
    data = zip_of(("a.txt", MINUTES), ("b.txt", b"b" * 5_000))
    with pytest.raises(ReadError, match="too many bytes"):
        open_in_child(data, "pack.zip", Limits(pack_bytes=4_000))


def test_the_child_refuses_messages_nested_beyond_reason_in_plain_words() -> None:
    data = mail_of("Deepest.")
    for _ in range(400):
        data = b"From: a\nDate: b\nContent-Type: message/rfc822\n\n" + data
    with pytest.raises(ReadError, match="more parts than|nested too deeply"):
        open_in_child(data, "letter.eml")


def test_an_archive_may_be_larger_than_a_paper_but_a_word_file_may_not(new_docx, saved) -> None:
    new_docx.add_paragraph("The lamps will be mended.")
    limits = Limits(file_bytes=1_000)
    with pytest.raises(ReadError, match="more than"):
        open_in_child(saved(new_docx), "report.docx", limits)
    noise = bytes(range(256)) * 20
    assert len(open_in_child(zip_of(("a.txt", MINUTES), ("x", noise)), "pack.zip", limits).parts) == 2


def test_an_archive_asked_for_as_one_paper_is_refused_with_advice() -> None:
    data = zip_of(("a.txt", MINUTES))
    with pytest.raises(UnsupportedFormat, match="Unpack it"):
        read(data, "pack.zip")
    with pytest.raises(UnsupportedFormat, match="Unpack it"):
        read_in_child(data, "pack.zip")


@given(
    start=st.sampled_from([0, 1]),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=5
    ),
)
def test_a_pack_damaged_anywhere_is_read_or_refused_in_plain_words(
    start: int, cuts: list[tuple[float, int, bytes]]
) -> None:
    letter = mail_of("Papers attached.", ("Straße.txt", MINUTES), ("b.bin", b"\xff\xfe"))
    data = bytearray((letter, zip_of(("x/letter.eml", letter), ("a.txt", MINUTES)))[start])
    for place, length, instead in cuts:
        at = int(place * len(data))
        data[at : at + length] = instead
    for use in (unpack, read):
        try:
            found = use(bytes(data), "pack")
            assert isinstance(found, Text) or all(part.path for part in found)
        except ReadError as refused:
            assert str(refused).startswith("pack: ")


def test_a_file_without_a_name_refuses_the_archive() -> None:
    data = zip_of(("a.txt", MINUTES))
    for start, length in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        place = data.index(start)
        name = place + (30 if length == 26 else 46)
        data = data[: place + length] + b"\0\0" + data[place + length + 2 : name] + data[name + 5 :]
    with pytest.raises(ReadError):
        paths_of(data)


def test_nothing_is_written_where_a_path_points(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        open_in_child(zip_of((f"{tmp_path}/escaped.txt", MINUTES)), "pack.zip")
    assert list(tmp_path.iterdir()) == []
