import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.terminal import clean, progress, say, say_json


def test_escape_sequences_of_a_paper_do_not_reach_the_terminal() -> None:
    assert clean("Mill \x1b[2J\x1b]0;title\x07Lane\x9b31m\x7f\u202eenaL") == "Mill [2J]0;titleLane31menaL"


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    cleaned = clean(text)
    assert all(
        sign in "\n\t" or sign == " " or sign.isprintable() or sign.isspace() or ord(sign) > 0x9F
        for sign in cleaned
    )
    assert not any(ord(sign) < 0x20 and sign not in "\n\t" for sign in cleaned)
    cleaned.encode()


def test_json_is_plain_ascii_and_gives_every_character_back(capsys: pytest.CaptureFixture[str]) -> None:
    text = "£18,500 \x1b[31m \u2019 \x7f \ud800"
    say_json({"text": text})
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert json.loads(printed) == {"text": text}


def test_a_terminal_without_the_character_gets_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    stream = io.TextIOWrapper(shown, encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    say("£5 – agreed")
    stream.flush()
    assert shown.getvalue() == b"\\xa35 \\u2013 agreed\n"


def test_no_progress_bar_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading") as advance:
        assert advance is None
    assert capsys.readouterr().err == ""
