import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import NoText, UnsupportedFormat
from ingest.readers.characters import clean
from ingest.readers.plain_text import read_plain_text

# What a paper is made of: no controls, no format marks, no half surrogates, no line ends but one.
PRINTED = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Mn"), include_characters="\n")
).filter(lambda text: any(letter.isalnum() for letter in text))
UNSEEN_LETTERS = "\u3164\u115f\u1160\uffa0"


@given(PRINTED.filter(lambda text: not set(text) & set(UNSEEN_LETTERS)))
def test_ordinary_text_comes_back_character_for_character(written: str) -> None:
    text = read_plain_text(written.encode(), "minutes.txt")
    assert text.content == written
    assert text.notices == ()


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_give_clean_text_or_a_plain_refusal(data: bytes) -> None:
    try:
        text = read_plain_text(data, "minutes.txt")
    except (NoText, UnsupportedFormat) as refused:
        assert str(refused).startswith("minutes.txt: ")
        return
    assert not set(text.content) & set("\r\x00\x1b\u202e\ufeff")
    text.content.encode()


@given(st.text())
def test_cleaning_twice_changes_nothing_more(written: str) -> None:
    once = clean(written)
    assert clean(once.text) == type(once)(once.text, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_quotes_and_pounds_survive_every_usual_encoding(encoding: str) -> None:
    written = "The Chair\u2019s report \u2013 \u00a31.2m \u201cagreed\u201d"
    assert read_plain_text(written.encode(encoding), "minutes.txt").content == written


def test_windows_line_ends_become_unix_ones_and_tabs_stay() -> None:
    assert read_plain_text(b"Item\tCost\r\nVehicles\t12\r\n", "a.txt").content == "Item\tCost\nVehicles\t12\n"


def test_hidden_characters_are_removed_counted_and_pointed_out() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    text = read_plain_text(f"Approved\u202e{tags} by\x00 the \x1b[31mPanel\x1b[0m".encode(), "a.txt")
    assert text.content == "Approved by the Panel"
    (notice,) = text.notices
    assert notice.code == "hidden_characters"
    assert notice.message.startswith("8 hidden characters")


def test_marks_that_only_steer_line_breaks_go_without_a_notice() -> None:
    text = read_plain_text("1.\u200b\ufeff Com\u00admittee".encode(), "a.txt")
    assert (text.content, text.notices) == ("1. Committee", ())


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x01M\x00i\x00n" * 9, b"\xff\xfe\x00\xd8\x00"])
def test_binary_content_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="binary content"):
        read_plain_text(data, "a.txt")


def test_a_file_of_spaces_holds_no_words() -> None:
    with pytest.raises(NoText, match=r"a\.txt: no words"):
        read_plain_text(b" \n\t\n", "a.txt")


def test_a_line_too_long_for_a_paper_is_pointed_out() -> None:
    (notice,) = read_plain_text(b"a" * 200_000, "a.txt").notices
    assert notice.code == "very_long_line"
