"""Web pages, messages and plain texts that lead away, hide words or go on without end."""

from __future__ import annotations

from collections.abc import Iterator

from lying_files.lying import WORDS, LyingFile

MAIL_HEAD = "From: clerk@lanes.example\r\nDate: Mon, 10 Mar 2025 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"


def web_pages() -> Iterator[LyingFile]:
    yield LyingFile(
        "nested.html", b"<html><body>" + b"<b>" * 100_000 + WORDS.encode(), "reject", told="nested too deeply"
    )
    yield LyingFile(
        "leads_away.html",
        (
            '<html><head><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><base href="http://'
            f'attacker.invalid/"></head><body><p>{WORDS}</p><a href="data:text/html;base64,PHNjcmlwdD4=">See</a>'
            '<object data="http://127.0.0.1:9/x.swf"></object></body></html>'
        ).encode(),
        "flag",
        told="links or elements that run code",
        holds=WORDS,
        never=("attacker", "base64"),
    )
    yield LyingFile(
        "many_attributes.html",
        b"<html><body><p " + b"".join(b"a%d=1 " % number for number in range(20_000)) + b">" + WORDS.encode(),
        "accept",
        holds=WORDS,
    )
    yield LyingFile(
        "character_set_of_old.html",
        b'<html><head><meta charset="utf-7"></head><body><p>+ADw-script+AD4-</p><p>'
        + WORDS.encode()
        + b"</p></body>",
        "accept",
        holds=WORDS,
        never=("<script>",),
    )


def message(head: str, body: str) -> bytes:
    return f"{MAIL_HEAD}{head}\r\n\r\n{body}".encode()


def messages() -> Iterator[LyingFile]:
    deep = WORDS
    for level in range(150):
        deep = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n{deep}\r\n--b{level}--\r\n"
    yield LyingFile("parts_in_parts.eml", f"{MAIL_HEAD}{deep}".encode(), "reject", told="parts")
    yield LyingFile(
        "character_set_of_nobody.eml",
        message(
            "Subject: Lamps\r\nContent-Type: text/plain; charset=x-klingon\r\nContent-Transfer-Encoding: 8bit",
            WORDS,
        ),
        "flag",
        told="character set",
        holds=WORDS,
    )
    yield LyingFile(
        "header_in_a_header.eml",
        message(
            "Subject: =?utf-8?q?Lamps=0D=0ABcc:_all@lanes.example?=\r\nContent-Type: text/plain",
            f"{WORDS}\r\n",
        ),
        "accept",
        holds=WORDS,
        never=("\nBcc:",),
    )
    attached = (
        f"--b\r\nContent-Type: text/plain\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: application/ms-tnef\r\n"
        'Content-Disposition: attachment; filename="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        "eJ8+IgECAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQ=\r\n--b--\r\n"
    )
    yield LyingFile(
        "attachment_of_outlook.eml",
        message("Subject: Lamps\r\nContent-Type: multipart/mixed; boundary=b", attached),
        "flag",
        told="Outlook",
        holds=WORDS,
        n_refused=1,
    )


def texts() -> Iterator[LyingFile]:
    accents = "The Chair said: \u201cCaf\u00e9s pay \u00a3120 each\u201d."
    turned = WORDS.replace("May", "\u202e5202 yaM\u202c")
    combined = WORDS.replace("May", "May" + "\u0300\u0336" * 400_000)
    yield LyingFile("two_bytes_a_letter.txt", accents.encode("utf-16"), "accept", holds=accents)
    yield LyingFile(
        "two_bytes_turned.txt", b"\xfe\xff" + accents.encode("utf-16-be"), "accept", holds=accents
    )
    yield LyingFile("two_bytes_unmarked.txt", accents.encode("utf-16-le"), "reject", told="UTF-8")
    yield LyingFile("one_byte_a_letter.txt", accents.encode("cp1252"), "accept", holds=accents)
    yield LyingFile("turned_about.txt", turned.encode(), "flag", told="hidden characters", never=("\u202e",))
    yield LyingFile(
        "without_width.txt", "\u200d\u2060".join(WORDS).encode(), "flag", told="hidden", holds=WORDS
    )
    yield LyingFile("only_without_width.txt", "\u200b\u200d\ufeff\n".encode() * 99, "reject", told="no words")
    yield LyingFile("marks_upon_marks.txt", combined.encode(), "flag", holds=WORDS[:40])
    yield LyingFile(
        "spaces_without_end.txt", b"Minutes" + b" " * 1_000_000 + WORDS.encode(), "flag", holds=WORDS
    )
    yield LyingFile(
        "names_without_end.txt", b"Panel of the Board and " * 8_000 + WORDS.encode(), "flag", holds=WORDS
    )
    yield LyingFile("figures_without_end.txt", b"1.1/" * 40_000 + b" " + WORDS.encode(), "flag", holds=WORDS)
    yield LyingFile("brackets_without_end.txt", b"([{<" * 30_000 + WORDS.encode(), "flag", holds=WORDS)
    yield LyingFile(
        "items_without_end.txt", b"1. (a) (i) 2. (b)\n" * 6_000 + WORDS.encode(), "accept", most_s=60
    )
