from email.message import EmailMessage

import pytest

from ingest.errors import NoText, ReadError
from ingest.papers import Text
from ingest.readers.mail import Mail
from ingest.readers.read import read

HEAD = (
    b"From: Clerk <clerk@lanes.example>\r\nTo: Members <all@lanes.example>\r\n"
    b"Date: Tue, 11 Mar 2025 09:12:33 +0000\r\nSubject: Lamps\r\nMIME-Version: 1.0\r\n"
)


def letter(body: str = "The lamps will be mended by May.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Clerk <clerk@lanes.example>"
    message["To"] = "Members <all@lanes.example>"
    message["Date"] = "Tue, 11 Mar 2025 09:12:33 +0000"
    message["Subject"] = "Lamps"
    message.set_content(body)
    return message


def text_of(message: EmailMessage | bytes) -> Text:
    return read(message if isinstance(message, bytes) else message.as_bytes(), "letter.eml")


def codes_of(text: Text) -> list[str]:
    return [notice.code for notice in text.notices]


def test_a_message_reads_as_its_header_and_its_body() -> None:
    text = text_of(letter("Dear members,\n\nthe lamps   will be\nmended.\n"))
    assert text.content == (
        "From: Clerk <clerk@lanes.example>\nTo: Members <all@lanes.example>\n"
        "Date: Tue, 11 Mar 2025 09:12:33 +0000\nSubject: Lamps\n\n"
        "Dear members,\n\nthe lamps will be\nmended."
    )
    assert (text.format, text.title, text.notices) == ("email", "Lamps", ())


def test_of_two_forms_of_a_body_the_plain_one_is_read() -> None:
    message = letter("Plain words.")
    message.add_alternative("<p>Words in HTML.</p>", subtype="html")
    text = text_of(message)
    assert "Plain words." in text.content
    assert "HTML" not in text.content


@pytest.mark.parametrize("plain", ["", " \n\n"])
def test_an_empty_plain_form_gives_way_to_the_other(plain: str) -> None:
    message = letter(plain)
    message.add_alternative("<h1>Lamps</h1><p>To be mended.</p><p hidden>unseen</p>", subtype="html")
    text = text_of(message)
    assert text.content.endswith("Lamps\n\nTo be mended.")
    assert [text.content[each.span.start : each.span.end] for each in text.headings] == ["Lamps"]
    assert codes_of(text) == ["hidden_text"]


def test_a_page_with_pictures_in_it_is_read_without_them() -> None:
    message = letter()
    message.set_content("<p>See the map <img src=cid:map></p>", subtype="html")
    message.add_related(b"\x89PNG....", "image", "png", cid="<map>")
    message.add_related("p {color: red}", "css", cid="<style>")
    text = text_of(message)
    assert text.content.endswith("See the map")
    assert codes_of(text) == ["pictures_left_out"]
    assert Mail(message.as_bytes(), "letter.eml").attachments == []


def test_files_are_attachments_with_names_that_differ_and_hold_no_folders() -> None:
    message = letter()
    for name in ("minutes.pdf", "../../etc/minutes.pdf", "C:\\papers\\minutes.pdf", "Straße – Plan.pdf"):
        message.add_attachment(b"%PDF-1.7", "application", "pdf", filename=name)
    message.add_attachment("Agenda", filename="agenda.txt")
    message.add_attachment(b"x", "application", "octet-stream")
    mail = Mail(message.as_bytes(), "letter.eml")
    assert [each.name for each in mail.attachments] == [
        "minutes.pdf",
        "minutes (2).pdf",
        "minutes (3).pdf",
        "Straße – Plan.pdf",
        "agenda.txt",
        "attachment 6",
    ]
    assert mail.attachments[0].content() == b"%PDF-1.7"
    assert codes_of(mail.text()) == ["attachments"]
    assert "Agenda" not in mail.text().content


def test_files_beside_the_form_that_is_not_read_are_kept() -> None:
    rich = EmailMessage()
    rich.set_content("<p>HTML</p>", subtype="html")
    rich.add_attachment(b"%PDF-1.7", "application", "pdf", filename="plan.pdf")
    message = letter("Plain words.")
    message.make_alternative()
    message.attach(rich)
    mail = Mail(message.as_bytes(), "letter.eml")
    assert "HTML" not in mail.text().content
    assert [each.name for each in mail.attachments] == ["plan.pdf"]


def test_a_forwarded_message_is_kept_as_text_with_its_files() -> None:
    inner = letter("What was said before.")
    inner.replace_header("Subject", "Older")
    inner.add_attachment(b"%PDF-1.7", "application", "pdf", filename="old.pdf")
    outer = letter("See below.")
    outer.add_attachment(inner)
    mail = Mail(outer.as_bytes(), "letter.eml")
    assert mail.text().content.partition("See below.\n\n")[2] == (
        "Forwarded message\n\nFrom: Clerk <clerk@lanes.example>\nTo: Members <all@lanes.example>\n"
        "Date: Tue, 11 Mar 2025 09:12:33 +0000\nSubject: Older\n\nWhat was said before."
    )
    assert [each.name for each in mail.attachments] == ["old.pdf"]


@pytest.mark.parametrize("charset", [b"nosuch", b"utf-8", b"zlib", b"utf-16", b"x" * 5000, b"\xff\xfe"])
def test_a_character_set_that_is_wrong_or_unknown_is_guessed_with_a_notice(charset: bytes) -> None:
    data = HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\nThe fee is \xa31.2m\r\n"
    text = text_of(data)
    assert text.content.endswith("The fee is £1.2m")
    assert codes_of(text) == ["character_set"]


def test_a_body_without_a_character_set_is_read_as_utf8_or_windows() -> None:
    for body in ("£5".encode(), "£5".encode("cp1252")):
        text = text_of(HEAD + b"\r\nThe fee is " + body)
        assert text.content.endswith("The fee is £5")
        assert text.notices == ()


def test_coded_words_in_the_header_are_decoded_and_bad_ones_are_kept() -> None:
    subject = b"Subject: =?utf-8?q?Stra=C3=9Fe?= =?nosuch?b?AAAA?="
    text = text_of(HEAD.replace(b"Subject: Lamps", subject) + b"\r\nBody")
    assert "=?nosuch?b?AAAA?=" in text.content
    text = text_of(
        HEAD.replace(b"Subject: Lamps", b"Subject: =?utf-8?q?Stra=C3=9Fe=E2=80=AE?=") + b"\r\nBody"
    )
    assert text.title == "Straße"


def test_a_long_line_of_the_header_is_cut_with_a_notice() -> None:
    everyone = b", ".join(b"member%d@lanes.example" % n for n in range(5_000))
    text = text_of(HEAD.replace(b"all@lanes.example>", b"all@lanes.example>, " + everyone) + b"\r\nBody")
    assert len(text.content) < 4_000
    assert text.content.endswith("Subject: Lamps\n\nBody")
    assert codes_of(text) == ["long_header"]


def test_a_header_beyond_reason_is_refused() -> None:
    with pytest.raises(ReadError, match="a header of more than"):
        text_of(HEAD + b"X-Trace: " + b"x" * 2_000_000 + b"\r\n\r\nBody")


@pytest.mark.parametrize("depth", [25, 400])
def test_messages_nested_beyond_reason_are_refused(depth: int) -> None:
    data = HEAD + b"\r\nBody"
    for _ in range(depth):
        data = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + data
    with pytest.raises(ReadError, match="more parts than|nested too deeply"):
        text_of(data)


def test_more_parts_than_a_message_can_have_are_refused() -> None:
    data = (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3_000 + b"--b--"
    )
    with pytest.raises(ReadError, match="more parts than"):
        text_of(data)


def test_a_message_without_words_is_refused_and_says_so() -> None:
    with pytest.raises(NoText, match="no words of its own"):
        text_of(HEAD + b"\r\n  \r\n")


def test_an_encrypted_message_is_refused() -> None:
    with pytest.raises(ReadError, match="encrypted"):
        text_of(HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nAAAA")


def test_signatures_and_receipts_are_no_attachments() -> None:
    message = letter()
    message.add_attachment(b"x", "application", "pkcs7-signature", filename="smime.p7s")
    assert Mail(message.as_bytes(), "letter.eml").attachments == []


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: multipart/mixed\r\n\r\nNo boundary",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nNo end",
        b"Content-Transfer-Encoding: base64\r\n\r\nTm8gZ!!!29v",
        b"Content-Type: message/rfc822\r\n\r\nno header here\r\n",
        b"Content-Type: ;;;=\r\n\r\nNothing known",
    ],
)
def test_a_damaged_message_is_read_or_refused_in_plain_words(rest: bytes) -> None:
    try:
        assert text_of(HEAD + rest).content.startswith("From: Clerk")
    except ReadError as refused:
        assert str(refused).startswith("letter.eml: ")


def test_a_saved_archive_of_a_web_page_is_read_without_its_styles() -> None:
    data = (
        b"From: <Saved by a browser>\r\nSubject: Minutes\r\nDate: Tue, 11 Mar 2025 09:12:33 -0000\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary=b\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\n\r\n<h1>Minutes</h1><p>All lamps are mended.</p>\r\n"
        b"--b\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n--b--\r\n"
    )
    assert text_of(data).content.endswith("Minutes\n\nAll lamps are mended.")
