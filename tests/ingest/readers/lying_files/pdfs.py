"""PDFs whose pictures and lengths are not what they say."""

from __future__ import annotations

from collections.abc import Iterator

from lying_files.lying import MORE, WORDS, LyingFile
from lying_files.pdf_parts import drawn, one_page, stream


def with_odd_pictures() -> Iterator[LyingFile]:
    head = b"q BI /W 8 /H 8 /BPC 8 /CS /G "
    yield LyingFile(
        "picture_without_start.pdf",
        one_page(stream(drawn(WORDS) + head + b"EI Q\n" + drawn(MORE, 650))),
        "accept",
        holds=WORDS,
    )
    yield LyingFile(
        "picture_of_rubbish.pdf",
        one_page(stream(drawn(WORDS) + head + b"/F /LZW ID " + b"\x80\xff\x00Q" * 40 + b"\nEI Q\n")),
        "accept",
        holds=WORDS,
    )
    yield LyingFile(
        "picture_of_great_size.pdf",
        one_page(stream(b"q BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID \x00\x01 EI Q\n" + drawn(WORDS))),
        "accept",
        holds=WORDS,
    )
    yield LyingFile(
        "picture_alone_cut_off.pdf",
        one_page(stream(head + b"/F [/AHx /RL] ID 80ff80ff")),
        "flag",
        told="No words could be read",
    )


def with_odd_lengths() -> Iterator[LyingFile]:
    ring = one_page(stream(drawn(WORDS), length=b"4 0 R"))
    yield LyingFile("length_its_own.pdf", ring, "reject", told="loop with self reference")
    for name, length in {"negative": b"-5", "of_nothing": b"0"}.items():
        lying = one_page(stream(drawn(WORDS), length=length))
        yield LyingFile(f"length_{name}.pdf", lying, "accept", holds=WORDS)
    lengths = {"no_number": b"(many)", "elsewhere": b"99 0 R", "beyond_counting": b"1" + b"0" * 40}
    for name, length in lengths.items():
        lying = one_page(stream(drawn(WORDS), length=length))
        yield LyingFile(f"length_{name}.pdf", lying, "flag", told="damaged in places", holds=WORDS)
