"""How far an intake is, as the person at the terminal or whoever reads the log sees it."""

from __future__ import annotations

import io

import pytest

from api.intake_progress import intake_progress, share_done, words_of
from ingest.telling import Progress

READING = Progress(12, 40, "/papers/minutes of May.pdf", "reading", n_pages=1_310)


def test_files_pages_pace_time_left_and_the_file_in_hand_are_told() -> None:
    assert words_of(READING, elapsed_s=100.0) == (
        "12 of 40 files, 1,310 pages, 13.1 a second, about 4 min left, reading minutes of May.pdf"
    )


@pytest.mark.parametrize(
    ("elapsed_s", "left"),
    [(1.0, None), (3.0, "about 7 s left"), (600.0, "about 23 min left"), (7_200.0, "about 4.7 h left")],
)
def test_the_time_left_is_told_once_it_can_be_known(elapsed_s: float, left: str | None) -> None:
    told = words_of(READING, elapsed_s)
    assert left in told if left else "left" not in told


def test_nothing_is_forecast_before_something_is_finished() -> None:
    assert words_of(Progress(0, 3, "a.txt", "reading"), 30.0) == "0 of 3 files, reading a.txt"


def test_the_papers_of_a_pack_count_towards_its_share() -> None:
    progress = Progress(1, 2, "pack.zip!/c.txt", "storing", 8, n_parts_done=2, n_parts=4)
    assert share_done(progress) == 0.75
    assert words_of(progress, 6.0).endswith("about 2 s left, storing c.txt (3 of 4 in its pack)")


def test_a_name_can_neither_move_the_cursor_nor_fill_the_screen() -> None:
    told = words_of(Progress(0, 1, f"a\x1b[2J\n{'x' * 300}.txt", "reading"), 0.0)
    assert "\x1b" not in told and "\n" not in told
    assert len(told) < 80


def test_where_nobody_looks_there_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([0.0, 1.0, 4.9, 5.1, 6.0, 9.0, 10.2])
    with intake_progress(clock=lambda: next(seconds)) as tell:
        for done in range(6):
            tell(Progress(done, 6, f"{done}.txt", "reading"))
    printed = capsys.readouterr()
    assert printed.out == ""
    told = printed.err.splitlines()
    assert [line.split(" of ")[0] for line in told] == ["minutebook: 2", "minutebook: 5"]


def test_on_a_terminal_a_bar_is_drawn_on_standard_error_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with intake_progress() as tell:
        tell(READING)
    assert capsys.readouterr().out == ""
    assert "12 of 40 files" in terminal.getvalue()
    assert "reading minutes of May.pdf" in terminal.getvalue()
